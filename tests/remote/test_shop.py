"""The shop's catalogue as its client reads it, from the sandbox and from odd answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.errors import (
    ShopSyncError,
    UnexpectedAnswer,
)
from shopsync_gui.remote import ShopClient
from tests.remote.answers import (
    Script,
    Services,
    in_shop,
    page_of,
    raw_reply,
    reply,
    shop_answers,
    with_shop,
)


@pytest.mark.parametrize(
    "config",
    [
        {},
        {"wrap_response": True, "error_style": "message", "unknown_id_status": 404},
        {"empty_items": "{}", "error_style": "errorCode", "net_contains_special": True},
        {"currency": "EUR", "heavy": True},
    ],
)
def test_every_product_is_read_as_the_shop_means_it(config: dict[str, Any]) -> None:
    async def visit(services: Services, shop: ShopClient) -> None:
        assert await shop.count() == 60
        page = await shop.products(0, 200)
        assert (page.page_count, page.size, page.bad) == (1, 60, [])
        refs = {category.ref for category in await shop.categories()}
        for found in page.items:
            key = services.sandbox.shop.find(found.ref)
            assert key is not None
            truth = services.sandbox.shop.product(key)
            assert found.inner_id == str(truth.inner_id)
            assert found.sku == truth.sku.strip()
            assert found.currency == truth.currency
            assert (found.list_net, found.net) == (truth.net, truth.current_net)
            assert found.list_gross == truth.gross
            assert found.vat == (truth.vat if truth.net_minor or truth.has_tax_class else None)
            assert found.state is _STATES[truth.status]
            assert len(found.category_refs) == len(truth.categories)
            assert refs.issuperset(found.category_refs)
            assert await shop.product(found.ref, found.inner_id) == found

    in_shop(visit, **config)


_STATES = {1: ProductState.ACTIVE, 0: ProductState.DISABLED, 2: ProductState.DISCONTINUED}


def test_facts_and_check() -> None:
    async def visit(services: Services, shop: ShopClient) -> None:
        facts = await shop.prepare()
        assert (facts.title, facts.identity) == ("Bemutato Mintabolt", "bemutato")
        assert (facts.currency, facts.timezone) == ("HUF", "Europe/Budapest")
        assert set(facts.languages.values()) == {"hu", "en", "de"}
        assert sorted(facts.vat_by_tax_class.values()) == [5, 18, 27]
        assert len(facts.rateless) == 1
        check = await shop.check()
        assert (check.title, check.count, check.missing_scopes) == (facts.title, 60, ())
        assert shop.requests == sum(services.sandbox.requests.values())

    in_shop(visit)


def test_categories_carry_parents_and_disabled_ones() -> None:
    async def visit(services: Services, shop: ShopClient) -> None:
        found = {category.ref: category for category in await shop.categories()}
        truth = services.sandbox.shop.categories
        assert len(found) == len(truth)
        assert {category.inner_id for category in found.values()} == {str(key) for key in truth}
        assert any(not category.enabled for category in found.values())
        assert all(c.parent_ref is None or c.parent_ref in found for c in found.values())
        category = next(iter(found.values()))
        assert await shop.category(category.ref) == category
        assert await shop.category("nincs ilyen/1") is None

    in_shop(visit)


def test_pages_end_with_an_empty_one() -> None:
    async def visit(services: Services, shop: ShopClient) -> None:
        pages = [await shop.products(number, 25) for number in range(4)]
        assert [page.size for page in pages] == [25, 25, 10, 0]
        ids = {product.inner_id for page in pages for product in page.items}
        assert len(ids) == 60

    for style in ("code", "errorCode", "message"):
        in_shop(visit, error_style=style)


@pytest.mark.parametrize("empty", ["[]", "{}", "null", "missing"])
def test_an_empty_shop(empty: str) -> None:
    async def visit(services: Services, shop: ShopClient) -> None:
        services.sandbox.shop.clear()
        assert await shop.count() == 0
        assert (await shop.products(0, 200)).items == []

    in_shop(visit, empty_items=empty)


def test_only_what_changed_since_a_moment() -> None:
    async def visit(services: Services, shop: ShopClient) -> None:
        everything = (await shop.products(0, 200)).items
        newest = max(p.updated_at for p in everything if p.updated_at is not None)
        page = await shop.products(0, 200, updated_after=newest - timedelta(hours=1))
        found = {product.inner_id for product in page.items}
        expected = {
            p.inner_id
            for p in everything
            if p.updated_at is not None and p.updated_at > newest - timedelta(hours=1)
        }
        assert found == expected
        assert found

    in_shop(visit)


def test_the_filter_is_in_the_shop_s_own_time() -> None:
    script = Script(shop_answers(lambda request: reply(page_of())))
    moment = datetime(2026, 7, 1, 10, 0, tzinfo=UTC)
    with_shop(script, lambda shop: shop.products(0, 200, updated_after=moment))
    assert script.seen[-1].url.params["updatedAfter"] == "2026-07-01T12:00:00"


@pytest.mark.parametrize("status", [400, 404])
def test_a_product_is_gone_only_when_the_shop_says_so(status: int) -> None:
    async def visit(services: Services, shop: ShopClient) -> None:
        first, second = (await shop.products(0, 2)).items
        key = services.sandbox.shop.find(first.ref)
        assert key is not None
        services.sandbox.shop.delete(key)
        assert await shop.product(first.ref, first.inner_id) is None
        assert await shop.product(second.ref, first.inner_id) is None
        assert await shop.product(second.ref, second.inner_id) == second

    in_shop(visit, unknown_id_status=status)


@pytest.mark.parametrize(
    "answer",
    [
        reply({"message": "no permission", "code": 40101}, 401),
        reply({"message": "forbidden"}, 403),
        reply({"message": "error"}, 500),
        reply({"message": "unknown resource", "code": 40401}, 404),
        reply({"message": "bad parameter", "code": 40010}, 400),
        httpx.Response(404, html="<html>nginx</html>"),
        httpx.Response(400, html="<html>nginx</html>"),
        reply({}),
        raw_reply(b""),
    ],
    ids=lambda answer: f"{answer.status_code} {answer.text[:30]}",
)
def test_everything_else_is_no_proof_that_a_product_is_gone(answer: httpx.Response) -> None:
    with pytest.raises(ShopSyncError):
        with_shop(
            Script(shop_answers(lambda request: answer)), lambda shop: shop.product("ref", "17")
        )


def test_ids_are_encoded_in_addresses() -> None:
    script = Script(shop_answers(lambda request: reply({"message": "?", "code": 40007}, 400)))
    with_shop(script, lambda shop: shop.product("külső #1 +50%/../?a=b", "17"))
    assert script.seen[-1].url.raw_path == (
        b"/api/productExtend/k%C3%BCls%C5%91%20%231%20%2B50%25%2F..%2F%3Fa%3Db"
    )


def test_links_in_answers_are_never_followed() -> None:
    hosts = set()

    def answer(request: httpx.Request) -> httpx.Response:
        hosts.add(request.url.host)
        number = int(request.url.params.get("page", "0"))
        evil = {"href": "http://evil.example/api/x?page=1"}
        item = {"href": f"http://evil.example/categoryExtend/c{number}", "innerId": str(number)}
        return reply({"next": evil if number < 2 else None, "items": [item], "last": None})

    found = with_shop(Script(shop_answers(answer)), lambda shop: shop.categories())
    assert [category.ref for category in found] == ["c0", "c1", "c2"]
    assert hosts == {"bemutato.example"}


@pytest.mark.slow
def test_a_list_without_end_is_not_read_for_ever() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        item = {"href": "http://x.example/categoryExtend/c", "innerId": "1"}
        return reply({"next": {"href": "http://x.example/?page=9"}, "items": [item]})

    with pytest.raises(UnexpectedAnswer):
        with_shop(Script(shop_answers(answer)), lambda shop: shop.categories())
