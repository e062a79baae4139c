"""A shop and an account that tell what a filled catalogue holds."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import msgspec

from shopsync_gui.core.catalogue import Category, MasterProduct, ShopProduct, sku_key
from shopsync_gui.core.products.mapping import MasterOptions, category_labels, to_master
from shopsync_gui.core.products.shop_profile import ShopProfile
from shopsync_gui.remote import ProductPage, ShopAccess, ShopClient
from shopsync_gui.store import open_store
from shopsync_gui.store.products.product_rows import ShopRow, product_of

_FIRST_CATEGORY, FIRST_PRODUCT = 501, 500_000
#: Rows of the account's list that are made at a time.
_ROWS = 500


class Filled:
    """A filled catalogue, read by itself, and the seconds that this takes."""

    def __init__(self, path: Path) -> None:
        self._store = open_store(path, read_only=True)
        (connection,) = self._store.connections.all()
        self.categories: list[Category] = self._store.categories.all(connection.id)
        self.labels = category_labels(self.categories, MasterOptions().categories)
        self.names = tuple(dict.fromkeys(self.labels.values()))
        self.count = self._store.catalogue.highest_id()
        #: Products whose SKU another one has, too; the account has none of them.
        self.twins = self._twins()
        self.seconds = 0.0

    def _twins(self) -> frozenset[int]:
        owners: dict[int, int] = {}
        twins: set[int] = set()
        for product_id, sku in self._store.database.stream("SELECT id, sku FROM product"):
            first = owners.setdefault(hash(sku_key(sku)), product_id)
            if first != product_id:
                twins |= {first, product_id}
        return frozenset(twins)

    def products(self, start: int, count: int) -> list[ShopProduct]:
        """Products in the order of their ids."""
        with self.measured():
            rows = self._store.database.rows(
                f"SELECT {', '.join(ShopRow._fields)} FROM product WHERE id > ? AND id <= ? ORDER BY id",
                (start, start + count),
            )
            return [product_of(ShopRow._make(row)) for row in rows]

    @contextmanager
    def measured(self) -> Iterator[None]:
        """Count the processor's time inside: the services' own, not the program's."""
        started = time.process_time()
        try:
            yield
        finally:
            self.seconds += time.process_time() - started


class FilledShop(ShopClient):
    """A shop that tells what a filled catalogue holds."""

    def __init__(self, filled: Filled) -> None:
        super().__init__(
            ShopAccess(
                name="bolt",
                url="https://bolt.example",
                token_url="https://token.example",
                client_id="client",
                client_secret="secret",
            )
        )
        self._filled = filled

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def prepare(self, last: ShopProfile | None = None) -> ShopProfile:
        return ShopProfile(title="Bolt", identity="bolt")

    async def categories(self) -> list[Category]:
        return list(self._filled.categories)

    async def category(self, ref: str) -> Category | None:
        return None

    async def count(self) -> int:
        await asyncio.sleep(0)
        return self._filled.count

    async def products(
        self, page: int, limit: int, *, updated_after: datetime | None = None
    ) -> ProductPage:
        await asyncio.sleep(0)
        items = [] if updated_after else self._filled.products(page * limit, limit)
        return ProductPage(items, None, [], len(items))


class FilledAccount(httpx.AsyncBaseTransport):
    """An account with the catalogue's products, or with none; `prices` are those that differ."""

    def __init__(self, filled: Filled, prices: dict[int, str], *, empty: bool) -> None:
        self._filled = filled
        self._ids = {name: _FIRST_CATEGORY + n for n, name in enumerate(filled.names)}
        self.prices = prices
        self._count = 0 if empty else filled.count
        self.writes = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0)
        name, _slash, rest = request.url.path.strip("/").partition("/")
        headers = {"content-type": "application/json"}
        match name:
            case "listproducts":
                return httpx.Response(200, headers=headers, stream=RowStream(self._list))
            case "listprodcategories":
                rows: list[Any] = [self._category(name) for name in self._ids]
                return httpx.Response(200, headers=headers, content=msgspec.json.encode(rows))
            case "getproduct":
                (product,) = self._filled.products(int(rest) - FIRST_PRODUCT - 1, 1)
                row = self._row(int(rest), product)
                return httpx.Response(200, headers=headers, content=msgspec.json.encode(row))
            case "modifyproduct":
                self.writes += 1
                self.prices[int(rest)] = str(json.loads(request.content)["prod_price"])
                return httpx.Response(200, headers=headers, content=b"1")
        return httpx.Response(404, headers=headers)

    def _list(self) -> Iterator[bytes]:
        yield b"["
        begun = False
        for start in range(0, self._count, _ROWS):
            products = self._filled.products(start, _ROWS)
            with self._filled.measured():
                rows = [
                    msgspec.json.encode(self._row(FIRST_PRODUCT + n, product))
                    for n, product in enumerate(products, start + 1)
                    if n not in self._filled.twins
                ]
            yield (b"," if begun and rows else b"") + b",".join(rows)
            begun |= bool(rows)
        yield b"]"

    def _row(self, sa_id: int, product: ShopProduct) -> dict[str, object]:
        wanted = to_master(product, self._filled.labels, MasterOptions())
        if not isinstance(wanted, MasterProduct):
            return {"prod_id": str(sa_id), "prod_name": product.name, "prod_sku": product.sku,
                    "prod_price": "0", "prod_vat_percent": "27", "prod_currency": "HUF",
                    "prodcats": []}  # fmt: skip
        return {
            "prod_id": str(sa_id),
            "prod_sku": wanted.sku,
            "prod_name": wanted.name,
            "prod_price": self.prices.get(sa_id, str(wanted.net)),
            "prod_vat_percent": str(wanted.vat),
            "prod_currency": wanted.currency,
            "prodcats": [self._category(name) for name in wanted.categories],
        }

    def _category(self, name: str) -> dict[str, object]:
        return {"prodcat_id": str(self._ids[name]), "prodcat_name": name, "prodcat_order": "0"}


class RowStream(httpx.AsyncByteStream):
    """A body that is made while it is read."""

    def __init__(self, pieces: Callable[[], Iterator[bytes]]) -> None:
        self._pieces = pieces

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces():
            await asyncio.sleep(0)
            yield piece
