"""What the filters, the SKU check, the details and the view of changes read from a real file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from shopsync_gui.core.catalogue import (
    Category,
    ProductState,
    ShopProduct,
    TargetCategory,
    TargetProduct,
)
from shopsync_gui.core.runs import JobKind
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.connections import Connection
from shopsync_gui.store.details import Change, ProductDetails
from shopsync_gui.store.grid import PreviousValues
from shopsync_gui.store.overview import SkuTrouble
from shopsync_gui.store.query import ChangeKind, GridQuery
from shopsync_gui.sync.change_words import change_words
from tests.store.conftest import NOW
from tests.store.test_catalogue import product

LATER = NOW + timedelta(days=1)
LAST = NOW + timedelta(days=2)


@pytest.fixture
def reader(path: Path, store: Store) -> Iterator[Store]:
    """The same file, opened as the window opens it."""
    reader = open_store(path, read_only=True)
    yield reader
    reader.close()


@pytest.fixture
def second(store: Store) -> Connection:
    return store.connections.add(
        name="masik",
        title="Másik bolt",
        shop_url="https://masik.api2.myshoprenter.hu/api",
        token_url="https://oauth.app.shoprenter.net/masik/app/token",
        sa_url="https://api.salesautopilot.com",
        client_id="id",
        sa_user="demo",
        now=NOW,
    )


def land(
    store: Store, connection: Connection, *products: ShopProduct, now: datetime = NOW
) -> dict[str, int]:
    """A run brings these products; the ids of all products of the shop by their inner ids."""
    run_id = store.runs.start(JobKind.SYNC, connection.id, now).run_id
    store.pull.land_page(run_id, connection.id, 0, len(products), list(products), now)
    return ids_of(store, connection)


def ids_of(store: Store, connection: Connection) -> dict[str, int]:
    ids = store.grid.ids(GridQuery(connection_id=connection.id))
    known = [store.details.product(one) for one in ids]
    return {details.inner_id: details.row.id for details in known if details is not None}


def details_of(store: Store, product_id: int) -> ProductDetails:
    details = store.details.product(product_id)
    assert details is not None
    return details


# --- categories -----------------------------------------------------------------------------------


def test_categories_are_counted_under_their_parents(
    store: Store, reader: Store, connection: Connection
) -> None:
    store.categories.save(
        connection.id,
        0,
        [
            Category(ref="c1", inner_id="1", name="Cipők"),
            Category(ref="c2", inner_id="2", name="Csizmák", parent_ref="c1", enabled=False),
            Category(ref="c3", inner_id="3", name="Üres", parent_ref="nincs ilyen"),
            Category(ref="c4", inner_id="4", name=""),
            Category(ref="c5", inner_id="5", name="Önmaga", parent_ref="c5"),
            Category(ref="c6", inner_id="6", name="Tyúk", parent_ref="c7"),
            Category(ref="c7", inner_id="7", name="Tojás", parent_ref="c6"),
        ],
    )
    land(
        store,
        connection,
        product(1, category_refs=("c1", "c2")),
        product(2, category_refs=("c2",)),
        product(3, category_refs=("c4", "ismeretlen")),
        product(4, category_refs=("c6",)),
    )
    found = {category.name: category for category in reader.overview.categories()}
    assert {name: c.products for name, c in found.items()} == {
        "Cipők": 2,  # the one that stands in both counts once
        "Csizmák": 2,
        "Üres": 0,
        "Önmaga": 0,
        "Tyúk": 1,
        "Tojás": 1,
    }
    assert {name for name, c in found.items() if not c.enabled} == {"Csizmák"}
    parents = {name: c.parent for name, c in found.items() if c.parent is not None}
    assert parents == {
        "Csizmák": found["Cipők"].id,
        "Tyúk": found["Tojás"].id,
        "Tojás": found["Tyúk"].id,
    }
    boots = GridQuery(categories=frozenset({found["Csizmák"].id}))
    assert reader.grid.count(boots) == 2


def test_a_category_that_went_is_listed_while_products_stand_in_it(
    store: Store, reader: Store, connection: Connection
) -> None:
    land(store, connection, product(1, category_refs=("c2",)))
    store.categories.save(connection.id, 0, [Category(ref="c3", inner_id="3", name="Új")])
    assert {c.name for c in reader.overview.categories()} == {"Nyári kiárusítás", "Új"}
    land(store, connection, product(1, category_refs=("c3",)), now=LATER)
    assert {c.name for c in reader.overview.categories()} == {"Új"}


def test_a_parent_is_looked_for_in_the_same_shop(
    store: Store, reader: Store, connection: Connection, second: Connection
) -> None:
    child = Category(ref="x", inner_id="9", name="Gyerek", parent_ref="c1")
    store.categories.save(second.id, 0, [child])
    (found,) = [c for c in reader.overview.categories() if c.connection_id == second.id]
    assert (found.name, found.parent) == ("Gyerek", None)


# --- SKUs -----------------------------------------------------------------------------------------


def troubles(store: Store) -> list[tuple[SkuTrouble, list[str]]]:
    """Each group with the inner ids of its products."""
    return [
        (group.trouble, sorted(p.inner_id for p in group.products))
        for group in store.overview.sku_troubles()
    ]


def test_skus_that_need_a_look_come_in_the_order_of_their_weight(
    store: Store, reader: Store, connection: Connection
) -> None:
    ids = land(
        store,
        connection,
        product(1, sku="JO-1"),
        product(2, sku=""),
        product(3, sku=" \t "),
        product(4, sku="KETTOS"),
        product(5, sku="KETTOS"),
        product(6, sku="kettos "),
        product(7, sku="Alig  1"),
        product(8, sku="ALIG 1", state=ProductState.DISABLED, page="https://bolt.hu/alig"),
        product(9, sku="VISSZA"),
        product(10, sku="Vissza"),
        product(11, sku=""),
        product(12, sku="REGI"),
        product(13, sku="REGI"),
    )
    gone = [ids[number] for number in ("9", "11", "12", "13")]
    run_id = store.runs.start(JobKind.SYNC, connection.id, LATER).run_id
    store.catalogue.mark_gone(connection.id, gone, run_id, LATER)
    found = troubles(reader)
    assert [trouble for trouble, _numbers in found] == sorted(
        (trouble for trouble, _numbers in found), key=list(SkuTrouble).index
    )
    assert sorted(found) == sorted(
        [
            (SkuTrouble.MISSING, ["2"]),
            (SkuTrouble.MISSING, ["3"]),
            (SkuTrouble.DOUBLE, ["4", "5", "6"]),
            (SkuTrouble.NEARLY_DOUBLE, ["7", "8"]),
            (SkuTrouble.DELETED, ["10", "9"]),
        ]
    )
    nearly = next(g for g in reader.overview.sku_troubles() if g.trouble == "nearly_double")
    eighth = next(p for p in nearly.products if p.inner_id == "8")
    assert (eighth.id, eighth.connection_id) == (ids["8"], connection.id)
    assert (eighth.sku, eighth.name) == ("ALIG 1", "Női cipő 8")
    assert (eighth.state, eighth.page) == (ProductState.DISABLED, "https://bolt.hu/alig")


def test_two_shops_may_use_the_same_sku(
    store: Store, reader: Store, connection: Connection, second: Connection
) -> None:
    land(store, connection, product(1, sku="A-1"))
    land(store, second, product(1, sku="a-1"))
    assert reader.overview.sku_troubles() == []


# --- details --------------------------------------------------------------------------------------


def test_a_product_is_known_from_both_sides(
    store: Store, reader: Store, connection: Connection
) -> None:
    ids = land(
        store,
        connection,
        product(
            1, image="https://kep.hu/1.jpg", page="https://bolt.hu/1", list_gross=Decimal(3000)
        ),
        product(2),
    )
    store.catalogue.adopt(connection.id, {ids["1"]: 481_220, ids["2"]: 481_221})
    there = TargetProduct(
        sa_id=481_220,
        sku="nc-01",
        name="Régi név",
        net=Decimal("1500.5"),
        vat=Decimal(5),
        currency="EUR",
        category_ids=(7, 8),
    )
    store.target.upsert_product(connection.id, there)
    store.target.upsert_category(connection.id, TargetCategory(sa_id=7, name="Cipők"))
    store.catalogue.set_differences(connection.id, {ids["1"]: ("name", "net")})
    first = details_of(reader, ids["1"])
    assert first.account is not None
    assert first.account.product == there
    assert first.account.categories == ("Cipők", "#8")
    assert first.differs == {"name", "net"}
    assert (first.image, first.row.page) == ("https://kep.hu/1.jpg", "https://bolt.hu/1")
    assert (first.list_gross, first.stock) == (Decimal(3000), Decimal(4))
    assert first.first_seen_at == NOW
    assert first.changes == ()
    other = details_of(reader, ids["2"])
    assert (other.account, other.differs) == (None, frozenset())
    assert reader.details.product(10**9) is None


def test_the_account_of_another_shop_is_not_looked_at(
    store: Store, reader: Store, connection: Connection, second: Connection
) -> None:
    ids = land(store, connection, product(1))
    store.catalogue.adopt(connection.id, {ids["1"]: 5})
    store.target.upsert_product(second.id, TargetProduct(sa_id=5, sku="x", name="Idegen"))
    assert details_of(reader, ids["1"]).account is None


def test_categories_are_told_with_those_above_them_even_in_a_circle(
    store: Store, reader: Store, connection: Connection
) -> None:
    store.categories.save(
        connection.id,
        0,
        [
            Category(ref="a", inner_id="1", name="Ruházat"),
            Category(ref="b", inner_id="2", name="Női", parent_ref="a"),
            Category(ref="c", inner_id="3", name="Kör", parent_ref="d"),
            Category(ref="d", inner_id="4", name="Karika", parent_ref="c"),
            Category(ref="e", inner_id="5", name="Árva", parent_ref="nincs ilyen"),
        ],
    )
    ids = land(store, connection, product(1, category_refs=("b", "c", "e", "?")))
    assert details_of(reader, ids["1"]).paths == ("Ruházat › Női", "Karika › Kör", "Árva")


def test_the_history_is_told_newest_first_in_values_that_people_read(
    store: Store, reader: Store, connection: Connection
) -> None:
    land(store, connection, product(1))
    changed = product(
        1,
        net=Decimal("1499.25"),
        vat=Decimal(5),
        stock=None,
        state=ProductState.DISABLED,
        category_refs=("c2", "c1"),
        sku="NC-X",
    )
    land(store, connection, changed, now=LATER)
    ids = land(
        store, connection, product(1, net=None, category_refs=(), stock=Decimal("0.5")), now=LAST
    )
    details = details_of(reader, ids["1"])
    assert [(c.at, c.run_id) for c in details.changes] == sorted(
        ((c.at, c.run_id) for c in details.changes), reverse=True
    )
    told = {(c.at, c.field): (c.old, c.new) for c in details.changes}
    assert told == {
        (LATER, "sku"): ("NC-01", "NC-X"),
        (LATER, "net"): (Decimal("1999.5"), Decimal("1499.25")),
        (LATER, "vat"): (Decimal(27), Decimal(5)),
        (LATER, "stock"): (Decimal(4), None),
        (LATER, "state"): (ProductState.ACTIVE, ProductState.DISABLED),
        (LATER, "categories"): (("Cipők",), ("Nyári kiárusítás", "Cipők")),
        (LAST, "sku"): ("NC-X", "NC-01"),
        (LAST, "net"): (Decimal("1499.25"), None),
        (LAST, "vat"): (Decimal(5), Decimal(27)),
        (LAST, "stock"): (None, Decimal("0.5")),
        (LAST, "state"): (ProductState.DISABLED, ProductState.ACTIVE),
        (LAST, "categories"): (("Nyári kiárusítás", "Cipők"), ()),
    }
    assert details.first_seen_at == NOW
    assert details.changed_at == LAST


def test_a_long_history_is_cut_at_its_old_end(
    store: Store, reader: Store, connection: Connection
) -> None:
    ids: dict[str, int] = {}
    for price in range(1, 252):
        now = NOW + timedelta(minutes=price)
        ids = land(store, connection, product(1, net=Decimal(price)), now=now)
    changes = details_of(reader, ids["1"]).changes
    assert [change.new for change in changes] == [Decimal(p) for p in range(251, 51, -1)]
    newest = NOW + timedelta(minutes=251)
    first = changes[0]
    assert first == Change(
        at=newest, run_id=first.run_id, field="net", old=Decimal(250), new=Decimal(251)
    )


# --- changes --------------------------------------------------------------------------------------


@pytest.fixture
def lived(store: Store, connection: Connection) -> dict[str, int]:
    """Products by what happened to them between NOW and LAST, always looked at from LATER on."""
    fields: dict[str, list[dict[str, object]]] = {
        "same": [{}, {}, {}],
        "cheaper": [{}, {"net": Decimal(1000)}, {"net": Decimal(1000)}],
        "cheaper, then a little dearer": [{}, {"net": Decimal(500)}, {"net": Decimal(600)}],
        "there and back": [{}, {"net": Decimal(500)}, {}],
        "dearer": [{}, {}, {"net": Decimal("1999.51")}],
        "price lost": [{}, {}, {"net": None}],
        "price found": [{"net": None}, {}, {}],
        "in stock again": [{"stock": Decimal(0)}, {"stock": Decimal(0)}, {"stock": Decimal(3)}],
        "sold out": [{}, {"stock": Decimal(0)}, {"stock": Decimal(0)}],
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
        (ChangeKind.DEARER, {"dearer"}),
        (ChangeKind.BACK, {"in stock again", "active again"}),
        (ChangeKind.MOVED, {"moved"}),
        (
            ChangeKind.OTHER,
            {
                *("there and back", "moved and back", "price lost", "price found"),
                *("sold out", "disabled", "renamed"),
            },
        ),
    ],
)
def test_a_change_compares_now_with_then(
    reader: Store, lived: dict[str, int], kind: ChangeKind, names: set[str]
) -> None:
    assert found(reader, lived, changed_since=LATER, change=kind) == names
    any_change = found(reader, lived, changed_since=LATER)
    assert names < any_change
    assert any_change == lived.keys() - {"same"}


def test_a_kind_is_told_in_words(reader: Store, lived: dict[str, int]) -> None:
    words = {
        names: change_words(row)
        for names, row in zip(lived, reader.grid.rows(list(lived.values()), LATER), strict=True)
    }
    back = "Changed, and as before again"
    assert {name: text.replace("\xa0", " ") for name, text in words.items()} == {
        "same": "",
        "cheaper": "1 999,50 Ft → 1 000 Ft (−50%)",
        "cheaper, then a little dearer": "1 999,50 Ft → 600 Ft (−70%)",
        "there and back": back,
        "dearer": "1 999,50 Ft → 1 999,51 Ft",
        "price lost": "1 999,50 Ft → –",
        "price found": "– → 1 999,50 Ft",
        "in stock again": "Available again",
        "sold out": "Sold out",
        "active again": "Available again",
        "disabled": "Active → Disabled",
        "moved": "Cipők → Nyári kiárusítás",
        "moved and back": back,
        "renamed": "Name: Női cipő 13 → Átnevezett",
        "new": "New",
        "new, cheap": "New",
    }


def test_a_later_moment_is_compared_with_what_was_then(
    reader: Store, lived: dict[str, int]
) -> None:
    assert found(reader, lived, changed_since=LAST, change=ChangeKind.CHEAPER) == set()
    assert found(reader, lived, changed_since=LAST, change=ChangeKind.DEARER) == {
        "cheaper, then a little dearer",
        "there and back",
        "dearer",
    }
    assert found(reader, lived, changed_since=LAST, change=ChangeKind.BACK) == {"in stock again"}
    assert found(reader, lived, changed_since=NOW, change=ChangeKind.NEW) == lived.keys()
    assert found(reader, lived, changed_since=NOW, change=ChangeKind.CHEAPER) == set()
    after = LAST + timedelta(microseconds=1)
    for kind in (None, *ChangeKind):
        assert found(reader, lived, changed_since=after, change=kind) == set()


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
        (row,) = reader.grid.rows([lived[name]], LATER)
        return row.previous

    price = Decimal("1999.5")
    assert former("same") == PreviousValues()
    assert former("new") == PreviousValues(new=True)
    net = PreviousValues(changed=frozenset({"net"}), net=price)
    assert former("cheaper") == former("there and back") == net
    assert former("price found") == PreviousValues(changed=frozenset({"net"}))
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
