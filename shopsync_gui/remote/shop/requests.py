"""Signed, paced and repeated GETs to one shop, and what its refusals mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar
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
from shopsync_gui.remote.shop.refusal import Refusal
from shopsync_gui.remote.transport.http import Http, Timeouts
from shopsync_gui.remote.transport.pace import Pace
from shopsync_gui.remote.transport.response import OutcomeUnknown, Response, Unreadable, not_data
from shopsync_gui.remote.transport.retry import UNREADABLE_TRIES, Retry, Retryable, waiting

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.remote.shop.access import ShopAccess
    from shopsync_gui.remote.shop.access_token import TokenProvider
    from shopsync_gui.remote.shop.pages import BadItem, Page, PageReader

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
#: A real page took 13 seconds and 12 MB (contract "shoprenter" 3).
_PAGE_PATIENCE = Timeouts(read=75.0, total=110.0)
_PATIENCE = Timeouts(read=30.0, total=50.0)
_LARGEST_LIMIT = 200
_SMALLEST_LIMIT = 25
_MOST_PAGES = 2000
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
        #: How often the shop asked for patience (HTTP 429).
        self.strains = 0
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
                problem = not_data(error, SHOPRENTER)
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
        """Send a request with the current token; after a refusal once more with a renewed one.

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
            self.strains += 1
            error = waiting(TooManyRequests(service=SHOPRENTER), response)
            if isinstance(error, Retryable):
                self._pace.hold(error.wait)
                self._http.troubles.hold(error.wait)
            return error
        if status >= 500 or status == 408:
            return waiting(ServiceDown(service=SHOPRENTER, status=status), response)
        refusal = Refusal.of(response, self._secrets)
        return refusal if status in (400, 404) else refusal.as_error()

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
