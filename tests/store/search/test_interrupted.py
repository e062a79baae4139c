"""A search that was interrupted at any step leaves nothing half-known: the next one is right."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from contextlib import closing
from itertools import count
from pathlib import Path

import apsw
import pytest

from shopsync_gui.core.products.changes import Since
from shopsync_gui.sandbox.shop.catalogue import Catalogue
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.search.finder import Finder
from shopsync_gui.store.search.query import GridQuery
from shopsync_gui.store.search.tuning import Tuning
from tests.catalogues import NOW, begin, shop_products

#: Products that come at a time.
PAGE = 20
#: Products that there are before the first search.
FIRST = 60
#: At each of so many first steps of the database's machine, and then at every 25th.
CLOSE, FURTHER = 60, 25


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "shopsync.db")


def interrupted_at(connection: apsw.Connection, step: int, search: Callable[[], object]) -> bool:
    """Whether a search was interrupted at a step of the database's machine and once more at its end."""
    steps = count(1)
    connection.set_progress_handler(lambda: step <= next(steps) < step + 2, 1)
    try:
        search()
    except apsw.InterruptError:
        return True
    finally:
        connection.set_progress_handler(None)
    return False


@pytest.mark.parametrize(
    "query",
    [
        GridQuery(limit=10),
        GridQuery(text="a"),
        GridQuery(text="fekete", limit=10, in_stock=True),
        GridQuery(limit=10, changed_since=Since(NOW)),
        GridQuery(text="Ruha >", limit=10),
    ],
    ids=["first", "short word", "condition", "changes", "category"],
)
def test_the_search_after_an_interrupted_one_is_right(store: Store, query: GridQuery) -> None:
    with closing(store):
        connection_id, run_id = begin(store)
        arrived = count(0, PAGE)

        def land() -> None:
            start = next(arrived)
            page = list(shop_products(Catalogue(7), start, PAGE))
            store.pull.land_page(run_id, connection_id, start, PAGE, page, NOW)

        for _page in range(FIRST // PAGE):
            land()
        tuning = Tuning(head_start=60, sorted_by_sql=0, sorted_part=1)
        with contextlib.closing(Finder(store.database, tuning)) as finder:
            step, was_interrupted = 1, True
            while was_interrupted:
                finder.ids(query)
                land()
                was_interrupted = interrupted_at(
                    store.database.connection(), step, lambda: finder.ids(query)
                )
                with contextlib.closing(Finder(store.database, tuning)) as fresh:
                    assert list(finder.ids(query)) == list(fresh.ids(query)), step
                step += 1 if step < CLOSE else FURTHER * (step // CLOSE)
        assert step > CLOSE
