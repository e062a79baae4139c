"""Saved views: kept by name, and read back as they were."""

from __future__ import annotations

from decimal import Decimal

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.store import Store
from shopsync_gui.store.account.connections import Connection
from shopsync_gui.store.documents.views import SavedView
from shopsync_gui.store.search.filters import CategoryChoice, Filters
from shopsync_gui.store.search.query import GridSort
from tests.store.conftest import NOW
from tests.store.shop_products import product

FILTERS = Filters(
    states=frozenset({ProductState.ACTIVE}),
    on_sale=True,
    category=CategoryChoice("Cipők, Lámpák", frozenset({1, 2})),
    price_from=Decimal("9.9"),
)


def test_a_view_comes_back_as_it_was_saved(store: Store) -> None:
    view = SavedView(
        name="Akciós cipők", search="bőr", filters=FILTERS, sort=GridSort.DISCOUNT, descending=True
    )
    store.views.save(view)
    (kept,) = store.views.all()
    assert kept.id > 0
    assert kept == store.views.named("akciós CIPŐK")
    assert kept.query() == view.query()
    assert (kept.query().text, kept.query().categories) == ("bőr", frozenset({1, 2}))


def test_a_view_of_the_same_name_gives_way(store: Store) -> None:
    for name in ("Első", "Második"):
        store.views.save(SavedView(name=name))
    store.views.save(SavedView(name="ELSŐ", search="x"))
    assert [(view.name, view.search) for view in store.views.all()] == [
        ("ELSŐ", "x"),
        ("Második", ""),
    ]
    store.views.remove(store.views.all()[0].id)
    assert [view.name for view in store.views.all()] == ["Második"]


def test_a_view_that_cannot_be_read_is_left_out(store: Store) -> None:
    store.views.save(SavedView(name="Jó"))
    store.database.execute_sql("INSERT INTO saved_view (body) VALUES ('{')")
    assert [view.name for view in store.views.all()] == ["Jó"]


def test_a_view_s_products_are_counted_as_they_are_now(
    store: Store, connection: Connection, run_id: int
) -> None:
    view = SavedView(name="Akciós", filters=Filters(on_sale=True))
    assert store.grid.count(view.query()) == 0
    reduced = product(1, net=Decimal(1), list_net=Decimal(2))
    store.pull.land_page(run_id, connection.id, 0, 200, [reduced, product(2)], NOW)
    assert store.grid.count(view.query()) == 1
