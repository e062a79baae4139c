"""The Shoprenter side: sign-in, scopes, pace, paging, filters and the quirks of the contract."""

from __future__ import annotations

import asyncio
import json
from base64 import urlsafe_b64decode
from typing import Any
from urllib.parse import quote, unquote

import pytest

from tests.sandbox.visitor import Visitor, visit


def test_token_has_scopes_and_expiry() -> None:
    async def story(visitor: Visitor) -> None:
        answer = (await visitor.token()).json()
        assert (answer["token_type"], answer["expires_in"]) == ("Bearer", 3600)
        part = answer["access_token"].split(".")[1]
        claims = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        assert "product.product:read" in claims["scopes"]
        assert claims["exp"] == 1793606400 + 3600  # 2026-11-02T08:00 and an hour

    visit(story, signed_in=False)


def test_token_refusals_have_the_documented_shape() -> None:
    async def story(visitor: Visitor) -> None:
        wrong = await visitor.token(client_secret="rossz")
        assert wrong.status_code == 401
        assert wrong.json().keys() == {"error", "error_description", "message"}
        assert wrong.json()["error"] == "invalid_client"
        missing = await visitor.token(client_id=None)
        assert missing.status_code == 400
        assert missing.json()["error"] == "invalid_request"
        assert "client_id" in missing.json()["hint"]
        assert (await visitor.token(grant_type="password")).status_code == 400
        other = visitor.endpoints.token_url.replace("bemutato", "masik")
        assert (await visitor.http.post(other, json={})).status_code == 400

    visit(story, signed_in=False)


def test_a_token_expires_and_can_be_revoked() -> None:
    async def story(visitor: Visitor) -> None:
        assert (await visitor.raw("languages")).status_code == 200
        visitor.sandbox.clock.skip(3601)
        assert (await visitor.raw("languages")).status_code == 401
        await visitor.sign_in()
        assert (await visitor.raw("languages")).status_code == 200
        visitor.sandbox.tokens.revoke_all()
        assert (await visitor.raw("languages")).status_code == 401
        assert (await visitor.raw("languages", Authorization="Basic eDp5")).status_code == 401

    visit(story)


def test_scopes_are_checked_per_resource_and_writing_is_refused() -> None:
    async def story(visitor: Visitor) -> None:
        assert (await visitor.raw("productExtend")).status_code == 200
        refused = await visitor.raw("categoryExtend")
        assert (refused.status_code, refused.json()["code"]) == (401, 40101)
        posted = await visitor.http.post(
            f"{visitor.endpoints.shop_url}/productExtend",
            headers=visitor.headers,
            json={"sku": "x"},
        )
        assert (posted.status_code, posted.json()["code"]) == (401, 40101)

    visit(story, scopes=("product.product:read",))


def test_more_than_three_requests_in_a_sliding_second_are_refused() -> None:
    async def story(visitor: Visitor) -> None:
        statuses = [(await visitor.raw("languages")).status_code for _ in range(4)]
        assert statuses == [200, 200, 200, 429]
        assert "retry-after" not in (await visitor.raw("languages")).headers
        await asyncio.sleep(0.99)
        assert (await visitor.raw("languages")).status_code == 429
        await asyncio.sleep(0.02)
        assert (await visitor.raw("languages")).status_code == 200

    visit(story, rate_limit=3)


def test_answer_is_xml_without_the_accept_header() -> None:
    async def story(visitor: Visitor) -> None:
        answer = await visitor.raw("languages", Accept="*/*")
        assert answer.headers["content-type"] == "application/xml"
        assert answer.text.startswith("<?xml")

    visit(story)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("limit=201", 40010),
        ("limit=0", 40010),
        ("page=-1", 40008),
        ("page=3&limit=20", 40008),
        ("orderBy=sku", 40010),
        ("updatedAfter=2026-01-01", 40009),
        ("updatedAfter=2026-13-01T00:00:00", 40009),
        ("updatedAt=2026.01.01", 40017),
        ("published=3", 40010),
    ],
)
def test_wrong_parameters_are_refused(query: str, code: int) -> None:
    async def story(visitor: Visitor) -> None:
        answer = await visitor.raw(f"productExtend?{query}")
        assert (answer.status_code, answer.json()["code"]) == (400, code)

    visit(story)


def test_unknown_resource_and_shop() -> None:
    async def story(visitor: Visitor) -> None:
        answer = await visitor.raw("productExtends")
        assert (answer.status_code, answer.json()["code"]) == (404, 40401)
        other = visitor.endpoints.shop_url.replace("bemutato", "masik")
        answer = await visitor.http.get(f"{other}/languages", headers=visitor.headers)
        assert answer.status_code == 404

    visit(story)


def test_page_count_with_limit_one_is_the_number_of_products() -> None:
    async def story(visitor: Visitor) -> None:
        answer = await visitor.get("productExtend?full=0&limit=1&page=0")
        assert answer["pageCount"] == "60"
        assert isinstance(answer["items"], dict)
        assert answer["items"].keys() == {"href"}
        assert answer["last"]["href"].endswith("page=59&limit=1")

    visit(story)


def test_paging_reaches_every_product_once() -> None:
    async def story(visitor: Visitor) -> None:
        items = await visitor.items("productExtend?limit=7&full=1")
        facts = list(visitor.sandbox.shop.products())
        assert [item["innerId"] for item in items] == [str(p.inner_id) for p in facts]
        for item, product in zip(items, facts, strict=True):
            assert (item["sku"] or "") == product.sku or not product.sku
            assert item["productDescriptions"][0]["name"] == product.name or not product.name
            default = next(
                p for p in item["productPrices"] if p["customerGroup"]["default"] is True
            )
            assert default["net"] == str(product.net)
            assert default["gross"] == str(product.gross)
            special = None if product.special is None else str(product.special)
            assert default["netSpecial"] == special
            own = unquote(item["href"].rpartition("/")[2])
            assert item["id"] == own
            assert item["href"].startswith("https://bemutato.api.myshoprenter.hu/productExtend/")

    visit(story)


def test_empty_values_come_in_four_kinds() -> None:
    async def story(visitor: Visitor) -> None:
        items = await visitor.items("productExtend?full=1&limit=200")
        kinds = {json.dumps(item["modelNumber"]) for item in items}
        assert kinds == {"[]", "null", '""'}
        own = quote(items[0]["id"], safe="")
        assert (await visitor.get(f"productExtend/{own}"))["loyaltyPoints"] == {}

    visit(story)


def test_single_product_by_outer_id_and_unknown_ids() -> None:
    async def story(visitor: Visitor) -> None:
        shop = visitor.sandbox.shop
        for key in (0, 26, 32):
            answer = await visitor.get(f"productExtend/{quote(shop.product_id(key), safe='')}")
            assert answer["innerId"] == str(shop.product(key).inner_id)
        old = shop.product_id(5)
        shop.assign_outer_id(5, "AB/12 x")
        assert (await visitor.raw(f"productExtend/{quote(old, safe='')}")).status_code == 400
        assert (await visitor.get("productExtend/AB%2F12%20x"))["id"] == "AB/12 x"
        shop.delete(0)
        gone = await visitor.raw(f"productExtend/{quote(shop.product_id(0), safe='')}")
        assert (gone.status_code, gone.json()["code"]) == (400, 40007)

    visit(story)


def test_filters() -> None:
    async def story(visitor: Visitor) -> None:
        shop = visitor.sandbox.shop

        async def keys(query: str) -> list[int]:
            items = await visitor.items(f"productExtend?full=1&{query}")
            return [int(item["innerId"]) - 10_001 for item in items]

        assert await keys("innerId=10009") == [8]
        assert await keys(f"sku={quote(shop.product(7).sku)}") == [7]
        assert await keys(f"sku={quote(shop.product(4).sku)}") == [4, 5]
        assert 14 in await keys("published=0")
        assert await keys("parentProductId=10021") == [20, 21, 22, 23]
        assert await keys("updatedAfter=2026-11-01T00:00:00") == []
        shop.update(9, name="Más")
        shop.update(11, net=100, touch=False)
        new = shop.insert(name="Új")
        assert await keys("updatedAfter=2026-11-01T00:00:00") == [9, new]
        assert await keys("createdAfter=2026-11-01T00:00:00") == [new]
        stamp = shop.product(33).updated
        assert 33 not in await keys(f"updatedAfter={stamp}")
        assert 33 in await keys(f"updatedAt={stamp[:10]}")
        assert len(await keys("updatedBefore=2026-11-01T00:00:00&limit=200")) == 59

    visit(story)


def test_an_edit_during_the_read_moves_the_pages() -> None:
    async def story(visitor: Visitor) -> None:
        shop = visitor.sandbox.shop
        first = await visitor.get("productExtend?full=1&limit=30&page=0")
        shop.delete(0)
        second = await visitor.get("productExtend?full=1&limit=30&page=1")
        seen = {item["innerId"] for item in first["items"] + second["items"]}
        assert str(shop.product(30).inner_id) not in seen

    visit(story)


def test_categories_and_their_links() -> None:
    async def story(visitor: Visitor) -> None:
        items = await visitor.items("categoryExtend?full=1&limit=200")
        by_id = {item["id"]: item for item in items}
        assert {item["status"] for item in items} == {"0", "1"}
        parents = [item["parentCategory"] for item in items]
        assert [] in parents
        assert any(
            p and p["href"].rpartition("/")[2] == i["id"]
            for p, i in zip(parents, items, strict=True)
        )
        assert all(not p or p["href"].rpartition("/")[2] in by_id for p in parents)
        products = await visitor.items("productExtend?full=1&limit=200")
        for product in products:
            for relation in product["productCategoryRelations"]:
                assert relation["category"]["href"].rpartition("/")[2] in by_id

    visit(story)


def test_small_resources_have_their_quirks() -> None:
    async def story(visitor: Visitor) -> None:
        languages = await visitor.get("languages?full=1")
        assert "pageCount" not in languages
        assert [row["code"] for row in languages["items"]] == ["hu", "en", "de"]
        assert isinstance((await visitor.get("languages?code=en"))["items"], dict)
        taxes = await visitor.get("taxClassExtend?full=1")
        assert taxes["items"][0]["href"].startswith("https://bemutato.api.myshoprenter/")
        assert [rate["rate"] for rate in taxes["items"][0]["taxRates"]] == ["19.0000", "27.0000"]
        assert taxes["items"][3]["taxRates"] == []
        settings = {row["key"]: row["value"] for row in await visitor.items("settings?full=1")}
        assert settings["config_language"] == "hu"
        domains = await visitor.get("domains")
        assert domains["domain"][0]["primary"] is True

    visit(story)


@pytest.mark.parametrize(
    ("empty", "expected"), [("[]", []), ("{}", {}), ("null", None), ("missing", "absent")]
)
def test_an_empty_shop(empty: str, expected: Any) -> None:
    async def story(visitor: Visitor) -> None:
        answer = await visitor.get("productExtend?full=1")
        assert answer["pageCount"] == "0"
        assert answer.get("items", "absent") == expected

    visit(story, products=0, empty_items=empty)


def test_wrapped_answers_and_other_error_shapes() -> None:
    async def story(visitor: Visitor) -> None:
        assert (await visitor.get("productExtend"))["response"]["pageCount"] == "3"
        error = (await visitor.raw("productExtend?limit=900")).json()
        assert error.keys() == {"message"}

    visit(story, wrap_response=True, error_style="message")


def test_orders_hold_deleted_products_and_carts() -> None:
    async def story(visitor: Visitor) -> None:
        everything = await visitor.items("orderExtend?full=1&limit=200")
        assert len(everything) == 60
        assert isinstance((await visitor.get("orderExtend?limit=1"))["items"], list)
        kept = await visitor.items("orderExtend?full=1&excludeAbandonedCart=1&excludeStorno=1")
        assert len(kept) == 48
        live = {visitor.sandbox.shop.product_id(key) for key in range(300)}
        ghosts = [
            line
            for order in everything
            for line in order["orderProducts"]
            if line["product"]["href"].rpartition("/")[2] not in live
        ]
        assert any(line["sku"] == visitor.sandbox.shop.catalogue.sku(0) for line in ghosts)
        lines = await visitor.items(f"orderProducts?full=1&orderId={everything[0]['id']}")
        assert lines[0]["productInnerId"] == "9000"
        assert "kanari" in everything[0]["email"]
        late = await visitor.items("orderExtend?full=1&createdAtMin=2026-01-01T00:00:00")
        assert 0 < len(late) < 60

    visit(story, products=300)


def test_heavy_pages_weigh_as_much_as_real_ones() -> None:
    async def story(visitor: Visitor) -> None:
        answer = await visitor.raw("productExtend?full=1&limit=50")
        assert 12_000 < len(answer.content) / 50 < 30_000

    visit(story, heavy=True)
