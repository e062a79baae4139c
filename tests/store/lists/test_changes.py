"""What changed since a moment: kinds and their numbers, the largest falls."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.products.changes import ChangeKind, Period, Since
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.store import Store
from shopsync_gui.store.account.connections import Connection
from shopsync_gui.store.lists.grid_row import PreviousValues
from shopsync_gui.store.products.product_rows import order_key
from shopsync_gui.store.search.query import GridQuery
from shopsync_gui.sync.outputs.change_words import change_words
from tests.store.conftest import NOW
from tests.store.shop_products import LAST, LATER, ids_of, product
from tests.store.syncs import NO_PRICE, cost, sync


@pytest.fixture
def lived(store: Store, connection: Connection) -> dict[str, int]:
    """Products by what happened to them between NOW and LAST, always looked at from LATER on."""
    taxed: dict[str, object] = {"vat": Decimal(50), "gross": Decimal(3000)}
    fields: dict[str, list[dict[str, object]]] = {
        "same": [{}, {}, {}],
        "cheaper": [{}, cost(1270), cost(1270)],
        "cheaper, then a little dearer": [{}, cost(635), cost(762)],
        "there and back": [{}, cost(635), {}],
        "dearer": [{}, {}, cost("2539.01")],
        "price lost": [{}, {}, NO_PRICE],
        "price found": [NO_PRICE, {}, {}],
        "in stock again": [{"stock": Decimal(0)}, {"stock": Decimal(0)}, {"stock": Decimal(3)}],
        "sold out": [{}, {"stock": Decimal(0)}, {"stock": Decimal(0)}],
        "taxed higher": [{}, taxed, taxed],
        "cheaper for dealers": [{}, {"net": Decimal(1000)}, {"net": Decimal(1000)}],
        "active again": [{"state": ProductState.DISABLED}, {}, {}],
        "disabled": [{}, {}, {"state": ProductState.DISABLED}],
        "moved": [{}, {"category_refs": ("c2",)}, {"category_refs": ("c2",)}],
        "moved and back": [{}, {"category_refs": ("c2",)}, {}],
        "renamed": [{}, {"name": "Átnevezett"}, {"name": "Átnevezett"}],
    }
    for step, now in enumerate((NOW, LATER, LAST)):
        page = [product(i, **steps[step]) for i, steps in enumerate(fields.values())]
        if now is LAST:
            page += [product(50), product(51, net=Decimal(1))]
        run_id = store.runs.start(JobKind.SYNC, connection.id, now).run_id
        store.pull.land_page(run_id, connection.id, 0, len(page), page, now)
        store.shop_readings.completed(run_id, now, now)
    names = {str(i): name for i, name in enumerate(fields)} | {"50": "new", "51": "new, cheap"}
    return {names[inner]: row_id for inner, row_id in ids_of(store, connection).items()}


def found(store: Store, lived: dict[str, int], **query: object) -> set[str]:
    names = {row_id: name for name, row_id in lived.items()}
    asked = GridQuery(**query)  # type: ignore[arg-type]
    ids = store.grid.ids(asked)
    assert store.grid.count(asked) == len(ids)
    return {names[row_id] for row_id in ids}


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (ChangeKind.NEW, {"new", "new, cheap"}),
        (ChangeKind.CHEAPER, {"cheaper", "cheaper, then a little dearer"}),
        (ChangeKind.DEARER, {"dearer", "taxed higher"}),
        (ChangeKind.BACK, {"in stock again", "active again"}),
        (ChangeKind.SOLD_OUT, {"sold out"}),
        (ChangeKind.MOVED, {"moved"}),
        (
            ChangeKind.OTHER,
            {
                *("there and back", "moved and back", "price lost", "price found"),
                *("cheaper for dealers", "disabled", "renamed"),
            },
        ),
    ],
)
def test_a_change_compares_now_with_then(
    reader: Store, lived: dict[str, int], kind: ChangeKind, names: set[str]
) -> None:
    assert found(reader, lived, changed_since=Since(LATER), change=kind) == names
    any_change = found(reader, lived, changed_since=Since(LATER))
    assert names < any_change
    assert any_change == lived.keys() - {"same"}


def test_a_kind_is_told_in_words(reader: Store, lived: dict[str, int]) -> None:
    words = {
        names: change_words(row)
        for names, row in zip(
            lived, reader.grid.rows(list(lived.values()), Since(LATER)), strict=True
        )
    }
    back = "Changed, and as before again"
    assert {name: text.replace("\xa0", " ") for name, text in words.items()} == {
        "same": "",
        "cheaper": "2 539 Ft → 1 270 Ft (−49 %)",
        "cheaper, then a little dearer": "2 539 Ft → 762 Ft (−69 %)",
        "there and back": back,
        "dearer": "2 539 Ft → 2 539,01 Ft",
        "price lost": "2 539 Ft → –",
        "price found": "– → 2 539 Ft",
        "in stock again": "Available again",
        "sold out": "Sold out",
        "taxed higher": "2 539 Ft → 3 000 Ft (+18 %); VAT: 27 % → 50 %",
        "cheaper for dealers": "Net price: 1 999,50 Ft → 1 000 Ft",
        "active again": "Available again",
        "disabled": "Active → Disabled",
        "moved": "Cipők → Nyári kiárusítás",
        "moved and back": back,
        "renamed": "Name: Női cipő 15 → Átnevezett",
        "new": "New",
        "new, cheap": "New",
    }


def test_a_later_moment_is_compared_with_what_was_then(
    reader: Store, lived: dict[str, int]
) -> None:
    assert found(reader, lived, changed_since=Since(LAST), change=ChangeKind.CHEAPER) == set()
    assert found(reader, lived, changed_since=Since(LAST), change=ChangeKind.DEARER) == {
        "cheaper, then a little dearer",
        "there and back",
        "dearer",
    }
    assert found(reader, lived, changed_since=Since(LAST), change=ChangeKind.BACK) == {
        "in stock again"
    }
    before = Since(NOW - timedelta(days=30))
    for kind in (None, *ChangeKind):  # nothing is new that the first whole reading brought
        since_later = found(reader, lived, changed_since=Since(LATER), change=kind)
        assert found(reader, lived, changed_since=before, change=kind) == since_later
    after = LAST + timedelta(microseconds=1)
    for kind in (None, *ChangeKind):
        assert found(reader, lived, changed_since=Since(after), change=kind) == set()


def test_a_run_names_what_it_brought(reader: Store, lived: dict[str, int]) -> None:
    runs = [run.run_id for run in reader.runs.newest(limit=5)]
    assert found(reader, lived, changed_in_run=max(runs)) == {
        "cheaper, then a little dearer",
        "there and back",
        "dearer",
        "price lost",
        "in stock again",
        "disabled",
        "moved and back",
        "new",
        "new, cheap",
    }


def test_rows_tell_what_they_were(reader: Store, lived: dict[str, int]) -> None:
    def former(name: str) -> PreviousValues | None:
        (row,) = reader.grid.rows([lived[name]], Since(LATER))
        return row.previous

    assert former("same") == PreviousValues()
    assert former("new") == PreviousValues(new=True)
    prices = PreviousValues(
        changed=frozenset({"net", "gross"}), net=Decimal("1999.5"), gross=Decimal(2539)
    )
    assert former("cheaper") == former("there and back") == prices
    assert former("price found") == PreviousValues(changed=frozenset({"net", "gross"}))
    assert former("in stock again") == PreviousValues(
        changed=frozenset({"stock"}), stock=Decimal(0)
    )
    assert former("active again") == PreviousValues(
        changed=frozenset({"state"}), state=ProductState.DISABLED
    )
    refs = frozenset({"category_refs"})
    assert former("moved") == PreviousValues(changed=refs, categories=("Cipők",), moved=True)
    assert former("moved and back") == PreviousValues(changed=refs, categories=("Cipők",))
    (row,) = reader.grid.rows([lived["cheaper"]])
    assert row.previous is None


# --- numbers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "narrowed",
    [
        GridQuery(),
        GridQuery(text="cipo 1"),
        GridQuery(states=frozenset({ProductState.ACTIVE}), limit=1),
        GridQuery(text="nincs ilyen"),
    ],
    ids=["all", "words", "filter", "nothing"],
)
def test_each_number_is_that_of_its_list(
    reader: Store, lived: dict[str, int], narrowed: GridQuery
) -> None:
    query = replace(narrowed, changed_since=Since(LATER))
    counts = reader.changes.counts(query)
    assert counts == {
        kind: reader.grid.count(replace(query, change=kind)) for kind in (None, *ChangeKind)
    }
    assert reader.changes.counts(replace(query, change=ChangeKind.NEW)) == counts


def test_while_a_shop_is_read_for_the_first_time_nothing_has_changed(
    store: Store, reader: Store, connection: Connection
) -> None:
    run_id = store.runs.start(JobKind.SYNC, connection.id, NOW).run_id
    store.pull.land_page(run_id, connection.id, 0, 2, [product(1), product(2)], NOW)
    store.pull.land_page(run_id, connection.id, 0, 2, [product(1, **cost(5)), product(2)], LATER)
    since = Since(NOW - timedelta(days=7))
    assert set(reader.changes.counts(GridQuery(changed_since=since)).values()) == {0}
    store.shop_readings.completed(run_id, LATER, LATER)
    assert set(reader.changes.counts(GridQuery(changed_since=since)).values()) == {0}
    assert reader.changes.falls(since, 5) == []


def test_what_only_old_orders_know_has_not_changed_in_the_shop(
    store: Store, reader: Store, connection: Connection
) -> None:
    sync(store, connection, NOW, product(1))
    ordered = product(9, inner_id=order_key("ref9"), state=ProductState.FROM_ORDER)
    run_id = store.runs.start(JobKind.ORDERS, connection.id, LATER).run_id
    store.pull.land_from_orders(run_id, connection.id, [ordered], LATER)
    renamed = replace(ordered, name="Más", gross=Decimal(1))
    store.pull.land_from_orders(run_id, connection.id, [renamed], LAST)
    for period in Period:
        since = reader.changes.since(period, LAST)
        assert set(reader.changes.counts(GridQuery(changed_since=since)).values()) == {0}


def test_what_came_and_went_is_neither_new_nor_forgotten(
    store: Store, reader: Store, connection: Connection
) -> None:
    sync(store, connection, NOW, product(1))
    sync(store, connection, LATER, product(1), product(2, **cost(100)))
    run_id = sync(store, connection, LAST, product(1), product(2, **cost(50)))
    ids = ids_of(store, connection)
    store.catalogue.mark_gone(connection.id, [ids["2"]], run_id, LAST)
    counts = reader.changes.counts(GridQuery(changed_since=Since(LATER)))
    assert {kind for kind, number in counts.items() if number} == {None, ChangeKind.OTHER}
    last = Since(LAST)
    other = reader.grid.ids(GridQuery(changed_since=last, change=ChangeKind.OTHER))
    assert list(other) == [ids["2"]]
    assert reader.changes.falls(last, 5) == []


def test_the_largest_falls_come_first_of_what_can_be_had(
    store: Store, reader: Store, connection: Connection
) -> None:
    dear = {number: product(number, **cost(1000)) for number in range(1, 8)}
    sync(store, connection, NOW, *dear.values())
    now = {
        1: cost(900),
        2: cost(500),
        3: cost(100) | {"state": ProductState.DISABLED},
        4: cost(100) | {"stock": Decimal(0)},
        5: cost(0),
        6: cost(1100),
        7: cost(700) | {"stock": None},
    }
    sync(store, connection, LATER, *(product(number, **values) for number, values in now.items()))
    ids = ids_of(store, connection)
    assert reader.changes.falls(Since(LATER), 5) == [ids["2"], ids["7"], ids["1"]]
    assert reader.changes.falls(Since(LATER), 2) == [ids["2"], ids["7"]]


def test_of_one_shop_alone_nothing_of_the_others_counts(
    reader: Store, lived: dict[str, int], connection: Connection
) -> None:
    everything = reader.changes.counts(GridQuery(changed_since=Since(LATER)))
    here = Since(LATER).only(connection.id)
    elsewhere = Since(LATER).only(connection.id + 1)
    assert reader.changes.counts(GridQuery(changed_since=here)) == everything
    assert not any(reader.changes.counts(GridQuery(changed_since=elsewhere)).values())
    assert reader.changes.falls(here, 9) == reader.changes.falls(Since(LATER), 9)
    assert reader.changes.falls(elsewhere, 9) == []
