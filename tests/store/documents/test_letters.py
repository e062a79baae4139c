"""Letters and presets of a shop, and the products that a letter is made of."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from shopsync_gui.core.newsletter.letter import Layout, LetterStyle
from shopsync_gui.core.newsletter.price_rule import EarlierPrice
from shopsync_gui.core.newsletter.saved_letter import SavedLetter, letter_item
from shopsync_gui.store import Store
from shopsync_gui.store.account.connections import Connection
from shopsync_gui.store.documents.linked_products import LinkedBy, LinkedProduct
from tests.store.conftest import NOW
from tests.store.shop_products import product

PAGE = "https://bemutato.hu/index.php?route=product/product&product_id=1"


@pytest.fixture
def filled(store: Store, connection: Connection, run_id: int) -> Store:
    first = [
        product(1, gross=Decimal(2539), page=PAGE, image="https://kep.hu/1.jpg"),
        product(2, sku="kék  póló", list_net=Decimal(3000), stock=Decimal(0)),
    ]
    store.pull.land_page(run_id, connection.id, 0, 200, first, NOW)
    cheaper = replace(first[0], gross=Decimal(1999))
    store.pull.land_page(run_id, connection.id, 0, 200, [cheaper], NOW + timedelta(days=60))
    return store


def test_products_are_read_with_their_earlier_price(filled: Store) -> None:
    second, first = filled.letters.products([2, 1, 77])
    assert (first.price, first.currency) == (Decimal("1999.00"), "HUF")
    assert first.earlier == EarlierPrice(
        amount=Decimal("2539.00"), reduced_at=NOW + timedelta(days=60)
    )
    assert (first.page, first.image) == (PAGE, "https://kep.hu/1.jpg")
    assert (first.in_account, first.sold_out, first.on_sale) == (False, False, False)
    assert (second.sold_out, second.on_sale, second.earlier.amount) == (True, True, None)


def test_skus_are_matched_as_a_sync_does(filled: Store, connection: Connection) -> None:
    assert filled.letters.ids_of_skus(connection.id, ["NC-01", "KÉK póló", "nincs", " "]) == {
        "NC-01": (1,),
        "KÉK póló": (2,),
    }
    assert filled.letters.ids_of_skus(connection.id + 1, ["NC-01"]) == {}


def test_products_are_found_by_the_links_to_them(filled: Store) -> None:
    tagged = PAGE.replace("https://", "http://www.") + "&utm_campaign=x"
    elsewhere = PAGE.replace("bemutato", "masik")
    links = [PAGE, tagged, elsewhere, PAGE.replace("id=1", "id=2"), "https://bemutato.hu/"]
    known = LinkedProduct(1, LinkedBy.ADDRESS)
    assert filled.letters.links.of(links) == {PAGE: known, tagged: known}


def test_letters_are_kept_as_they_were(filled: Store, connection: Connection) -> None:
    items = tuple(letter_item(p, connection.id) for p in filled.letters.products([1, 2]))
    letter = SavedLetter(
        connection_id=connection.id,
        name="Őszi árak",
        style=LetterStyle(layout=Layout.HERO, heading="Ősz", rounding=0),
        items=items,
        made_at=NOW,
    )
    kept = filled.letters.save(letter)
    assert kept.id > 0
    assert filled.letters.get(kept.id) == kept
    later = filled.letters.save(
        replace(kept, name="Tél", items=items[:1], copied_at=NOW, made_at=NOW + timedelta(days=1))
    )
    other = filled.letters.save(replace(letter, name="Régi"))
    assert filled.letters.all(connection.id) == filled.letters.all() == [later, other]
    filled.letters.remove(kept.id)
    assert filled.letters.all() == [other]
    filled.removals.remove(connection.id)
    assert filled.letters.all() == []


def test_letters_named_by_the_program_are_told_apart(filled: Store, connection: Connection) -> None:
    letter = SavedLetter(
        connection_id=connection.id, name="Hírlevél", style=LetterStyle(), items=(), made_at=NOW
    )

    def keep() -> SavedLetter:
        name = filled.letters.free_name(letter)
        return filled.letters.save(replace(letter, name=name))

    kept = [keep(), keep(), keep()]
    assert [each.name for each in kept] == ["Hírlevél", "Hírlevél (2)", "Hírlevél (3)"]
    again = replace(kept[1], name="Hírlevél")
    assert filled.letters.free_name(again) == "Hírlevél (2)"


def test_presets_are_kept_by_name(store: Store, connection: Connection) -> None:
    store.letters.save_preset(connection.id, "Karácsony", LetterStyle(color="#aa0000"))
    store.letters.save_preset(connection.id, "Alap", LetterStyle())
    store.letters.save_preset(connection.id, "Karácsony", LetterStyle(color="#bb0000"))
    presets = store.letters.presets(connection.id)
    assert list(presets) == ["Alap", "Karácsony"]
    assert presets["Karácsony"].color == "#bb0000"
    store.letters.remove_preset(connection.id, "Alap")
    assert list(store.letters.presets(connection.id)) == ["Karácsony"]


def test_a_style_of_a_newer_program_is_the_usual_one(store: Store, connection: Connection) -> None:
    store.database.execute_sql(
        "INSERT INTO letter_preset VALUES (?, 'x', '{\"layout\": \"spiral\"}')", (connection.id,)
    )
    assert store.letters.presets(connection.id) == {"x": LetterStyle()}
