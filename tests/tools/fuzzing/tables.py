"""Exported tables: no cell is a formula, and each says what it was given."""

from __future__ import annotations

import csv
import io
import random
import re
import zipfile
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

from shopsync_gui.core.strings.formulas import FORMULA, defused
from shopsync_gui.sync.outputs.export_files import separators, write_csv, write_xlsx
from tests.parallel import memory_folder
from tests.tools.fuzzing.mutations import vary_text
from tests.tools.fuzzing.reader import Reader

_WORDS = (
    "=1+1", "+A1", "-2", "@SUM(A1)", "\t=1", "\r=1", "\0=1", '="', '""', ";", "\n", "\r\n", "0017", "3-4", "1E5",
    "jan 5", "igaz", "' =1", "|cmd", "DDE", "\ufeff=1", "＝1", "_x0041_", "http://a", "{=1}", "\u2028", "]]>", "<f>",
)  # fmt: skip
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LITERAL = re.compile(r'="((?:[^"]|"")*)"')
#: The library writes these as _xHHHH_, which XML has no other way for.
_ESCAPED = re.compile(r"_x([0-9A-F]{4})_")
_TITLES = ("Név", "Cikkszám")
#: The longest text of a cell.
_LONGEST = 32_767


def check(content: bytes) -> None:
    """Cells divided by zero bytes of a line, of which two make a row."""
    cells = content.decode("utf-8", "replace").split("\x1f")
    rows = [cells[at : at + 2] for at in range(0, len(cells), 2)][:40]
    with TemporaryDirectory(dir=memory_folder()) as folder:
        for spreadsheets in (False, True):
            path = Path(folder) / "a.csv"
            write_csv(
                path, _TITLES, iter([list(row) for row in rows]), for_spreadsheets=spreadsheets
            )
            _read_csv(path.read_bytes().decode("utf-8-sig"), rows, spreadsheets)
        path = Path(folder) / "a.xlsx"
        write_xlsx(path, _TITLES, (20, 20), iter([list(row) for row in rows]))
        _read_xlsx(path, rows)


def _read_csv(text: str, rows: list[list[str]], spreadsheets: bool) -> None:
    found = list(csv.reader(io.StringIO(text, newline=""), delimiter=separators()[0]))[1:]
    assert len(found) == len(rows)
    for row, wanted in zip(found, rows, strict=True):
        assert len(row) == len(wanted), row
        for cell, given in zip(row, wanted, strict=True):
            plain = given.replace("\0", "").encode(errors="replace").decode()
            literal = _LITERAL.fullmatch(cell) if spreadsheets else None
            if literal is not None:
                assert literal[1].replace('""', '"') == plain, (cell, given)
                continue
            assert not cell.startswith(FORMULA), (cell, given)
            assert cell in (plain, f"'{plain}", defused(given).encode(errors="replace").decode())


def _read_xlsx(path: Path, rows: list[list[str]]) -> None:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert not [name for name in names if "extern" in name.lower() or "rels/sheet" in name]
        sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    assert sheet.find(f".//{_SHEET}f") is None, "a formula"
    cells = {cell.get("r"): cell for cell in sheet.iter(f"{_SHEET}c")}
    for number, row in enumerate(rows, 2):
        for column, given in zip("AB", row, strict=False):
            cell = cells.get(f"{column}{number}")
            text = "" if cell is None else "".join(cell.itertext())
            wanted = _cut(given.replace("\0", "")[:_LONGEST])
            said = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
            assert _comparable(said) == _comparable(wanted), (text[:200], wanted[:200])


def _cut(text: str) -> str:
    """A text as long as a cell takes it, which counts in UTF-16."""
    whole = text.encode("utf-16-le", "replace")[: 2 * _LONGEST]
    return whole.decode("utf-16-le", "ignore")


def _comparable(text: str) -> str:
    """A text without what XML has no way for."""
    return re.sub(r"[^\w=+@<>&;'\"()-]|_", "", text.encode(errors="ignore").decode())


@cache
def samples() -> list[bytes]:
    """Rows of ordinary and of dangerous cells."""
    return ["\x1f".join((word, f"cipő {word}")).encode() for word in _WORDS]


def vary(content: bytes, chance: random.Random) -> bytes:
    """Mutate cells."""
    return vary_text(content, chance, (*_WORDS, "\x1f"))


READER = Reader(check, samples, vary)
