"""The account's lists: what they are wrapped in, and what their rows are called."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from shopsync_gui.sandbox.asgi import HTML, TEXT, Response
from shopsync_gui.sandbox.edge import Row, json_answer
from shopsync_gui.sandbox.manners.manner import Adopt, Manner, wrapped

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.sandbox.app import Sandbox

PRODUCTS: Final = "listproducts"
CATEGORIES: Final = "listprodcategories"
ONE: Final = "getproduct"
_ID: Final = {PRODUCTS: "prod_id", CATEGORIES: "prodcat_id"}


def own_id(row: Row) -> str:
    """The id of a row, of a product or a category."""
    return str(row.get("prod_id", row.get("prodcat_id")))


def _key(row: Row) -> str:
    """The id of a row as a key: PHP cuts one that is a float to a whole number."""
    return own_id(row).removesuffix(".0")


def _keyed(rows: list[Row]) -> object:
    return {_key(row): row for row in rows}


def _keyed_without_ids(rows: list[Row]) -> object:
    without = ("prod_id", "prodcat_id")
    return {_key(row): {k: v for k, v in row.items() if k not in without} for row in rows}


def _under(**around: Any) -> Callable[[list[Row]], object]:
    """An object around the rows; `...` stands for them, an int for their number."""

    def wrap(rows: list[Row]) -> object:
        return _filled(around, rows)

    return wrap


def _filled(value: Any, rows: list[Row]) -> Any:
    if value is ...:
        return rows
    if value is int:
        return len(rows)
    if isinstance(value, dict):
        return {key: _filled(inner, rows) for key, inner in value.items()}
    return value


def _by_kind(rows: list[Row]) -> object:
    return {"categories" if rows and "prodcat_name" in rows[0] else "products": rows}


def _each_under(rows: list[Row]) -> object:
    return [{"category" if "prodcat_name" in row else "product": row} for row in rows]


def _numbered(rows: list[Row]) -> object:
    return {str(number): row for number, row in enumerate(rows)}


def _twice_encoded(rows: list[Row]) -> object:
    return json.dumps(rows, ensure_ascii=False)


def _single_bare(rows: list[Row]) -> object:
    return rows[0] if len(rows) == 1 else rows


_BOTH: Final[dict[str, tuple[str, Callable[[list[Row]], object]]]] = {
    "list-in-data": ('lists under "data"', _under(data=...)),
    "list-in-items": ('lists under "items"', _under(items=...)),
    "list-in-result": ('lists under "result"', _under(result=...)),
    "list-in-rows": ('lists under "rows"', _under(rows=...)),
    "list-in-list": ('lists under "list"', _under(list=...)),
    "list-in-products": ('lists under "products" and "categories"', _by_kind),
    "list-in-response-data": ("lists two levels down", _under(response={"data": ...})),
    "list-with-count": ("a count beside the list", _under(count=int, items=...)),
    "list-with-total": ("total and page beside the list", _under(total=int, page=1, data=...)),
    "list-with-success": ("success beside the list", _under(success=True, data=...)),
    "list-with-status": ("status beside the list", _under(status="ok", message="", data=...)),
    "list-with-no-error": ("error: false beside the list", _under(error=False, data=...)),
    "list-with-empty-errors": ("errors: [] beside the list", _under(errors=[], result=...)),
    "list-keyed-by-id": ("an object of rows by their ids", _keyed),
    "list-keyed-without-ids": ("the id is the key only", _keyed_without_ids),
    "list-keyed-in-data": ('rows by their ids, under "data"', lambda rows: {"data": _keyed(rows)}),
    "list-numbered": ('an object of rows by "0", "1", …', _numbered),
    "list-rows-wrapped": ('each row under "product" or "category"', _each_under),
    "list-encoded-twice": ("a text that holds the JSON of the list", _twice_encoded),
    "list-single-bare": ("a list of one row is that row", _single_bare),
}


def _key_renamed(names: dict[str, str]) -> Callable[[list[Row]], object]:
    def wrap(rows: list[Row]) -> object:
        return [{names.get(key, key): value for key, value in row.items()} for row in rows]

    return wrap


def _id_to_name(rows: list[Row]) -> object:
    return {own_id(row): row["prodcat_name"] for row in rows}


def _names_only(rows: list[Row]) -> object:
    return [row["prodcat_name"] for row in rows]


def _without_id(rows: list[Row]) -> object:
    return [{k: v for k, v in row.items() if k not in _ID.values()} for row in rows]


def _error(_rows: list[Row]) -> object:
    return {"error": "A művelet nem hajtható végre"}


def _error_row(_rows: list[Row]) -> object:
    return [{"error": "A művelet nem hajtható végre"}]


def _error_code(_rows: list[Row]) -> object:
    return {"success": False, "code": 17, "message": "Internal error"}


def _text(_rows: list[Row]) -> object:
    return Response(200, "Nincs jogosultság".encode(), TEXT)


def _page(_rows: list[Row]) -> object:
    return Response(200, b"<html><body><h1>Bejelentkez\xc3\xa9s</h1></body></html>", HTML)


def _xml(rows: list[Row]) -> object:
    inner = "".join(f"<row><id>{own_id(row)}</id></row>" for row in rows)
    return Response(200, f'<?xml version="1.0"?><list>{inner}</list>'.encode(), TEXT)


_ONE_KIND: Final[dict[str, tuple[str, str, Callable[[list[Row]], object]]]] = {
    "categories-in-data": (CATEGORIES, 'categories alone under "data"', _under(data=...)),
    "categories-in-items": (CATEGORIES, 'categories alone under "items"', _under(items=...)),
    "categories-keyed-by-id": (CATEGORIES, "categories by their ids", _keyed),
    "categories-id-to-name": (CATEGORIES, "an object of names by ids", _id_to_name),
    "categories-short-keys": (
        CATEGORIES, "categories with id and name",
        _key_renamed({"prodcat_id": "id", "prodcat_name": "name"}),
    ),
    "categories-names-only": (CATEGORIES, "categories as a list of names", _names_only),
    "categories-without-ids": (CATEGORIES, "category rows without an id", _without_id),
    "categories-error": (CATEGORIES, "an error with status 200 for categories", _error),
    "categories-error-row": (CATEGORIES, "a row with an error for categories", _error_row),
    "categories-error-code": (CATEGORIES, "success: false for categories", _error_code),
    "categories-text": (CATEGORIES, "plain text for categories", _text),
    "products-in-data": (PRODUCTS, 'products alone under "data"', _under(data=...)),
    "products-keyed-by-id": (PRODUCTS, "products by their ids", _keyed),
    "products-short-keys": (
        PRODUCTS, "products with id, sku, name and price",
        _key_renamed({"prod_id": "id", "prod_sku": "sku", "prod_name": "name",
                      "prod_price": "price"}),
    ),
    "products-without-ids": (PRODUCTS, "product rows without an id", _without_id),
    "products-error": (PRODUCTS, "an error with status 200 for products", _error),
    "products-error-row": (PRODUCTS, "a row with an error for products", _error_row),
    "products-error-code": (PRODUCTS, "success: false for products", _error_code),
    "products-text": (PRODUCTS, "plain text for products", _text),
    "products-page": (PRODUCTS, "a sign-in page for products", _page),
    "products-xml": (PRODUCTS, "XML for products", _xml),
    "one-in-list": (ONE, "getproduct gives a list of one", lambda rows: rows),
    "one-in-data": (ONE, 'getproduct under "data"', lambda rows: {"data": rows[0]}),
    "one-in-product": (ONE, 'getproduct under "product"', lambda rows: {"product": rows[0]}),
    "one-keyed-by-id": (ONE, "getproduct by its id", _keyed),
    "one-never": (ONE, "getproduct answers 404", lambda _rows: Response(404, b"", TEXT)),
    "one-empty": (ONE, "getproduct answers []", lambda _rows: []),
    "one-false": (ONE, "getproduct answers false", lambda _rows: False),
}  # fmt: skip


def _empty(answer: Callable[[], Response]) -> Adopt:
    """Empty the account and let it say so in this way."""

    def adopt(sandbox: Sandbox) -> None:
        sandbox.account.clear()
        wrap = {m: _unless_empty(sandbox.edge.wrap.get(m), answer) for m in (PRODUCTS, CATEGORIES)}
        sandbox.edge.wrap.update(wrap)

    return adopt


def _unless_empty(
    inner: Callable[[list[Row]], object] | None, answer: Callable[[], Response]
) -> Callable[[list[Row]], object]:
    return lambda rows: (inner(rows) if inner else rows) if rows else answer()


_EMPTIES: Final[dict[str, Callable[[], Response]]] = {
    "empty-list": lambda: json_answer([]),
    "empty-nothing": lambda: Response(200, b""),
    "empty-null": lambda: json_answer(None),
    "empty-object": lambda: json_answer({}),
    "empty-false": lambda: json_answer(False),
    "empty-zero": lambda: json_answer(0),
    "empty-quotes": lambda: json_answer(""),
    "empty-in-data": lambda: json_answer({"data": []}),
    "empty-null-in-data": lambda: json_answer({"data": None}),
    "empty-status-204": lambda: Response(204, b""),
}


MANNERS: Final[dict[str, Manner]] = {
    **{
        name: Manner("lists", text, wrapped(wrap, PRODUCTS, CATEGORIES))
        for name, (text, wrap) in _BOTH.items()
    },
    **{
        name: Manner("one" if method == ONE else "lists", text, wrapped(wrap, method))
        for name, (method, text, wrap) in _ONE_KIND.items()
    },
    **{
        name: Manner(
            "lists", f"an account without products answers so ({name[6:]})", _empty(answer)
        )
        for name, answer in _EMPTIES.items()
    },
}
