"""Nothing in a payload can crash a page: a bad product fails alone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shopsync_gui.core.errors import UnexpectedAnswer
from tests.remote.answers import Script, page_of, raw_reply, reply, shop_answers, with_shop
from tests.remote.payloads import HU, link, payload

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
