"""Which of a payload's prices counts, and which VAT rate."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from shopsync_gui.remote.shop import payloads as p
from shopsync_gui.remote.shop.profile_reader import choose_rate
from tests.remote.payloads import EMPTIES, FACTS, link, normalised, price


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
    "setting", ["g8", "8", "Y3VzdG9tZXJHcm91cC1jdXN0b21lcl9ncm91cF9pZD04", "customerGroup-customer_group_id=8"]
)  # fmt: skip
def test_the_default_group_may_be_named_in_any_form(setting: str) -> None:
    facts = replace(FACTS, customer_group=setting)
    prices = [
        price("900", default=False, group="g9", customerGroup={"id": "g9", "innerId": 9}),
        price("800", default=False),
    ]
    assert normalised(facts=facts, productPrices=prices).net == 800
