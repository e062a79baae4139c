"""The engine and its store on a catalogue of any size, in one process, without network and decoding.

The shop tells what a filled database holds, the account streams a list of the same products through
the program's own client. Each act runs in a process of its own, whose peak of memory is told at its
end, with the longest time that the event loop had no turn: a cancel waits no longer than that.
As a program: runs one act and prints a JSON object.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import msgspec

from shopsync_gui.core.catalogue import Category, MasterProduct, ShopProduct, sku_key
from shopsync_gui.core.jobs import Job, JobKind, Phase, Progress
from shopsync_gui.core.mapping import MasterOptions, category_labels, to_master
from shopsync_gui.core.shop_profile import ShopProfile
from shopsync_gui.remote import AccountClient, ProductPage, ShopAccess, ShopClient
from shopsync_gui.sandbox.shop.varied import VariedCatalogue
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.connections import Connection
from shopsync_gui.store.product_rows import ShopRow, product_of
from shopsync_gui.sync.dependencies import RunDependencies
from shopsync_gui.sync.engine import run
from shopsync_gui.system.paths import database_file
from tests.bench.common import Options, Result, catalogue_file, folder, say
from tests.catalogues import begin

ACTS = ("all_new", "first", "unchanged", "verify", "changed", "undo")
#: Products whose price somebody changed in the account before the act "changed".
_CHANGED = 2000
_FIRST_CATEGORY, _FIRST_PRODUCT = 501, 500_000
#: Rows of the account's list that are made at a time.
_ROWS = 500


def engine(options: Options) -> Result:
    """Every act of a sync at both sizes: seconds by phase, peak of memory, longest gap of the loop."""
    return {
        f"{products}": acts_on(catalogue_file(products), folder() / f"engine-{products}", goal)
        for products, goal in ((options.products, 250), (options.large, 600))
    }


def acts_on(catalogue: Path, home: Path, goal: int, acts: tuple[str, ...] = ACTS) -> Result:
    """The acts one after the other, on a data folder that begins empty."""
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    with closing(open_store(database_file(home))) as store:
        begin(store, VariedCatalogue(1))
    found = {}
    for act in acts:
        say(f"  {act}")
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.engine", str(catalogue), str(home), act],
            stdout=subprocess.PIPE, check=True, timeout=7200, env=os.environ,
        )  # fmt: skip
        found[act] = json.loads(done.stdout)
        say(f"    {json.dumps(found[act])}")
    return {
        "acts": found,
        "peak_mb": max(act["peak_mb"] for act in found.values()),
        "goal": f"peak {goal} MB, planning 10 s at a million, gaps 1,000 ms, log 64 MB",
    }


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
                return httpx.Response(200, headers=headers, stream=_Stream(self._list))
            case "listprodcategories":
                rows: list[Any] = [self._category(name) for name in self._ids]
                return httpx.Response(200, headers=headers, content=msgspec.json.encode(rows))
            case "getproduct":
                (product,) = self._filled.products(int(rest) - _FIRST_PRODUCT - 1, 1)
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
                    msgspec.json.encode(self._row(_FIRST_PRODUCT + n, product))
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


class _Stream(httpx.AsyncByteStream):
    """A body that is made while it is read."""

    def __init__(self, pieces: Callable[[], Iterator[bytes]]) -> None:
        self._pieces = pieces

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces():
            await asyncio.sleep(0)
            yield piece


class Watch:
    """Seconds of the processor by phase, the longest gap of the event loop in each, the largest log."""

    def __init__(self, log_file: Path, filled: Filled) -> None:
        self._log_file = log_file
        self._filled = filled
        self._phase = Phase.PREPARE
        self._since = (time.process_time(), 0.0)
        self.seconds: dict[Phase, float] = {}
        self.gaps: dict[Phase, float] = {}
        self.largest = 0

    def heard(self, progress: Progress) -> None:
        """Take in a report of progress."""
        if progress.phase is not self._phase:
            self.end()
            self._phase = progress.phase
        with suppress(OSError):
            self.largest = max(self.largest, self._log_file.stat().st_size)

    def end(self) -> None:
        """The present phase ends."""
        now, served = time.process_time(), self._filled.seconds
        begun, served_then = self._since
        took = now - begun - (served - served_then)
        self.seconds[self._phase] = self.seconds.get(self._phase, 0.0) + took
        self._since = (now, served)

    async def beat(self) -> None:
        """Measure how long the event loop had no turn, in time of the processor."""
        last = time.process_time()
        while True:
            await asyncio.sleep(0.005)
            now = time.process_time()
            self.gaps[self._phase] = max(self.gaps.get(self._phase, 0.0), now - last)
            last = now


def carry_out(catalogue: Path, home: Path, name: str) -> Result:
    """Run one act."""
    file = database_file(home)
    edits = home / "prices.json"
    filled = Filled(catalogue)
    prices = {int(key): value for key, value in json.loads(_text(edits)).items()}
    if name == "changed":
        step = max(1, filled.count // _CHANGED)
        prices |= dict.fromkeys(range(_FIRST_PRODUCT + 1, _FIRST_PRODUCT + filled.count, step), "7")
    with closing(open_store(file)) as store:
        store.settings.set("push.max_rate", "1000")
        store.settings.set("push.start_rate", "1000")
        (connection,) = store.connections.all()
        account = FilledAccount(filled, prices, empty=name == "all_new")
        watch = Watch(file.with_name(file.name + "-wal"), filled)
        before = _size(store)
        started = time.process_time()
        report = asyncio.run(_run(_job(store, connection, name), filled, account, store, watch))
        watch.end()
        seconds = time.process_time() - started - filled.seconds
        grown = _size(store) - before
    edits.write_text(json.dumps(account.prices), "utf-8")
    return {
        "state": report.state,
        "verified": report.verified,
        "planned_creates": report.planned.create if report.planned else 0,
        "writes": account.writes,
        "problem": None if report.problem is None else report.problem.kind.__name__,
        "cpu_s": round(seconds, 1),
        "phases_s": {phase: round(took, 2) for phase, took in watch.seconds.items() if took > 0.05},
        "gap_ms": {phase: round(1000 * gap) for phase, gap in watch.gaps.items() if gap > 0.05},
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000),
        "log_mb": round(watch.largest / 1e6),
        "grown_kb": round(grown / 1000),
    }


def _job(store: Store, connection: Connection, name: str) -> Job:
    kind = {
        "all_new": JobKind.PREVIEW,
        "verify": JobKind.VERIFY,
        "undo": JobKind.UNDO,
    }.get(name, JobKind.SYNC)
    job = Job(kind=kind, connection_id=connection.id, consent=True, approve_brake=True)
    if name == "undo":
        return msgspec.structs.replace(job, undo_run_id=store.runs.newest(1)[0].run_id)
    return job


async def _run(job: Job, filled: Filled, account: FilledAccount, store: Store, watch: Watch) -> Any:
    @contextmanager
    def lock(_connection: Connection) -> Iterator[None]:
        yield

    parts = RunDependencies(
        store=store,
        open_shop=lambda _connection: FilledShop(filled),
        open_account=lambda _connection: AccountClient(
            url="https://account.example",
            user="u",
            password="p",
            transport=account,
            start_rate=1000,
            max_rate=1000,
        ),
        lock=lock,
    )
    beat = asyncio.create_task(watch.beat())
    try:
        return await run(job, parts, watch.heard)
    finally:
        beat.cancel()


def _size(store: Store) -> int:
    free = int(store.database.value("PRAGMA freelist_count"))
    return (int(store.database.value("PRAGMA page_count")) - free) * 4096


def _text(file: Path) -> str:
    return file.read_text("utf-8") if file.exists() else "{}"


if __name__ == "__main__":
    print(json.dumps(carry_out(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])))
