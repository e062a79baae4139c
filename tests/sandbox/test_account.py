"""The SalesAutopilot side: sign-in, methods, bare integers, strict parameters and its options."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from tests.sandbox.visitor import PRODUCT, Visitor, visit


def test_sign_in_is_basic() -> None:
    async def story(visitor: Visitor) -> None:
        url = f"{visitor.endpoints.sa_url}/getlists"
        for auth in (
            None,
            (visitor.endpoints.sa_user, "rossz"),
            ("más", visitor.endpoints.sa_password),
        ):
            assert (await visitor.http.get(url, auth=auth)).status_code == 401
        answer = await visitor.sa("GET", "getlists")
        assert [row.keys() for row in answer.json()] == [{"id", "name"}] * 2

    visit(story)


def test_product_from_creation_to_deletion() -> None:
    async def story(visitor: Visitor) -> None:
        category = await visitor.sa("POST", "createprodcategory", {"prodcat_name": "Cipők"})
        own = (await visitor.sa("POST", "createproduct", PRODUCT | {"prodcat_ids": []})).text
        assert int(own) > 0
        changed = {"prod_price": 9990, "prodcat_ids": [int(category.text)]}
        assert (await visitor.sa("POST", f"modifyproduct/{own}", changed)).text == "1"
        by_sku = await visitor.sa("POST", "modifyproduct/sku/NC-00001-38", {"prod_name": "Új"})
        assert by_sku.text == "1"
        row = (await visitor.sa("GET", f"getproduct/{own}")).json()
        assert row == {
            "prod_id": own,
            "prod_sku": "NC-00001-38",
            "prod_name": "Új",
            "prod_price": "9990",
            "prod_vat_percent": "27",
            "prod_currency": "HUF",
            "prodcats": [
                {"prodcat_id": category.text, "prodcat_name": "Cipők", "prodcat_order": "0"}
            ],
        }
        assert (await visitor.sa("GET", "listproducts")).json() == [row]
        assert (await visitor.sa("DELETE", f"deleteproduct/{own}")).text == "1"
        assert (await visitor.sa("GET", f"getproduct/{own}")).status_code == 404
        assert (await visitor.sa("GET", "listproducts")).json() == []

    sandbox = visit(story)
    kinds = [(write.operation, write.subject) for write in sandbox.account.writes]
    assert kinds == [
        ("create", "category"),
        ("create", "product"),
        ("modify", "product"),
        ("modify", "product"),
        ("delete", "product"),
    ]
    assert sandbox.requests["POST sa/modifyproduct/{id}"] == 1
    assert sandbox.requests["POST sa/modifyproduct/sku/{sku}"] == 1


def test_category_from_creation_to_deletion() -> None:
    async def story(visitor: Visitor) -> None:
        account = visitor.sandbox.account
        own = (await visitor.sa("POST", "createprodcategory", {"prodcat_name": "Egy"})).text
        change = {"prodcat_name": "Kettő", "prodcat_order": 4}
        assert (await visitor.sa("POST", f"modprodcategory/{own}", change)).text == "1"
        row = (await visitor.sa("GET", f"listprodcategories/{own}")).json()
        assert row == {"prodcat_id": own, "prodcat_name": "Kettő", "prodcat_order": "4"}
        product = account.add_product("X", "x", categories=[int(own)])
        refused = await visitor.sa("DELETE", f"delprodcategory/{own}")
        assert refused.status_code == 405
        assert (await visitor.sa("GET", f"delprodcategory/{own}")).text == "1"
        assert account.products[product].categories == ()
        assert (await visitor.sa("GET", "listprodcategories")).json() == []

    visit(story)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "createproduct", 405),
        ("PUT", "createproduct", 405),
        ("POST", "listproducts", 405),
        ("GET", "deleteproduct/1", 405),
        ("POST", "delprodcategory/1", 405),
        ("GET", "listtotalcount/7100", 405),
        ("GET", "valami", 404),
        ("GET", "getproduct/1", 404),
        ("GET", "getproduct/abc", 404),
        ("GET", "getproduct", 404),
        ("POST", "modifyproduct/1", 404),
        ("POST", "modifyproduct/sku/nincs", 404),
        ("DELETE", "deleteproduct/1", 404),
        ("GET", "getforms/1", 404),
        ("GET", "listproducts/extra", 404),
    ],
)
def test_wrong_method_and_unknown_resource(method: str, path: str, status: int) -> None:
    async def story(visitor: Visitor) -> None:
        body = None if method == "GET" else {"prod_price": 1}
        assert (await visitor.sa(method, path, body)).status_code == status

    visit(story)


@pytest.mark.parametrize(
    "change",
    [
        {"prod_name": ""},
        {"prod_name": 12},
        {"prod_sku": " "},
        {"prod_price": "12,5"},
        {"prod_price": "1 000"},
        {"prod_price": -1},
        {"prod_price": True},
        {"prod_price": "NaN"},
        {"prod_vat_percent": "sok"},
        {"prod_currency": "RON"},
        {"prodcat_ids": [999]},
        {"prodcat_ids": [0]},
        {"prodcat_ids": "501"},
        {"prod_image": "x.jpg"},
    ],
)
def test_wrong_parameters_are_406(change: dict[str, Any]) -> None:
    async def story(visitor: Visitor) -> None:
        answer = await visitor.sa("POST", "createproduct", PRODUCT | change)
        assert answer.status_code == 406

    assert visit(story).account.writes == []


def test_every_required_key_is_required() -> None:
    async def story(visitor: Visitor) -> None:
        for name in PRODUCT:
            body = {key: value for key, value in PRODUCT.items() if key != name}
            assert (await visitor.sa("POST", "createproduct", body)).status_code == 406
        assert (await visitor.sa("POST", "createproduct", [1])).status_code == 406
        assert (await visitor.sa("POST", "createprodcategory", {})).status_code == 406

    visit(story)


def test_parallel_requests_are_refused() -> None:
    async def story(visitor: Visitor) -> None:
        answers = await asyncio.gather(*(visitor.sa("GET", "getlists") for _ in range(3)))
        assert sorted(answer.status_code for answer in answers) == [200, 429, 429]

    sandbox = visit(story, latency_ms=100)
    assert sandbox.most_in_flight["sa"] == 3


def test_latency_is_waited_for_every_answer() -> None:
    async def story(visitor: Visitor) -> None:
        before = asyncio.get_running_loop().time()
        await visitor.sa("GET", "getlists")
        assert asyncio.get_running_loop().time() - before == pytest.approx(1.3)

    visit(story, latency_ms=1300)


def test_unknown_habits_can_be_chosen() -> None:
    async def story(visitor: Visitor) -> None:
        account = visitor.sandbox.account
        first, second = account.add_category("Egy"), account.add_category("Kettő")
        own = (await visitor.sa("POST", "createproduct", PRODUCT | {"prodcat_ids": [first]})).text
        assert own.startswith('"')
        path = f"modifyproduct/{own.strip(chr(34))}"
        assert (await visitor.sa("POST", path, {"prod_price": "12590.50"})).text == '"0"'
        await visitor.sa("POST", path, {"prodcat_ids": [second]})
        assert account.products[int(own.strip('"'))].categories == (first, second)
        again = await visitor.sa("POST", "createproduct", PRODUCT)
        assert again.status_code == 406
        row = (await visitor.sa("GET", "listproducts")).json()[0]
        assert row["prod_price"] == 12590.5
        assert isinstance(row["prod_id"], int)
        await visitor.sa("POST", "createproduct", PRODUCT | {"prod_sku": "más"})
        quota = await visitor.sa("POST", "createproduct", PRODUCT | {"prod_sku": "harmadik"})
        assert quota.status_code == 406
        categories = (await visitor.sa("GET", "listprodcategories")).json()
        assert categories[0]["prodcat_name"] == "Nincs kategorizálva"
        single = (await visitor.sa("GET", f"listprodcategories/{first}")).json()
        assert single[0]["prodcat_name"] == "Egy"
        assert (await visitor.sa("GET", "listtotalcount/7100")).text == '"0"'

    visit(
        story,
        sa_quoted_answers=True,
        sa_unchanged_answer=0,
        sa_category_mode="append",
        sa_unique_sku=True,
        sa_string_numbers=False,
        sa_max_products=2,
        sa_uncategorised_row=True,
        sa_category_as_list=True,
        sa_total_count_method="GET",
    )


def test_doubles_are_possible_and_an_empty_list_may_be_nothing() -> None:
    async def story(visitor: Visitor) -> None:
        assert (await visitor.sa("GET", "listproducts")).content == b""
        for _ in range(2):
            assert (await visitor.sa("POST", "createproduct", PRODUCT)).status_code == 200

    sandbox = visit(story, sa_empty_list="")
    assert list(sandbox.account.duplicate_skus()) == [PRODUCT["prod_sku"]]


def test_long_names_can_be_refused_or_cut() -> None:
    async def story(visitor: Visitor) -> None:
        await visitor.sa("POST", "createproduct", PRODUCT | {"prod_name": "ő" * 300})

    cut = visit(story, sa_long_names="truncate").account.products
    assert [len(product.prod_name) for product in cut.values()] == [255]
    assert visit(story, sa_long_names="refuse").account.products == {}


def test_stale_lists_show_the_past() -> None:
    async def story(visitor: Visitor) -> None:
        account = visitor.sandbox.account
        old = account.add_product("REGI", "Régi", 100)
        own = (await visitor.sa("POST", "createproduct", PRODUCT)).text
        await visitor.sa("POST", f"modifyproduct/{old}", {"prod_price": 200})
        rows = (await visitor.sa("GET", "listproducts")).json()
        assert [(row["prod_sku"], row["prod_price"]) for row in rows] == [("REGI", "100")]
        assert (await visitor.sa("GET", f"getproduct/{own}")).status_code == 200
        await asyncio.sleep(31)
        rows = (await visitor.sa("GET", "listproducts")).json()
        assert [row["prod_price"] for row in rows] == ["200", "12590.5"]

    visit(story, sa_stale_seconds=30)


def test_a_test_can_fill_the_account_by_hand() -> None:
    async def story(visitor: Visitor) -> None:
        visitor.sandbox.account.add_product("A", "Kézi", Decimal("9.99"), 5, "EUR")
        row = (await visitor.sa("GET", "listproducts")).json()[0]
        assert (row["prod_price"], row["prod_currency"]) == ("9.99", "EUR")

    assert visit(story).account.writes == []
