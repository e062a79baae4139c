"""The products that links of older letters lead to, by number, by the page's name, or by their words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shopsync_gui.store import Store
from shopsync_gui.store.account.connections import Connection
from shopsync_gui.store.documents.linked_products import LinkedBy, LinkedProduct
from tests.store.conftest import NOW
from tests.store.shop_products import product

SHOP = "https://bemutato.hu/"
PAGE = SHOP + "index.php?route=product/product&product_id={}"


@pytest.fixture
def filled(store: Store, connection: Connection, run_id: int) -> Store:
    products = [
        product(1, page=PAGE.format(1), aliases=("piros_cipo", "red-shoe")),
        product(2, page=PAGE.format(2), sku="KÉK/póló 7", name="Kék póló"),
        product(3, page=PAGE.format(3), name="Zöld „kalap” & sál"),
        product(4, page=PAGE.format(4), name="Ikrek"),
        product(5, page=PAGE.format(5), name="ikrek"),
        product(6, page=PAGE.format(6), name="Kézzel festett kerámia virágcserép tavaszra"),
    ]
    store.pull.land_page(run_id, connection.id, 0, 200, products, NOW)
    while store.search_index.add_pending():
        pass
    return store


def told(store: Store, link: str) -> tuple[int, LinkedBy] | None:
    """The product that a link leads to, and how it tells that."""
    found = store.letters.links.of([link]).get(link)
    return None if found is None else (found.product_id, found.by)


@pytest.mark.parametrize(
    "link",
    [
        SHOP + "piros_cipo",
        SHOP + "red-shoe?utm_source=newsletter#kep",
        SHOP + "noi/cipok/piros_cipo/",
        "http://www.bemutato.hu/en/red-shoe",
        "https://bemutato.shoprenter.hu/piros_cipo",
        "https://bemutato.myshoprenter.hu/index.php?route=product/product&product_id=1",
        SHOP + "index.php?product_id=1&mc_eid=7",
    ],
)
def test_the_name_of_a_page_tells_its_product(filled: Store, link: str) -> None:
    assert told(filled, link) == (1, LinkedBy.ADDRESS)


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("kek-polo-7", (2, LinkedBy.SKU)),
        ("kek-polo", (2, LinkedBy.NAME)),
        ("kalapok/zold-kalap-sal", (3, LinkedBy.NAME)),
        ("Z%C3%B6ld_kalap_s%C3%A1l.html", (3, LinkedBy.NAME)),
        ("zold-kalap-sal-1043", (3, LinkedBy.NAME)),
        ("kezzel-festett-keramia-viragcser", (6, LinkedBy.NAME)),
        ("kezzel-festett", None),
        ("ikrek", None),
        ("sal", None),
        ("index.php?product_id=77", None),
        ("", None),
        ("[", None),
    ],
)
def test_without_it_the_words_of_an_address_are_compared(
    filled: Store, page: str, expected: tuple[int, LinkedBy] | None
) -> None:
    assert told(filled, SHOP + page) == expected


def test_a_page_of_another_host_is_none_of_ours(filled: Store) -> None:
    assert told(filled, "https://masik.hu/piros_cipo") is None
    assert told(filled, "https://masik.hu/kek-polo") is None
    assert filled.letters.links.of(["https://[", "piros_cipo", "mailto:a@b.hu"]) == {}


def test_of_two_products_with_one_address_that_is_meant_which_is_sold(
    filled: Store, connection: Connection, run_id: int
) -> None:
    later = NOW + timedelta(days=1)
    filled.catalogue.mark_gone(connection.id, [1], run_id, later)
    assert told(filled, SHOP + "piros_cipo") == (1, LinkedBy.ADDRESS)
    again = product(7, page=PAGE.format(7), aliases=("piros_cipo",))
    filled.pull.land_page(run_id, connection.id, 200, 200, [again], later)
    assert told(filled, SHOP + "piros_cipo") == (7, LinkedBy.ADDRESS)


def test_the_shop_names_a_page_anew(filled: Store, connection: Connection, run_id: int) -> None:
    named = product(1, page=PAGE.format(1), aliases=("bordo-cipo",))
    unnamed = product(1, page=PAGE.format(1))
    changes = filled.database.value("SELECT count(*) FROM change")
    changed = filled.database.value("SELECT changed_at FROM product WHERE id = 1")
    for given in (named, named, unnamed):
        landed = filled.pull.land_page(
            run_id, connection.id, 200, 200, [given], NOW + timedelta(days=1)
        )
        assert landed.unchanged == 1  # the name of its page is no change of a product
    assert told(filled, SHOP + "piros_cipo") is None
    assert told(filled, SHOP + "bordo-cipo") == (1, LinkedBy.ADDRESS)
    assert filled.database.value("SELECT count(*) FROM change") == changes
    assert filled.database.value("SELECT changed_at FROM product WHERE id = 1") == changed


def test_many_links_are_looked_up_at_once(filled: Store) -> None:
    links = [SHOP + f"nincs-ilyen-{number}" for number in range(300)] + [SHOP + "piros_cipo"]
    assert filled.letters.links.of(links) == {
        SHOP + "piros_cipo": LinkedProduct(1, LinkedBy.ADDRESS)
    }
