"""The account as Python calls: its products and categories, read and written one request at a time."""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from random import Random
from types import TracebackType
from typing import Self, TypeVar

import httpx

from shopsync_gui.core.catalogue import (
    UNCATEGORISED,
    MasterProduct,
    TargetCategory,
    TargetProduct,
    category_key,
)
from shopsync_gui.core.errors import (
    SALESAUTOPILOT,
    AccountRefused,
    AnswerLost,
    AnswerTooLarge,
    NoNetwork,
    QuotaReached,
    RedirectRefused,
    ServiceDown,
    ServiceTimeout,
    TooManyRequests,
    UnexpectedAnswer,
    WrongAccountPassword,
)
from shopsync_gui.core.plan import Target, differences
from shopsync_gui.remote import account_payloads as p
from shopsync_gui.remote.http import MEGABYTE, Answer, Broken, Http, Patience, Unreadable, shown
from shopsync_gui.remote.pace import AdaptivePace
from shopsync_gui.remote.retry import UNREADABLE_TRIES, Again, persist, waiting

T = TypeVar("T")

#: `listproducts` has no pages: a million products are some 300 MB.
_LIST_CAP = 1024 * MEGABYTE
_LIST_PATIENCE = Patience(read=120.0, total=900.0)
_PATIENCE = Patience(read=30.0, total=60.0)
#: What an unknown product is answered with; 406 says that a parameter is wrong (contract 1).
_NO_SUCH = ("404", "406")
_QUOTA = re.compile(r"quota|kvóta|limit|csomag|keret|package|korlát", re.IGNORECASE)
_LENGTH = re.compile(r"length|long|character|hossz|karakter", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AccountCheck:
    """An account that answered, and how much it holds."""

    product_count: int
    category_count: int


class AccountClient:
    """Reads and writes one account; an async context manager. One request is in flight at a time.

    Reads are repeated where that may help. Writes are sent once: they raise AnswerLost when their
    outcome is unknown, and NoNetwork, TooManyRequests, WrongAccountPassword, AccountRefused or
    QuotaReached when they were surely not carried out. Contract "salesautopilot".
    """

    def __init__(
        self,
        *,
        url: str,
        user: str,
        password: str,
        transport: httpx.AsyncBaseTransport | None = None,
        start_rate: float = 2.0,
        max_rate: float = 20.0,
    ) -> None:
        self._url = url.rstrip("/")
        self._user = user
        pair = base64.b64encode(f"{user}:{password}".encode()).decode("ascii")
        self._secrets = (password, pair)
        self._headers = {"Authorization": f"Basic {pair}"}
        self._http = Http(SALESAUTOPILOT, transport)
        self._pace = AdaptivePace(start_rate, max_rate)
        self._one = asyncio.Lock()
        self._chance = Random(f"{url} {user}")

    async def __aenter__(self) -> Self:
        await self._http.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._http.__aexit__(kind, error, trace)

    @property
    def requests(self) -> int:
        """Requests sent so far."""
        return self._http.requests

    # --- reading --------------------------------------------------------------------------------

    async def products(self) -> list[TargetProduct]:
        """Every product of the account (contract 3)."""
        return await self._list("listproducts", _all_products)

    async def categories(self) -> list[TargetCategory]:
        """Every category, without the label of uncategorised products (contract 3.4, 4)."""
        return await self._list("listprodcategories", _at_once(p.categories))

    async def target(self) -> Target:
        """Products and categories; the categories are read last, so that none is unknown."""
        products = await self.products()
        return Target(tuple(products), tuple(await self.categories()))

    async def product(self, sa_id: int) -> TargetProduct | None:
        """One product, None where the account has no such one."""
        try:
            found = await self._read(f"getproduct/{sa_id}", _at_once(p.one_product), _PATIENCE)
        except UnexpectedAnswer as error:
            if error.values.get("status") in _NO_SUCH:
                return None
            raise
        return found if found is not None and found.sa_id == sa_id else None

    async def check(self) -> AccountCheck:
        """Prove that the key pair and the product module work (contract 5)."""
        await self._read("getlists", _at_once(p.rows_count), _PATIENCE)
        categories = await self.categories()
        return AccountCheck(len(await self.products()), len(categories))

    async def _list(self, path: str, read: Callable[[Answer], Awaitable[list[T]]]) -> list[T]:
        """A whole list. An answer without anything in it is only believed when it comes twice.

        A list that wrongly looks empty would have everything created once more.
        """

        async def unless_blank(answer: Answer) -> list[T] | None:
            return None if p.is_blank(answer) else await read(answer)

        found = await self._read(path, unless_blank, _LIST_PATIENCE, _LIST_CAP)
        if found is None:
            found = await self._read(path, unless_blank, _LIST_PATIENCE, _LIST_CAP)
        return found or []

    async def _read(
        self,
        path: str,
        read: Callable[[Answer], Awaitable[T]],
        patience: Patience,
        cap: int = MEGABYTE,
    ) -> T:
        """One read, repeated where that may help."""
        method = "GET"

        async def once() -> T:
            nonlocal method
            try:
                answer = await self._exchange(method, path, b"", patience, cap)
                if answer.status == 405 and method == "GET":
                    # Some reads are answered to POST only (contract 1, method traps).
                    method = "POST"
                    answer = await self._exchange(method, path, b"", patience, cap)
                if answer.status == 200:
                    return await read(answer)
            except (NoNetwork, ServiceTimeout) as error:
                raise Again(error) from None
            except Broken:
                raise Again(ServiceTimeout(service=SALESAUTOPILOT)) from None
            except Unreadable as error:
                problem = UnexpectedAnswer(service=SALESAUTOPILOT, detail=error)
                raise Again(problem, tries=UNREADABLE_TRIES) from None
            raise self._refusal(answer)

        return await persist(once, self._chance)

    def _refusal(self, answer: Answer) -> Exception:
        """What a status other than 200 means for a read."""
        status = answer.status
        if status == 429:
            return waiting(TooManyRequests(service=SALESAUTOPILOT), answer)
        if status >= 500 or status == 408:
            return waiting(ServiceDown(service=SALESAUTOPILOT, status=status), answer)
        if status in (401, 403):
            return WrongAccountPassword(service=SALESAUTOPILOT, user=self._user)
        detail = f"HTTP {status} {shown(_words(answer), self._secrets)}".strip()
        return UnexpectedAnswer(service=SALESAUTOPILOT, detail=detail, status=status)

    # --- writing --------------------------------------------------------------------------------

    async def create_product(self, product: MasterProduct, category_ids: Sequence[int]) -> int:
        """Create a product; the id that SalesAutopilot gave it (contract 3, 3.1)."""
        body = p.product_body(product, tuple(category_ids))
        return await self._create("createproduct", body, product.name)

    async def create_category(self, name: str) -> int:
        """Create a category; its id (contract 4). The label of uncategorised products is none."""
        if category_key(name) == category_key(UNCATEGORISED):
            raise ValueError("the label of uncategorised products is never a category")
        return await self._create("createprodcategory", p.category_body(name), name)

    async def update_product(
        self, sa_id: int, product: MasterProduct, category_ids: Sequence[int]
    ) -> None:
        """Give a product its full desired state; may be repeated (contract 3, 3.6).

        An answer of 0 can mean "nothing changed": the product is read back before it counts as
        refused.
        """
        ids = tuple(category_ids)
        answer = await self._write(
            "POST", f"modifyproduct/{sa_id}", p.product_body(product, ids), product.name
        )
        result = self._outcome(answer)
        if isinstance(result, int) and result > 0:
            return
        if result == 0:
            found = await self.product(sa_id)
            keys = {
                category_key(name): sa for name, sa in zip(product.categories, ids, strict=False)
            }
            if found is not None and not differences(product, found, keys, {}):
                return
        raise self._refused(product.name, answer.status, str(result))

    async def delete_product(self, sa_id: int) -> None:
        """Delete a product that an undone run had created; gone already is fine."""
        try:
            answer = await self._write("DELETE", f"deleteproduct/{sa_id}", b"", f"#{sa_id}")
        except AccountRefused as error:
            if error.values.get("status") == "404":
                return
            raise
        result = self._outcome(answer)
        if not (isinstance(result, int) and result > 0) and await self.product(sa_id) is not None:
            raise self._refused(f"#{sa_id}", answer.status, str(result))

    async def _create(self, method: str, body: bytes, name: str) -> int:
        answer = await self._write("POST", method, body, name)
        result = self._outcome(answer)
        if isinstance(result, int) and result > 0:
            return result
        raise self._refused(name, answer.status, str(result))

    async def _write(self, method: str, path: str, body: bytes, name: str) -> Answer:
        """Send one write, once. The answer is a 200."""
        lost = AnswerLost(service=SALESAUTOPILOT)
        try:
            answer = await self._exchange(method, path, body, _PATIENCE, MEGABYTE)
        except (ServiceTimeout, Broken, Unreadable, AnswerTooLarge, RedirectRefused):
            raise lost from None
        if answer.status == 200:
            return answer
        if answer.status == 429:
            raise TooManyRequests(service=SALESAUTOPILOT)
        if answer.status >= 500 or answer.status == 408:
            raise AnswerLost(service=SALESAUTOPILOT, status=answer.status)
        raise self._surely_refused(answer, name)

    def _outcome(self, answer: Answer) -> int | str:
        """What a write answered; AnswerLost where nothing readable came."""
        result = p.outcome(answer)
        if result is None or (isinstance(result, str) and result.lstrip()[:1] in ("<", "[", "{")):
            raise AnswerLost(service=SALESAUTOPILOT, status=answer.status)
        return result

    def _surely_refused(self, answer: Answer, name: str) -> AccountRefused | WrongAccountPassword:
        words = _words(answer)
        if answer.status in (401, 403) and not _is_quota(words):
            return WrongAccountPassword(service=SALESAUTOPILOT, user=self._user)
        return self._refused(name, answer.status, words)

    def _refused(self, name: str, status: int, words: str) -> AccountRefused:
        kind = QuotaReached if _is_quota(words) else AccountRefused
        return kind(
            service=SALESAUTOPILOT,
            name=name,
            status=status,
            detail=shown(words, self._secrets) or "–",
        )

    # --- the wire -------------------------------------------------------------------------------

    async def _exchange(
        self, method: str, path: str, body: bytes, patience: Patience, cap: int
    ) -> Answer:
        """One request in its turn; the pace learns from the answer."""
        async with self._one:
            await self._pace.turn()
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
                )
            except (ServiceTimeout, Broken):
                self._pace.strained()
                raise
            if answer.status == 429 or answer.status >= 500:
                self._pace.strained()
            else:
                self._pace.answered(loop.time() - started)
            return answer


async def _all_products(answer: Answer) -> list[TargetProduct]:
    """A list of products, with pauses in which a long one can be cancelled."""
    found: list[TargetProduct] = []
    for block in p.product_blocks(answer):
        found += block
        await asyncio.sleep(0)
    return found


def _at_once(read: Callable[[Answer], T]) -> Callable[[Answer], Awaitable[T]]:
    async def reader(answer: Answer) -> T:
        return read(answer)

    return reader


def _words(answer: Answer) -> str:
    """The service's own words about a refusal; nothing where it sent a web page."""
    words = p.stripped(answer)[:400].decode("utf-8", "replace")
    return "" if words.startswith("<") else words


def _is_quota(words: str) -> bool:
    """Whether the words speak of a full package, and not of a text that is too long."""
    return bool(_QUOTA.search(words)) and not _LENGTH.search(words)
