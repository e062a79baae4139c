"""The reader of an account's products and categories, one request at a time."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from shopsync_gui.core.catalogue import TargetCategory, TargetProduct, category_key
from shopsync_gui.core.errors import (
    SALESAUTOPILOT,
    AnswerTooLarge,
    AnswerUnreadable,
    ListTooLarge,
    UnexpectedAnswer,
)
from shopsync_gui.core.plan.plan import Target
from shopsync_gui.core.text import _, format_int
from shopsync_gui.remote.account import payloads as p
from shopsync_gui.remote.account.requests import AccountRequests, Watch
from shopsync_gui.remote.transport.decompression import MEGABYTE
from shopsync_gui.remote.transport.http import Http, Timeouts
from shopsync_gui.remote.transport.retry import TRIES
from shopsync_gui.remote.transport.service_client import ServiceClient

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import httpx

    from shopsync_gui.core.account.account_products import AccountProducts
    from shopsync_gui.remote.transport.response import Response

T = TypeVar("T")

#: `listproducts` has no pages: a million products are some 300 MB. A list may take the spare bytes,
#: and for each product that is known thrice what one takes; never more than the most.
_LIST_SPARE, _PER_PRODUCT, _LIST_MOST = 64 * MEGABYTE, 1024, 1024 * MEGABYTE
#: So many products may be in an account of which nothing is known, as before it is connected.
UNTOLD = 200_000
_LIST_PATIENCE = Timeouts(read=90.0, total=110.0, bytes_per_second=256 * 1024)
#: How an unknown product is answered; 406: a parameter is wrong (contract "salesautopilot" 1).
_NO_SUCH = ("404", "406")


@dataclass(frozen=True, slots=True)
class AccountCheck:
    """An account that answered, and how much it holds."""

    product_count: int
    category_count: int


class AccountReader(ServiceClient):
    """The reading client of one account, an async context manager. Reads are repeated where that may help.

    Contract "salesautopilot".
    """

    def __init__(
        self,
        *,
        url: str,
        user: str,
        password: str,
        proxy: str = "",
        transport: httpx.AsyncBaseTransport | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        start_rate: float = 2.0,
        max_rate: float = 100.0,
        tries: int = TRIES,
    ) -> None:
        super().__init__(Http(SALESAUTOPILOT, transport, now, proxy=proxy))
        self._requests = AccountRequests(
            self._http,
            url=url,
            user=user,
            password=password,
            start_rate=start_rate,
            max_rate=max_rate,
            tries=tries,
        )
        self._known: Callable[[], int] = lambda: UNTOLD
        self._told: frozenset[str] = frozenset()
        self._category_ids: dict[str, int] = {}
        #: Whether the list of products, and that of categories, held nothing at all, not even an
        #: empty list, and whether the product that was asked for last did.
        self.blank_products = self.blank_categories = self._blank_product = False
        #: Whether the list of products, and that of categories, said itself that it is not whole.
        self.cut_products = self.cut_categories = False

    def watch(self, told: Watch) -> None:
        """Have `told` called with every answer from now on."""
        self._requests.watch = told

    def knows(self, products: Callable[[], int]) -> None:
        """Have lists bounded from now on by how many products the shop and the account are known to have."""
        self._known = products

    async def products(self) -> AccountProducts:
        """Every product of the account (contract "salesautopilot" 3)."""
        found = await self._products()
        if found.has_names:
            await self.categories()
        return found.with_names(self._category_ids)

    @property
    def says_nothing(self) -> bool:
        """Whether both the list of products and a single one were answered with nothing at all.

        An account whose products are gone says at least that there is no such one.
        """
        return self.blank_products and self._blank_product

    async def speaks(self) -> bool:
        """Whether anything is told of the mailing lists (contract "salesautopilot" 5)."""
        return await self._requests.read(
            "getlists", _at_once(lambda answer: not p.is_blank(answer))
        )

    async def _products(self) -> p.ProductList:
        listed = await self._whole("listproducts", _all_products)
        self.blank_products = listed is None
        found = listed or p.ProductList()
        self._told = frozenset(found.told)
        self.cut_products = found.is_cut
        await self._sku_check(found)
        return found

    async def _sku_check(self, listed: p.ProductList) -> None:
        """Refuse a list that tells no SKU where a product has one. Raises UnexpectedAnswer.

        Nothing could be matched in it, and everything would be created once more.
        """
        if not listed.products or any(product.sku for product in listed.products):
            return
        first = await self.product(listed.products[0].sa_id)
        if first is not None and first.sku:
            raise AnswerUnreadable(
                service=SALESAUTOPILOT, status=200, detail=_("a list without SKUs")
            )

    async def categories(self) -> list[TargetCategory]:
        """Every category, without the label of uncategorised products (contract "salesautopilot" 3.4, 4)."""
        listed = await self._whole("listprodcategories", _at_once(p.categories))
        self.blank_categories = listed is None
        found, self.cut_categories = listed or ([], False)
        self._category_ids = {
            category_key(category.name): category.sa_id
            for category in sorted(found, key=lambda c: c.sa_id, reverse=True)
        }
        return found

    async def category(self, sa_id: int) -> TargetCategory | None:
        """One category, None where the account has no such one, or tells none by itself."""

        def read(answer: Response) -> list[TargetCategory]:
            return [] if p.is_blank(answer) else p.categories(answer)[0]

        try:
            found = await self._requests.read(f"listprodcategories/{sa_id}", _at_once(read))
        except UnexpectedAnswer:
            return None
        return next((category for category in found if category.sa_id == sa_id), None)

    async def target(self) -> Target:
        """Products and categories; the categories are read last, so that none is unknown."""
        products = await self._products()
        categories = await self.categories()
        found = p.once_each(products.with_names(self._category_ids))
        return Target(found, tuple(categories))

    async def product(self, sa_id: int) -> TargetProduct | None:
        """One product, None where the account has no such one."""

        def read(answer: Response) -> p.ProductList | None:
            self._blank_product = p.is_blank(answer)
            return p.one_product(answer, self._told)

        self._blank_product = False
        try:
            found = await self._requests.read(f"getproduct/{sa_id}", _at_once(read))
        except UnexpectedAnswer as error:
            if error.values.get("status") in _NO_SUCH:
                return None
            raise
        if found is None:
            return None
        if found.has_names and not self._category_ids:
            await self.categories()
        product = p.once_each(found.with_names(self._category_ids))[0]
        return product if product.sa_id == sa_id else None

    async def check(self) -> AccountCheck:
        """Prove that the key pair and the product module work (contract "salesautopilot" 5)."""
        await self._requests.read("getlists", _at_once(p.rows_count))
        categories = await self.categories()
        return AccountCheck(len(await self.products()), len(categories))

    async def _whole(self, path: str, read: Callable[[Response], Awaitable[T]]) -> T | None:
        """A whole list. An answer without anything in it is only believed when it comes twice.

        A list that wrongly looks empty would have everything created once more. One without an end
        is refused where it cannot be true any more. Raises ListTooLarge.
        """

        async def unless_blank(answer: Response) -> T | None:
            return None if p.is_blank(answer) else await read(answer)

        known = self._known()
        cap = min(_LIST_MOST, _LIST_SPARE + known * _PER_PRODUCT)
        try:
            found = await self._requests.read(path, unless_blank, _LIST_PATIENCE, cap)
            if found is None:
                found = await self._requests.read(path, unless_blank, _LIST_PATIENCE, cap)
        except AnswerTooLarge:
            raise ListTooLarge(
                service=SALESAUTOPILOT, megabytes=cap // MEGABYTE, products=format_int(known)
            ) from None
        return found


async def _all_products(answer: Response) -> p.ProductList:
    """A list of products, with pauses in which a long one can be cancelled."""
    found = p.ProductList()
    for _block in found.blocks(answer):
        await asyncio.sleep(0)
    return found


def _at_once(read: Callable[[Response], T]) -> Callable[[Response], Awaitable[T]]:
    async def reader(answer: Response) -> T:
        return read(answer)

    return reader
