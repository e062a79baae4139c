"""The shop's token and its permissions: asked for once, renewed in time, named where one is missing."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from shopsync_gui.core.errors import (
    ClientSecretSwapped,
    MissingScope,
    ServiceDown,
    ShopForbidden,
    ShopSyncError,
    TokenAddressUnknown,
    TooManyRequests,
    UnexpectedAnswer,
    WebPageInstead,
    WrongClientSecret,
)
from shopsync_gui.remote import ShopClient
from shopsync_gui.sandbox import faults as f
from shopsync_gui.sandbox.config import ALL_SCOPES
from tests.remote.answers import (
    Script,
    Services,
    in_shop,
    page_of,
    raw_reply,
    reply,
    scripted_shop,
    shop_answers,
    with_shop,
)
from tests.virtual import run_virtual

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
        (reply({}, 404), TokenAddressUnknown),
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


@pytest.mark.parametrize(
    ("client_id", "secret", "error"),
    [
        ("a1" * 16, "b2" * 20, WrongClientSecret),
        ("b2" * 20, "a1" * 16, ClientSecretSwapped),
        ("b2" * 20, " A1" + "a1" * 15, ClientSecretSwapped),
        ("a1" * 16, "a1" * 16, WrongClientSecret),
        ("b2" * 20, "b2" * 20, WrongClientSecret),
    ],
)
def test_an_id_and_a_secret_that_stand_in_each_others_place(
    client_id: str, secret: str, error: type[ShopSyncError]
) -> None:
    async def count() -> None:
        refusing = scripted_shop(
            lambda _request: reply({}, 401), client_id=client_id, secret=secret
        )
        async with refusing as shop:
            await shop.count()

    with pytest.raises(WrongClientSecret) as caught:
        run_virtual(count())
    assert type(caught.value) is error
    assert not any(word in str(caught.value.problem.values) for word in (client_id, secret))


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


@pytest.mark.parametrize("answer", [reply([]), raw_reply(b"null"), reply({"access_token": 7})])
def test_what_an_answer_lacks_is_told_in_words(answer: httpx.Response) -> None:
    with pytest.raises(UnexpectedAnswer) as caught:
        with_shop(lambda request: answer, lambda shop: shop.count())
    assert "Expected" not in caught.value.problem.message
