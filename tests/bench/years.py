"""Years of use: how large the database gets, and whether reading it stays as quick as on the first day."""

from __future__ import annotations

import shutil
import time
from contextlib import closing
from datetime import datetime, timedelta
from decimal import Decimal

import msgspec

from shopsync_gui.core.catalogue import MasterProduct, TargetProduct
from shopsync_gui.core.products.changes import Period
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.settings.settings import HistorySettings
from shopsync_gui.sandbox.shop.varied import VariedCatalogue
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.runs.journal_entries import JournalOp, JournalState, NewEntry
from shopsync_gui.store.search.query import GridQuery
from tests.bench.common import Options, Result, catalogue_file, folder, ratio, say
from tests.catalogues import NOW, PAGE, as_shop_product

_YEARS = 5
#: Changes a day; 2,000 in a shop of 100,000 products.
_SHARE = 0.02


def years(options: Options) -> Result:
    """Five years of daily changes and hourly syncs that find nothing, with what is kept of them.

    The catalogue is a tenth of the usual one, and so are the changes; days are played in weeks.
    """
    products = options.products // 10
    path = folder() / "years" / "shopsync.db"
    path.parent.mkdir()
    shutil.copy(catalogue_file(products), path)
    with closing(open_store(path)) as store:
        first, began = _reads(store, NOW), _used(store)
        largest, tidied = began, 0.0
        for week in range(1, _YEARS * 52 + 1):
            _week(store, week, products)
            started = time.perf_counter()
            for _ in store.retention.pieces(HistorySettings(), _moment(week)):
                pass
            tidied = max(tidied, time.perf_counter() - started)
            largest = max(largest, _used(store))
            if not week % 52:
                say(f"year {week // 52}: {_used(store) / 1e6:.0f} MB")
        last = _reads(store, _moment(_YEARS * 52))
        # There are as many runs, however many products there are.
        runs = 1.3 * int(store.database.value("SELECT sum(length(report) + 60) FROM run"))
        scale = 100_000 / products
        return {
            "products": products,
            "changes": round(products * _SHARE * 7 * 52 * _YEARS),
            "mb_at_first": round(began / 1e6, 1),
            "mb_at_most": round(largest / 1e6, 1),
            "mb_at_100000": round(((largest - runs) * scale + runs) / 1e6),
            "longest_tidying_s": round(tidied, 1),
            "reads_ms": {name: [first[name], last[name]] for name in first},
            "slowest_ratio": max(ratio(last[n] + 1, first[n] + 1) for n in first),
            "goal": "1,000 MB at 100,000 products, every page as quick as on the first day",
        }


def _moment(week: int) -> datetime:
    return NOW + timedelta(weeks=week)


def _used(store: Store) -> int:
    return store.retention.used()


def _week(store: Store, week: int, products: int) -> None:
    """A run that finds a week's changes and writes them to the account, and some that find nothing."""
    (connection,) = store.connections.all()
    catalogue, count = VariedCatalogue(1), max(1, round(products * _SHARE * 7))
    run = store.runs.start(JobKind.SYNC, connection.id, _moment(week))
    keys = [(number * 7 + week * 7919) % products for number in range(count)]
    for start in range(0, count, PAGE):
        page = [
            as_shop_product(catalogue.product(key), surcharge=(key + week) % 7 * 100 - 300)
            for key in keys[start : start + PAGE]
        ]
        store.pull.land_page(run.run_id, connection.id, start, PAGE, page, _moment(week))
        entries = [
            NewEntry(
                op=JournalOp.UPDATE_PRODUCT, product_id=key + 1, sku=product.sku, name=product.name,
                sa_id=500_001 + key, fields=(),
                desired=MasterProduct(
                    sku=product.sku, name=product.name, net=product.net or Decimal(0),
                    vat=product.vat or Decimal(0), currency="HUF", categories=("Cipők", "Akció"),
                ),
                before=TargetProduct(
                    sa_id=500_001 + key, sku=product.sku, name=product.name, net=Decimal(100),
                    vat=product.vat, currency="HUF", category_ids=(501, 502),
                ),
            )
            for key, product in zip(keys[start : start + PAGE], page, strict=True)
        ]  # fmt: skip
        store.journal.plan(run.run_id, connection.id, entries)
    with store.unhurried():
        store.database.execute_sql(
            "UPDATE journal SET state = ?, ended_at = 0 WHERE run_id = ?",
            (JournalState.DONE.value, run.run_id),
        )
        store.echoes.all_read(connection.id)
        for hours in range(7 * 24):
            at = _moment(week) + timedelta(hours=hours)
            nothing = store.runs.start(JobKind.SYNC, connection.id, at)
            store.shop_readings.started(nothing.run_id, at)
            store.shop_readings.completed(nothing.run_id, at, at)
            store.runs.save(msgspec.structs.replace(nothing, state=RunState.DONE, finished_at=at))
        store.runs.save(
            msgspec.structs.replace(run, state=RunState.DONE, finished_at=_moment(week))
        )
    while store.search_index.add_pending():
        pass
    for _ in store.search_index.tidy():
        pass


def _reads(store: Store, now: datetime) -> dict[str, float]:
    """Milliseconds of what the pages ask for."""
    found = {}
    for name, read in (
        ("list", lambda: store.grid.rows(store.grid.ids(GridQuery())[:128])),
        ("search", lambda: store.grid.ids(GridQuery(text="fekete polo", limit=100))),
        ("runs", lambda: store.runs.newest()),
        ("changes", lambda: store.changes.since(Period.LAST_SYNC, now)),
    ):
        times = []
        for _ in range(5):
            started = time.perf_counter()
            read()
            times.append((time.perf_counter() - started) * 1000)
        found[name] = round(min(times), 2)
    return found
