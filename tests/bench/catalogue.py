"""How fast the catalogue is searched, and how fast pages of the shop land in it."""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

import httpx

from shopsync_gui.core.products.shop_profile import ShopProfile
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.remote.shop.normaliser import Normaliser
from shopsync_gui.remote.shop.pages import PageReader
from shopsync_gui.remote.shop.payloads import Product
from shopsync_gui.remote.transport.response import Response
from shopsync_gui.sandbox.shop.payloads import Style, product_extend
from shopsync_gui.sandbox.shop.varied import VariedCatalogue
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.search.query import GridQuery, GridSort
from tests.bench.common import Options, Result, catalogue_file, percentile, ratio, say
from tests.catalogues import NOW, PAGE, begin

FIRST = 100
QUERIES = (
    "a", "e", "g", "q", "ag", "zs", "xl", "x7", "ft", "polo", "fekete", "kek", "cipo", "lekvar",
    "konyv", "agynemu", "zsebkendo", "zzzz", "termek", "női bőr", "piros polo", "polo piros xl",
    "a b c", "mese konyv a", "lisztes magvak", "100%", "%", "_", "*", '"', "'", "\\", "48", "4812",
    "500123", "#5001", "elm-9", "00070960", "250g", "😀", "NEAR(", "puma nike",
)  # fmt: skip


def search(options: Options) -> Result:
    """The first rows of every query in every order, against LIKE over the names."""
    return {
        f"{products}": _search(products, goal)
        for products, goal in ((options.products, 16), (options.large, 50))
    }


def _search(products: int, goal: int) -> Result:
    with closing(open_store(catalogue_file(products), read_only=True)) as store:
        ours, like, whole = [], [], []
        slowest = (0.0, "", "")
        for sort in GridSort:
            # The page reads the whole order when it is chosen; typing comes later.
            store.grid.ids(GridQuery(sort=sort))
            for falling in (False, True):
                for text in QUERIES:
                    query = GridQuery(text=text, sort=sort, descending=falling, limit=FIRST)
                    started = time.perf_counter()
                    store.grid.ids(query)
                    took = (time.perf_counter() - started) * 1000
                    ours.append(took)
                    slowest = max(slowest, (took, text, sort.value))
        for text in QUERIES:
            started = time.perf_counter()
            store.grid.ids(GridQuery(text=text, sort=GridSort.NET))
            whole.append((time.perf_counter() - started) * 1000)
            like.append(_like(store, text))
    return {
        "queries": len(ours),
        "p50_ms": round(percentile(ours, 0.5), 2),
        "p99_ms": round(percentile(ours, 0.99), 1),
        "max_ms": round(slowest[0], 1),
        "slowest": slowest[1:],
        "like_p99_ms": round(percentile(like, 0.99), 1),
        "ratio": ratio(percentile(ours, 0.99), percentile(like, 0.99)),
        "whole_list_p99_ms": round(percentile(whole, 0.99), 1),
        "goal": f"p99 {goal} ms",
    }


def _like(store: Store, text: str) -> float:
    """Milliseconds of what a table with a filter would ask, on the names alone."""
    started = time.perf_counter()
    store.database.rows(
        "SELECT id FROM product WHERE name LIKE ? ORDER BY name LIMIT ?", (f"%{text}%", FIRST)
    )
    return (time.perf_counter() - started) * 1000


def landing(options: Options) -> Result:
    """Decoding and storing pages of 200 products, search ready at the end; products a second.

    The alternative is the same pages decoded by the standard library alone, stored nowhere.
    """
    pages = list(_pages(4000, first=options.large))
    say(f"pages of {len(pages[0]) / 1e6:.1f} MB")
    started = time.perf_counter()
    for body in pages:
        json.loads(body)
    plain = 4000 / (time.perf_counter() - started)
    with tempfile.TemporaryDirectory(prefix="shopsync-bench-") as folder:
        found: Result = {"json_alone": round(plain)}
        for products, goal in ((options.products, 3000), (options.large, 1800)):
            path = Path(folder) / f"{products}.db"
            shutil.copy(catalogue_file(products), path)
            new, same = _land_twice(path, pages)
            found[f"new_into_{products}"] = {"per_second": new, "goal": goal}
            found[f"unchanged_in_{products}"] = {"per_second": same, "goal": 20_000}
            path.unlink()
        found["first_load"] = {
            "per_second": _first_load(Path(folder) / "first.db", options.products),
            "products": options.products,
            "goal": 15_000,
        }
    return found


def _pages(products: int, first: int = 0) -> Iterator[bytes]:
    """Pages as the shop sends them, with long descriptions."""
    catalogue = VariedCatalogue(1)
    style = Style(
        "https://bolt.api2.myshoprenter.hu/api",
        "https://bolt.example",
        "[]",
        True,
        False,
        opaque,
        opaque,
    )
    for start in range(first, first + products, PAGE):
        items = [product_extend(catalogue.product(start + i), style) for i in range(PAGE)]
        yield f'{{"items":[{",".join(items)}],"pageCount":1,"next":null}}'.encode()


def opaque(number: int) -> str:
    """A stand-in for the shop's own ids."""
    return f"c{number}"


def _land(store: Store, pages: Iterable[bytes], begun: tuple[int, int]) -> float:
    """Seconds that decoding and storing the pages takes; making them is not counted."""
    reader, seconds = PageReader(Product), 0.0
    normaliser = Normaliser(ShopProfile(title="Bolt", identity="bolt"), "hu", lambda: NOW)
    headers = httpx.Headers({"content-type": "application/json"})
    connection_id, run_id = begun
    for number, body in enumerate(pages):
        started = time.perf_counter()
        page = reader.page(Response(200, headers, body))
        products = [normaliser.product(item) for item in page.items]
        store.pull.land_page(run_id, connection_id, number * PAGE, PAGE, products, NOW)
        seconds += time.perf_counter() - started
    started = time.perf_counter()
    while store.search_index.add_pending():
        pass
    deque(store.search_index.tidy(), maxlen=0)
    return seconds + time.perf_counter() - started


def _land_twice(path: Path, pages: list[bytes]) -> tuple[int, int]:
    with closing(open_store(path)) as store:
        connection = store.connections.all()[0]
        begun = (connection.id, store.runs.start(JobKind.SYNC, connection.id, NOW).run_id)
        new = len(pages) * PAGE / _land(store, pages, begun)
        same = len(pages) * PAGE / _land(store, pages, begun)
        return round(new), round(same)


def _first_load(path: Path, products: int) -> int:
    with closing(open_store(path)) as store:
        return round(
            products / _land(store, _bunches(_pages(products)), begin(store, VariedCatalogue(1)))
        )


def _bunches(pages: Iterator[bytes]) -> Iterator[bytes]:
    """The same pages, made some at a time: making each just before it lands would slow the landing."""
    while bunch := list(islice(pages, 25)):
        yield from bunch
