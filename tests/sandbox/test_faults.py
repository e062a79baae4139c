"""Faults: each by its name, and by rule at any request."""

from __future__ import annotations

import asyncio
import zlib

import httpx
import pytest

from shopsync_gui.sandbox import FAULTS, Sandbox, SandboxConfig
from shopsync_gui.sandbox import faults as f
from tests.sandbox.visitor import PRODUCT, Visitor, visit

EXPECTED: dict[str, set[str]] = {
    "shop-429": {"429"},
    "shop-500": {"500"},
    "shop-503": {"503"},
    "shop-504-big-pages": {"504"},
    "shop-html": {"html"},
    "shop-empty-body": {"empty"},
    "shop-truncated": {"not json"},
    "shop-cut": {"RemoteProtocolError"},
    "shop-wrong-type": {"list"},
    "shop-redirect": {"302"},
    "shop-api-off": {"403"},
    "shop-reset": {"ReadError"},
    "shop-down": {"ConnectError"},
    "shop-empty": {"no products"},
    "token-expires-fast": {"401"},
    "token-401": {"token 401"},
    "missing-scope": {"401"},
    "sa-401": {"sa 401"},
    "sa-429": {"sa 429"},
    "sa-500": {"sa 500"},
    "sa-504-after-apply": {"sa 504"},
    "sa-lost-answer": {"sa ReadError"},
    "sa-reset-before": {"sa ReadError"},
    "sa-late-apply": {"sa ReadError"},
    "sa-html": {"sa html"},
    "sa-quota": {"sa 406"},
    "sa-bad-product": {"sa 406"},
    "sa-down": {"sa ConnectError"},
}


def _shop_sign(answer: httpx.Response) -> str:
    if answer.status_code != 200:
        return str(answer.status_code)
    if "html" in answer.headers["content-type"]:
        return "html"
    if not answer.content:
        return "empty"
    try:
        decoded = answer.json()
    except ValueError:
        return "not json"
    if isinstance(decoded, list):
        return "list"
    return "no products" if decoded["items"] == [] else "ok"


async def _tour(visitor: Visitor) -> set[str]:
    """Visits both services for a while; what was seen besides success."""
    seen: set[str] = set()
    token = await visitor.token()
    if token.status_code != 200:
        return {f"token {token.status_code}"}
    visitor.headers["Authorization"] = f"Bearer {token.json()['access_token']}"
    for path in ("productExtend?full=1&limit=100", "categoryExtend?limit=50") * 6:
        await asyncio.sleep(0.6)
        try:
            seen.add(_shop_sign(await visitor.raw(path)))
        except httpx.TransportError as error:
            seen.add(type(error).__name__)
    for key in range(12):
        sku = visitor.sandbox.shop.catalogue.sku(key) or f"sku-{key}"
        try:
            answer = await visitor.sa("POST", "createproduct", PRODUCT | {"prod_sku": sku})
        except httpx.TransportError as error:
            seen.add(f"sa {type(error).__name__}")
            continue
        if "html" in answer.headers["content-type"] and answer.status_code == 200:
            seen.add("sa html")
        elif answer.status_code != 200:
            seen.add(f"sa {answer.status_code}")
    return seen - {"ok"}


@pytest.mark.parametrize("name", EXPECTED)
def test_fault_by_name_does_what_its_name_says(name: str) -> None:
    async def story(visitor: Visitor) -> None:
        assert await _tour(visitor) == EXPECTED[name]

    products = 20 if name == "sa-quota" else 120
    visit(story, faults=(name,), signed_in=False, products=products)


def test_without_faults_nothing_is_seen() -> None:
    async def story(visitor: Visitor) -> None:
        assert await _tour(visitor) == set()

    visit(story, signed_in=False)


def test_every_fault_is_described_and_tried() -> None:
    assert FAULTS.keys() == EXPECTED.keys() | {
        "shop-slow",
        "shop-bomb",
        "shop-lives",
        "sa-stale-list",
    }
    assert all(text and "\n" not in text for text in FAULTS.values())
    with pytest.raises(KeyError):
        Sandbox(SandboxConfig(faults=("nincs-ilyen",)))


def test_slow_shop_takes_five_seconds() -> None:
    async def story(visitor: Visitor) -> None:
        before = asyncio.get_running_loop().time()
        await visitor.raw("languages")
        assert asyncio.get_running_loop().time() - before == pytest.approx(5)

    visit(story, faults=("shop-slow",))


def test_lost_answer_applies_and_reset_before_does_not() -> None:
    async def story(visitor: Visitor) -> None:
        faults = visitor.sandbox.faults
        faults.at("POST sa/createproduct", f.drop(apply=True))
        faults.at("POST sa/createproduct", f.drop())
        for _ in range(2):
            with pytest.raises(httpx.ReadError):
                await visitor.sa("POST", "createproduct", PRODUCT)
        assert len(visitor.sandbox.account.products) == 1

    sandbox = visit(story)
    assert [entry.status for entry in sandbox.log[1:]] == [0, 0]


def test_late_write_applies_when_its_time_comes() -> None:
    async def story(visitor: Visitor) -> None:
        account = visitor.sandbox.account
        visitor.sandbox.faults.at("POST sa/createproduct", f.late(60))
        with pytest.raises(httpx.ReadError):
            await visitor.sa("POST", "createproduct", PRODUCT)
        await asyncio.sleep(59)
        assert (await visitor.sa("GET", "listproducts")).json() == []
        await asyncio.sleep(2)
        assert len((await visitor.sa("GET", "listproducts")).json()) == 1
        assert len(account.products) == 1

    visit(story)


def test_a_late_write_that_is_queued_takes_its_time_from_when_it_came() -> None:
    """Nobody asked meanwhile: what is due is carried out at the next request, as of its own moment."""

    async def story(visitor: Visitor) -> None:
        visitor.sandbox.faults.at("POST sa/createproduct", f.late(60))
        with pytest.raises(httpx.ReadError):
            await visitor.sa("POST", "createproduct", PRODUCT)
        await asyncio.sleep(91)
        assert len((await visitor.sa("GET", "listproducts")).json()) == 1

    sandbox = visit(story, manners=("creates-queued-30s",))
    [write] = sandbox.account.writes
    assert 90 <= write.time < 91


def test_rules_by_number_predicate_and_turn() -> None:
    async def story(visitor: Visitor) -> None:
        faults = visitor.sandbox.faults
        faults.at(3, f.status(500))
        faults.at(lambda request: request.params.get("page") == "1", f.status(503), None)
        faults.at("shop/settings", f.status(429, retry_after="7"), times=2, skip=1)
        assert (await visitor.raw("languages")).status_code == 200
        assert (await visitor.raw("languages")).status_code == 500
        assert (await visitor.raw("languages")).status_code == 200
        for _ in range(3):
            assert (await visitor.raw("productExtend?page=1")).status_code == 503
        answers = [await visitor.raw("settings") for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 429, 429, 200]
        assert answers[1].headers["retry-after"] == "7"
        faults.clear()
        assert (await visitor.raw("productExtend?page=1")).status_code == 200

    visit(story)


def test_hanging_request_times_out() -> None:
    async def story(visitor: Visitor) -> None:
        visitor.sandbox.faults.at("sa/createproduct", f.hang(apply=True))
        with pytest.raises(httpx.ReadTimeout):
            await visitor.sa("POST", "createproduct", PRODUCT)
        assert len(visitor.sandbox.account.products) == 1
        assert (await visitor.sa("GET", "getlists")).status_code == 200

    visit(story)


def test_gzip_bomb_grows() -> None:
    async def story(visitor: Visitor) -> None:
        visitor.sandbox.faults.at("shop/", f.bomb(4))
        url = f"{visitor.endpoints.shop_url}/productExtend"
        async with visitor.http.stream("GET", url, headers=visitor.headers) as answer:
            packed = b"".join([chunk async for chunk in answer.aiter_raw()])
        assert len(packed) < 10_000
        assert len(zlib.decompress(packed, 31)) > 4 << 20

    visit(story)
