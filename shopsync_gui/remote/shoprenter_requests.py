"""Signed, paced and repeated GETs to one shop, and what its refusals mean."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

import httpx
import msgspec

from shopsync_gui.core.errors import (
    SHOPRENTER,
    MissingScope,
    NoNetwork,
    ServiceDown,
    ServiceError,
    ServiceTimeout,
    ShopForbidden,
    TooManyRequests,
    UnexpectedAnswer,
)
from shopsync_gui.core.text import _
from shopsync_gui.remote.http import Http, OutcomeUnknown, Response, Timeouts, Unreadable, shown
from shopsync_gui.remote.pace import Pace
from shopsync_gui.remote.retry import UNREADABLE_TRIES, Retry, Retryable, waiting

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.remote.pages import BadItem, Page, PageReader
    from shopsync_gui.remote.shop_access import ShopAccess
    from shopsync_gui.remote.shoprenter_token import TokenProvider

T = TypeVar("T")
S = TypeVar("S", bound=msgspec.Struct)

#: Which permission each resource needs (contract "shoprenter" 7).
SCOPES = {
    "productExtend": "product.product:read",
    "categoryExtend": "product.category:read",
    "taxClassExtend": "taxClass.taxClass:read",
    "languages": "localization.language:read",
    "currencies": "localization.currency:read",
    "geoZones": "localization.location:read",
    "settings": "store.setting:read",
    "domains": "store.domain:read",
    "orderExtend": "order.order:read",
}
PAGE_OUT_OF_RANGE = 40008
ID_WRONG = 40007
UNKNOWN_RESOURCE = 40401
#: A real page took 13 seconds and 12 MB (contract "shoprenter" 3).
_PAGE_PATIENCE = Timeouts(read=75.0, total=110.0)
_PATIENCE = Timeouts(read=30.0, total=50.0)
_LARGEST_LIMIT = 200
_SMALLEST_LIMIT = 25
_MOST_PAGES = 2000
#: The documented inner codes; any other number in a text is no code.
_INNER_CODE = re.compile(
    r"\b(?:40001|40004|40007|40008|40009|40010|40011|40013|40014|40017|40032|40033|40101|40401)\b"
)


#: Inner codes that refuse a query parameter: its value or its name (contract "shoprenter" 6).
_BAD_FILTER = (40009, 40010, 40017)
#: How an answer without a body is read: as a page without items.
_NOTHING = Response(200, httpx.Headers({"content-type": "application/json"}), b'{"items": []}')


#: An answer without anything in it is believed when it comes so often in a row.
_BLANK_TWICE = 2


class _Blank(Exception):
    """An answer without anything in it: there is nothing, or it is a fault on the way."""


class FilterRefused(Exception):
    """The shop does not take the filter by the moment of the last change."""


class PageTooHeavy(Exception):
    """The shop could not deliver a page of this size in time; a smaller one may work."""


class Refusal(Exception):
    """HTTP 400 or 404, with the inner code where one was found (0 otherwise) and the text."""

    def __init__(self, status: int, code: int, text: str) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status
        self.code = code
        self.text = text

    @property
    def past_the_end(self) -> bool:
        """Whether it says, or may say, that a page number is out of range."""
        if self.status != 400 or self.text.startswith("<"):
            return False
        return self.code == PAGE_OUT_OF_RANGE or not self.code

    @property
    def no_items(self) -> bool:
        """Whether a shop may say so that a collection is empty."""
        return self.status == 404 and not self.text.startswith("<")

    @property
    def bad_filter(self) -> bool:
        """Whether it says that a filter is not known, or its value not understood."""
        return self.status == 400 and self.code in _BAD_FILTER

    @property
    def no_such_item(self) -> bool:
        """Whether it says that nothing has the id that was asked for (contract "shoprenter" 6)."""
        if self.text.startswith("<"):
            return False
        if self.status == 404:
            return self.code != UNKNOWN_RESOURCE
        return self.code == ID_WRONG or not self.code

    def as_error(self) -> UnexpectedAnswer:
        """The refusal as a fault, where it is no ordinary answer."""
        text = "" if self.text.startswith("<") else f" {self.text}"
        return UnexpectedAnswer(service=SHOPRENTER, detail=f"HTTP {self.status}{text}")


class ShopRequests:
    """GETs below the shop's address. Links in answers are never followed."""

    def __init__(
        self,
        http: Http,
        tokens: TokenProvider,
        access: ShopAccess,
        *,
        rate: float,
        retry: Retry,
    ) -> None:
        self._http = http
        self._tokens = tokens
        self._shop = access.name
        self._url = access.url.rstrip("/")
        self._pace = Pace(rate)
        self._secrets = (access.client_secret,)
        self._retry = retry

    async def get(
        self,
        resource: str,
        read: Callable[[Response], T],
        params: dict[str, str] | None = None,
        *,
        item: str | None = None,
        heavy: bool = False,
        may_be_none: bool = False,
    ) -> T:
        """One GET, repeated where that may help.

        With `may_be_none`, an answer without anything in it is believed when it comes twice.
        `item` is the id of a single one. A `heavy` page is tried once and raises PageTooHeavy on
        504 and time-outs. Raises Refusal for 400 and 404, SignInError, ServiceError.
        """
        blank = 0

        async def once() -> T:
            nonlocal blank
            try:
                return await self._once(
                    resource, read, params, item, heavy=heavy, may_be_none=may_be_none
                )
            except _Blank:
                blank += 1
                if blank >= _BLANK_TWICE:
                    return read(_NOTHING)
                problem = UnexpectedAnswer(service=SHOPRENTER, detail=_("it is empty"))
                raise Retryable(problem, tries=UNREADABLE_TRIES) from None
            except Unreadable as error:
                problem = UnexpectedAnswer(service=SHOPRENTER, detail=error)
                raise Retryable(problem, tries=UNREADABLE_TRIES) from None

        return await self._retry.persist(once)

    async def _once(
        self,
        resource: str,
        read: Callable[[Response], T],
        params: dict[str, str] | None,
        item: str | None,
        *,
        heavy: bool,
        may_be_none: bool,
    ) -> T:
        url = f"{self._url}/{resource}"
        if item is not None:
            url = f"{url}/{quote(item, safe='')}"
        response = await self._signed(resource, url, params, heavy=heavy)
        if response.status == 200:
            if may_be_none and response.body.strip() in (b"", b"[]"):
                raise _Blank
            return read(response)
        if response.status == 204:
            return read(_NOTHING)
        if response.status in (408, 504) and heavy:
            raise PageTooHeavy
        raise self._refused(response)

    async def _signed(
        self, resource: str, url: str, params: dict[str, str] | None, *, heavy: bool
    ) -> Response:
        """With the current token; after a refusal once more with a renewed one.

        What keeps the token from being had was tried often enough and passes through.
        """
        token = await self._turn()
        response = await self._send(url, params, token, heavy=heavy)
        if response.status not in (401, 403):
            return response
        await self._tokens.renew(token)
        response = await self._send(url, params, await self._turn(), heavy=heavy)
        if response.status in (401, 403):
            raise self._denied(resource)
        return response

    async def _turn(self) -> str:
        """Wait for a turn and a token that is good at that moment.

        Those who wait for a token must not give up their distance: a token that has to be asked
        for costs the turn.
        """
        while True:
            await self._tokens.ready()
            await self._pace.turn()
            if token := self._tokens.fresh:
                return token

    async def _send(
        self, url: str, params: dict[str, str] | None, token: str, *, heavy: bool
    ) -> Response:
        try:
            return await self._http.send(
                "GET",
                url,
                params=params,
                patience=_PAGE_PATIENCE if heavy else _PATIENCE,
                headers={"Authorization": f"Bearer {token}"},
                secrets=(*self._secrets, token),
            )
        except ServiceTimeout as error:
            raise (PageTooHeavy() if heavy else Retryable(error)) from None
        except NoNetwork as error:
            raise Retryable(error) from None
        except OutcomeUnknown:
            raise Retryable(ServiceTimeout(service=SHOPRENTER)) from None

    def _denied(self, resource: str) -> ServiceError:
        scope = SCOPES[resource]
        granted = self.scopes
        if granted is not None and scope in granted:
            return ShopForbidden(service=SHOPRENTER, shop=self._shop)
        return MissingScope(service=SHOPRENTER, shop=self._shop, scope=scope)

    def _refused(self, response: Response) -> Exception:
        """The exception for a status other than 200."""
        status = response.status
        if status == 429:
            error = waiting(TooManyRequests(service=SHOPRENTER), response)
            if isinstance(error, Retryable):
                self._pace.hold(error.wait)
            return error
        if status >= 500 or status == 408:
            return waiting(ServiceDown(service=SHOPRENTER, status=status), response)
        code, text = _inner(response)
        text = shown(text, self._secrets)
        if status in (400, 404):
            return Refusal(status, code, text)
        return Refusal(status, code, text).as_error()

    @property
    def scopes(self) -> frozenset[str] | None:
        """The permissions of the client, None where the shop does not say."""
        return self._tokens.scopes

    async def collection(
        self, resource: str, reader: PageReader[S], params: dict[str, str] | None = None
    ) -> tuple[list[S], list[BadItem], str]:
        """Every item of a collection, the bad ones, and the host label of its own links.

        Starts anew with smaller pages where the shop cannot deliver large ones.
        """
        limit = _LARGEST_LIMIT
        while True:
            try:
                return await self._all_pages(resource, reader, params or {}, limit)
            except PageTooHeavy:
                limit //= 2

    async def _all_pages(
        self, resource: str, reader: PageReader[S], params: dict[str, str], limit: int
    ) -> tuple[list[S], list[BadItem], str]:
        items: list[S] = []
        bad: list[BadItem] = []
        host = ""
        for number in range(_MOST_PAGES):
            query = {"full": "1", "limit": str(limit), "page": str(number)} | params
            try:
                page: Page[S] = await self.get(
                    resource, reader.page, query, heavy=limit > _SMALLEST_LIMIT
                )
            except Refusal as refusal:
                if refusal.no_items or (number and refusal.past_the_end):
                    break
                raise refusal.as_error() from None
            items += page.items
            bad += page.bad
            host = host or page.host
            if not (page.items or page.bad) or page.more is False:
                break
            if page.page_count is not None and number + 1 >= page.page_count:
                break
        else:
            detail = _("the list of {resource} has no end").format(resource=resource)
            raise UnexpectedAnswer(service=SHOPRENTER, detail=detail)
        return items, bad, host


def _inner(response: Response) -> tuple[int, str]:
    """The inner code, 0 where none is found, and the text of an error (contract "shoprenter" 6)."""
    text = response.body[:4096].decode("utf-8", "replace").strip()
    try:
        body: Any = msgspec.json.decode(response.body)
    except (ValueError, RecursionError):
        body = None
    if isinstance(body, dict) and isinstance(body.get("response"), dict):
        body = body["response"]
    if not isinstance(body, dict):
        return 0, text
    nested = body.get("error")
    fields = {**body, **nested} if isinstance(nested, dict) else body
    words = [fields.get(name) for name in ("message", "error_description", "error")]
    text = next((word for word in words if isinstance(word, str) and word), "")
    for name in ("errorCode", "code", "error"):
        if _INNER_CODE.fullmatch(str(fields.get(name))):
            return int(str(fields[name])), text
    in_text = _INNER_CODE.search(text)
    return (int(in_text[0]) if in_text else 0), text
