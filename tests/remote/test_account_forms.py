"""Every plausible form of the account's lists and objects, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import httpx
import msgspec
import pytest

from shopsync_gui.core.account_products import AccountProducts
from shopsync_gui.core.catalogue import TargetCategory, TargetProduct
from shopsync_gui.core.errors import UnexpectedAnswer
from shopsync_gui.core.plan import Target
from shopsync_gui.remote import AccountClient
from shopsync_gui.remote.account_forms import shape
from shopsync_gui.remote.account_values import amount, currency, percent
from tests.remote.answers import Handler, raw_reply, reply, with_account

ROW = {
    "prod_id": "7",
    "prod_sku": "A-7",
    "prod_name": "Cipő",
    "prod_price": "1900.00",
    "prod_vat_percent": "27.00",
    "prod_currency": "HUF",
    "prodcats": [{"prodcat_id": "5", "prodcat_name": "Cipők"}],
}
OTHER = ROW | {"prod_id": "8", "prod_sku": "A-8", "prodcats": []}
PRODUCT = TargetProduct(
    sa_id=7,
    sku="A-7",
    name="Cipő",
    net=Decimal(1900),
    vat=Decimal(27),
    currency="HUF",
    category_ids=(5,),
)
SECOND = msgspec.structs.replace(PRODUCT, sa_id=8, sku="A-8", category_ids=())
CATEGORY_ROWS = [
    {"prodcat_id": 5, "prodcat_name": "Cipők"},
    {"prodcat_id": 6, "prodcat_name": "Férfi, női"},
]
CATEGORIES = (TargetCategory(sa_id=5, name="Cipők"), TargetCategory(sa_id=6, name="Férfi, női"))


def account(products: Any, categories: Any = CATEGORY_ROWS) -> Handler:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/listproducts"):
            return reply(products)
        return reply(categories)

    return answer


def target(products: Any, categories: Any = CATEGORY_ROWS) -> Target:
    return with_account(account(products, categories), lambda client: client.target())


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


CATEGORY_FORMS: dict[str, dict[str, Any]] = {
    "objects": {"prodcats": [{"prodcat_id": 5}, {"prodcat_id": "6"}]},
    "ids": {"prodcats": [5, 6]},
    "ids as texts": {"prodcats": ["5", "6"]},
    "keyed objects": {"prodcats": {"5": {"prodcat_name": "Cipők"}, "6": {"prodcat_id": 6}}},
    "keyed names": {"prodcats": {"5": "Cipők", "6": "Férfi, női"}},
    "keyed by position": {"prodcats": {"0": "5", "2": "6"}},
    "names": {"prodcats": ["Cipők", "Férfi, női"]},
    "objects with names alone": {"prodcats": [{"name": "cipők"}, {"name": "Férfi, női"}]},
    "ids with commas": {"prodcats": "5,6"},
    "names with bars": {"prodcats": "Cipők|Férfi, női"},
    "JSON in a text": {"prodcats": "[5, 6]"},
    "another name": {"prodcat_ids": [5, 6]},
    "another name beside null": {"prodcats": None, "prodcat_ids": "5;6"},
    "categories": {"categories": [{"id": 5, "name": "Cipők"}, {"id": 6}]},
    "in other letters": {"ProdCats": [{"prodcat_id": 5}, {"prodcat_id": "6"}]},
    "category ids": {"categoryIds": [5, 6]},
    "category": {"category": "Cipők|Férfi, női"},
}


@pytest.mark.parametrize("form", CATEGORY_FORMS)
def test_categories_of_a_product_are_read_from_every_form(form: str) -> None:
    bare = {name: value for name, value in ROW.items() if name != "prodcats"}
    told = bare | CATEGORY_FORMS[form]
    silent = bare | {"prod_id": 9}
    first, second = target([told, silent]).products
    assert first.category_ids == (5, 6)
    assert second.category_ids == ()


@pytest.mark.parametrize("single", [{"prodcats": {"prodcat_id": 5}}, {"prodcat_id": 5}, {"prodcats": "Cipők"}])  # fmt: skip
def test_one_category_may_stand_alone(single: dict[str, Any]) -> None:
    bare = {name: value for name, value in ROW.items() if name != "prodcats"}
    assert target([bare | single]).products[0].category_ids == (5,)


@pytest.mark.parametrize("names", [{"prod_sku": "SKU"}, {"prod_name": "product-name"}])
def test_one_field_may_have_another_name_than_the_contract(names: dict[str, str]) -> None:
    row = {names.get(name, name): value for name, value in ROW.items()}
    assert target([row]).products == AccountProducts([PRODUCT])


def test_what_no_product_has_is_not_told_and_what_some_have_others_lack() -> None:
    names = ("prod_price", "prod_vat_percent", "prod_currency", "prodcats")
    bare = {name: value for name, value in ROW.items() if name not in names}
    (silent,) = target([bare]).products
    assert (silent.net, silent.vat, silent.currency, silent.category_ids) == (None,) * 4
    (silent,) = target([bare | dict.fromkeys(names)]).products
    assert (silent.net, silent.vat, silent.currency, silent.category_ids) == (None,) * 4
    _, without = target([ROW, bare | {"prod_id": 9}]).products
    assert (without.net, without.vat) == (Decimal(0), Decimal(0))
    assert (without.currency, without.category_ids) == ("", ())


def test_a_name_that_no_category_has_is_not_told() -> None:
    (product,) = target([ROW | {"prodcats": ["Ismeretlen"]}]).products
    assert product.category_ids is None


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1900", "1900"),
        (1900.5, "1900.5"),
        ("1 900,00", "1900"),
        ("1\u00a0900,50", "1900.5"),
        ("1\u202f900", "1900"),
        ("1,900.00", "1900"),
        ("1.900,00", "1900"),
        ("1,900", "1900"),
        ("1,900,000", "1900000"),
        ("1900.0000", "1900"),
        ("1900 Ft", "1900"),
        ("1 900 Ft", "1900"),
        ("€ 12,50", "12.5"),
        ("12.50 EUR", "12.5"),
        ("0,99", "0.99"),
        ("-5", "-5"),
    ],
)
def test_a_price_is_read_from_every_written_form(written: Any, number: str) -> None:
    assert amount(written) == Decimal(number)


@pytest.mark.parametrize("written", ["", None, "ingyenes", [], "1.2.3,4,5"])
def test_what_is_no_number_is_none(written: Any) -> None:
    assert amount(written) is None


@pytest.mark.parametrize(
    ("written", "rate"),
    [("27", "27"), ("27%", "27"), ("27,00", "27"), (0.27, "27"), ("0.055", "5.5"), (5, "5"), (0, "0")],
)  # fmt: skip
def test_a_vat_rate_is_read_as_percent(written: Any, rate: str) -> None:
    assert percent(written) == Decimal(rate)


def test_a_currency_is_an_iso_code_or_nothing() -> None:
    assert [currency(name) for name in ("huf", " EUR ", "Ft", "€", "US$")] == [
        "HUF", "EUR", "HUF", "EUR", "USD",
    ]  # fmt: skip
    assert [currency(name) for name in ("", None, 348, "pengő")] == [""] * 4
    wrapped: tuple[object, ...] = ({"code": "HUF", "symbol": "Ft"}, ["EUR"], "HUF (Ft)", "EUR/€")
    assert [currency(value) for value in wrapped] == ["HUF", "EUR", "HUF", "EUR"]
    unclear: tuple[object, ...] = ({"a": "HUF", "b": "EUR"}, [], {}, "HUF és EUR")
    assert [currency(value) for value in unclear] == [""] * 4


def test_written_forms_reach_the_product() -> None:
    row = ROW | {"prod_price": "1 900,00", "prod_vat_percent": "27%", "prod_currency": "Ft"}
    assert target([row, OTHER]).products == (PRODUCT, SECOND)


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
