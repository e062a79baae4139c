"""What a page, a write and a look cost does not grow with the number of products."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import apsw
import pytest
from msgspec.structs import replace

from shopsync_gui.core.catalogue import MasterProduct, ProductState, TargetProduct
from shopsync_gui.core.plan.plan import Target
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.sandbox.shop.catalogue import Catalogue
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.runs.journal_entries import JournalOp, NewEntry
from shopsync_gui.store.search.finder import Finder
from shopsync_gui.store.search.query import GridQuery, GridSort
from shopsync_gui.store.search.tuning import Tuning
from tests.catalogues import begin
from tests.store.conftest import NOW
from tests.store.costs import Steps, counted
from tests.store.shop_products import product

_PAGE = 20
_FEW, _MANY = 400, 4000


def land_same(store: Store) -> None:
    run = store.runs.start(JobKind.SYNC, 1, NOW)
    products = [product(n) for n in range(_PAGE)]
    store.pull.land_page(run.run_id, 1, 0, _PAGE, products, NOW)


def land_changed(store: Store) -> None:
    run = store.runs.start(JobKind.SYNC, 1, NOW)
    products = [product(n, name=f"Más {n}") for n in range(_PAGE)]
    store.pull.land_page(run.run_id, 1, 0, _PAGE, products, NOW + timedelta(hours=1))


def land_new(store: Store) -> None:
    run = store.runs.start(JobKind.SYNC, 1, NOW)
    products = [product(90_000 + n) for n in range(_PAGE)]
    store.pull.land_page(run.run_id, 1, 0, _PAGE, products, NOW)


def land_from_orders(store: Store) -> None:
    run = store.runs.start(JobKind.SYNC, 1, NOW)
    products = [
        product(80_000 + n, inner_id=f"order:r{n}", state=ProductState.FROM_ORDER)
        for n in range(_PAGE)
    ]
    store.pull.land_from_orders(run.run_id, 1, products, NOW)


def begin_and_end_a_run(store: Store) -> None:
    run = store.runs.start(JobKind.SYNC, 1, NOW)
    store.pull.landed_ranges(run.run_id)
    store.pull.last_page(run.run_id)
    store.runs.save(run)


def write_some(store: Store) -> None:
    """Creates and updates, each step as a push takes it."""
    run_id = store.runs.start(JobKind.SYNC, 1, NOW).run_id
    store.journal.plan(run_id, 1, [entry(number) for number in range(1, _PAGE)])
    assert store.journal.unsettled(1) == []
    for planned in store.journal.planned(run_id):
        store.journal.ready(planned.id, NOW)
        store.journal.sent(planned.id, NOW, was_ready=True)
        assert store.journal.get(planned.id).id == planned.id
        assert planned.product_id is not None
        sa_id = 900_000 + planned.product_id
        assert len(store.journal.unsettled(1)) == 1
        with store.unhurried():
            store.journal.done(planned.id, sa_id, NOW)
            store.target.upsert_product(1, held(sa_id))
            store.catalogue.adopt(1, {planned.product_id: sa_id})
            store.findings.set_failure(planned.product_id, None)
    assert len(list(store.journal.claimed(1))) == _PAGE - 1
    store.journal.drop_planned(1)
    store.echoes.all_read(1)


def entry(number: int) -> NewEntry:
    return NewEntry(
        op=JournalOp.CREATE_PRODUCT, product_id=number, sku=f"NC-{number}", name=f"Cipő {number}",
        sa_id=None, fields=(), before=None,
        desired=MasterProduct(
            sku=f"NC-{number}", name=f"Cipő {number}", net=Decimal(100), vat=Decimal(27),
            currency="HUF", categories=("Cipők",),
        ),
    )  # fmt: skip


def held(sa_id: int) -> TargetProduct:
    return TargetProduct(
        sa_id=sa_id, sku=f"NC-{sa_id}", name="Cipő", net=Decimal(100), vat=Decimal(27),
        currency="HUF", category_ids=(501,),
    )  # fmt: skip


WORK: dict[str, Callable[[Store], None]] = {
    "same": land_same,
    "changed": land_changed,
    "new": land_new,
    "from orders": land_from_orders,
    "run": begin_and_end_a_run,
    "written": write_some,
}


@pytest.mark.parametrize("name", WORK)
def test_it_costs_the_same_among_few_and_many(tmp_path: Path, name: str) -> None:
    steps = [cost(tmp_path / f"{count}.db", count, WORK[name]) for count in (_FEW, _MANY)]
    assert steps[1].machine < 1.5 * steps[0].machine + 500
    assert steps[1].scans < 1.5 * steps[0].scans + 100


def cost(path: Path, count: int, work: Callable[[Store], None]) -> Steps:
    store = open_store(path)
    begin(store)
    run = store.runs.start(JobKind.SYNC, 1, NOW)
    for start in range(0, count, 400):
        page = [product(n) for n in range(start, start + 400)]
        store.pull.land_page(run.run_id, 1, start, 400, page, NOW)
    store.journal.plan(run.run_id, 1, [entry(number) for number in range(1, count)])
    store.database.execute_sql("UPDATE journal SET state = 'done', sa_id = 900000 + product_id")
    store.target.replace(1, Target(tuple(held(900_000 + n) for n in range(1, count)), ()))
    store.echoes.all_read(1)
    while store.search_index.add_pending():
        pass
    for _ in store.search_index.tidy():
        pass
    work(store)  # what is done once is done
    with counted(store) as steps:
        work(store)
    store.close()
    return steps


def test_matches_of_a_kept_order_are_not_looked_up_one_by_one(tmp_path: Path) -> None:
    """Neither to put them in order, nor for what an index has told of them already."""
    looked_up = []
    for count in (_FEW, _MANY):
        store = open_store(tmp_path / f"{count}.db")
        begin(store)
        run = store.runs.start(JobKind.SYNC, 1, NOW)
        page = [product(n) for n in range(count)]
        store.pull.land_page(run.run_id, 1, 0, count, page, NOW)
        while store.search_index.add_pending():
            pass
        store.database.execute_sql("UPDATE product SET kept = '{}' WHERE id % 4 = 0")
        finder = Finder(store.database, Tuning(head_start=60))
        finder.ids(GridQuery(sort=GridSort.NET))
        query = GridQuery(
            text=product(1).name[:4], kept_differently=True, sort=GridSort.NET, limit=10
        )
        finder.ids(query)  # the products of the words are known, and those that are kept
        with counted(store) as steps:
            assert len(finder.ids(query)) == 10
        finder.close()
        store.close()
        looked_up.append(steps.machine)
    assert looked_up[1] < 1.5 * looked_up[0] + 500


def test_the_first_of_a_shop_are_not_looked_for_among_the_products_of_all_others(
    tmp_path: Path,
) -> None:
    """Not where its order is not kept either, as beside a sync, which changes products all the time."""
    steps = []
    for others in (_FEW, _MANY):
        store = open_store(tmp_path / f"{others}.db")
        for shop, count in (("bolt", others), ("other", 100)):
            connection_id, run_id = begin(store, name=shop, user=shop)
            page = [product(n) for n in range(count)]
            store.pull.land_page(run_id, connection_id, 0, count, page, NOW)
        while store.search_index.add_pending():
            pass
        finder = Finder(store.database, Tuning(head_start=60, sorted_by_sql=10))
        query = GridQuery(text="1", connection_id=connection_id, sort=GridSort.NET, limit=30)
        with counted(store) as counts:
            assert len(finder.ids(query)) == 19
        finder.close()
        store.close()
        steps.append(counts.machine)
    assert steps[1] < 1.5 * steps[0] + 500


def test_of_long_orders_fewer_are_kept(tmp_path: Path) -> None:
    store = open_store(tmp_path / "shopsync.db")
    connection_id, run_id = begin(store)
    store.pull.land_page(run_id, connection_id, 0, 100, [product(n) for n in range(100)], NOW)
    finder = Finder(store.database, Tuning(kept_ids=199))
    for sort in (GridSort.NAME, GridSort.NET, GridSort.NAME):
        for is_kept in (False, True):
            with counted(store, "SELECT id FROM product ORDER BY") as steps:
                assert len(finder.ids(GridQuery(sort=sort))) == 100
            assert bool(steps.machine) != is_kept
    finder.close()
    store.close()


def test_no_more_orders_are_in_memory_than_are_kept(tmp_path: Path) -> None:
    """An order makes room before its successor is read, and a falling list is the rising one read backwards."""
    store = open_store(tmp_path / "shopsync.db")
    connection_id, run_id = begin(store)
    store.pull.land_page(run_id, connection_id, 0, _MANY, [product(n) for n in range(_MANY)], NOW)
    finder = Finder(store.database, Tuning(kept_ids=2 * _MANY - 1))
    finder.ids(GridQuery())
    tracemalloc.start()
    try:
        for sort in (GridSort.NET, GridSort.SKU, GridSort.NAME):
            finder.ids(GridQuery(sort=sort))
            finder.ids(GridQuery(sort=sort, descending=True))
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    finder.close()
    store.close()
    assert most < 1.5 * 4 * _MANY  # bytes


@pytest.mark.parametrize(
    "count",
    [
        lambda store: store.grid.summary(),
        lambda store: store.grid.summary(1),
        lambda store: store.overview.categories(),
    ],
    ids=["all", "shop", "categories"],
)
def test_products_are_counted_without_being_sorted(
    tmp_path: Path, count: Callable[[Store], object]
) -> None:
    """Sorted, each would take some fifty bytes."""
    refs = [f"c{number}" for number in Catalogue(1).categories]
    needed = []
    for products in (_FEW, _MANY):
        with closing(open_store(tmp_path / f"{products}.db")) as store:
            connection_id, run_id = begin(store)
            page = [product(n, category_refs=(refs[n % len(refs)],)) for n in range(products)]
            store.pull.land_page(run_id, connection_id, 0, products, page, NOW)
            count(store)  # what it reads of the file is in memory
            before = apsw.memory_used()
            apsw.memory_high_water(True)
            count(store)
            needed.append(apsw.memory_high_water() - before)
    assert needed[1] - needed[0] < 10 * _MANY


def test_runs_at_work_are_found_without_a_look_at_those_that_have_ended(tmp_path: Path) -> None:
    steps = []
    for count in (_FEW, _MANY):
        store = open_store(tmp_path / f"{count}.db")
        connection_id, at_work = begin(store)
        with store.transaction():
            for _ in range(count):
                ended = store.runs.start(JobKind.VERIFY, connection_id, NOW)
                store.runs.save(replace(ended, state=RunState.DONE, finished_at=NOW))
        with counted(store) as counts:
            assert [run.run_id for run in store.runs.running()] == [at_work]
            store.runs.close_interrupted(connection_id, NOW)
        assert not store.runs.running()
        store.close()
        steps.append(counts.machine)
    assert steps[1] < 1.5 * steps[0] + 100
