"""How single fields of the shop's payloads are understood: names, states, ids, dates, pictures."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.products.shop_profile import ShopProfile, zone
from shopsync_gui.remote.shop.normaliser import clean
from tests.remote.payloads import EMPTIES, EN, FACTS, HU, link, normalised

# --- names ---------------------------------------------------------------------------------------


def test_the_name_is_in_the_chosen_language_else_hungarian_else_the_first() -> None:
    assert normalised("hu").name == "Bögre"
    assert normalised("EN").name == "Mug"
    assert normalised("de").name == "Bögre"
    foreign = [{"name": "", "language": link("languages", HU)}, {"name": "Tasse"}]
    assert normalised(productDescriptions=foreign).name == "Tasse"


@pytest.mark.parametrize("empty", EMPTIES)
def test_an_empty_name_in_the_chosen_language_falls_back(empty: Any) -> None:
    names = [
        {"name": empty, "language": link("languages", HU)},
        {"name": "Mug", "language": link("languages", EN)},
    ]
    assert normalised(productDescriptions=names).name == "Mug"
    assert normalised(productDescriptions=empty).name == ""


def test_entities_and_controls_in_names_are_resolved_but_not_in_skus() -> None:
    description = {
        "name": "  &quot;Retró&quot;\x00\n &amp; m&aacute;s&nbsp;👟 ",
        "language": link("l", HU),
    }
    product = normalised(productDescriptions=description, sku=" 007&amp;8 / ő ")
    assert product.name == '"Retró"   & más\N{NO-BREAK SPACE}👟'
    assert product.sku == "007&amp;8 / ő"


# --- the rest ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("1", ProductState.ACTIVE),
        (1, ProductState.ACTIVE),
        ("0", ProductState.DISABLED),
        ("2", ProductState.DISCONTINUED),
        ({}, ProductState.ACTIVE),
    ],
)
def test_states(status: Any, state: ProductState) -> None:
    assert normalised(status=status).state is state


def test_ids_come_from_links_and_are_decoded() -> None:
    product = normalised(
        id=None,
        href="https://x/productExtend/k%C3%BCls%C5%91%20%231%20%2B50%25?full=1",
        parentProduct=link("products", "cHJvZA=="),
    )
    assert product.ref == "külső #1 +50%"
    assert product.parent_ref == "cHJvZA=="
    assert normalised(parentProduct=link("products", "cHJvZA==")).parent_ref is None
    for empty in EMPTIES:
        assert normalised(parentProduct=empty).parent_ref is None


def test_categories_keep_their_order_without_repeats() -> None:
    refs = ["b", "a", "b", "c%20d"]
    relations = [{"category": link("categories", ref)} for ref in refs] + [{"category": {}}]
    product = normalised(productCategoryRelations=relations)
    assert product.category_refs == ("b", "a", "c d")
    assert normalised(productCategoryRelations=relations[0]).category_refs == ("b",)


def test_stock_is_the_sum_of_the_warehouses() -> None:
    stocks: dict[str, Any] = {"stock1": "12", "stock2": "0.5000", "stock3": "0", "stock4": {}}
    assert normalised(**stocks).stock == Decimal("12.5")
    assert normalised(stock1="0", stock2="0").stock == 0
    assert normalised(stock1="0", stock2="-2").stock == -2
    assert normalised().stock is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-07-01T12:00:00", datetime(2026, 7, 1, 10, 0, tzinfo=UTC)),
        ("2026-12-01 12:00:00", datetime(2026, 12, 1, 11, 0, tzinfo=UTC)),
        ("2026-12-01T12:00:00+00:00", datetime(2026, 12, 1, 12, 0, tzinfo=UTC)),
        ("0000-00-00 00:00:00", None),
        ("0000-00-00", None),
        ("-0001-11-30T00:00:00", None),
        ("0001-01-01T00:00:00", None),
        ("2026-13-45T00:00:00", None),
        ("tegnap", None),
        ({}, None),
        (20261201, None),
    ],
)
def test_dates_are_the_shop_s_local_time(text: Any, moment: datetime | None) -> None:
    assert normalised(dateUpdated=text).updated_at == moment


def test_an_unknown_time_zone_is_budapest_s() -> None:
    moment = datetime(2026, 7, 1, 12, tzinfo=UTC)
    for name in ("", "Nowhere/Nowhere", "../../etc/passwd"):
        assert moment.astimezone(zone(name)).hour == 14
    assert moment.astimezone(zone("Europe/London")).hour == 13


@pytest.mark.parametrize(
    "image", ["http://x.example/a.jpg", "javascript:alert(1)", "file:///etc/passwd", {}, "x.jpg"]
)
def test_only_https_images_count(image: Any) -> None:
    assert normalised(allImages={"mainImage": image}).image == ""
    assert normalised(allImages=image).image == ""


def test_a_shop_on_this_computer_needs_no_https_for_its_pictures() -> None:
    near, far = "http://127.0.0.1:8000/pictures/1.png", "http://x.example/a.jpg"
    assert normalised(allImages={"mainImage": near}).image == ""
    assert normalised(here=True, allImages={"mainImage": near}).image == near
    assert normalised(here=True, allImages={"mainImage": far}).image == ""


@pytest.mark.parametrize(
    ("path", "image"),
    [
        ("product/Női cipő.JPG", "product/N%C5%91i%20cip%C5%91.JPG"),
        ("product/a.webp", "product/a.webp"),
        ("", ""),
        ({}, ""),
        ("product/a.svg", ""),
        ("../../x/a.jpg", ""),
        ("//evil.example/a.jpg", ""),
        ("a.jpg?x=1.jpg", ""),
        (f"product/{'a' * 10_000}.jpg", ""),
    ],
)
def test_without_an_address_the_picture_is_found_by_its_path(path: Any, image: str) -> None:
    folder = "https://bemutato.cdn.shoprenter.hu/custom/bemutato/image/cache/w460h460wt1/"
    found = normalised(allImages={}, mainPicture=path).image
    assert found == (f"{folder}{image}" if image else "")


def test_letters_and_spaces_in_a_picture_s_address_are_encoded() -> None:
    found = normalised(allImages={"mainImage": "https://x.example/női cipő.jpg?lastmod=1.2"})
    assert found.image == "https://x.example/n%C5%91i%20cip%C5%91.jpg?lastmod=1.2"
    for address in ("https://a@x.example/a.jpg", "https://x.example:99999/a.jpg", "https://ő.hu/a"):
        assert normalised(allImages={"mainImage": address}).image == ""


def test_the_page_is_found_by_the_inner_id_whatever_the_shop_calls_it() -> None:
    page = "https://www.bemutato.example/index.php?route=product/product&product_id=17"
    assert normalised(urlAliases={"urlAlias": "//evil.example/x"}).page == page
    assert normalised(urlAliases=[]).page == page
    assert normalised(innerId="17&x=1").page == ""
    for domain in ("", "evil.example/@x", "user@evil.example", "localhost"):
        facts = ShopProfile(title="", identity="", domain=domain)
        assert normalised(facts=facts).page == ""


@pytest.mark.parametrize(
    ("language", "own", "name"),
    [("hu", "", "Bögre"), ("hu_HU", "", "Bögre"), ("en-GB", "", "Mug"), ("de", "en_GB", "Bögre")],
)
def test_a_language_is_known_by_its_first_two_letters(language: str, own: str, name: str) -> None:
    facts = replace(FACTS, languages={HU: "hu_HU", EN: "en"}, language=own)
    assert normalised(language, facts).name == name


def test_the_shops_own_language_comes_before_the_first_one() -> None:
    facts = replace(FACTS, languages={HU: "sk", EN: "en"}, language="en_GB")
    assert normalised("hu", facts).name == "Mug"


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ("Pen&notebook", "Pen&notebook"),
        ("Hal&paradicsom", "Hal&paradicsom"),
        ("A&amp;B &#8222;x&#x201D; &lt;", "A&B „x” <"),
        ("&copy 2026", "&copy 2026"),
        ("R&D; &unknown; &; &notit;", "R&D; &unknown; &; &notit;"),
    ],
)
def test_only_whole_entities_are_resolved(told: str, read: str) -> None:
    assert clean(told) == read


@pytest.mark.parametrize(
    ("told", "aliases"),
    [
        ({"href": "https://x/urlAliases/1", "urlAlias": "ABCD_tshirt"}, ("ABCD_tshirt",)),
        ([{"urlAlias": "a"}, {"urlAlias": "b"}, {"urlAlias": "a"}], ("a", "b")),
        ([{"urlAlias": str(number)} for number in range(20)], tuple("01234567")),
        ({"urlAlias": "//evil.example/x/ "}, ("evil.example/x",)),
        ({"urlAlias": "x" * 256}, ()),
        ({}, ()),
        ([], ()),
        ("", ()),
        (None, ()),
        ([[]], ()),
        ([None, 7, "x"], ()),
        ({"urlAlias": []}, ()),
        (0, ()),
        (False, ()),
        ("x", ()),
    ],
)
def test_the_names_of_a_page_in_whatever_form(told: object, aliases: tuple[str, ...]) -> None:
    assert normalised(urlAliases=told).aliases == aliases
