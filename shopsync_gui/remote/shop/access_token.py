"""The shop's access token: asked for once, renewed early, shared by parallel readers."""

from __future__ import annotations

import asyncio
import base64
import re
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.errors import (
    SHOPRENTER,
    ClientSecretSwapped,
    NoNetwork,
    ServiceDown,
    ServiceTimeout,
    ShopForbidden,
    TokenAddressUnknown,
    TooManyRequests,
    UnexpectedAnswer,
    UnknownShop,
    WrongClientSecret,
)
from shopsync_gui.core.strings.addresses import default_token_url
from shopsync_gui.core.text import _
from shopsync_gui.remote.decoding import scalars
from shopsync_gui.remote.shop import payloads as p
from shopsync_gui.remote.shop.pages import ItemReader
from shopsync_gui.remote.transport.decompression import MEGABYTE
from shopsync_gui.remote.transport.http import Http, Timeouts
from shopsync_gui.remote.transport.response import OutcomeUnknown, Response, Unreadable, not_data
from shopsync_gui.remote.transport.retry import UNREADABLE_TRIES, Retry, Retryable, waiting

if TYPE_CHECKING:
    from shopsync_gui.remote.shop.access import ShopAccess

_PATIENCE = Timeouts(read=30.0, total=60.0)
_CAP = MEGABYTE
_MARGIN_SECONDS = 30.0
_DEFAULT_LIFE = 3600
#: A token that is said to end at once is used nevertheless; none is used for longer than a day.
_SHORTEST_LIFE, _LONGEST_LIFE = 60, 86_400
_CLIENT_ID = re.compile(r"[0-9a-fA-F]{32}")
_TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]{1,8192}")


class TokenProvider:
    """The source of valid tokens (contract "shoprenter" 1.1); no token or secret is ever shown."""

    def __init__(self, http: Http, access: ShopAccess, retry: Retry) -> None:
        self._http = http
        self._url = access.token_url
        self._shop = access.name
        self._secret = access.client_secret
        self._is_swapped = _looks_like_id(access.client_secret) and not _looks_like_id(
            access.client_id
        )
        self._body = msgspec.json.encode(
            {
                "grant_type": "client_credentials",
                "client_id": access.client_id,
                "client_secret": access.client_secret,
            }
        )
        self._retry = retry
        self._asking: asyncio.Task[None] | None = None
        self._waiting = 0
        self._token = ""
        self._renew_at = 0.0

    @property
    def fresh(self) -> str:
        """The token, empty when it has to be asked for (first, or anew before it ends)."""
        late = asyncio.get_running_loop().time() >= self._renew_at
        return "" if late else self._token

    async def ready(self) -> None:
        """Have a fresh token. Raises ServiceError, SignInError."""
        while not self.fresh:
            await self._asked()

    async def renew(self, refused: str) -> None:
        """Have another token than `refused`; readers refused together renew it once."""
        if self._token == refused:
            await self._asked()

    async def _asked(self) -> None:
        """Ask once for all who wait now; they share the token, or the failure."""
        if self._asking is None:
            self._waiting = 0
            self._asking = asyncio.create_task(self._ask())
            self._asking.add_done_callback(self._answered)
        asking = self._asking
        self._waiting += 1
        try:
            await asyncio.shield(asking)
        except asyncio.CancelledError:
            if self._waiting == 1 and self._asking is asking:  # nobody else waits for it
                self._asking = None
                asking.cancel()
            raise
        finally:
            self._waiting -= 1

    def _answered(self, asked: asyncio.Task[None]) -> None:
        if self._asking is asked:
            self._asking = None
        if not asked.cancelled():
            asked.exception()  # those who wait raise it

    @property
    def scopes(self) -> frozenset[str] | None:
        """The permissions written in the token, None where it does not say."""
        return _scopes(self._token)

    async def _ask(self) -> None:
        self._token = ""
        response = await self._retry.persist(self._once)
        told = scalars.whole_number(response.expires_in) or _DEFAULT_LIFE
        life = min(max(told, _SHORTEST_LIFE), _LONGEST_LIFE)
        now = asyncio.get_running_loop().time()
        self._renew_at = now + max(life - _MARGIN_SECONDS, life / 2)
        self._token = scalars.text(response.access_token).strip()

    async def _once(self) -> p.Token:
        try:
            response = await self._http.send(
                "POST",
                self._url,
                patience=_PATIENCE,
                headers={},
                content=self._body,
                cap=_CAP,
                secrets=(self._secret,),
            )
            return self._judged(response)
        except (NoNetwork, ServiceTimeout) as error:
            raise Retryable(error) from None
        except OutcomeUnknown:
            raise Retryable(ServiceTimeout(service=SHOPRENTER)) from None
        except Unreadable as error:
            problem = not_data(error, SHOPRENTER)
            raise Retryable(problem, tries=UNREADABLE_TRIES) from None

    def _judged(self, response: Response) -> p.Token:
        names = {"service": SHOPRENTER, "shop": self._shop}
        match response.status:
            case 200:
                return _read(response)
            case 400 | 401:
                raise (ClientSecretSwapped if self._is_swapped else WrongClientSecret)(**names)
            case 403:
                raise ShopForbidden(**names)
            case 404:
                if self._url != default_token_url(self._shop):
                    raise TokenAddressUnknown(**names, url=self._url)
                raise UnknownShop(**names)
            case 429:
                raise waiting(TooManyRequests(service=SHOPRENTER), response)
            case status if status >= 500:
                raise waiting(ServiceDown(service=SHOPRENTER, status=status), response)
            case status:
                raise UnexpectedAnswer(service=SHOPRENTER, detail=f"HTTP {status}")


def _looks_like_id(text: str) -> bool:
    """Whether it has the shape of a client's id, which its secret has not (contract "shoprenter" 1.1)."""
    return _CLIENT_ID.fullmatch(text.strip()) is not None


def _read(response: Response) -> p.Token:
    token = _READER.item(response)
    if not _TOKEN.fullmatch(scalars.text(token.access_token).strip()):
        raise Unreadable(_("it holds no access token"))
    return token


_READER = ItemReader(p.Token)


def _scopes(token: str) -> frozenset[str] | None:
    """The `scopes` or `scope` claim of a JWT; its signature is the shop's own business."""
    try:
        part = token.split(".")[1]
        claims = msgspec.json.decode(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (IndexError, ValueError, RecursionError):
        return None
    if not isinstance(claims, dict):
        return None
    scopes = claims.get("scopes", claims.get("scope"))
    if isinstance(scopes, str):
        scopes = scopes.split()
    if not isinstance(scopes, list) or not all(isinstance(scope, str) for scope in scopes):
        return None
    return frozenset(scopes)
