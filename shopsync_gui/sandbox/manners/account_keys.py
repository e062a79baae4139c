"""Rows under other keys, in another order, padded, or a page of the list at a time."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from shopsync_gui.sandbox.edge import json_answer
from shopsync_gui.sandbox.manners.account_lists import PRODUCTS
from shopsync_gui.sandbox.manners.account_transport import sent
from shopsync_gui.sandbox.manners.manner import Adopt, Manner, product_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.sandbox.app import Sandbox
    from shopsync_gui.sandbox.asgi import Response
    from shopsync_gui.sandbox.edge import Row


def rows(change: Callable[[Any], Any]) -> Callable[[Response], Response]:
    """Change what is JSON and has rows."""

    def alter(response: Response) -> Response:
        try:
            value = json.loads(response.body)
        except ValueError:
            return response
        return (
            json_answer(change(value), response.status)
            if isinstance(value, list | dict)
            else response
        )

    return alter


def each(change: Callable[[Row], Row]) -> Callable[[Any], Any]:
    """A change of every row of a list, or of one that stands alone; what is no row stays."""

    def changed(value: Any) -> Any:
        if isinstance(value, list):
            return [changed(row) for row in value]
        return change(value) if isinstance(value, dict) else value

    return changed


def reordered(row: Row) -> Row:
    """The row with its fields in another order."""
    return dict(sorted(row.items(), reverse=True))


def _keys(change: Callable[[str], str]) -> Adopt:
    def renamed(value: Any) -> Any:
        if isinstance(value, list):
            return [renamed(inner) for inner in value]
        if isinstance(value, dict):
            return {change(key): renamed(inner) for key, inner in value.items()}
        return value

    return sent(rows(renamed))


def _camel(key: str) -> str:
    first, *rest = key.split("_")
    return first + "".join(part.title() for part in rest)


def _both_ways(value: Any) -> Any:
    """Give each field under its number, too, as a fetch of PHP without a mode does."""
    if isinstance(value, list):
        return [_both_ways(row) for row in value]
    if not isinstance(value, dict):
        return value
    numbered = {str(n): inner for n, inner in enumerate(value.values())}
    return {**numbered, **value}


def _row_per_category(row: Row) -> list[Row]:
    return [{**row, "prodcats": [category]} for category in row["prodcats"]] or [row]


def _joined(sandbox: Sandbox) -> None:
    """List a product once for each of its categories."""
    sandbox.edge.product_list.append(
        lambda rows: [each for row in rows for each in _row_per_category(row)]
    )


def _more_pages(told: Callable[[int], dict[str, Any]]) -> Adopt:
    """The first 50 products, and what says that there are more."""

    def wrap(rows: list[Row]) -> object:
        return {"data": rows[:50], **told(len(rows))}

    return lambda sandbox: sandbox.edge.wrap.update({PRODUCTS: wrap})


def _total_header(sandbox: Sandbox) -> None:
    """The first 50 products, and how many there are in a header."""

    def wrap(rows: list[Row]) -> object:
        answer = json_answer(rows[:50])
        answer.extra.append(("x-total-count", str(len(rows))))
        return answer

    sandbox.edge.wrap[PRODUCTS] = wrap


def _padded(key: str, width: int) -> Adopt:
    """Show a field filled up with blanks, as a column of fixed width is."""
    return product_rows(lambda row: row.update({key: f"{row[key]:<{width}}"}))


_ROWS: Final[dict[str, tuple[str, Adopt]]] = {
    "keys-upper": ("keys in capitals", _keys(str.upper)),
    "keys-camel": ("prodId for prod_id", _keys(_camel)),
    "keys-dashed": ("prod-id for prod_id", _keys(lambda k: k.replace("_", "-"))),
    "keys-dotted": ("p.prod_id for prod_id", _keys(lambda k: f"p.{k}")),
    "keys-hungarian": ("Hungarian keys", _keys(lambda k: {
        "prod_id": "azonosito", "prod_sku": "cikkszam", "prod_name": "megnevezes", "prod_price": "ar",
        "prod_vat_percent": "afa", "prod_currency": "penznem"}.get(k, k))),
    "keys-with-blanks": ("blanks around keys", _keys(lambda k: f" {k} ")),
    "rows-both-ways": ("each field under its number, too", sent(rows(_both_ways))),
    "rows-reordered": ("fields in another order", sent(rows(each(reordered)))),
    "rows-per-category": ("a row for each category of a product", _joined),
    "names-shown-padded": ("names are shown with blanks up to 60", _padded("prod_name", 60)),
    "skus-shown-padded": ("SKUs are shown with blanks up to 40", _padded("prod_sku", 40)),
    "names-shown-with-sku": (
        "names are shown with the SKU after them",
        product_rows(lambda row: row.update(prod_name=f"{row['prod_name']} ({row['prod_sku']})")),
    ),
    "names-shown-linked": (
        "names are shown as links",
        product_rows(lambda row: row.update(prod_name=f"<a href='#{row['prod_id']}'>{row['prod_name']}</a>")),
    ),
    "list-meta-total": ("50 products, and how many there are below meta", _more_pages(
        lambda n: {"meta": {"total": n, "per_page": 50}})),
    "list-has-more": ("50 products, and has_more", _more_pages(lambda n: {"has_more": n > 50})),
    "list-links-next": ("50 products, and a link to the next", _more_pages(
        lambda n: {"links": {"next": "/listproducts?page=2" if n > 50 else None}})),
    "list-total-header": ("50 products, and how many there are in a header", _total_header),
}  # fmt: skip


MANNERS: Final[dict[str, Manner]] = {
    name: Manner("rows", text, adopt) for name, (text, adopt) in _ROWS.items()
}
