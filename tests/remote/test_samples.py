"""The vendor's own sample payloads are understood as they are."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal

import httpx
import msgspec
import pytest

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.products.shop_profile import ShopProfile
from shopsync_gui.remote.decoding import scalars
from shopsync_gui.remote.shop import payloads as p
from shopsync_gui.remote.shop.normaliser import Normaliser
from shopsync_gui.remote.shop.pages import ItemReader, PageReader
from shopsync_gui.remote.shop.profile_reader import choose_rate
from shopsync_gui.remote.transport.response import Response
from tests import official

pytestmark = official.needs_samples

HUNGARIAN_ID = "bGFuZ3VhZ2UtbGFuZ3VhZ2VfaWQ9MQ=="
TAX_ID = "dGF4Q2xhc3MtdGF4X2NsYXNzX2lkPTEw"
FACTS = ShopProfile(
    title="",
    identity="shopname",
    currency="HUF",
    languages={HUNGARIAN_ID: "hu"},
    vat_by_tax_class={TAX_ID: Decimal(27)},
    domain="www.example.com",
)


def sample(name: str) -> Response:
    headers = httpx.Headers({"content-type": "application/json"})
    return Response(200, headers, official.sample(name))


def normaliser() -> Normaliser:
    return Normaliser(FACTS, "hu", lambda: datetime(2026, 11, 2, tzinfo=UTC))


def test_a_page_of_products() -> None:
    page = PageReader(p.Product).page(sample("product_extend.get_page"))
    assert (page.page_count, page.more, page.bad, page.host) == (120, True, [], "shopname")
    first, second = (normaliser().product(item) for item in page.items)
    assert (first.inner_id, first.sku, first.name) == ("1707", "ABCD-1234", "Product name")
    assert first.ref == "cHJvZHVjdC1wcm9kdWN0X2lkPTE3MDc="
    assert first.state is ProductState.ACTIVE
    assert (first.net, first.gross, first.vat) == (Decimal(1900), Decimal(2413), Decimal(27))
    assert (first.list_net, first.list_gross) == (Decimal(1900), Decimal(2413))
    assert first.currency == "HUF"
    assert first.stock == Decimal(34)
    assert first.parent_ref is None
    assert first.image.startswith("https://shopname.shoprenter.hu/custom/")
    assert first.page == "https://www.example.com/index.php?route=product/product&product_id=1707"
    assert first.updated_at == datetime(2017, 10, 20, 7, 25, 30, tzinfo=UTC)
    assert first.category_refs == tuple(
        f"Y2F0ZWdvcnktY2F0ZWdvcnlfaWQ9NT{end}" for end in ("M=", "Q=", "U=")
    )
    assert (second.inner_id, second.ref) == ("1708", "cHJvZHVjdC1wcm9kdWN0X2lkPTUw")


def test_a_single_product_is_the_same_as_in_its_list() -> None:
    single = normaliser().product(ItemReader(p.Product).item(sample("product_extend.get_id")))
    listed = PageReader(p.Product).page(sample("product_extend.get_page")).items[0]
    assert single == normaliser().product(listed)


def test_wrapped_answers_are_unwrapped() -> None:
    for name in ("product_extend.get_page", "product_extend.get_id"):
        body = b'{"response":%b}' % sample(name).body
        wrapped = Response(200, httpx.Headers({"content-type": "application/json"}), body)
        if name.endswith("page"):
            assert (
                PageReader(p.Product).page(wrapped).items
                == PageReader(p.Product).page(sample(name)).items
            )
        else:
            assert ItemReader(p.Product).item(wrapped) == ItemReader(p.Product).item(sample(name))


def test_categories() -> None:
    page = PageReader(p.Category).page(sample("category_extend.get_page"))
    assert page.items
    assert page.bad == []
    categories = [normaliser().category(item) for item in page.items]
    assert all(category.ref and category.name and category.inner_id for category in categories)
    single = normaliser().category(ItemReader(p.Category).item(sample("category_extend.get_id")))
    assert (single.inner_id, single.name, single.parent_ref) == ("924", "Test Category", None)
    assert single.enabled


def test_vat_classes() -> None:
    page = PageReader(p.TaxClass).page(sample("tax_class_extend.get_page"))
    assert page.items
    rates = [choose_rate(list(p.as_list(item.tax_rates)), frozenset()) for item in page.items]
    assert Decimal(27) in rates
    assert all(rate is not None for rate in rates)


def test_a_list_of_one_that_collapsed() -> None:
    page = PageReader(p.Language).page(sample("language.get_code"))
    assert [p.ref_of_href(item.href) for item in page.items] == ["bGFuZ3VhZ2UtbGFuZ3VhZ2VfaWQ9NA=="]
    assert page.page_count == 1


def test_settings_and_domains() -> None:
    page = PageReader(p.Setting).page(sample("setting.get_page"))
    settings = {scalars.text(item.key): scalars.text(item.value) for item in page.items}
    assert settings["config_timezone"] == "Europe/Budapest"
    assert settings["config_currency"] == "HUF"
    domains = p.as_list(ItemReader(p.Domains).item(sample("domain.get_page")).domain)
    assert [scalars.text(d.url) for d in domains if scalars.text(d.primary) == "1"] == [
        "www.shoprenter.hu"
    ]


def test_zones() -> None:
    zone = ItemReader(p.GeoZone).item(sample("geo_zone.get_id"))
    codes = {scalars.text(country.iso_code2) for country in p.as_list(zone.countries)}
    assert {"AT", "HR"} <= codes


@pytest.mark.parametrize(
    ("kind", "struct"),
    [
        ("product_extend", p.Product),
        ("category_extend", p.Category),
        ("language", p.Language),
        ("currency", p.Currency),
        ("tax_class_extend", p.TaxClass),
        ("geo_zone", p.GeoZone),
        ("setting", p.Setting),
    ],
)
def test_every_sample_of_a_resource_decodes(kind: str, struct: type[msgspec.Struct]) -> None:
    names = [path.stem for path in official.SAMPLES.glob(f"{kind}.get_*.json")]
    assert names
    for name in names:
        is_page = "items" in json.loads(sample(name).body)
        if is_page:
            assert PageReader(struct).page(sample(name)).bad == []
        else:
            ItemReader(struct).item(sample(name))
