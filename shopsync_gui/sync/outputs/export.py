"""The export of products into a CSV or XLSX file, whole or not at all."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.errors import ExportFormatUnknown
from shopsync_gui.core.newsletter.price_rule import earlier_price
from shopsync_gui.core.products.labels import PRODUCT_STATES, uncategorised
from shopsync_gui.core.products.mapping import money
from shopsync_gui.core.text import N_, translate
from shopsync_gui.store.search.query import GridQuery
from shopsync_gui.sync.outputs.change_words import change_words
from shopsync_gui.sync.outputs.export_files import Value, write_csv, write_xlsx
from shopsync_gui.sync.outputs.problem_words import problem_text
from shopsync_gui.system.files import whole_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from decimal import Decimal

    from shopsync_gui.core.newsletter.price_rule import PriceHistory
    from shopsync_gui.store import Store
    from shopsync_gui.store.lists.grid_row import GridRow

_BATCH = 500


class Cancelled(Exception):
    """The user has cancelled; nothing was left behind."""


class ExportColumn(StrEnum):
    """The columns of an export, in their first order."""

    NAME = "name"
    SA_ID = "sa_id"
    SKU = "sku"
    CATEGORIES = "categories"
    NET = "net"
    GROSS = "gross"
    VAT = "vat"
    CURRENCY = "currency"
    #: The shop's regular gross price.
    LIST_GROSS = "list_gross"
    #: The lowest gross price of the 30 days before the reduction, where the price rule gives one.
    EARLIER_GROSS = "earlier_gross"
    DISCOUNT = "discount"
    STOCK = "stock"
    STATE = "state"
    UPDATED = "updated"
    PAGE = "page"
    IMAGE = "image"
    #: What keeps the product from the account.
    REASON = "reason"
    CHANGE = "change"
    #: The last one of every export where several shops are connected.
    SHOP = "shop"


_TITLES = {
    ExportColumn.NAME: N_("Name"),
    ExportColumn.SA_ID: N_("SalesAutopilot id"),
    ExportColumn.SKU: N_("SKU"),
    ExportColumn.CATEGORIES: N_("Categories"),
    ExportColumn.NET: N_("Net price"),
    ExportColumn.GROSS: N_("Gross price"),
    ExportColumn.VAT: N_("VAT"),
    ExportColumn.CURRENCY: N_("Currency"),
    ExportColumn.LIST_GROSS: N_("List price (gross)"),
    ExportColumn.EARLIER_GROSS: N_("Earlier price (gross, lowest of 30 days)"),
    ExportColumn.DISCOUNT: N_("Discount (%)"),
    ExportColumn.STOCK: N_("Stock"),
    ExportColumn.STATE: N_("State"),
    ExportColumn.UPDATED: N_("Updated"),
    ExportColumn.PAGE: N_("Link"),
    ExportColumn.IMAGE: N_("Picture"),
    ExportColumn.REASON: N_("Why it is left out"),
    ExportColumn.CHANGE: N_("Change"),
    ExportColumn.SHOP: N_("Webshop"),
}
#: Widths of columns in characters; the others get a usual one.
_WIDTHS = {
    ExportColumn.NAME: 48,
    ExportColumn.CATEGORIES: 36,
    ExportColumn.SKU: 18,
    ExportColumn.EARLIER_GROSS: 24,
    ExportColumn.PAGE: 40,
    ExportColumn.IMAGE: 40,
    ExportColumn.REASON: 40,
    ExportColumn.CHANGE: 40,
    ExportColumn.SHOP: 24,
}
_USUAL_WIDTH = 14

#: Every column that needs neither a moment to compare with nor several shops.
STANDARD: tuple[ExportColumn, ...] = tuple(
    column for column in ExportColumn if column not in (ExportColumn.CHANGE, ExportColumn.SHOP)
)


class Export(msgspec.Struct, frozen=True):
    """An order to write products with these columns into a file.

    They are the products with these `ids`, in their order, or those of the `query` in its. A CSV file
    is `for_spreadsheets` where these have to leave texts such as 0017 or 3-4 as they are. The sheet of
    a workbook has the `name` of the list, or of the file where the list has none.
    """

    path: Path
    query: GridQuery
    columns: tuple[ExportColumn, ...] = STANDARD
    ids: tuple[int, ...] | None = None
    for_spreadsheets: bool = False
    name: str = ""


def export(
    store: Store,
    request: Export,
    progress: Callable[[int, int], None] = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> int:
    """Write the file in place of an earlier one, when it is whole; the number of products.

    CSV has the separators of the language in use, and UTF-8 with BOM. Prices are in each product's
    currency, VAT and discount in percent, times in this computer's zone. Texts that a spreadsheet
    would take for a formula are defused in CSV (see `export_files`) and are plain text in XLSX.
    Raises ExportFormatUnknown, FileNotWritten, Cancelled.
    """
    ending = request.path.suffix.lower()
    if ending not in (".csv", ".xlsx"):
        raise ExportFormatUnknown(path=request.path)
    ids = store.grid.ids(request.query) if request.ids is None else request.ids
    columns = request.columns
    known = store.connections.all()
    shops = {shop.id: shop.title_among(known) for shop in known}
    if len(shops) > 1:
        columns = (*columns, ExportColumn.SHOP)
    request = msgspec.structs.replace(request, columns=columns)
    rows = _rows(store, ids, request, shops, progress, cancelled)
    titles = [translate(_TITLES[column]) for column in columns]
    with whole_file(request.path) as part:
        if ending == ".csv":
            return write_csv(part, titles, rows, for_spreadsheets=request.for_spreadsheets)
        widths = [_WIDTHS.get(column, _USUAL_WIDTH) for column in columns]
        name = request.name or request.path.stem
        return write_xlsx(part, titles, widths, rows, name)


def _rows(
    store: Store,
    ids: Sequence[int],
    request: Export,
    shops: Mapping[int, str],
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
) -> Iterator[list[Value]]:
    columns, since = request.columns, request.query.changed_since
    for start in range(0, len(ids), _BATCH):
        if cancelled():
            raise Cancelled
        progress(start, len(ids))
        batch = ids[start : start + _BATCH]
        prices = store.prices.of(batch) if ExportColumn.EARLIER_GROSS in columns else {}
        for row in store.grid.rows(batch, since):
            shop = shops.get(row.connection_id, "")
            yield [_value(row, column, prices.get(row.id), shop) for column in columns]
    if cancelled():
        raise Cancelled
    progress(len(ids), len(ids))


def _value(row: GridRow, column: ExportColumn, prices: PriceHistory | None, shop: str) -> Value:
    match column:
        case ExportColumn.CATEGORIES:
            return ", ".join(row.account_categories) or uncategorised()
        case ExportColumn.NET:
            return _price(row.net)
        case ExportColumn.GROSS:
            return _price(row.gross)
        case ExportColumn.LIST_GROSS:
            return _price(row.list_gross)
        case ExportColumn.EARLIER_GROSS:
            return None if prices is None else _price(earlier_price(prices).amount)
        case ExportColumn.DISCOUNT:
            return row.discount or None
        case ExportColumn.VAT:
            return _number(row.vat)
        case ExportColumn.STOCK:
            return _number(row.stock)
        case ExportColumn.STATE:
            return translate(PRODUCT_STATES[row.state])
        case ExportColumn.UPDATED:
            return row.updated_at
        case ExportColumn.REASON:
            return problem_text(row)
        case ExportColumn.CHANGE:
            return change_words(row)
        case ExportColumn.SHOP:
            return shop
    value: Value = getattr(row, column.value)
    return value


def _price(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else money(amount)


def _number(amount: Decimal | None) -> Value:
    """A whole number as such, so that no spreadsheet shows it with decimals."""
    if amount is None:
        return None
    return int(amount) if amount == amount.to_integral_value() else amount.normalize()
