"""Letters, presets and views of a disconnected shop wait, and are there again once the shop is read."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from shopsync_gui.core.catalogue import Category
from shopsync_gui.core.newsletter.letter import LetterStyle
from shopsync_gui.core.newsletter.saved_letter import SavedLetter, letter_item
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.store import Store
from shopsync_gui.store.account.connections import Connection
from shopsync_gui.store.documents.views import SavedView
from shopsync_gui.store.search.filters import CategoryChoice, Filters
from shopsync_gui.store.search.query import GridQuery
from tests.store.conftest import NOW
from tests.store.shop_products import product

BLUE = LetterStyle(color="#0000ff")


def connect(store: Store, connection: Connection, **others: Any) -> Connection:
    """The same shop once more, or one that differs in `others`."""
    values = msgspec.structs.asdict(connection)
    told = {name: values[name] for name in ("shop_url", "token_url", "sa_url", "client_id")}
    known = {"name": connection.name, "title": connection.title, "sa_user": "demo", **told}
    return store.connections.add(**{**known, **others}, now=NOW)


def read(store: Store, connection: Connection, *numbers: int) -> None:
    """Read the whole shop, which has these products."""
    run_id = store.runs.start(JobKind.PREVIEW, connection.id, NOW).run_id
    store.categories.save(connection.id, 0, [Category(ref="c1", inner_id="1", name="Cipők")])
    found = [product(number) for number in numbers]
    store.pull.land_page(run_id, connection.id, 0, 200, found, NOW)
    linked = {"linked_shop": connection.shop_url}
    store.connections.update(connection.id, **linked)
    store.shop_readings.completed(run_id, NOW, NOW)


def write(store: Store, connection: Connection) -> SavedLetter:
    """A letter of two products, a preset and views of the shop."""
    ids = store.grid.ids(GridQuery(connection_id=connection.id, limit=2))
    items = tuple(letter_item(p, connection.id) for p in store.letters.products(list(ids)))
    store.letters.save_preset(connection.id, "Kék", BLUE)
    (category,) = store.database.one("SELECT id FROM category WHERE ref = 'c1'") or ()
    choice = CategoryChoice("Cipők", frozenset({category}))
    for name, filters in (
        ("Bolté", Filters(connection_id=connection.id)),
        ("Cipők", Filters(category=choice)),
        ("Mindenütt", Filters(on_sale=True)),
    ):
        store.views.save(SavedView(name=name, filters=filters))
    return store.letters.save(
        SavedLetter(connection_id=connection.id, name="Őszi", style=BLUE, items=items, made_at=NOW)
    )


def view_names(store: Store) -> list[str]:
    return [view.name for view in store.views.all()]


@pytest.mark.parametrize("demo", [False, True])
def test_what_was_made_by_hand_is_there_again_once_the_same_shop_is_read(
    store: Store, connection: Connection, demo: bool
) -> None:
    connection = store.connections.update(connection.id, demo=demo)
    read(store, connection, 1, 2, 3)
    letter = write(store, connection)
    store.removals.remove(connection.id)
    assert store.letters.all() == []
    assert view_names(store) == ["Mindenütt"]
    (waiting,) = store.waiting_documents.letters()
    assert (waiting.title, waiting.letter.name) == ("Bemutató bolt", "Őszi")

    other = connect(store, connection, name="masik", shop_url="https://masik.hu/api")
    read(store, other, 7)
    assert store.letters.all() == []  # another shop's

    moved = {"shop_url": "http://127.0.0.1:4711/api"} if demo else {}
    again = connect(store, connection, demo=demo, **moved)
    assert store.letters.all() == []
    read(store, again, 3, 2, 1)
    assert store.waiting_documents.letters() == []
    (kept,) = store.letters.all(again.id)
    assert (kept.name, kept.style, kept.made_at) == (letter.name, letter.style, letter.made_at)
    found = store.letters.products([item.product_id for item in kept.items])
    assert [p.sku for p in found] == [item.sku for item in letter.items]
    assert {p.connection_id for p in found} == {again.id}
    assert store.letters.presets(again.id) == {"Kék": BLUE}
    assert view_names(store) == ["Mindenütt", "Bolté", "Cipők"]
    of_shop = store.views.named("Bolté")
    assert of_shop is not None
    assert of_shop.filters.connection_id == again.id


def test_what_comes_back_takes_no_other_s_name(store: Store, connection: Connection) -> None:
    read(store, connection, 1, 2)
    write(store, connection)
    store.removals.remove(connection.id)
    again = connect(store, connection)
    store.letters.save_preset(again.id, "Kék", LetterStyle(color="#ff0000"))
    store.views.save(SavedView(name="Bolté"))
    read(store, again, 1, 2)
    presets = store.letters.presets(again.id)
    assert presets["Kék"].color == "#ff0000"
    assert presets["Kék (2)"] == BLUE
    assert view_names(store) == ["Mindenütt", "Bolté", "Bolté (2)", "Cipők"]


def test_a_letter_that_waits_can_be_deleted(store: Store, connection: Connection) -> None:
    read(store, connection, 1, 2)
    write(store, connection)
    store.removals.remove(connection.id)
    (waiting,) = store.waiting_documents.letters()
    store.waiting_documents.remove(waiting.id)
    again = connect(store, connection)
    read(store, again, 1, 2)
    assert store.letters.all() == []
    assert store.letters.presets(again.id) == {"Kék": BLUE}
