"""Exports as a spreadsheet finds them: values, order, formulas defused, whole or not at all."""

from __future__ import annotations

import csv
import errno
import gc
import sys
import zipfile
from collections import deque
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest
from msgspec.structs import replace

from shopsync_gui.core.catalogue import Category, ShopProduct
from shopsync_gui.core.errors import ExportFormatUnknown, FileNotWritten
from shopsync_gui.core.products.labels import reason_label
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.text import translate
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.search.query import GridQuery, GridSort
from shopsync_gui.sync.outputs import export_files
from shopsync_gui.sync.outputs.export import Cancelled, Export, ExportColumn, export
from shopsync_gui.sync.outputs.export_files import Value, write_xlsx
from tests.connected import connect_shop
from tests.virtual import EPOCH

_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
NASTY = ["=1+1", "+36 30", "-10%", "@SUM(A1)", "\tTab", 'Idéző"jel; pont', "Árvíztűrő\nsor", "<b>&"]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = open_store(tmp_path / "shopsync.db")
    connection = connect_shop(store)
    run = store.runs.start(JobKind.SYNC, connection.id, EPOCH)
    products = [
        ShopProduct(
            inner_id=str(number),
            ref=str(number),
            sku=f"SKU-{number}",
            name=name,
            net=Decimal("1234.5") + number,
            gross=Decimal("1567.82"),
            vat=Decimal(27),
            currency="HUF",
            updated_at=EPOCH,
        )
        for number, name in enumerate(NASTY)
    ]
    store.pull.land_page(run.run_id, connection.id, 0, 200, products, EPOCH)
    return store


def read_csv(path: Path, separator: str = ";") -> list[dict[str, str]]:
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=separator))


def read_xlsx(path: Path) -> list[list[tuple[str, str]]]:
    """Each cell's type and raw value."""
    with zipfile.ZipFile(path) as archive:
        sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    assert sheet.find(f".//{_SHEET}pane") is not None
    assert sheet.find(f".//{_SHEET}autoFilter") is not None
    assert sheet.find(f".//{_SHEET}f") is None, "no cell is a formula"
    return [
        [(cell.get("t", "n"), "".join(cell.itertext())) for cell in row.findall(f"{_SHEET}c")]
        for row in sheet.iter(f"{_SHEET}row")
    ]


def test_a_csv_file_holds_what_was_asked_for_in_its_order(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "ki.csv"
    query = GridQuery(sort=GridSort.NET, descending=True)
    assert export(store, Export(path, query)) == len(NASTY)
    rows = read_csv(path)
    assert [row["SKU"] for row in rows] == [f"SKU-{n}" for n in reversed(range(len(NASTY)))]
    assert rows[-1]["Net price"] == "1234,50"
    assert rows[0]["VAT"] == "27"
    assert rows[0]["Currency"] == "HUF"
    names = [row["Name"] for row in reversed(rows)]
    for name, wanted in zip(names, NASTY, strict=True):
        assert not name.startswith(("=", "+", "-", "@", "\t"))
        assert name.removeprefix("'") == wanted


@pytest.mark.parametrize(
    ("spoken", "separator", "price"), [("hu", ";", "1234,50"), ("en", ",", "1234.50")]
)
def test_a_csv_file_is_one_for_spreadsheets_of_the_language(
    store: Store,
    tmp_path: Path,
    language: Callable[[str], None],
    spoken: str,
    separator: str,
    price: str,
) -> None:
    language(spoken)
    columns = (ExportColumn.NAME, ExportColumn.NET)
    export(store, Export(tmp_path / "ki.csv", GridQuery(sort=GridSort.NET), columns))
    rows = read_csv(tmp_path / "ki.csv", separator)
    name, net = rows[0]
    assert rows[0][net] == price
    assert [row[name].removeprefix("'") for row in rows] == NASTY


def test_an_xlsx_file_holds_numbers_as_numbers_and_texts_as_texts(
    store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "ki.xlsx"
    columns = (ExportColumn.NAME, ExportColumn.NET, ExportColumn.UPDATED)
    query = GridQuery(sort=GridSort.NET)
    assert export(store, Export(path, query, columns)) == len(NASTY)
    head, *rows = read_xlsx(path)
    assert [value for _type, value in head] == ["Name", "Net price", "Updated"]
    assert [row[0][1] for row in rows] == NASTY
    assert {row[0][0] for row in rows} == {"inlineStr"}
    assert [Decimal(row[1][1]) for row in rows] == [Decimal("1234.5") + n for n in range(8)]
    assert all(row[2][0] == "n" for row in rows)


def test_a_search_narrows_the_file(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "ki.csv"
    assert export(store, Export(path, GridQuery(text="arvizturo"))) == 1
    assert [row["Name"] for row in read_csv(path)] == ["Árvíztűrő\nsor"]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_cancelled_export_leaves_the_earlier_file(
    store: Store, tmp_path: Path, ending: str
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    path = folder / f"ki.{ending}"
    path.write_text("earlier")
    with pytest.raises(Cancelled):
        export(store, Export(path, GridQuery()), cancelled=lambda: True)
    assert path.read_text() == "earlier"
    assert list(folder.iterdir()) == [path]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_place_that_cannot_be_written_is_named(store: Store, tmp_path: Path, ending: str) -> None:
    with pytest.raises(FileNotWritten):
        export(store, Export(tmp_path / "missing" / f"ki.{ending}", GridQuery()))
    folder = tmp_path / f"taken.{ending}"
    folder.mkdir()
    with pytest.raises(FileNotWritten):
        export(store, Export(folder, GridQuery()))
    assert list(tmp_path.glob("*.part")) == []
    assert list(tmp_path.glob(".*.part")) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full")
@pytest.mark.parametrize("rows", [1, 3000])
def test_a_workbook_on_a_full_disk_fails_once_and_in_silence(
    rows: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    late: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda told: late.append(told.exc_value))
    path = tmp_path / "ki.xlsx"
    path.symlink_to("/dev/full")
    with pytest.raises(OSError, check=lambda error: error.errno == errno.ENOSPC):
        write_xlsx(path, ["Név"], [20], ([f"{number} {number**9}"] for number in range(rows)))
    with pytest.raises(LookupError):
        write_xlsx(path, ["Név"], [20], _broken_off_after(rows))
    gc.collect()
    assert late == []
    assert [file for file in tmp_path.iterdir() if file != path] == [], "nothing else is left"


def _broken_off_after(rows: int) -> Iterator[list[Value]]:
    for number in range(rows):
        yield [f"{number} {number**9}"]
    raise LookupError


def test_other_endings_are_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(ExportFormatUnknown):
        export(store, Export(tmp_path / "ki.pdf", GridQuery()))


def test_progress_reaches_the_end(store: Store, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    export(store, Export(tmp_path / "ki.csv", GridQuery()), lambda *both: seen.append(both))
    assert seen[-1] == (len(NASTY), len(NASTY))


# --- SKUs that a spreadsheet would make something else of -------------------------------------------

#: Each was tried with LibreOffice: the plain text became a number, a date or a time.
MISREAD = [
    "0017",
    "3-4",
    "1/2",
    "12345678901234567890",
    "1E5",
    "10:30",
    "jan 5",
    "10%",
    "+36 30",
    "=1+1",
]
READ_AS_TEXT = ["ABC-12", "A0017", "0017A", '5" cső', "Március", "Decor 3x4"]


def land_skus(store: Store, skus: list[str]) -> None:
    connection = store.connections.all()[0]
    run = store.runs.start(JobKind.SYNC, connection.id, EPOCH)
    products = [
        ShopProduct(inner_id=f"s{n}", ref=f"s{n}", sku=sku, name=f"{n:02}")
        for n, sku in enumerate(skus)
    ]
    store.pull.land_page(run.run_id, connection.id, 0, 200, products, EPOCH)


def test_a_csv_for_spreadsheets_keeps_such_skus_as_texts(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "ki.csv"
    land_skus(store, [*MISREAD, *READ_AS_TEXT])
    ids = tuple(
        i for some in store.grid.ids_of_skus([*MISREAD, *READ_AS_TEXT]).values() for i in some
    )
    export(store, Export(path, GridQuery(), ids=ids, for_spreadsheets=True))
    written = [row["SKU"] for row in read_csv(path)]
    assert written == [*(f'="{sku}"' for sku in MISREAD), *READ_AS_TEXT]
    export(store, Export(path, GridQuery(), ids=ids))
    assert [row["SKU"].removeprefix("'") for row in read_csv(path)] == [*MISREAD, *READ_AS_TEXT]


def test_the_chosen_products_are_written_in_their_order(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "ki.csv"
    ids = tuple(reversed(store.grid.ids(GridQuery())[2:5]))
    assert export(store, Export(path, GridQuery(text="nothing"), ids=ids)) == 3
    wanted = [row.sku for row in store.grid.rows(ids)]
    assert [row["SKU"] for row in read_csv(path)] == wanted


def test_prices_stock_link_and_picture_are_values_of_their_own(
    store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "ki.csv"
    connection = store.connections.all()[0]
    run = store.runs.start(JobKind.SYNC, connection.id, EPOCH)
    later = EPOCH + timedelta(days=60)
    product = ShopProduct(
        inner_id="x", ref="x", sku="X-1", name="Bögre", net=Decimal(1000), gross=Decimal(1270),
        list_net=Decimal(1000), list_gross=Decimal(1270), vat=Decimal(27), currency="HUF",
        stock=Decimal(4), page="https://bolt.hu/bogre", image="https://bolt.hu/bogre.jpg",
    )  # fmt: skip
    store.pull.land_page(run.run_id, connection.id, 0, 200, [product], EPOCH)
    cheaper = replace(product, net=Decimal(800), gross=Decimal(1016))
    store.pull.land_page(run.run_id, connection.id, 1, 200, [cheaper], later)
    export(store, Export(path, GridQuery(), ids=store.grid.ids_of_skus(["x-1"])["x-1"]))
    (row,) = read_csv(path)
    assert (row["Gross price"], row["List price (gross)"]) == ("1016,00", "1270,00")
    assert row["Earlier price (gross, lowest of 30 days)"] == "1270,00"
    assert (row["Discount (%)"], row["Stock"]) == ("20", "4")
    assert (row["Link"], row["Picture"]) == (product.page, product.image)


@pytest.mark.parametrize(
    ("code", "words"), [("en", "Uncategorised"), ("hu", "Nincs kategorizálva")]
)
def test_without_a_category_the_file_says_so_in_the_users_language(
    store: Store, tmp_path: Path, language: Callable[[str], None], code: str, words: str
) -> None:
    language(code)
    columns = (ExportColumn.CATEGORIES,)
    export(store, Export(tmp_path / "ki.csv", GridQuery(), columns=columns))
    rows = (tmp_path / "ki.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    assert set(rows) == {words}


def test_categories_have_the_names_of_the_account(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "ki.csv"
    (connection,) = store.connections.all()
    run = store.runs.start(JobKind.SYNC, connection.id, EPOCH)
    tree = [
        Category(ref="w", inner_id="1", name="Women"),
        Category(ref="ws", inner_id="2", name="Shoes", parent_ref="w"),
        Category(ref="m", inner_id="3", name="Men"),
        Category(ref="ms", inner_id="4", name="Shoes", parent_ref="m"),
    ]
    store.categories.save(connection.id, run.run_id, tree)
    products = [
        ShopProduct(inner_id=ref, ref=ref, sku=ref, name="Boots", category_refs=(ref, "m"))
        for ref in ("ws", "ms")
    ]
    store.pull.land_page(run.run_id, connection.id, 0, 200, products, EPOCH)
    export(store, Export(path, GridQuery(text="boots")))
    told = {row["SKU"]: row["Categories"] for row in read_csv(path)}
    assert told == {"ws": "Women > Shoes, Men", "ms": "Men > Shoes, Men"}


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_reason_why_a_product_is_left_out_is_exported(
    store: Store, tmp_path: Path, ending: str
) -> None:
    connection = store.connections.all()[0].id
    first = store.grid.ids(GridQuery(sort=GridSort.SKU))[0]
    deque(store.findings.setting_reasons(connection, {first: "no_price"}), 0)
    path = tmp_path / f"ki.{ending}"
    export(store, Export(path, GridQuery(sort=GridSort.SKU)))
    if ending == "csv":
        reasons = [row[translate("Why it is left out")] for row in read_csv(path)]
        assert reasons[0].startswith(reason_label("no_price"))
        assert not any(reasons[1:])
    else:
        with zipfile.ZipFile(path) as archive:
            assert reason_label("no_price") in archive.read("xl/worksheets/sheet1.xml").decode()


def sheets_of(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    return [sheet.get("name", "") for sheet in book.iter(f"{_SHEET}sheet")]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("", "ki"),
        ("Őszi akció: 50 %", "Őszi akció 50 %"),
        ("'[a]/b\\c*?'", "a b c"),
        ("Nagyon hosszú nézetnév, amely nem fér el", "Nagyon hosszú nézetnév, amely ne"[:31]),
        ("History", "Sheet1"),
        ("?", "Sheet1"),
    ],
)
def test_a_sheet_is_called_as_the_list(
    store: Store, tmp_path: Path, name: str, wanted: str
) -> None:
    export(store, Export(tmp_path / "ki.xlsx", GridQuery(), name=name))
    assert sheets_of(tmp_path / "ki.xlsx") == [wanted]


def test_a_further_sheet_has_a_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_files, "ROWS_OF_A_SHEET", 2)
    write_xlsx(tmp_path / "a.xlsx", ["a"], [9], iter([["x"]] * 5), "y" * 40)
    assert sheets_of(tmp_path / "a.xlsx") == ["y" * 31, f"{'y' * 29} 2", f"{'y' * 29} 3"]
