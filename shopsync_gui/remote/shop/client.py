"""The client of a shop: its profile, categories, products and orders; it never writes there."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from shopsync_gui.core.catalogue import Category, ShopProduct
from shopsync_gui.core.errors import SHOPRENTER, UnexpectedAnswer
from shopsync_gui.core.strings.addresses import is_here
from shopsync_gui.core.text import _
from shopsync_gui.remote.decoding import scalars
from shopsync_gui.remote.shop import payloads as p
from shopsync_gui.remote.shop.access_token import TokenProvider
from shopsync_gui.remote.shop.normaliser import BadPayload, Normaliser
from shopsync_gui.remote.shop.orders import OrderPage, OrderPeriod, order_count, order_page
from shopsync_gui.remote.shop.pages import BadItem, ItemReader, PageReader
from shopsync_gui.remote.shop.product_count import product_count
from shopsync_gui.remote.shop.profile_reader import ShopProfileReader, together
from shopsync_gui.remote.shop.refusal import Refusal
from shopsync_gui.remote.shop.requests import FilterRefused, PageTooHeavy, ShopRequests
from shopsync_gui.remote.transport.http import Http
from shopsync_gui.remote.transport.retry import TRIES, Retry
from shopsync_gui.remote.transport.service_client import ServiceClient

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import httpx

    from shopsync_gui.core.products.shop_profile import ShopProfile
    from shopsync_gui.core.runs.reading_notes import ReadingNote
    from shopsync_gui.remote.shop.access import ShopAccess
    from shopsync_gui.remote.shop.pages import Page

_PRODUCTS = PageReader(p.Product)
_PRODUCT = ItemReader(p.Product)
_CATEGORIES = PageReader(p.Category)
_CATEGORY = ItemReader(p.Category)


class ProductPage(msgspec.Struct, frozen=True):
    """A page of products. `size` counts the items of the answer, the bad ones too."""

    items: list[ShopProduct]
    page_count: int | None
    bad: list[BadItem]
    size: int


class ShopCheck(msgspec.Struct, frozen=True):
    """A shop that answered: its name for people, its products, permissions it might be given.

    `granted_scopes` is None where the shop does not say what the client may read.
    """

    title: str
    count: int
    missing_scopes: tuple[str, ...]
    granted_scopes: frozenset[str] | None = None


class ShopClient(ServiceClient):
    """The client of one shop, an async context manager. Several readers may call it at once.

    `rate` is in requests per second; `language` is the shop's language to read. Every method raises
    SignInError (UnknownShop, WrongClientSecret, MissingScope, ShopForbidden) or ServiceError.
    Contract "shoprenter".
    """

    def __init__(
        self,
        access: ShopAccess,
        *,
        language: str = "hu",
        rate: float = 2.9,
        tries: int = TRIES,
        proxy: str = "",
        transport: httpx.AsyncBaseTransport | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__(Http(SHOPRENTER, transport, now, proxy=proxy))
        self._shop = access.name
        self._language = language
        self._here = is_here(urlsplit(access.url).hostname or "")
        self._now = now
        retry = Retry(self._http.troubles, f"{access.name} {access.client_id}", tries)
        tokens = TokenProvider(self._http, access, retry)
        self._requests = ShopRequests(self._http, tokens, access, rate=rate, retry=retry)
        self._profile_reader = ShopProfileReader(self._requests, access.name)
        self._preparing = asyncio.Lock()
        self._profile: ShopProfile | None = None
        self._normaliser: Normaliser | None = None

    @property
    def strains(self) -> int:
        """The number of times that the shop asked for patience (HTTP 429) so far."""
        return self._requests.strains

    def now(self) -> datetime:
        """The moment by the shop's clock, as far as it tells: what it changed bears its times."""
        return self._now() + (self._http.ahead or timedelta(0))

    async def prepare(self, last: ShopProfile | None = None) -> ShopProfile:
        """Read languages, VAT and settings, once; what is optional there may be missing.

        What the shop does not tell is taken from `last`, the last good profile.
        """
        async with self._preparing:
            if self._profile is None:
                self._profile = await self._profile_reader.read(last)
            return self._profile

    @property
    def oddities(self) -> Mapping[ReadingNote, int]:
        """The numbers of odd products and categories among those that were read, by kind of oddity."""
        return self._normaliser.oddities if self._normaliser is not None else {}

    async def _prepared(self) -> Normaliser:
        if self._normaliser is None:
            self._normaliser = Normaliser(
                await self.prepare(), self._language, self._now, here=self._here
            )
        return self._normaliser

    async def categories(self) -> list[Category]:
        """All categories, disabled ones too. One that cannot be read fails the whole read."""
        normaliser = await self._prepared()
        items, bad, _host = await self._requests.collection("categoryExtend", _CATEGORIES)
        if bad:
            raise self._bad_category(bad[0].detail)
        categories: dict[str, Category] = {}
        for item in items:
            category = self._category(normaliser, item)
            categories[category.ref] = category
        return list(categories.values())

    async def category(self, ref: str) -> Category | None:
        """One category, None where the shop has no such one."""
        normaliser = await self._prepared()
        try:
            item = await self._requests.get("categoryExtend", _CATEGORY.item, item=ref)
        except Refusal as refusal:
            if refusal.no_such_item:
                return None
            raise refusal.as_error() from None
        return self._category(normaliser, item)

    def _category(self, normaliser: Normaliser, item: p.Category) -> Category:
        try:
            return normaliser.category(item)
        except BadPayload as error:
            raise self._bad_category(error) from None

    @staticmethod
    def _bad_category(detail: object) -> UnexpectedAnswer:
        text = _("a category could not be read: {detail}").format(detail=detail)
        return UnexpectedAnswer(service=SHOPRENTER, detail=text)

    async def count(self) -> int:
        """The number of products."""
        return await product_count(self._requests)

    async def products(
        self, page: int, limit: int, *, updated_after: datetime | None = None
    ) -> ProductPage:
        """One page of products, from 0; empty past the end. Bad items are listed, not raised.

        Raises PageTooHeavy on 504 and time-outs, after one try, and where pages of the whole list
        are smaller than asked for: ask for fewer items then; and
        FilterRefused where the shop does not take `updated_after`.
        """
        normaliser = await self._prepared()
        query = {"full": "1", "limit": str(limit), "page": str(page)}
        if updated_after is not None:
            query["updatedAfter"] = normaliser.shop_time(updated_after)
        try:
            answer = await self._requests.get(
                "productExtend",
                _PRODUCTS.page,
                query,
                heavy=True,
                may_be_none=updated_after is not None,
            )
        except Refusal as refusal:
            if (page and refusal.past_the_end) or (updated_after and refusal.no_items):
                return ProductPage([], None, [], 0)
            if updated_after is not None and refusal.bad_filter:
                raise FilterRefused from None
            raise refusal.as_error() from None
        if updated_after is None and _is_cut(answer, page, limit):
            raise PageTooHeavy
        items: list[ShopProduct] = []
        bad = answer.bad
        for item in answer.items:
            try:
                items.append(normaliser.product(item))
            except (BadPayload, ArithmeticError, ValueError) as error:
                detail = str(error) if isinstance(error, BadPayload) else type(error).__name__
                bad.append(BadItem(scalars.text(item.inner_id), detail))
        return ProductPage(items, answer.page_count, bad, len(items) + len(bad))

    async def first_skus(self, most: int) -> dict[str, str]:
        """The SKUs of the products that the shop lists first, by their inner ids; only of those that have one.

        They are told before anything else is known of the shop. Raises PageTooHeavy as `products` does.
        """
        query = {"full": "1", "limit": str(most), "page": "0"}
        try:
            answer = await self._requests.get("productExtend", _PRODUCTS.page, query, heavy=True)
        except Refusal as refusal:
            if refusal.no_items:
                return {}
            raise refusal.as_error() from None
        told = (
            (scalars.text(item.inner_id).strip(), scalars.text(item.sku).strip())
            for item in answer.items
        )
        return {inner_id: sku for inner_id, sku in told if inner_id and sku}

    async def sku_of(self, ref: str, inner_id: str) -> str | None:
        """The SKU of one product, told like those; None where the shop has no such product."""
        try:
            item = await self._requests.get("productExtend", _PRODUCT.item, item=ref)
        except Refusal as refusal:
            if refusal.no_such_item:
                return None
            raise refusal.as_error() from None
        return (
            scalars.text(item.sku).strip()
            if scalars.text(item.inner_id).strip() == inner_id
            else None
        )

    async def orders(
        self, page: int, limit: int, period: OrderPeriod, *, from_inner_id: int = 0
    ) -> OrderPage:
        """One page of a period's orders, from 0; empty past the end; nothing of their buyers.

        Raises PageTooHeavy as `products` does.
        """
        normaliser = await self._prepared()
        return await order_page(
            self._requests, normaliser, page, limit, period, from_inner_id=from_inner_id
        )

    async def order_count(self, period: OrderPeriod) -> int | None:
        """Count the orders of a period; None where the shop does not say."""
        return await order_count(self._requests, await self._prepared(), period)

    async def first_moment(self, day: date) -> datetime:
        """Return the moment when this day began where the shop is."""
        return (await self._prepared()).first_moment(day)

    async def product(self, ref: str, inner_id: str | None = None) -> ShopProduct | None:
        """One product; None only where the shop says that nothing, or another one, has this id.

        Without `inner_id`, whatever the shop has under `ref` is meant.
        """
        normaliser = await self._prepared()
        try:
            item = await self._requests.get("productExtend", _PRODUCT.item, item=ref)
            product = normaliser.product(item)
        except Refusal as refusal:
            if refusal.no_such_item:
                return None
            raise refusal.as_error() from None
        except BadPayload as error:
            raise UnexpectedAnswer(service=SHOPRENTER, detail=error) from None
        return product if inner_id in (None, product.inner_id) else None

    async def check(self) -> ShopCheck:
        """Prove that shop, client and permissions are right (contract "shoprenter" 8.14)."""
        count, profile, _first = await together(
            self._shop, self.count, self.prepare, self._first_category
        )
        missing = tuple(sorted(set(self._profile_reader.missing)))
        return ShopCheck(profile.title, count, missing, self._requests.scopes)

    async def _first_category(self) -> None:
        query = {"full": "0", "limit": "1", "page": "0"}
        try:
            await self._requests.get("categoryExtend", _CATEGORIES.page, query)
        except Refusal as refusal:
            raise refusal.as_error() from None


def _is_cut(answer: Page[p.Product], page: int, limit: int) -> bool:
    """Whether the shop's pages are smaller than asked for: this one begins elsewhere then."""
    size = len(answer.items) + len(answer.bad)
    if answer.limit and size <= answer.limit < limit:
        return True
    more = answer.more
    if more is None and answer.page_count is not None:
        more = page + 1 < answer.page_count
    return bool(more) and 0 < size < limit
