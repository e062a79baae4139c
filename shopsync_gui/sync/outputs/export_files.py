"""The writing of rows of values into a CSV or XLSX file."""

from __future__ import annotations

import csv
import re
from contextlib import closing, suppress
from datetime import datetime
from decimal import Decimal
from io import SEEK_SET, BytesIO
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, BinaryIO

from shopsync_gui.core.strings.formulas import FORMULA, defused
from shopsync_gui.core.text import language, local

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

Value = str | int | Decimal | datetime | None

_SIGNS = r"[\d\s.,:;/+\-%()€$]*"
_MONTH = (
    r"(jan|feb|m[aá]r|[aá]pr|may|m[aá]j|j[uú]n|j[uú]l|aug|sep|sze|oct|okt|nov|dec)[^\W\d]*[.\s/-]*"
)
#: Texts that a spreadsheet reads as a number, a time, a date or a truth: 0017, 3-4, 1/2, 1E5, jan 5.
_MISREAD = re.compile(
    rf"{_SIGNS}\d{_SIGNS}(e[+-]?\d+)?|{_MONTH}\d{_SIGNS}|\d{_SIGNS}{_MONTH}{_SIGNS}"
    "|true|false|igaz|hamis",
    re.IGNORECASE,
)
#: The longest text within a formula.
_LONGEST_LITERAL = 255
#: Characters that a cell of XLSX can hold, and rows of a sheet below its head.
_LONGEST = 32_767
ROWS_OF_A_SHEET = 1_048_575
#: Characters of a sheet's name, those that it cannot hold, and the name that Excel keeps to itself.
_LONGEST_NAME = 31
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]+")
_TAKEN = "history"


def _local(moment: datetime) -> datetime:
    return local(moment).replace(tzinfo=None, microsecond=0)


# --- CSV --------------------------------------------------------------------------------------------


def separators() -> tuple[str, str]:
    """Return the separator of values and the decimal mark, as spreadsheets of the language in use read them."""
    return (",", ".") if language() == "en" else (";", ",")


def write_csv(
    path: Path, titles: Sequence[str], rows: Iterator[list[Value]], *, for_spreadsheets: bool
) -> int:
    """Write a CSV file; the number of its rows."""
    separator, mark = separators()
    text = _spreadsheet_text if for_spreadsheets else defused
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="", errors="replace") as file:
        writer = csv.writer(file, delimiter=separator, lineterminator="\r\n")
        writer.writerow(titles)
        for row in rows:
            writer.writerow([text(v) if isinstance(v, str) else _plain(v, mark) for v in row])
            count += 1
    return count


def _plain(value: int | Decimal | datetime | None, decimal_mark: str) -> str:
    match value:
        case None:
            return ""
        case Decimal():
            return f"{value:f}".replace(".", decimal_mark)
        case datetime():
            return f"{_local(value):%Y-%m-%d %H:%M:%S}"
    return str(value)


def _spreadsheet_text(text: str) -> str:
    """A text that spreadsheets show as it is: as ="0017" where they would make something else of it."""
    plain = text.replace("\0", "")
    if not plain.startswith(FORMULA) and not _is_misread(plain):
        return plain
    if len(plain) > _LONGEST_LITERAL or not plain.isprintable():
        return defused(plain)
    return '="{}"'.format(plain.replace('"', '""'))


def _is_misread(text: str) -> bool:
    return len(text) <= _LONGEST_LITERAL and _MISREAD.fullmatch(text.strip()) is not None


# --- XLSX -------------------------------------------------------------------------------------------


def sheet_name(name: str, number: int = 1) -> str:
    """The name of a list as that of its sheet, or of a further one; empty where nothing is left of it."""
    end = "" if number == 1 else f" {number}"
    words = " ".join(_NOT_IN_A_NAME.sub(" ", name).split()).strip(" '")
    kept = words[: _LONGEST_NAME - len(end)].rstrip(" '") + end
    return "" if not words or kept.lower() == _TAKEN else kept


def write_xlsx(
    path: Path,
    titles: Sequence[str],
    widths: Sequence[int],
    rows: Iterator[list[Value]],
    name: str = "",
) -> int:
    """Write a workbook with columns of these widths in characters; the number of its rows.

    Its sheets are called by the `name` of the list; without one as the library calls them.
    """
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import XlsxWriterException

    with (
        TemporaryDirectory(dir=path.parent, prefix=".", ignore_cleanup_errors=True) as folder,
        closing(_Target(path)) as target,
    ):
        book = Workbook(
            target,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "tmpdir": folder,
            },
        )
        sheets = _Sheets(book, titles, widths, name)
        try:
            for row in rows:
                sheets.add(row)
        except BaseException:
            # Only closing frees what the library has opened; the file itself is thrown away.
            with suppress(OSError, XlsxWriterException):
                target.close()
                book.close()
            raise
        try:
            sheets.close()
        except XlsxWriterException as error:
            raise _of_system(error) from error
    return sheets.count


def _of_system(error: Exception) -> OSError:
    """The system's fault that the library has wrapped, with its number, which tells a full disk."""
    found = (cause for cause in (*error.args, error.__cause__, error.__context__))
    return next((c for c in found if isinstance(c, OSError)), OSError(0, str(error)))


class _Target:
    """The file of a workbook.

    Where writing fails, the library leaves its archive open, and that writes its end whenever it is
    collected: what comes after the closing goes nowhere.
    """

    def __init__(self, path: Path) -> None:
        self._file: BinaryIO = path.open("wb")

    def write(self, data: bytes) -> int:
        """Write these bytes."""
        return self._file.write(data)

    def tell(self) -> int:
        """The place in the file."""
        return self._file.tell()

    def seek(self, offset: int, whence: int = SEEK_SET) -> int:
        """Go to a place in the file."""
        return self._file.seek(offset, whence)

    def flush(self) -> None:
        """Hand on what has been written."""
        self._file.flush()

    def close(self) -> None:
        """Close the file; what is still written is forgotten."""
        file, self._file = self._file, BytesIO()
        file.close()


class _Sheets:
    """The sheets of a workbook: one, and another one wherever that is full."""

    def __init__(self, book: Any, titles: Sequence[str], widths: Sequence[int], name: str) -> None:
        self.count = self._sheets = 0
        self._name = name
        self._book = book
        self._titles = titles
        self._widths = widths
        self._money = book.add_format({"num_format": "#,##0.00"})
        self._time = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self._text = book.add_format({"num_format": "@"})
        self._head = book.add_format({"bold": True, "bottom": 1})
        self._sheet: Any = None
        self._row = 0
        self._begin()

    def add(self, row: Sequence[Value]) -> None:
        """Write one row."""
        if self._row == ROWS_OF_A_SHEET:
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
                    # A cell marked as text stays one when it is edited.
                    form = self._text if _is_misread(text) else None
                    self._sheet.write_string(self._row, index, text, form)

    def close(self) -> None:
        """Finish the file."""
        self._end()
        self._book.close()

    def _begin(self) -> None:
        self._sheets += 1
        self._sheet = self._book.add_worksheet(sheet_name(self._name, self._sheets) or None)
        self._row = 0
        self._sheet.freeze_panes(1, 0)
        for index, (title, width) in enumerate(zip(self._titles, self._widths, strict=True)):
            self._sheet.set_column(index, index, width)
            self._sheet.write_string(0, index, title, self._head)

    def _end(self) -> None:
        self._sheet.autofilter(0, 0, self._row, len(self._titles) - 1)
