"""Lists of the account that differ from reading to reading, come in pages, or hold other things too."""

from __future__ import annotations

import csv
import io
from random import Random
from typing import TYPE_CHECKING, Any, Final

from shopsync_gui.sandbox.asgi import TEXT, Response
from shopsync_gui.sandbox.manners.account_lists import CATEGORIES, PRODUCTS, own_id
from shopsync_gui.sandbox.manners.manner import (
    Adopt,
    Manner,
    product_lists,
    wrapped,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.sandbox.app import Sandbox
    from shopsync_gui.sandbox.edge import Row

_PAGE: Final = 50


def _each_time(choose: Callable[[int, list[Row]], list[Row]], *, categories: bool = False) -> Adopt:
    """List so at each reading, which is told by its number."""

    def adopt(sandbox: Sandbox) -> None:
        readings = 0

        def choose_now(rows: list[Row]) -> list[Row]:
            nonlocal readings
            readings += 1
            return choose(readings, rows)

        lists = sandbox.edge.category_list if categories else sandbox.edge.product_list
        lists.append(choose_now)

    return adopt


def _shuffled(reading: int, rows: list[Row]) -> list[Row]:
    Random(reading).shuffle(rows)
    return rows


def _overlapping(_reading: int, rows: list[Row]) -> list[Row]:
    """Join pages of which each repeats the last three rows of the one before."""
    pages = [rows[max(0, start - 3) : start + _PAGE] for start in range(0, len(rows), _PAGE)]
    return [row for page in pages for row in page]


def _slipping(reading: int, rows: list[Row]) -> list[Row]:
    """Join pages of a list that moved by one row while it was read, so that one row is missing."""
    lost = Random(reading).randrange(len(rows)) if rows else 0
    return [row for index, row in enumerate(rows) if index != lost or reading % 3]


def _only(
    every: int, rows_of: Callable[[list[Row]], list[Row]]
) -> Callable[[int, list[Row]], list[Row]]:
    return lambda reading, rows: rows if reading % every else rows_of(rows)


def _late(seconds: float, *, products: bool) -> Adopt:
    """Leave what is new out of one of the lists for so long; the other one is up to date."""

    def adopt(sandbox: Sandbox) -> None:
        subject = "product" if products else "category"

        def old_enough(rows: list[Row]) -> list[Row]:
            account, limit = sandbox.account, sandbox.clock.now() - seconds
            fresh = {
                str(w.id)
                for w in account.writes
                if w.operation == "create" and w.subject == subject and w.time > limit
            }
            return [row for row in rows if own_id(row) not in fresh]

        edge = sandbox.edge
        (edge.product_list if products else edge.category_list).append(old_enough)

    return adopt


def _alone_late(seconds: float) -> Adopt:
    """Answer 404 to getproduct for what is new, which the list shows."""

    def adopt(sandbox: Sandbox) -> None:
        def single(rows: list[Row]) -> object:
            limit = sandbox.clock.now() - seconds
            fresh = {str(w.id) for w in sandbox.account.writes if w.time > limit}
            return Response(404, b"", TEXT) if own_id(rows[0]) in fresh else rows[0]

        sandbox.edge.wrap["getproduct"] = single

    return adopt


def _pages(**told: Any) -> Callable[[list[Row]], object]:
    """The first page only, with what is told beside it; `...` is the number of all rows."""

    def wrap(rows: list[Row]) -> object:
        beside = {key: len(rows) if value is ... else value for key, value in told.items()}
        return {"data": rows[:_PAGE], **beside}

    return wrap


def _csv(rows: list[Row]) -> object:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(rows[0] if rows else ())
    writer.writerows(row.values() for row in rows)
    return Response(200, text.getvalue().encode(), (("content-type", "text/csv"),))


def _columns(rows: list[Row]) -> object:
    """Name the columns once, and give the rows as lists."""
    return {"columns": list(rows[0]) if rows else [], "rows": [list(row.values()) for row in rows]}


def _as_json_ld(rows: list[Row]) -> object:
    return {"@graph": [{"@type": "Product", **row} for row in rows]}


def _flagged(sandbox: Sandbox) -> None:
    """Let a delete mark the product only; the list goes on showing it."""
    sandbox.account.habits.keeps_deleted = True

    def mark(row: Row) -> None:
        row["deleted"] = "1" if int(row["prod_id"]) in sandbox.account.marked else "0"

    sandbox.edge.product_row.append(mark)


def _half_deleted(sandbox: Sandbox) -> None:
    """Let a delete take the product off the list only; alone it is still shown."""
    account = sandbox.account
    account.habits.keeps_deleted = True
    sandbox.edge.product_list.append(
        lambda rows: [row for row in rows if int(row["prod_id"]) not in account.marked]
    )


def _with_variants(rows: list[Row]) -> list[Row]:
    """List a variant after every tenth product, without a SKU of its own."""
    more = []
    for number, row in enumerate(rows):
        more.append(row)
        if number % 10 == 9:
            more.append({**row, "prod_id": str(900_000 + number), "prod_sku": ""})
    return more


_UNSTEADY: Final[dict[str, tuple[str, Adopt]]] = {
    "list-shuffled-each-time": ("products in another order each time", _each_time(_shuffled)),
    "list-pages-overlap": ("every page repeats three rows", _each_time(_overlapping)),
    "list-repeats-all": ("every product stands in the list twice", product_lists(lambda r: [*r, *r])),
    "list-slips": ("every third list lacks one product by chance", _each_time(_slipping)),
    "list-half-sometimes": (
        "every fourth list ends in the middle", _each_time(_only(4, lambda r: r[: len(r) // 2]))
    ),
    "list-empty-sometimes": ("every fourth list is empty", _each_time(_only(4, lambda _r: []))),
    "categories-empty-sometimes": (
        "every fourth list of categories is empty", _each_time(_only(4, lambda _r: []), categories=True)
    ),
    "categories-half-sometimes": (
        "every fourth list of categories ends in the middle",
        _each_time(_only(4, lambda r: r[: len(r) // 2]), categories=True),
    ),
    "categories-reversed": (
        "the newest category first",
        _each_time(lambda _reading, rows: rows[::-1], categories=True),
    ),
    "categories-repeat": (
        "every category stands twice",
        _each_time(lambda _reading, rows: [*rows, *rows], categories=True),
    ),
    "products-late-8s": ("only products are listed 8 s later", _late(8, products=True)),
    "products-late-60s": ("only products are listed 60 s later", _late(60, products=True)),
    "categories-late-8s": ("only categories are listed 8 s later", _late(8, products=False)),
    "categories-late-60s": ("only categories are listed 60 s later", _late(60, products=False)),
    "one-late-20s": ("getproduct knows what was written 20 s later", _alone_late(20)),
    "list-pages-told": ("50 products, and how many there are", wrapped(_pages(total=...), PRODUCTS)),
    "list-pages-next": (
        "50 products, and where the next are",
        wrapped(_pages(next="/listproducts?page=2"), PRODUCTS),
    ),
    "list-pages-number": (
        "50 products, and how many pages", wrapped(_pages(page=1, pages=2), PRODUCTS)
    ),
    "list-csv": ("a file of columns", wrapped(_csv, PRODUCTS)),
    "list-columns": ("columns and rows apart", wrapped(_columns, PRODUCTS, CATEGORIES)),
    "list-graph": ("products in a graph", wrapped(_as_json_ld, PRODUCTS)),
    "list-null-first": ("null before the first product", wrapped(lambda rows: [None, *rows], PRODUCTS)),
    "list-count-first": ("the count as the first row", wrapped(lambda rows: [{"count": len(rows)}, *rows], PRODUCTS)),
    "list-sums-last": (
        "sums as the last row",
        wrapped(lambda rows: [*rows, {"prod_name": "Összesen", "prod_price": "0"}], PRODUCTS),
    ),
    "list-with-variants": ("variants without a SKU in the list", product_lists(_with_variants)),
    "delete-flags": ("a deleted product is listed as deleted", _flagged),
    "delete-unlists": ("a deleted product is only not listed any more", _half_deleted),
    "list-in-envelope": (
        "status, data and messages",
        wrapped(lambda rows: {"status": {"code": 0, "text": "OK"}, "data": {"count": len(rows), "items": rows},
                              "messages": []}, PRODUCTS, CATEGORIES),
    ),
    "list-in-list-of-pages": (
        "a list of pages", wrapped(lambda rows: [rows[i : i + _PAGE] for i in range(0, len(rows), _PAGE)], PRODUCTS)
    ),
    "list-keyed-by-sku": (
        "products by their SKUs", wrapped(lambda rows: {row["prod_sku"]: row for row in rows}, PRODUCTS)
    ),
    "list-by-category": (
        "products under their category",
        wrapped(lambda rows: {"all": {"products": rows}}, PRODUCTS),
    ),
    "list-of-list-and-count": ("a list of the rows and their count", wrapped(lambda rows: [rows, len(rows)], PRODUCTS)),
}  # fmt: skip

MANNERS: Final[dict[str, Manner]] = {
    name: Manner("list-length", text, adopt) for name, (text, adopt) in _UNSTEADY.items()
}
