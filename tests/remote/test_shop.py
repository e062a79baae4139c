"""The shop's client against the sandbox, and against everything a shop may answer instead."""

from __future__ import annotations

import asyncio
import gc
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.errors import (
    AnswerTooLarge,
    AskedToWait,
    MissingScope,
    NoNetwork,
    RedirectRefused,
    ServiceDown,
    ServiceTimeout,
    ShopForbidden,
    ShopSyncError,
    TooManyRequests,
    UnexpectedAnswer,
    UnknownShop,
    WebPageInstead,
    WrongClientSecret,
)
from shopsync_gui.core.text import format_duration
from shopsync_gui.remote import PageTooHeavy, ShopClient
from shopsync_gui.remote.shoprenter_profile import together
from shopsync_gui.sandbox import faults as f
from shopsync_gui.sandbox.config import ALL_SCOPES
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

# --- the sandbox ---------------------------------------------------------------------------------


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


# --- the token -----------------------------------------------------------------------------------


def test_one_token_serves_parallel_readers_and_is_renewed_once() -> None:
    async def visit(services: Services, shop: ShopClient) -> None:
        await shop.prepare()
        assert services.sandbox.requests["POST oauth/token"] == 1
        services.sandbox.tokens.revoke_all()
        pages = await asyncio.gather(*(shop.products(number, 25) for number in range(3)))
        assert [page.size for page in pages] == [25, 25, 10]
        assert services.sandbox.requests["POST oauth/token"] == 2

    in_shop(visit)


def test_a_token_is_renewed_before_it_ends() -> None:
    async def visit(services: Services, shop: ShopClient) -> None:
        await shop.prepare()
        await asyncio.sleep(3600 - 29)
        await shop.count()
        assert services.sandbox.requests["POST oauth/token"] == 2
        assert all(entry.status == 200 for entry in services.sandbox.log)

    in_shop(visit)


def test_a_token_that_lives_for_seconds_still_works() -> None:
    async def visit(services: Services, shop: ShopClient) -> None:
        for number in range(30):
            await shop.products(number % 3, 25)

    in_shop(visit, faults=("token-expires-fast",))


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (reply({"error": "invalid_client"}, 401), WrongClientSecret),
        (reply({"error": "invalid_request", "hint": "Check `client_id`"}, 400), WrongClientSecret),
        (reply({}, 403), ShopForbidden),
        (reply({}, 404), UnknownShop),
        (reply({}, 418), UnexpectedAnswer),
        (reply({}, 503), ServiceDown),
        (reply({}, 429), TooManyRequests),
        (reply({"access_token": "a\r\nX-Evil: 1", "expires_in": 1}), UnexpectedAnswer),
        (reply({"access_token": {}, "expires_in": 1}), UnexpectedAnswer),
        (reply([]), UnexpectedAnswer),
        (httpx.Response(200, html="<html></html>"), WebPageInstead),
        (raw_reply(b""), UnexpectedAnswer),
    ],
    ids=lambda value: getattr(value, "__name__", None) or str(value.status_code),
)
def test_what_the_token_service_may_answer(
    answer: httpx.Response, error: type[ShopSyncError]
) -> None:
    with pytest.raises(error) as caught:
        with_shop(lambda request: answer, lambda shop: shop.count())
    assert type(caught.value) is error
    if error is WrongClientSecret:
        assert caught.value.values["shop"] == "bemutato"


@pytest.mark.parametrize("life", [None, "x", "3600", 0, -5, 1e9, {}])
def test_any_life_of_a_token_is_survived(life: Any) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/token"):
            return reply({"access_token": "t", "expires_in": life})
        return reply(page_of({"href": "x/1"}))

    assert with_shop(answer, lambda shop: shop.count()) == 1


# --- permissions ---------------------------------------------------------------------------------

REQUIRED = (
    "product.product:read",
    "product.category:read",
    "taxClass.taxClass:read",
    "localization.language:read",
)


@pytest.mark.parametrize("scope", REQUIRED)
def test_a_missing_permission_is_named(scope: str) -> None:
    scopes = tuple(name for name in ALL_SCOPES if name != scope)
    with pytest.raises(MissingScope) as caught:
        in_shop(lambda services, shop: shop.check(), scopes=scopes)
    assert caught.value.values == {"service": "Shoprenter", "shop": "bemutato", "scope": scope}


def test_all_missing_permissions_are_named_at_once() -> None:
    with pytest.raises(MissingScope) as caught:
        in_shop(lambda services, shop: shop.check(), scopes=())
    assert set(caught.value.values["scope"].split(", ")) == set(REQUIRED)


def test_without_the_optional_permissions_it_works_and_says_which() -> None:
    async def visit(services: Services, shop: ShopClient) -> None:
        check = await shop.check()
        assert check.title == "bemutato"
        assert check.missing_scopes == (
            "localization.currency:read",
            "localization.location:read",
            "store.domain:read",
            "store.setting:read",
        )
        page = await shop.products(0, 200)
        assert page.size == 60
        assert {product.currency for product in page.items} == {"HUF"}
        assert {product.vat for product in page.items} >= {27}

    in_shop(visit, scopes=REQUIRED)


@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_after_one_renewal_names_the_scope_where_the_token_tells_none(
    status: int,
) -> None:
    script = Script(shop_answers(lambda request: reply({"message": "denied"}, status)))
    with pytest.raises(MissingScope) as caught:
        with_shop(script, lambda shop: shop.categories())
    assert caught.value.values["scope"] == "product.category:read"
    assert script.tokens == 2


def test_a_refusal_despite_the_scope_is_the_shop_s() -> None:
    async def visit(services: Services, shop: ShopClient) -> None:
        services.sandbox.faults.at("GET shop/productExtend", f.status(403), None)
        with pytest.raises(ShopForbidden):
            await shop.count()

    in_shop(visit)


# --- faults --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    ["shop-429", "shop-500", "shop-503", "shop-html", "shop-empty-body", "shop-truncated",
     "shop-cut", "shop-wrong-type", "shop-reset", "shop-slow"],
)  # fmt: skip
def test_passing_faults_are_outlasted(fault: str) -> None:
    async def visit(services: Services, shop: ShopClient) -> None:
        assert await shop.count() == 60
        sizes = [(await shop.products(number, 25)).size for number in range(3)]
        assert sizes == [25, 25, 10]
        assert len(await shop.categories()) == len(services.sandbox.shop.categories)

    in_shop(visit, faults=(fault,))


@pytest.mark.parametrize(
    ("action", "error", "tries"),
    [
        (f.status(429), TooManyRequests, 5),
        (f.status(500), ServiceDown, 5),
        (f.status(503), ServiceDown, 5),
        (f.drop(), ServiceTimeout, 5),
        (f.refuse(), NoNetwork, 5),
        (f.hang(), ServiceTimeout, 2),
        (f.html(), WebPageInstead, 3),
        (f.empty(), UnexpectedAnswer, 3),
        (f.truncated(), UnexpectedAnswer, 3),
        (f.wrong_type(), UnexpectedAnswer, 3),
        (f.redirect(), RedirectRefused, 1),
        (f.status(418), UnexpectedAnswer, 1),
        (f.status(511), WebPageInstead, 3),
        (f.status(429, retry_after="999999"), AskedToWait, 1),
        (f.status(503, retry_after="999999999"), AskedToWait, 1),
        (f.bomb(64), AnswerTooLarge, 1),
    ],
)
def test_lasting_faults_end_with_what_they_are(
    action: f.Action, error: type[ShopSyncError], tries: int
) -> None:
    async def visit(services: Services, shop: ShopClient) -> None:
        await shop.prepare()
        services.sandbox.faults.at("GET shop/productExtend", action, None)
        with pytest.raises(error) as caught:
            await shop.count()
        assert type(caught.value) is error
        assert services.sandbox.requests["GET shop/productExtend"] == tries
        if error is RedirectRefused:
            assert caught.value.values["host"] == "masik-gep.invalid"

    in_shop(visit)


@pytest.mark.parametrize("action", [f.status(504), f.hang(), f.status(408)])
def test_a_heavy_page_is_tried_once(action: f.Action) -> None:
    async def visit(services: Services, shop: ShopClient) -> None:
        await shop.prepare()
        services.sandbox.faults.at("GET shop/productExtend", action, None)
        with pytest.raises(PageTooHeavy):
            await shop.products(0, 200)
        assert services.sandbox.requests["GET shop/productExtend"] == 1

    in_shop(visit)


def test_lists_of_the_shop_are_read_in_smaller_pages_where_large_ones_fail() -> None:
    async def visit(services: Services, shop: ShopClient) -> None:
        assert len(await shop.categories()) == len(services.sandbox.shop.categories)
        assert (await shop.products(0, 50)).size == 50

    in_shop(visit, faults=("shop-504-big-pages",))


def test_retry_after_is_honoured() -> None:
    async def visit(services: Services, shop: ShopClient) -> None:
        await shop.prepare()
        loop = asyncio.get_running_loop()
        for wait in ("90", "Mon, 02 Nov 2026 08:01:30 GMT"):
            action = f.status(429, retry_after=wait, date="Mon, 02 Nov 2026 08:00:00 GMT")
            services.sandbox.faults.at("GET shop/productExtend", action)
            before = loop.time()
            assert await shop.count() == 60
            assert 90 <= loop.time() - before < 120

    in_shop(visit)


@pytest.mark.parametrize("code", [429, 503])
def test_a_retry_after_of_more_than_five_minutes_is_told_and_not_waited_for(code: int) -> None:
    async def visit(services: Services, shop: ShopClient) -> None:
        await shop.prepare()
        services.sandbox.faults.at(
            "GET shop/productExtend", f.status(code, retry_after="3600"), None
        )
        before = asyncio.get_running_loop().time()
        with pytest.raises(AskedToWait) as caught:
            await shop.count()
        assert caught.value.pauses
        assert format_duration(3600) in caught.value.problem.message
        assert asyncio.get_running_loop().time() - before < 5

    in_shop(visit)


def test_unreadable_retry_after_is_ignored() -> None:
    async def visit(services: Services, shop: ShopClient) -> None:
        for wait in ("-5", "soon", "٣", "9" * 400, "Mon, 99 Nov 2026"):
            services.sandbox.faults.at(
                "GET shop/productExtend", f.status(429, retry_after=ascii(wait))
            )
            assert await shop.count() == 60

    in_shop(visit)


def test_waits_are_cancelled_at_once() -> None:
    async def visit(services: Services, shop: ShopClient) -> None:
        await shop.prepare()
        services.sandbox.faults.at("GET shop/productExtend", f.status(503, retry_after="200"), None)
        task = asyncio.create_task(shop.count())
        await asyncio.sleep(10)
        before = asyncio.get_running_loop().time()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert asyncio.get_running_loop().time() == before

    in_shop(visit)


def test_the_shop_never_sees_more_than_three_requests_in_a_second() -> None:
    async def visit(services: Services, shop: ShopClient) -> None:
        await asyncio.gather(*(shop.products(number % 3, 25) for number in range(40)))
        times = [entry.time for entry in services.sandbox.log if entry.kind.startswith("shop/")]
        assert len(times) > 40
        assert all(late - early >= 1.0 for early, late in zip(times, times[3:], strict=False))
        assert all(entry.status == 200 for entry in services.sandbox.log)
        pages = times[-40:]  # what comes before, languages and taxes, is asked one by one
        assert pages[-1] - pages[0] < len(pages) * 0.41

    in_shop(visit, latency_ms=1300)


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_reads_that_are_cancelled_before_they_begin_leave_nothing_behind(turns: int) -> None:
    begun: list[int] = []

    async def read(number: int) -> int:
        begun.append(number)
        await asyncio.sleep(60)
        return number

    async def play() -> None:
        # The loop's own queue: the task, then its reads; it is cancelled after so many turns.
        task = asyncio.create_task(together("bolt", *(read(number) for number in range(4))))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(play())
    gc.collect()  # a read that nobody awaited would warn here, which is an error
    assert begun == ([] if turns == 1 else [0, 1, 2, 3])
