"""Every plausible form of the account's lists and objects, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import httpx
import pytest

from shopsync_gui.core.errors import UnexpectedAnswer
from shopsync_gui.core.plan.plan import Target
from shopsync_gui.remote import AccountClient
from shopsync_gui.remote.account.outer_forms import shape
from tests.remote.account_rows import (
    CATEGORIES,
    CATEGORY_ROWS,
    OTHER,
    PRODUCT,
    ROW,
    SECOND,
    account,
    target,
)
from tests.remote.answers import raw_reply, reply, with_account

WRAPPINGS: dict[str, Callable[[list[dict[str, Any]], str], Any]] = {
    "bare": lambda rows, _key: rows,
    "data": lambda rows, _key: {"data": rows},
    "items with a count": lambda rows, _key: {"count": len(rows), "items": rows},
    "count as text": lambda rows, _key: {"total": str(len(rows)), "result": rows},
    "response": lambda rows, _key: {"response": {"status": "ok", "items": rows}},
    "body and data": lambda rows, _key: {"body": {"data": rows}, "error": None},
    "result of another name": lambda rows, _key: {"termekek": rows, "ok": True},
    "keyed by id": lambda rows, key: {str(row[key]): row for row in rows},
    "keyed, without the id": lambda rows, key: {
        str(row[key]): {name: row[name] for name in row if name != key} for row in rows
    },
    "keyed by anything": lambda rows, _key: {f"row {i}": row for i, row in enumerate(rows)},
    "data keyed by id": lambda rows, key: {"data": {str(row[key]): row for row in rows}},
    "list of wrapped rows": lambda rows, _key: [{"item": row} for row in rows],
    "list in a list": lambda rows, _key: [rows],
    "JSON in a text": lambda rows, _key: json.dumps(rows),
}


@pytest.mark.parametrize("form", WRAPPINGS)
def test_a_list_is_read_from_every_wrapping(form: str) -> None:
    wrap = WRAPPINGS[form]
    found = target(wrap([ROW, OTHER], "prod_id"), wrap(CATEGORY_ROWS, "prodcat_id"))
    assert found == Target((PRODUCT, SECOND), CATEGORIES)


@pytest.mark.parametrize("form", WRAPPINGS)
def test_a_single_product_is_read_from_every_wrapping(form: str) -> None:
    rows = WRAPPINGS[form]([ROW], "prod_id")
    assert with_account(account([]), lambda client: client.target()) == Target((), CATEGORIES)
    assert with_account(lambda _: reply(rows), lambda client: client.product(7)) == PRODUCT


@pytest.mark.parametrize(
    "empty",
    [[], {}, None, "", 0, False, {"data": []}, {"data": None}, {"items": {}, "count": 0}, {"count": 0}],
)  # fmt: skip
def test_an_empty_list_is_read_from_every_form(empty: Any) -> None:
    assert target(empty, empty) == Target((), ())


@pytest.mark.parametrize(
    "strange",
    [
        {"error": "no such user"},
        {"data": [], "error": "no such user"},
        [{"error": "no such user"}],
        {"message": "ok"},
        {"success": True},
        ["Cipők", "Táskák"],
        [{"prodcat_name": "Cipők"}],
        [{"prod_name": "Cipő"}],
        [17, 18],
        "ready",
        {"data": {"rows": {"list": {"items": {"deep": [1]}}}}},
    ],
)
def test_what_yields_no_rows_is_unreadable_for_products_and_categories(strange: Any) -> None:
    for products, categories in ((strange, CATEGORY_ROWS), ([ROW], strange)):
        with pytest.raises(UnexpectedAnswer) as caught:
            target(products, categories)
        assert "no such user" not in caught.value.problem.message
        assert "Cip" not in caught.value.problem.message


@pytest.mark.parametrize(
    "said",
    [
        {"status": "error", "error": {"code": 404, "text": "Hiba"}},
        {"code": "406", "message": "wrong parameter"},
        {"error": 404},
    ],
)
def test_an_unknown_product_may_be_told_with_a_code_in_the_answer(said: Any) -> None:
    assert with_account(lambda _: reply(said), lambda client: client.product(7)) is None
    with pytest.raises(UnexpectedAnswer):
        with_account(lambda _: reply(said), lambda client: client.products())


def test_other_codes_and_products_with_such_a_code_are_no_unknown_products() -> None:
    with pytest.raises(UnexpectedAnswer):
        with_account(lambda _: reply({"error": {"code": 500}}), lambda client: client.product(7))
    row = ROW | {"code": "404", "status": 406}
    assert with_account(lambda _: reply(row), lambda client: client.product(7)) == PRODUCT


@pytest.mark.parametrize(
    ("about", "cut"),
    [({"count": 3}, True), ({"meta": {"total": "3"}}, True), ({"count": 2, "meta": {}}, False)],
)
def test_a_list_may_say_itself_that_it_is_longer(about: dict[str, Any], cut: bool) -> None:
    async def read(client: AccountClient) -> tuple[Target, bool, bool]:
        found = await client.target()
        return found, client.cut_products, client.cut_categories

    lists = [{**about, "items": [ROW, OTHER]}, {**about, "items": CATEGORY_ROWS}]
    assert with_account(account(*lists), read) == (
        Target([PRODUCT, SECOND], CATEGORIES),
        cut,
        cut,
    )


def test_ids_may_have_more_digits_than_any_amount() -> None:
    category = {"prodcat_id": "900719925474099300", "prodcat_name": "Cipők"}
    row = ROW | {"prod_id": 9_223_372_036_854_775_807, "prodcats": [category]}
    found = target([row], [category])
    assert found.products[0].sa_id == 9_223_372_036_854_775_807
    assert found.products[0].category_ids == (900_719_925_474_099_300,)
    short = target({"items": [row | {"prodcats": ["900719925474099300"]}]}, [category])
    assert short.products[0] == found.products[0]
    with pytest.raises(UnexpectedAnswer):
        target([ROW | {"prod_id": "9223372036854775808"}])


def test_a_product_may_have_a_row_for_each_of_its_categories() -> None:
    other = {"prodcat_id": "6", "prodcat_name": "Férfi, női"}
    rows = [ROW, OTHER, ROW | {"prodcats": [other]}]
    assert {p.sa_id: p.category_ids for p in target(rows).products} == {7: (5, 6), 8: ()}
    named = [ROW | {"prodcats": ["Cipők"]}, ROW | {"prodcats": ["Férfi, női"]}]
    assert target(named).products[0].category_ids == (5, 6)
    changed = [ROW, ROW | {"prod_price": "2000.00", "prodcats": [other]}]
    assert target(changed).products[0].category_ids == (6,)
    alone = with_account(lambda _request: reply(rows[::2]), lambda client: client.product(7))
    assert alone is not None
    assert alone.category_ids == (5, 6)


WARNING = (
    b"<b>Warning</b>: mysql_query() [<a href='function.mysql-query'>function.mysql-query</a>]: in "
    b"<b>/srv/{closure}</b> on line <b>7</b><br />\n"
)


@pytest.mark.parametrize("before", [WARNING, b"Notice: no {x} in [y]\n" + WARNING])
def test_a_notice_before_the_data_may_hold_brackets(before: bytes) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        rows = [ROW] if request.url.path.endswith("/listproducts") else CATEGORY_ROWS
        return raw_reply(before + json.dumps(rows).encode())

    assert with_account(answer, lambda client: client.target()) == Target([PRODUCT], CATEGORIES)


@pytest.mark.parametrize("cut", [-1, -20, -60])
def test_a_list_that_breaks_off_behind_a_notice_is_no_shorter_list(cut: int) -> None:
    body = WARNING + json.dumps([ROW, OTHER], indent=1).encode()[:cut]
    with pytest.raises(UnexpectedAnswer):
        with_account(lambda _request: raw_reply(body), lambda client: client.products())


def test_an_encoding_is_that_of_the_header_where_it_is_not_utf_8() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        rows = [ROW] if request.url.path.endswith("/listproducts") else CATEGORY_ROWS
        body = json.dumps(rows, ensure_ascii=False).encode("iso-8859-2")
        kind = 'application/json; charset="ISO-8859-2"; x=y'
        return httpx.Response(200, content=body, headers={"content-type": kind})

    assert with_account(answer, lambda client: client.target()) == Target([PRODUCT], CATEGORIES)


@pytest.mark.parametrize("told", ["UTF-8", "none", "br"])
def test_an_unknown_compression_of_plain_text_is_none(told: str) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        rows = [ROW] if request.url.path.endswith("/listproducts") else CATEGORY_ROWS
        body = "\ufeff" + json.dumps(rows, ensure_ascii=False)
        headers = {"content-type": "application/json", "content-encoding": told}
        stream = httpx.ByteStream(body.encode())
        return httpx.Response(200, headers=headers, stream=stream)

    assert with_account(answer, lambda client: client.target()) == Target([PRODUCT], CATEGORIES)


def test_the_label_of_uncategorised_products_is_no_category() -> None:
    label = {"prodcat_id": 0, "prodcat_name": "Nincs kategorizálva"}
    for row in (label, label | {"prodcat_id": 1}, label | {"prodcat_id": None}):
        assert target([ROW], [row, *CATEGORY_ROWS]).categories == CATEGORIES
        assert target([ROW | {"prodcats": [row]}, OTHER]).products[0].category_ids == ()


def test_a_shape_names_types_and_keys_but_no_values() -> None:
    value = {"data": [{"id": 5, "name": "Cipő"}], "Cipő 12": None, "ok": True}
    assert shape(value) == "{data: [{id: number, name: text}], …: null, ok: true}"


def test_a_long_list_is_read_in_pieces_whatever_its_last_row_is_like() -> None:
    rows = [ROW | {"prod_id": i, "prod_sku": f"S-{i}"} for i in range(1, 6002)]
    assert len(target(rows).products) == 6001
    rows[-1] = rows[-1] | {"prod_price": "1 900,00"}
    found = target(rows).products
    assert [p.sa_id for p in found] == list(range(1, 6002))
    assert {p.net for p in found} == {Decimal(1900)}


@pytest.mark.parametrize(
    "mark", [{"deleted": "1"}, {"isDeleted": True}, {"deleted_at": "2026-11-02"}]
)
def test_a_row_that_says_it_was_deleted_is_no_product(mark: dict[str, Any]) -> None:
    rows = [row | {next(iter(mark)): None} for row in (ROW, OTHER)]
    assert len(target(rows).products) == len(rows)
    rows[0] |= mark
    assert len(target(rows).products) == len(rows) - 1
