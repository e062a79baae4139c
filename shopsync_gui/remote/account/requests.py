"""Requests to one account: one at a time, in an adaptive pace; reads repeated, writes sent once."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import re
from collections.abc import Awaitable, Callable
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from shopsync_gui.core.errors import (
    SALESAUTOPILOT,
    AccountPartlyReadOnly,
    AccountReadOnly,
    AccountRefused,
    AllowanceUsed,
    AnswerLost,
    AnswerTooLarge,
    NoNetwork,
    QuotaReached,
    RedirectRefused,
    ServiceDown,
    ServiceTimeout,
    SignInError,
    TooManyRequests,
    UnexpectedAnswer,
    WrongAccountPassword,
)
from shopsync_gui.remote.account.payloads import stripped
from shopsync_gui.remote.transport.decompression import MEGABYTE
from shopsync_gui.remote.transport.http import Http, Timeouts
from shopsync_gui.remote.transport.pace import AdaptivePace
from shopsync_gui.remote.transport.redaction import shown
from shopsync_gui.remote.transport.response import OutcomeUnknown, Response, Unreadable, not_data
from shopsync_gui.remote.transport.retry import (
    LONGEST_RETRY_AFTER,
    UNREADABLE_TRIES,
    Retry,
    Retryable,
    retry_after,
    too_many,
    waiting,
)

T = TypeVar("T")

#: Is told of every answer: the HTTP method, the path, the answer and how many seconds it took.
Watch = Callable[[str, str, Response, float], None]

PATIENCE = Timeouts(read=30.0, total=60.0)
_QUOTA = re.compile(r"quota|kvóta|limit|csomag|keret|package|korlát", re.IGNORECASE)
_PERIOD = re.compile(
    r"\b(daily|days?|today|hourly|hours?|minutes?|seconds?)\b|\bnapi|\bnapon|\bóra|\bóránk|\bperc|\bmásodperc",
    re.IGNORECASE,
)
_DAY = re.compile(r"\b(daily|day|today|tomorrow)\b|\bnapi|\bnaponta|\bholnap", re.IGNORECASE)
#: What JSON calls the words of an error; with anything beside them it is shown as it came.
_WORDS = ("error", "message", "errorMessage")
_LENGTH = re.compile(r"length|long|character|hossz|karakter", re.IGNORECASE)
#: How often a read is tried that is not let in although others were.
_SIGNED_IN_TRIES = 3
#: Seconds before a write is sent once more that was forbidden although others were let in; so many
#: in a row are not about what they hold.
_FORBIDDEN_WAIT = 2.0
FORBIDDEN_IN_A_ROW = 5
#: An answer that is as short and speaks of too many requests is one, whatever its status.
_SHORT_ANSWER = 400
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_BUSY = re.compile(
    r"too many (requests|connections)|rate.?limit|slow down|túl sok kérés|zu viele anfragen",
    re.IGNORECASE,
)


async def _leave() -> None:
    """Let a request leave: nothing has to be done before."""


class AccountRequests:
    """Signed requests below the account's address (contract "salesautopilot" 1)."""

    def __init__(
        self,
        http: Http,
        *,
        url: str,
        user: str,
        password: str,
        start_rate: float,
        max_rate: float,
        tries: int,
    ) -> None:
        self._http = http
        self._url = url.rstrip("/")
        self._user = user
        pair = base64.b64encode(f"{user}:{password}".encode()).decode("ascii")
        self._secrets = (password, pair)
        self._headers = {"Authorization": f"Basic {pair}"}
        self._pace = AdaptivePace(start_rate, max_rate)
        self._one = asyncio.Lock()
        self._retry = Retry(http.troubles, f"{url} {user}", tries)
        #: Whether the account let in a read and a write by now, and whether it ever let in a write.
        self._let_in = self._wrote = self.may_write = False
        #: How many writes in a row were forbidden although others had been let in.
        self.forbidden = 0
        self.watch: Watch = lambda _method, _path, _answer, _seconds: None
        self.before_write: Callable[[], Awaitable[None]] = _leave

    async def read(
        self,
        path: str,
        read: Callable[[Response], Awaitable[T]],
        patience: Timeouts = PATIENCE,
        cap: int = MEGABYTE,
    ) -> T:
        """One read, repeated where that may help. Raises SignInError, ServiceError.

        An UnexpectedAnswer has a `status` where the service refused the request itself.
        """
        method = "GET"

        async def once() -> T:
            nonlocal method
            try:
                answer = await self._exchange(method, path, b"", patience, cap)
                if answer.status == 405 and method == "GET":
                    # Some reads are answered to POST only (contract "salesautopilot" 1).
                    method = "POST"
                    answer = await self._exchange(method, path, b"", patience, cap)
                if 200 <= answer.status < 300:
                    self._let_in = True
                    return await read(answer)
            except (NoNetwork, ServiceTimeout) as error:
                raise Retryable(error) from None
            except OutcomeUnknown:
                raise Retryable(ServiceTimeout(service=SALESAUTOPILOT)) from None
            except Unreadable as error:
                problem = not_data(error, SALESAUTOPILOT)
                raise Retryable(problem, tries=UNREADABLE_TRIES) from None
            refusal = self._refusal(answer)
            if self._let_in and isinstance(refusal, WrongAccountPassword):
                raise Retryable(refusal, tries=_SIGNED_IN_TRIES)
            raise refusal

        return await self._retry.persist(once)

    def _refusal(self, answer: Response) -> Exception:
        """Return the error that a status other than 2xx means for a read."""
        status = answer.status
        if status == 429:
            if _is_of_the_day(answer):
                return self.refused("", status, words_of(answer))
            return waiting(TooManyRequests(service=SALESAUTOPILOT), answer)
        if status >= 500 or status == 408:
            return waiting(ServiceDown(service=SALESAUTOPILOT, status=status), answer)
        if status in (401, 403):
            return WrongAccountPassword(service=SALESAUTOPILOT, user=self._user)
        detail = f"HTTP {status} {shown(words_of(answer), self._secrets)}".strip()
        return UnexpectedAnswer(service=SALESAUTOPILOT, detail=detail, status=status)

    async def write(self, method: str, path: str, body: bytes, name: str) -> Response:
        """Send one write, once; `name` is what it is about. The answer is a 2xx.

        Raises AnswerLost where the outcome is unknown; NoNetwork, TooManyRequests,
        WrongAccountPassword, AccountReadOnly, AccountRefused, QuotaReached where it was surely not
        carried out. What a firewall between forbids is a refusal, too, unless it goes on.
        """
        try:
            answer = await self._exchange(method, path, body, PATIENCE, MEGABYTE, self.before_write)
            told = is_quota(words_of(answer))
            if answer.status == 403 and self.may_write and not self.forbidden and not told:
                await asyncio.sleep(_FORBIDDEN_WAIT)
                answer = await self._exchange(
                    method, path, body, PATIENCE, MEGABYTE, self.before_write
                )
        except (ServiceTimeout, OutcomeUnknown, Unreadable, AnswerTooLarge, RedirectRefused):
            raise AnswerLost(service=SALESAUTOPILOT) from None
        if 200 <= answer.status < 300:
            self._wrote = self.may_write = True
            self.forbidden = 0
            return answer
        if answer.status == 429:
            if _is_of_the_day(answer):
                raise self.refused(name, 429, words_of(answer))
            seconds = retry_after(answer) or 0.0
            raise too_many(SALESAUTOPILOT, seconds)
        if answer.status >= 500 or answer.status == 408:
            raise AnswerLost(service=SALESAUTOPILOT, status=answer.status)
        raise self._surely_refused(answer, name)

    def _surely_refused(self, answer: Response, name: str) -> AccountRefused | SignInError:
        words, status = words_of(answer), answer.status
        if status not in (401, 403) or is_quota(words):
            return self.refused(name, status, words)
        if status == 403 and self.may_write:
            self.forbidden += 1
            if self.forbidden < FORBIDDEN_IN_A_ROW:
                return self.refused(name, status, words)
        # A 401 after reads and writes means that the password was changed meanwhile.
        let_in = self._let_in or self.may_write
        if let_in if status == 403 else self._let_in and not self._wrote:
            kind = AccountPartlyReadOnly if self.may_write else AccountReadOnly
            return kind(service=SALESAUTOPILOT, user=self._user, name=name, status=status)
        return WrongAccountPassword(service=SALESAUTOPILOT, user=self._user)

    def refused(self, name: str, status: int, words: str) -> AccountRefused:
        """The refusal of one write, in the service's own words."""
        kind = AccountRefused
        if is_quota(words):
            kind = AllowanceUsed if _PERIOD.search(words) else QuotaReached
        return kind(
            service=SALESAUTOPILOT,
            name=name,
            status=status,
            detail=shown(words, self._secrets) or "–",
        )

    async def _exchange(
        self,
        method: str,
        path: str,
        body: bytes,
        patience: Timeouts,
        cap: int,
        leave: Callable[[], Awaitable[None]] = _leave,
    ) -> Response:
        """One request in its turn, once `leave` lets it go; the pace learns from the answer."""
        async with self._one:
            await self._pace.turn()
            await leave()
            loop = asyncio.get_running_loop()
            started = loop.time()
            try:
                answer = await self._http.send(
                    method,
                    f"{self._url}/{path}",
                    patience=patience,
                    headers=self._headers,
                    content=body,
                    cap=cap,
                    secrets=self._secrets,
                )
            except (ServiceTimeout, OutcomeUnknown):
                self._pace.strained()
                raise
            self.watch(method, path, answer, loop.time() - started)
            if _says_busy(answer):
                answer = replace(answer, status=429)
            if answer.status == 429:
                seconds = min(retry_after(answer) or 1.0, LONGEST_RETRY_AFTER)
                self._pace.hold(seconds)
                self._http.troubles.hold(seconds)
            if answer.status == 429 or answer.status >= 500:
                self._pace.strained()
            else:
                self._pace.answered(loop.time() - started)
            return answer


def _says_busy(answer: Response) -> bool:
    """Whether an answer asks for patience in words; one that holds a product's fields does not."""
    if answer.size > _SHORT_ANSWER or b"prod" in answer.body:
        return False
    words = answer.body.decode("utf-8", "replace")
    return bool(_BUSY.search(_ESCAPED.sub(lambda escape: chr(int(escape[1], 16)), words)))


def words_of(answer: Response) -> str:
    """The service's own words about a refusal; nothing where it sent a web page."""
    body = stripped(answer)[:400]
    with contextlib.suppress(msgspec.DecodeError):
        found = msgspec.json.decode(body, type=dict[str, object])
        texts = [text for name, text in found.items() if name in _WORDS and isinstance(text, str)]
        if len(found) == len(texts) == 1:
            return texts[0]
    words = body.decode("utf-8", "replace")
    return "" if words.startswith("<") else words


def _is_of_the_day(answer: Response) -> bool:
    """Whether a service that has had too many requests says that it will not take more before tomorrow."""
    words, seconds = words_of(answer), retry_after(answer)
    is_soon = seconds is not None and seconds <= LONGEST_RETRY_AFTER
    return is_quota(words) and bool(_DAY.search(words)) and not is_soon


def is_quota(words: str) -> bool:
    """Whether the words speak of a full package, and not of a text that is too long."""
    return bool(_QUOTA.search(words)) and not _LENGTH.search(words)
