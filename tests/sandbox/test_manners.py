"""The manners of the sandbox: each can be taken on, and what the account holds stays inspectable."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import suppress
from typing import Any

import httpx
import pytest

from shopsync_gui.sandbox import Sandbox, SandboxConfig
from shopsync_gui.sandbox.__main__ import main
from shopsync_gui.sandbox.awkward import AWKWARD, CATEGORIES, HAND_MADE, ORDINARY
from shopsync_gui.sandbox.manners import MANNERS
from tests.portions import portion
from tests.sandbox.visitor import PRODUCT, Visitor, visit


def test_there_is_one_for_each_open_point_and_more() -> None:
    assert len(MANNERS) >= 190
    assert all(manner.text and manner.aspect for manner in MANNERS.values())
    assert min(Counter(manner.aspect for manner in MANNERS.values()).values()) >= 1


@pytest.mark.parametrize("first", range(0, len(MANNERS), 50))
def test_every_manner_answers(first: int) -> None:
    """Whatever the manner, each request gets some answer, or one that a client cannot take."""

    async def story(visitor: Visitor) -> None:
        for path in ("productExtend?full=1&limit=200", "taxClassExtend?full=1", "settings?full=1"):
            with suppress(httpx.HTTPError):
                assert (await visitor.raw(path)).status_code > 0
        for method, path, body in (
            ("GET", "listproducts", None),
            ("GET", "listprodcategories", None),
            ("POST", "createprodcategory", {"prodcat_name": "Új"}),
            ("POST", "createproduct", PRODUCT | {"prodcat_ids": []}),
            ("POST", "modifyproduct/8637", {"prod_name": "Más"}),
            ("GET", "getproduct/8637", None),
            ("DELETE", "deleteproduct/8638", None),
        ):
            with suppress(httpx.HTTPError):
                assert (await visitor.sa(method, path, body)).status_code > 0

    for name in portion(list(MANNERS)[first : first + 50], 6):
        visit(story, catalogue="awkward", orders=0, manners=(name,))


def test_what_is_held_is_not_what_is_shown() -> None:
    async def story(visitor: Visitor) -> None:
        own = (await visitor.sa("POST", "createproduct", PRODUCT | {"prod_name": "A & B"})).text
        row = (await visitor.sa("GET", f"getproduct/{own}")).json()
        assert row["data"]["prod_price"] == "12 590,50"
        assert row["data"]["prod_name"] == "A &amp; B"

    names = ("one-in-data", "price-hungarian", "name-entities")
    sandbox = visit(story, catalogue="awkward", orders=0, manners=names)
    held = sandbox.account.by_sku(str(PRODUCT["prod_sku"]))[0]
    assert (held.prod_name, str(held.prod_price)) == ("A &amp; B", "12590.5")


def test_the_awkward_catalogue() -> None:
    sandbox = Sandbox(SandboxConfig(catalogue="awkward"))
    shop, account = sandbox.shop, sandbox.account
    assert len(shop) == ORDINARY + len(AWKWARD) == 70
    assert [category.name for category in shop.categories.values()] == list(CATEGORIES)
    assert max(map(len, CATEGORIES)) == 100
    products = list(shop.products())
    assert max(len(product.name) for product in products) == 300
    long_skus = [product.sku for product in products if len(product.sku) == 80]
    assert len(long_skus) == 2
    assert long_skus[0][:64] == long_skus[1][:64]
    hand_made = [own for own, row in account.categories.items() if row.prodcat_name == HAND_MADE]
    known = [p for p in account.products.values() if p.prod_sku.startswith("CIKK")]
    assert [p.categories for p in known] == [tuple(hand_made)] * 3
    assert len(account.products) == 5


def test_the_list_of_manners_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--manner", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(MANNERS)


def test_an_unknown_manner_is_a_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--manner", "no-such-manner"])
    assert stopped.value.code == 2
    assert "list" in capsys.readouterr().err


def test_manners_of_different_aspects_mix() -> None:
    async def story(visitor: Visitor) -> None:
        rows: Any = (await visitor.sa("GET", "listproducts")).json()
        assert list(rows) == ["data"]
        assert json.dumps(rows).count("27%") == 4

    visit(story, catalogue="awkward", orders=0, manners=("list-in-data", "vat-percent"))


def test_a_list_where_a_row_is_usual_mixes_with_what_changes_rows() -> None:
    async def story(visitor: Visitor) -> None:
        answer = await visitor.sa("POST", "createproduct", PRODUCT | {"prodcat_ids": []})
        assert isinstance(answer.json()[0], int)

    manners = ("create-answers-list", "rows-reordered")
    visit(story, catalogue="awkward", orders=0, manners=manners)
