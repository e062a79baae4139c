"""Large catalogues in real database files, filled through the store's own door, for benchmarks."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import msgspec
from msgspec.structs import replace

from shopsync_gui.core.catalogue import Category, ProductState, ShopProduct
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.sandbox.shop.catalogue import Catalogue
from shopsync_gui.sandbox.shop.product import Product
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.database.database import Database
from shopsync_gui.store.products.upsert import ProductUpsert
from tests.connected import connect_shop
from tests.prepared import prepared_store

PAGE = 200
#: Products that `fill` writes in one transaction.
_BUNCH = 20_000
_READER = msgspec.msgpack.Decoder(list[ShopProduct])
NOW = datetime(2026, 11, 1, 6, tzinfo=UTC)
_STATES = {0: ProductState.DISABLED, 1: ProductState.ACTIVE, 2: ProductState.DISCONTINUED}


def shop_products(catalogue: Catalogue, first: int, count: int) -> Iterator[ShopProduct]:
    """`count` products of an invented shop, as a pull would bring them."""
    for key in range(first, first + count):
        yield as_shop_product(catalogue.product(key))


def as_shop_product(product: Product, *, surcharge: int = 0) -> ShopProduct:
    """The product as the engine stores it; `surcharge` (forints, net) makes another price."""
    rate = Decimal(100 + product.vat) / 100
    net, list_net = product.current_net + surcharge, product.net + surcharge
    return ShopProduct(
        inner_id=str(product.inner_id),
        ref=str(product.product_id),
        sku=product.sku,
        name=product.name,
        net=net,
        gross=(net * rate).quantize(Decimal(1)),
        list_net=list_net,
        list_gross=(list_net * rate).quantize(Decimal(1)),
        vat=Decimal(product.vat),
        currency=product.currency,
        category_refs=tuple(f"c{number}" for number in product.categories),
        state=_STATES[product.status],
        stock=Decimal(product.look % 40),
        page=f"termek-{product.key}",
        aliases=(f"{product.name[:60].replace(' ', '-')}-{product.inner_id}".lower(),),
        created_at=datetime.fromisoformat(product.created).replace(tzinfo=UTC),
        updated_at=datetime.fromisoformat(product.updated).replace(tzinfo=UTC),
    )


def begin(
    store: Store, catalogue: Catalogue | None = None, *, name: str = "bolt", user: str = "user"
) -> tuple[int, int]:
    """A connection with the shop's categories and a run; gives the ids of both."""
    connection = connect_shop(store, name, sa_user=user, now=NOW)
    run = store.runs.start(JobKind.SYNC, connection.id, NOW)
    store.categories.save(
        connection.id,
        run.run_id,
        [
            Category(ref=f"c{number}", inner_id=str(number), name=category.name, enabled=True)
            for number, category in (catalogue or Catalogue(1)).categories.items()
        ],
    )
    return connection.id, run.run_id


def picture_address(number: int) -> str:
    """Where a picture of a filled catalogue is said to be; nothing is there."""
    return f"https://kepek.bolt.example/{number}.png"


def fill(
    path: Path, count: int, catalogue: Catalogue | None = None, *, pictures: int = 0, shops: int = 1
) -> None:
    """Make a database file with `count` products, all of them with SalesAutopilot's ids.

    They share so many `pictures`, and are those of so many `shops`, as many of each. The small
    catalogue is filled in, or another one.
    """
    store = prepared_store(path)
    catalogue = catalogue or Catalogue(1)
    each = count // shops
    begun = [
        begin(store, catalogue, name=f"bolt{number or ''}", user=f"user{number or ''}")
        for number in range(shops)
    ]
    database = store.database
    upsert = ProductUpsert(database, store.categories)
    with _bare(database):
        for start, some in _bunches(catalogue, shops, each, pictures):
            connection_id, run_id = begun[start // each]
            with database.atomic():
                ids, _counts = upsert.write(run_id, connection_id, some, NOW)
                database.execute_sql(
                    "INSERT INTO pull_page (run_id, start, size, ids) VALUES (?, ?, ?, ?)",
                    (run_id, start % each, len(some), ids.tobytes()),
                )
        for table in ("product", "product_search"):
            database.execute_sql(f"UPDATE {table} SET sa_id = 500000 + id")
        database.execute_sql("INSERT INTO product_relinked SELECT id FROM product")
    for _connection_id, run_id in begun:
        store.shop_readings.completed(run_id, NOW, NOW)
    while store.search_index.add_pending():
        pass
    deque(store.search_index.tidy(), maxlen=0)
    store.close()


def _bunches(
    catalogue: Catalogue, shops: int, each: int, pictures: int
) -> Iterator[tuple[int, list[ShopProduct]]]:
    """The products of a catalogue, with the number of the first; many are made beside the writing."""
    starts = [shop * each + start for shop in range(shops) for start in range(0, each, _BUNCH)]
    bunch = partial(_bunch, catalogue, each, pictures)
    if len(starts) < 3:
        yield from ((start, _READER.decode(bunch(start))) for start in starts)
        return
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        ahead: deque[tuple[int, Future[bytes]]] = deque()
        for start in starts:
            ahead.append((start, pool.submit(bunch, start)))
            if len(ahead) > 2:
                first, made = ahead.popleft()
                yield first, _READER.decode(made.result())
        for first, made in ahead:
            yield first, _READER.decode(made.result())


def _bunch(catalogue: Catalogue, each: int, pictures: int, start: int) -> bytes:
    """Products from this number on, in the form in which processes hand them over quickly."""
    some = shop_products(catalogue, start, min(_BUNCH, each - start % each))
    if pictures:
        some = (
            replace(product, image=picture_address((start + number) % pictures))
            for number, product in enumerate(some)
        )
    return msgspec.msgpack.encode(list(some))


@contextmanager
def _bare(database: Database) -> Iterator[None]:
    """The products' tables without triggers and indexes, which are made again at the end.

    The index that is asked before each writing stays: without it all products are read every time.
    """
    taken = database.rows(
        "SELECT type, name, sql FROM sqlite_master WHERE type IN ('trigger', 'index')"
        " AND tbl_name IN ('product', 'product_search', 'product_category') AND sql IS NOT NULL"
        " AND name <> 'product_by_state'"
    )
    database.execute_sql("PRAGMA synchronous = off")
    for kind, name, _sql in taken:
        database.execute_sql(f"DROP {kind} {name}")
    yield
    for _kind, _name, sql in taken:
        database.execute_sql(sql)
    database.execute_sql("PRAGMA synchronous = full")


def live_on(path: Path, days: int, changes: int, catalogue: Catalogue | None = None) -> datetime:
    """Let a filled catalogue change so often a day, all over; the moment after the last day."""
    with closing(open_store(path)) as store:
        (connection,) = store.connections.all()
        count = int(store.database.value("SELECT max(id) FROM product"))
        catalogue = catalogue or Catalogue(1)
        step, moment = max(1, count // changes), NOW
        for day in range(1, days + 1):
            moment = NOW + timedelta(days=day)
            run = store.runs.start(JobKind.SYNC, connection.id, moment)
            keys = [(number * step + day * 7919) % count for number in range(changes)]
            for start in range(0, changes, PAGE):
                page = [_changed(catalogue.product(key), day) for key in keys[start : start + PAGE]]
                store.pull.land_page(run.run_id, connection.id, start, PAGE, page, moment)
            ended = msgspec.structs.replace(run, state=RunState.DONE, finished_at=moment)
            store.runs.save(ended)
        while store.search_index.add_pending():
            pass
    return moment


def _changed(product: Product, day: int) -> ShopProduct:
    """The product on a day: another price, now and then sold out or in another category."""
    changed = as_shop_product(product, surcharge=(product.key + day) % 7 * 100 - 300)
    if product.key % 10 == 0:
        changed = msgspec.structs.replace(changed, stock=Decimal(day % 2))
    if product.key % 25 == 0:
        refs = (*changed.category_refs[1:], f"c{1 + day % 9}")
        changed = msgspec.structs.replace(changed, category_refs=refs)
    return changed
