"""What the filters, the SKU check, the details and the view of changes read from a real file."""

from __future__ import annotations

from collections import Counter, deque
from datetime import datetime, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopsync_gui.core.catalogue import (
    Category,
    ProductState,
    ShopProduct,
    TargetCategory,
    TargetProduct,
    sku_key,
)
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.store import Store
from shopsync_gui.store.account.connections import Connection
from shopsync_gui.store.lists.details import Change, ProductDetails
from shopsync_gui.store.lists.overview import SkuTrouble
from shopsync_gui.store.search.query import GridQuery
from tests.store.conftest import NOW
from tests.store.shop_products import LAST, LATER, ids_of, product


def land(
    store: Store, connection: Connection, *products: ShopProduct, now: datetime = NOW
) -> dict[str, int]:
    """A run brings these products; the ids of all products of the shop by their inner ids."""
    run_id = store.runs.start(JobKind.SYNC, connection.id, now).run_id
    store.pull.land_page(run_id, connection.id, 0, len(products), list(products), now)
    return ids_of(store, connection)


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
    deque(store.findings.setting_differences(connection.id, {ids["1"]: ("name", "net")}), 0)
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


_SKUS = st.lists(
    st.text(st.sampled_from("aAbBáÁéKſ \t\u00a0\u200b\u00ad2²\U0001d173"), max_size=4), max_size=9
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(_SKUS)
def test_the_same_skus_are_found_as_by_comparing_all_of_them(
    store: Store, reader: Store, connection: Connection, skus: list[str]
) -> None:
    """The products of earlier lists get SKUs of their own."""
    former = store.grid.ids(GridQuery(connection_id=connection.id))
    land(
        store,
        connection,
        *(product(n, sku=sku) for n, sku in enumerate(skus, 1)),
        *(product(n, sku=f"ANDERS-{n}") for n in range(len(skus) + 1, len(former) + 1)),
    )
    together: dict[str, int] = Counter(sku_key(sku) for sku in skus)
    expected = sum(n for key, n in together.items() if n > 1 or not key)
    assert sum(len(group.products) for group in reader.overview.sku_troubles()) == expected
