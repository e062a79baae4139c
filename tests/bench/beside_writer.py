"""A search while another process writes pages of products as fast as it can, in a folder of a hundred shops.

As a program: writes into one shop of a database until its standard input ends.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import threading
from contextlib import closing
from functools import partial
from itertools import cycle
from pathlib import Path

from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.sandbox.shop.varied import VariedCatalogue
from shopsync_gui.store import open_store
from shopsync_gui.store.search.query import GridQuery, GridSort
from tests.bench.catalogue import FIRST, QUERIES
from tests.bench.common import Options, Result, percentile
from tests.bench.filters import Stopwatch
from tests.bench.kept_files import kept_file
from tests.bench.shops import SHOPS, make_shops
from tests.catalogues import NOW, PAGE, as_shop_product

#: Pages that the writer has at hand, each with two prices.
_PAGES = 20
_GOAL = 50
_SORTS = (GridSort.NAME, GridSort.NET, GridSort.UPDATED)


def beside_writer(options: Options) -> Result:
    """The first rows of every query in some orders, of all shops and of one."""
    file = kept_file(f"{options.large}-marked-{SHOPS}-shops", partial(make_shops, options.large))
    with tempfile.TemporaryDirectory(prefix="shopsync-bench-") as home:
        path = Path(home) / "shopsync.db"
        shutil.copy(file, path)
        return searches_beside(path)


def searches_beside(path: Path) -> Result:
    """The same on a database, which is changed."""
    writer = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.beside_writer", str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert writer.stdin is not None
    assert writer.stdout is not None
    writer.stdout.readline()  # it has begun
    with closing(open_store(path, read_only=True)) as store:
        middle = store.connections.all()[SHOPS // 2].id
        found: Result = {}
        watch = Stopwatch(store, _GOAL)
        for name, shop in (("all_shops", None), ("one_shop", middle)):
            taken: dict[str, tuple[float, float, float]] = {}
            for sort in _SORTS:
                for text in QUERIES:
                    query = GridQuery(text=text, sort=sort, connection_id=shop, limit=FIRST)
                    taken[f"{text}, {sort.value}"] = watch.times(query)
            clock, both, quicker = ([times[i] for times in taken.values()] for i in range(3))
            found[name] = {
                "clock_p50_ms": round(percentile(clock, 0.5), 1),
                "clock_p99_ms": round(percentile(clock, 0.99), 1),
                "both_ways_processor_p99_ms": round(percentile(both, 0.99), 1),
                "quicker_way_processor_p99_ms": round(percentile(quicker, 0.99), 1),
                "over_50_ms": {name: times for name, times in taken.items() if times[2] > _GOAL},
            }
    written, _ = writer.communicate()
    return {**found, "written": int(written), "goal": f"p99 {_GOAL} ms"}


def write(path: Path) -> int:
    """Land changed pages of the first shop, and index them, until told to stop; how many products."""
    catalogue, stop = VariedCatalogue(1), threading.Event()
    threading.Thread(target=_wait_for_end, args=(stop,), daemon=True).start()
    pages = [
        [
            as_shop_product(catalogue.product(number * PAGE + i), surcharge=surcharge)
            for i in range(PAGE)
        ]
        for surcharge in (100, 200)
        for number in range(_PAGES)
    ]
    with closing(open_store(path)) as store:
        connection = store.connections.all()[0]
        run = store.runs.start(JobKind.SYNC, connection.id, NOW)
        print("begun", flush=True)
        for count, page in enumerate(cycle(pages)):
            if stop.is_set():
                return count * PAGE
            store.pull.land_page(run.run_id, connection.id, count * PAGE, PAGE, page, NOW)
            store.search_index.add_pending(4000)
    return 0


def _wait_for_end(stop: threading.Event) -> None:
    sys.stdin.read()
    stop.set()


if __name__ == "__main__":
    print(write(Path(sys.argv[1])))
