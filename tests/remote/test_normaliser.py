"""How single fields of the shop's payloads are understood, and that nothing in them can crash a page."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from shopsync_gui.core.catalogue import ProductState, ShopProduct
from shopsync_gui.core.errors import UnexpectedAnswer
from shopsync_gui.remote import shop_payloads as p
from shopsync_gui.remote.normaliser import Normaliser, clean
from shopsync_gui.remote.pages import PageReader
from shopsync_gui.remote.response import Response
from shopsync_gui.remote.shop_profile import ShopProfile, zone
from shopsync_gui.remote.shoprenter_profile import choose_rate
from tests.remote.answers import NOW, Script, page_of, raw_reply, reply, shop_answers, with_shop

HU, EN = "bGFuZ3U9MQ==", "bGFuZ3U9Mg=="
FACTS = ShopProfile(
    title="Bolt",
    identity="bemutato",
    currency="HUF",
    domain="www.bemutato.example",
    languages={HU: "hu", EN: "en"},
    vat_by_tax_class={"t27": Decimal(27)},
    customer_group="g8",
)


def link(kind: str, ref: str) -> dict[str, str]:
    return {"href": f"http://bemutato.api.myshoprenter.hu/{kind}/{ref}"}


def price(net: Any = "1000", default: Any = True, group: str = "g8", **fields: Any) -> Any:
    whole = {
        "customerGroup": {"id": group, "innerId": 8, "default": default},
        "net": net,
        "netOriginal": net,
        "netSpecial": None,
        "gross": "1270",
        "grossOriginal": "1270",
        "grossSpecial": None,
        "currencyCode": "HUF",
    }
    return whole | fields


def payload(**fields: Any) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "href": "http://bemutato.api.myshoprenter.hu/productExtend/cHJvZA==",
        "id": "cHJvZA==",
        "innerId": "17",
        "sku": "ABC-1",
        "status": "1",
        "price": "1000.0000",
        "multiplier": "1.0000",
        "taxClass": link("taxClasses", "t27"),
        "productDescriptions": [
            {"name": "Bögre", "language": link("languages", HU)},
            {"name": "Mug", "language": link("languages", EN)},
        ],
        "productPrices": [price()],
    }
    return whole | fields


def normalised(
    language: str = "hu", facts: ShopProfile = FACTS, *, here: bool = False, **fields: Any
) -> ShopProduct:
    body = json.dumps(page_of(payload(**fields))).encode()
    headers = httpx.Headers({"content-type": "application/json"})
    page = PageReader(p.Product).page(Response(200, headers, body))
    assert page.bad == []
    return Normaliser(facts, language, lambda: NOW, here=here).product(page.items[0])


EMPTIES: list[Any] = [{}, [], "", None]


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


# --- prices --------------------------------------------------------------------------------------


def test_the_default_customer_group_decides() -> None:
    prices = [
        price("700", default=False, group="g6"),
        price("900", default=True, group="g9"),
        price("800", default=False, group="g8"),
    ]
    assert normalised(productPrices=prices).net == 900
    prices[1]["customerGroup"]["default"] = False
    assert normalised(productPrices=prices).net == 800
    assert normalised(productPrices=prices[:1]).net == 700


@pytest.mark.parametrize("default", [True, 1, "1", "true"])
def test_a_default_flag_in_any_form(default: Any) -> None:
    prices = [price("700", default=False, group="g6"), price("900", default=default, group="g9")]
    assert normalised(productPrices=prices).net == 900


def test_a_running_special_is_the_current_price() -> None:
    special = price("1000", netSpecial="800", grossSpecial="1016")
    product = normalised(productPrices=special)
    assert [product.net, product.gross] == [800, 1016]
    assert [product.list_net, product.list_gross] == [1000, 1270]
    assert product.on_sale


@pytest.mark.parametrize("special", ["1000", "1200", "0", "0.0000", *EMPTIES])
def test_a_special_that_is_not_lower_or_not_set_is_none(special: Any) -> None:
    product = normalised(productPrices=[price("1000", netSpecial=special, grossSpecial=special)])
    assert [product.net, product.gross, product.list_net] == [1000, 1270, 1000]
    assert not product.on_sale


def test_a_net_that_contains_the_special_already() -> None:
    product = normalised(productPrices=[price("800", netOriginal="1000", netSpecial="800")])
    assert [product.net, product.list_net] == [800, 1000]


def test_exact_decimals_survive() -> None:
    product = normalised(productPrices=[price("1200.075", netOriginal=0.1, currencyCode="eur")])
    assert product.net == Decimal("1200.075")
    assert product.list_net == Decimal("0.1")
    assert product.currency == "EUR"


def test_without_computed_prices_the_base_price_counts() -> None:
    product = normalised(productPrices=[], price="1000.0000", multiplier="1.5000")
    assert [product.net, product.list_net, product.currency] == [1500, 1500, "HUF"]
    assert product.gross == 1905
    specials = [
        special("600", priority="2"),
        special("900", priority="1"),
        special("100", customerGroup=link("customerGroups", "g6")),
        special("100", minQuantity="5"),
        special("100", dateFrom="2026-11-02 09:00:00"),
        special("100", dateTo="2026-11-02 07:59:59"),
    ]
    assert normalised(productPrices={}, productSpecials=specials).net == 900
    assert normalised(productPrices={}, productSpecials=specials[3:]).net == 1000
    begun = special("100", dateFrom="2026-11-02 07:59:00", dateTo="2026-11-03 00:00:00")
    assert normalised(productPrices={}, productSpecials=begun).net == 100


def special(net: str, **fields: Any) -> dict[str, Any]:
    whole = {
        "priority": "1",
        "price": net,
        "dateFrom": "0000-00-00 00:00:00",
        "dateTo": "0000-00-00 00:00:00",
        "minQuantity": "0",
        "customerGroup": [],
    }
    return whole | fields


@pytest.mark.parametrize(
    "value",
    ["NaN", "Infinity", "-Infinity", "1e999", "1E5", "9" * 13, "9" * 400, "egy", "1.2,5,3", True, *EMPTIES],
)  # fmt: skip
def test_what_is_no_price_is_none(value: Any) -> None:
    product = normalised(productPrices=[price(value)], price=value)
    if value is True:
        assert product.net == 1
    else:
        assert product.net is None
        assert product.list_net is None


# --- VAT -----------------------------------------------------------------------------------------


def test_vat_comes_from_the_class_else_from_the_prices() -> None:
    assert normalised(productPrices=[price(gross="1050", grossOriginal="1050")]).vat == 27
    for tax in (*EMPTIES, link("taxClasses", "unknown")):
        prices = [price("1710", gross="2172", grossOriginal="2172")]
        assert normalised(taxClass=tax, productPrices=prices).vat == 27
        assert normalised(taxClass=tax, productPrices=[]).vat is None


def test_the_rate_of_a_class() -> None:
    home, away = link("geoZones", "hu"), link("geoZones", "eu")
    rates = [
        p.TaxRate(priority="1", rate="19.0000", geo_zone=p.Link(**away)),
        p.TaxRate(priority="2", rate="27", geo_zone=p.Link(**home)),
    ]
    assert choose_rate(rates, frozenset({"hu"})) == 27
    assert str(choose_rate(rates, frozenset())) == "19"
    assert str(choose_rate([p.TaxRate(rate="20.0000")], frozenset())) == "20"
    assert choose_rate([], frozenset()) is None
    assert choose_rate([p.TaxRate(rate="-1.0000"), p.TaxRate(rate={})], frozenset()) is None


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


def test_a_tax_class_without_rates_gives_way_to_the_prices() -> None:
    facts = replace(FACTS, rateless=frozenset({"t0"}))
    bare = link("taxClasses", "t0")
    assert normalised(facts=facts, taxClass=bare).vat == 27
    assert normalised(facts=facts, taxClass=bare, productPrices=[]).vat == 0
    even = [price(gross="1000", grossOriginal="1000")]
    assert normalised(facts=facts, taxClass=bare, productPrices=even).vat == 0
    free = [price(net="0", netOriginal="0", gross="0", grossOriginal="0")]
    odd = [price(gross="1340", grossOriginal="1340")]  # 34 %
    for prices in (free, odd):
        assert normalised(facts=facts, taxClass=bare, productPrices=prices).vat is None


@pytest.mark.parametrize(("gross", "rate"), [("1055", "5.5"), ("1050", "5"), ("1052", "5"), ("1180", "18")])  # fmt: skip
def test_the_nearest_known_rate_is_taken(gross: str, rate: str) -> None:
    prices = [price(gross=gross, grossOriginal=gross)]
    assert normalised(taxClass=None, productPrices=prices).vat == Decimal(rate)


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
    "setting", ["g8", "8", "Y3VzdG9tZXJHcm91cC1jdXN0b21lcl9ncm91cF9pZD04", "customerGroup-customer_group_id=8"]
)  # fmt: skip
def test_the_default_group_may_be_named_in_any_form(setting: str) -> None:
    facts = replace(FACTS, customer_group=setting)
    prices = [
        price("900", default=False, group="g9", customerGroup={"id": "g9", "innerId": 9}),
        price("800", default=False),
    ]
    assert normalised(facts=facts, productPrices=prices).net == 800


# --- nothing crashes a page ----------------------------------------------------------------------

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
FIELDS = sorted(payload() | dict.fromkeys(("stock1", "dateCreated", "dateUpdated", "allImages", "mainPicture", "parentProduct", "productSpecials", "productCategoryRelations", "urlAliases")))  # fmt: skip


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(st.sampled_from(FIELDS), json_values)
@example("sku", "\ud800")
@example("innerId", 10**400)
@example("productPrices", [None])
@example("price", float("inf"))
def test_any_json_in_any_field_spoils_at_most_its_own_product(field: str, value: Any) -> None:
    text = json.dumps(page_of(payload(innerId="1"), payload(**{field: value})), allow_nan=False) \
        if _is_json(value) else json.dumps(page_of(payload(innerId="1")))  # fmt: skip
    answer = raw_reply(text.encode())
    found = with_shop(shop_script(lambda request: answer), lambda shop: shop.products(0, 200))
    assert found.items
    assert found.items[0].inner_id == "1"
    assert found.size == len(found.items) + len(found.bad)
    for product in found.items:
        for amount in (product.net, product.gross, product.list_net, product.vat, product.stock):
            assert amount is None or amount.is_finite()
        f"{product.name}{product.sku}{product.ref}".encode()


def _is_json(value: Any) -> bool:
    try:
        json.dumps(value, allow_nan=False)
    except ValueError:
        return False
    return True


def shop_script(handler: Any) -> Script:
    return Script(shop_answers(handler))


def test_a_bad_product_fails_alone_and_is_named() -> None:
    good, bad = payload(innerId="1"), payload(innerId="2", productPrices=["nem ár"])
    nameless = {"sku": "x"}
    answer = reply(page_of(good, bad, nameless))
    found = with_shop(shop_script(lambda request: answer), lambda shop: shop.products(0, 200))
    assert [product.inner_id for product in found.items] == ["1"]
    assert [item.inner_id for item in found.bad] == ["2", ""]
    assert found.size == 3
    assert all(item.detail for item in found.bad)
    assert not any("nem ár" in item.detail for item in found.bad)


@pytest.mark.parametrize("damage", [b'"\xff\xfe"', b"1e999", b"1" + b"0" * 5000])
def test_damage_inside_one_product_fails_alone(damage: bytes) -> None:
    body = json.dumps(page_of(payload(innerId="1"), payload(innerId="2", sku="DAMAGE"))).encode()
    answer = raw_reply(body.replace(b'"DAMAGE"', damage))
    found = with_shop(shop_script(lambda request: answer), lambda shop: shop.products(0, 200))
    assert [product.inner_id for product in found.items] == ["1"]
    assert len(found.bad) == 1


def test_half_a_character_spoils_nothing_but_itself() -> None:
    names = [{"name": "Bögre NAME", "language": link("languages", HU), "description": "TEXT"}]
    body = json.dumps(page_of(payload(innerId="1"), payload(productDescriptions=names))).encode()
    body = body.replace(b"NAME", rb"\ud83d \ud83d\ude00 \\ud83d").replace(b"TEXT", rb"\udc00")
    found = with_shop(
        shop_script(lambda request: raw_reply(body)), lambda shop: shop.products(0, 200)
    )
    assert found.bad == []
    assert found.items[1].name == "Bögre \N{REPLACEMENT CHARACTER} 😀 \\ud83d"


@pytest.mark.parametrize(
    "body", [b"{}", b'{"message":"ok"}', b"[]", b"7", b"null", b'{"items":7}', b'{"items":"NaN"', b'{"items":[NaN]}']
)  # fmt: skip
def test_what_is_no_page_is_an_unexpected_answer(body: bytes) -> None:
    with pytest.raises(UnexpectedAnswer):
        with_shop(shop_script(lambda request: raw_reply(body)), lambda shop: shop.products(0, 200))


@pytest.mark.parametrize("text", ["[" * 100_000, '{"items":' + "[" * 100_000 + "]" * 100_000 + "}"])
def test_deep_nesting_is_an_unexpected_answer(text: str) -> None:
    body = text.encode()
    with pytest.raises(UnexpectedAnswer):
        with_shop(shop_script(lambda request: raw_reply(body)), lambda shop: shop.products(0, 200))


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
