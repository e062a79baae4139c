"""The export of the shown products into a CSV or XLSX file, whole or not at all."""

from __future__ import annotations

import csv
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from shopsync_gui.core.catalogue import UNCATEGORISED
from shopsync_gui.core.errors import ExportFormatUnknown
from shopsync_gui.core.labels import PRODUCT_STATES
from shopsync_gui.core.mapping import money
from shopsync_gui.core.text import N_, translate
from shopsync_gui.store.query import GridQuery
from shopsync_gui.sync.change_words import change_words
from shopsync_gui.system.files import whole_file

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable, Iterator, Sequence

    from shopsync_gui.core.changes import Since
    from shopsync_gui.store import Store
    from shopsync_gui.store.grid import GridRow

_BATCH = 500
#: Characters with which a spreadsheet begins a formula (CWE-1236).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")
#: What a cell and a sheet of XLSX can hold.
_LONGEST = 32_767
_ROWS_OF_A_SHEET = 1_048_575


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
    STATE = "state"
    UPDATED = "updated"
    CHANGE = "change"


_TITLES = {
    ExportColumn.NAME: N_("Name"),
    ExportColumn.SA_ID: N_("SalesAutopilot id"),
    ExportColumn.SKU: N_("SKU"),
    ExportColumn.CATEGORIES: N_("Categories"),
    ExportColumn.NET: N_("Net price"),
    ExportColumn.GROSS: N_("Gross price"),
    ExportColumn.VAT: N_("VAT"),
    ExportColumn.CURRENCY: N_("Currency"),
    ExportColumn.STATE: N_("State"),
    ExportColumn.UPDATED: N_("Updated"),
    ExportColumn.CHANGE: N_("Change"),
}
_WIDTHS = {
    ExportColumn.NAME: 48,
    ExportColumn.CATEGORIES: 36,
    ExportColumn.SKU: 18,
    ExportColumn.CHANGE: 40,
}

#: Every column that does not need a moment to compare with.
STANDARD = tuple(column for column in ExportColumn if column is not ExportColumn.CHANGE)

Value = str | int | Decimal | datetime | None


class Export(msgspec.Struct, frozen=True):
    """An order to write the products of a query, in its order, with these columns, into a file."""

    path: Path
    query: GridQuery
    columns: tuple[ExportColumn, ...] = STANDARD


def export(
    store: Store,
    request: Export,
    progress: Callable[[int, int], None] = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> int:
    """Write the file in place of an earlier one, when it is whole; the number of products.

    CSV is for Hungarian spreadsheets: semicolons, decimal commas, UTF-8 with BOM. Prices are in
    each product's currency, VAT in percent, times in this computer's zone. Texts that a
    spreadsheet would take for a formula get an apostrophe in CSV and are plain text in XLSX.
    Raises ExportFormatUnknown, FileNotWritten, Cancelled.
    """
    write = {".csv": _write_csv, ".xlsx": _write_xlsx}.get(request.path.suffix.lower())
    if write is None:
        raise ExportFormatUnknown(path=request.path)
    ids = store.grid.ids(request.query)
    rows = _rows(store, ids, request.columns, request.query.changed_since, progress, cancelled)
    with whole_file(request.path) as part:
        return write(part, request.columns, rows)


def _rows(
    store: Store,
    ids: array[int],
    columns: Sequence[ExportColumn],
    since: Since | None,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
) -> Iterator[list[Value]]:
    for start in range(0, len(ids), _BATCH):
        if cancelled():
            raise Cancelled
        progress(start, len(ids))
        for row in store.grid.rows(ids[start : start + _BATCH], since):
            yield [_value(row, column) for column in columns]
    if cancelled():
        raise Cancelled
    progress(len(ids), len(ids))


def _value(row: GridRow, column: ExportColumn) -> Value:
    match column:
        case ExportColumn.CATEGORIES:
            return ", ".join(name for name, _enabled in row.categories) or UNCATEGORISED
        case ExportColumn.NET:
            return None if row.net is None else money(row.net)
        case ExportColumn.GROSS:
            return None if row.gross is None else money(row.gross)
        case ExportColumn.VAT:
            return None if row.vat is None else row.vat.normalize()
        case ExportColumn.STATE:
            return translate(PRODUCT_STATES[row.state])
        case ExportColumn.UPDATED:
            return row.updated_at
        case ExportColumn.CHANGE:
            return change_words(row)
    value: Value = getattr(row, column.value)
    return value


def _local(moment: datetime) -> datetime:
    return moment.astimezone().replace(tzinfo=None, microsecond=0)


def _write_csv(path: Path, columns: Sequence[ExportColumn], rows: Iterator[list[Value]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="", errors="replace") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow([translate(_TITLES[column]) for column in columns])
        for row in rows:
            writer.writerow([_text(value) for value in row])
            count += 1
    return count


def _text(value: Value) -> str:
    match value:
        case None:
            return ""
        case Decimal():
            return f"{value:f}".replace(".", ",")
        case datetime():
            return f"{_local(value):%Y-%m-%d %H:%M:%S}"
        case int():
            return str(value)
    return f"'{value}" if value.startswith(_FORMULA) else value.replace("\0", "")


def _write_xlsx(path: Path, columns: Sequence[ExportColumn], rows: Iterator[list[Value]]) -> int:
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import XlsxWriterException

    book = Workbook(
        str(path),
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "tmpdir": str(path.parent),
        },
    )
    sheets = _Sheets(book, columns)
    try:
        for row in rows:
            sheets.add(row)
    except BaseException:
        # Only closing frees what the library has opened; the file itself is thrown away.
        with suppress(OSError, XlsxWriterException):
            book.close()
        raise
    try:
        sheets.close()
    except XlsxWriterException as error:
        raise OSError(0, str(error)) from error
    return sheets.count


class _Sheets:
    """The sheets of a workbook: one, and another one wherever that is full."""

    def __init__(self, book: Any, columns: Sequence[ExportColumn]) -> None:
        self.count = 0
        self._book = book
        self._columns = columns
        self._money = book.add_format({"num_format": "#,##0.00"})
        self._time = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self._head = book.add_format({"bold": True, "bottom": 1})
        self._sheet: Any = None
        self._row = 0
        self._begin()

    def add(self, row: Sequence[Value]) -> None:
        """Write one product."""
        if self._row == _ROWS_OF_A_SHEET:
            self._end()
            self._begin()
        self._row += 1
        self.count += 1
        for index, value in enumerate(row):
            match value:
                case None:
                    pass
                case Decimal():
                    self._sheet.write_number(self._row, index, value, self._money)
                case datetime():
                    self._sheet.write_datetime(self._row, index, _local(value), self._time)
                case int():
                    self._sheet.write_number(self._row, index, value)
                case _:
                    text = value.replace("\0", "")[:_LONGEST]
                    self._sheet.write_string(self._row, index, text)

    def close(self) -> None:
        """Finish the file."""
        self._end()
        self._book.close()

    def _begin(self) -> None:
        self._sheet = self._book.add_worksheet()
        self._row = 0
        self._sheet.freeze_panes(1, 0)
        for index, column in enumerate(self._columns):
            self._sheet.set_column(index, index, _WIDTHS.get(column, 14))
            self._sheet.write_string(0, index, translate(_TITLES[column]), self._head)

    def _end(self) -> None:
        self._sheet.autofilter(0, 0, self._row, len(self._columns) - 1)
