"""The plain tables: columns share their width, rows are marked as a whole."""

from __future__ import annotations

from functools import partial
from operator import itemgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import (
    QAbstractSlider,
    QApplication,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)
from pytestqt.qtbot import QtBot

from shopsync_gui.ui.kit.column_widths import ColumnWidth, fitted_widths
from shopsync_gui.ui.kit.rows_model import RowsModel, TableColumn
from shopsync_gui.ui.kit.tables import ROW_HEIGHT, RowsTable, table
from shopsync_gui.ui.kit.theme import Theme
from shopsync_gui.ui.kit.whole_rows import WholeRows
from shopsync_gui.ui.kit.widgets import MARGIN, ElidedLabel
from shopsync_gui.ui.products.rows.columns import Column, column_widths

Index = QModelIndex | QPersistentModelIndex

COLUMNS = {
    0: ColumnWidth(100, 150),
    1: ColumnWidth(100, 200, share=1),
    2: ColumnWidth(50, 80, rank=2),
    3: ColumnWidth(50, 80, rank=1),
}


@pytest.mark.parametrize(
    ("available", "widths"),
    [
        (600, {0: 150, 1: 290, 2: 80, 3: 80}),
        (300, {0: 100, 1: 100, 2: 50, 3: 50}),
        (299, {0: 116, 1: 117, 3: 66}),
        (240, {0: 120, 1: 120}),
        (360, {0: 115, 1: 115, 2: 65, 3: 65}),
        (100, {0: 50, 1: 50}),
    ],
)
def test_columns_fill_the_width(available: int, widths: dict[int, int]) -> None:
    fitted = fitted_widths(available, COLUMNS)
    assert sum(fitted.values()) == available
    assert fitted == widths


def test_few_columns_are_cut_rather_than_all_by_a_little() -> None:
    columns = {0: ColumnWidth(80, 96), 1: ColumnWidth(140, 156), 2: ColumnWidth(110, 213)}
    fitted = fitted_widths(390, columns)
    assert fitted == {0: 96, 1: 156, 2: 138}


width = st.builds(
    lambda floor, above, more, share, rank: ColumnWidth(
        floor + above, floor + above + more, share=share, rank=rank, floor=floor
    ),
    *(st.integers(0, 300),) * 3,
    st.integers(0, 6),
    st.integers(0, 3),
)


@given(st.integers(0, 3000), st.lists(width, min_size=1, max_size=8))
def test_no_pixel_is_left_over_and_no_column_goes_below_its_floor(
    available: int, columns: list[ColumnWidth]
) -> None:
    fitted = fitted_widths(available, dict(enumerate(columns)))
    assert all(pixels >= columns[number].floor for number, pixels in fitted.items())
    floors = sum(columns[number].floor for number in fitted)
    assert not fitted or sum(fitted.values()) == max(available, floors)
    kept = {number for number, column in enumerate(columns) if not column.rank}
    assert kept <= set(fitted)
    if sum(column.least for column in columns) <= available:
        assert all(pixels >= columns[number].least for number, pixels in fitted.items())


@pytest.mark.parametrize("changes", [False, True])
@pytest.mark.parametrize("reasons", [False, True])
@pytest.mark.parametrize("available", [200, 400, 700, 1000, 1600])
def test_the_names_of_products_are_seen_before_all_else(
    available: int, changes: bool, reasons: bool
) -> None:
    fitted = column_widths(available, changes=changes, reasons=reasons)
    assert fitted[Column.NAME] >= 140
    assert set(fitted) < set(Column) or fitted[Column.NAME] >= 252


def test_a_column_that_was_hidden_is_as_wide_as_ever(qtbot: QtBot, qapp: QApplication) -> None:
    theme = Theme("light", qapp)
    columns = (
        TableColumn("Name", str, 240),
        TableColumn("A rather long title of numbers", str, 90, right=True, rank=1),
    )
    model = RowsModel(columns, theme, theme)
    model.set_rows(["1", "2"])
    view = table(model, columns, "rows", stretch=0)
    qtbot.addWidget(view)
    view.resize(900, 200)
    view.show()
    wide = view.columnWidth(1)
    view.resize(260, 200)
    assert view.isColumnHidden(1)
    view.resize(900, 200)
    assert view.columnWidth(1) == wide


def test_a_column_of_nothing_gives_its_pixels_to_the_name(qtbot: QtBot, qapp: QApplication) -> None:
    theme = Theme("light", qapp)
    name = "Bemutato Mintabolt (long-name)"
    columns = (
        TableColumn("Name", lambda row: row[0], 120, full=260),
        TableColumn("Count", lambda row: row[1], 90, right=True, rank=1),
        TableColumn("To do", lambda row: row[2], 220, nothing="–"),
    )
    model = RowsModel(columns, theme, theme)
    view = table(model, columns, "rows", stretch=0)
    qtbot.addWidget(view)
    view.resize(480, 200)
    view.show()
    model.set_rows([(name, "300", "–")])
    assert view.columnWidth(0) > view.fontMetrics().horizontalAdvance(name)
    assert view.columnWidth(2) < 150
    view.resize(320, 200)
    assert view.isColumnHidden(2)
    assert not view.isColumnHidden(1)
    model.set_rows([(name, "300", "8 were skipped")])
    assert not view.isColumnHidden(2)


def test_a_long_text_takes_no_room_that_another_column_needs(
    qtbot: QtBot, qapp: QApplication
) -> None:
    theme = Theme("light", qapp)
    columns = (
        TableColumn("SKU", lambda row: row[0], 96, least=80, full=220),
        TableColumn("What happens", lambda row: row[1], 240, least=140, full=640),
    )
    model = RowsModel(columns, theme, theme)
    view = table(model, columns, "rows", stretch=1)
    qtbot.addWidget(view)
    view.resize(300, 200)
    view.show()
    model.set_rows([("REGI-0002", "New · 5,679 Ft · VAT 5% · and so on " * 3)])
    assert view.columnWidth(0) >= 80
    view.resize(180, 200)  # not even that has room
    assert view.columnWidth(0) + view.columnWidth(1) == view.viewport().width()


def test_a_column_as_wide_as_its_texts_shrinks_where_it_says_nothing(
    qtbot: QtBot, qapp: QApplication
) -> None:
    theme = Theme("light", qapp)
    columns = (
        TableColumn("Name", lambda row: row[0], 120),
        TableColumn("Change", lambda row: row[1], 200, full=240, nothing="–"),
    )
    model = RowsModel(columns, theme, theme)
    view = table(model, columns, "rows", stretch=0)
    qtbot.addWidget(view)
    view.resize(480, 200)
    view.show()
    model.set_rows([("Túrabakancs", "–")])
    assert view.columnWidth(1) < 100
    model.append([("Túrabakancs", "Nettó ár: 3 900 Ft → 2 900 Ft")])
    assert view.columnWidth(1) >= 200


def test_columns_follow_texts_that_change_in_place(qtbot: QtBot, qapp: QApplication) -> None:
    """One that has no room stays out of sight."""
    theme = Theme("light", qapp)
    columns = (
        TableColumn("Name", lambda row: row[0], 120, least=120),
        TableColumn("When", lambda row: row[1], 112, full=160, rank=1),
        TableColumn("To do", lambda row: row[2], 100, least=60, full=240),
    )
    model = RowsModel(columns, theme, theme)
    view = table(model, columns, "rows", stretch=0)
    qtbot.addWidget(view)
    view.setSortingEnabled(True)
    view.resize(400, 200)
    view.show()
    model.set_rows([("Túrabakancs", "ma 9:00", "–")])
    assert not view.isColumnHidden(1)
    long = "A biztonsági fék megállította"
    model.exchange([("Túrabakancs", "ma 9:00", long)])
    assert view.columnWidth(2) > view.fontMetrics().horizontalAdvance(long)
    view.resize(300, 200)
    assert view.isColumnHidden(1)
    model.exchange([("Túrabakancs", "ma 9:00", long)])
    assert view.isColumnHidden(1)


def test_a_text_and_a_number_that_grow_in_place_have_the_room_that_is_left(
    qtbot: QtBot, qapp: QApplication
) -> None:
    theme = Theme("light", qapp)
    columns = (
        TableColumn("Name", lambda row: row[0], 60, least=60),
        TableColumn("State", lambda row: row[1], 40, full=60),
        TableColumn("Count", lambda row: row[2], 40, right=True),
    )
    model = RowsModel(columns, theme, theme)
    view = table(model, columns, "rows", stretch=0)
    qtbot.addWidget(view)
    view.resize(600, 200)
    view.show()
    model.set_rows([("Kanna", "Részben kész", "1")])
    metrics = view.fontMetrics()
    for state, count in (("A biztonsági fék megállította", "1"), ("Kész", "1 234 567 890")):
        model.exchange([("Kanna", state, count)])
        assert view.columnWidth(1) > metrics.horizontalAdvance(state)
        assert view.columnWidth(2) > metrics.horizontalAdvance(count)


class Counting(QStyledItemDelegate):
    """Notes the texts that are painted."""

    def __init__(self, painted: list[str]) -> None:
        super().__init__()
        self._painted = painted

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        self._painted.append(option.text)


def test_a_row_is_painted_anew_whichever_of_its_texts_has_changed(
    qtbot: QtBot, qapp: QApplication
) -> None:
    theme = Theme("light", qapp)
    columns = tuple(TableColumn("Title", itemgetter(n), 100, full=60 * (n == 0)) for n in range(4))
    model = RowsModel(columns, theme, theme)
    view = table(model, columns, "rows", stretch=0)
    qtbot.addWidget(view)
    view.resize(500, 200)
    with qtbot.waitExposed(view):
        view.show()
    painted: list[str] = []
    counting = Counting(painted)
    view.setItemDelegate(counting)
    model.set_rows([["a", "b", "c", "d"]])
    qtbot.waitUntil(lambda: "d" in painted)
    for number in range(4):
        texts = ["a", "b", "c", "d"]
        texts[number] = f"another {number}"
        model.exchange([texts])
        qtbot.waitUntil(partial(painted.__contains__, texts[number]))


def test_another_height_measures_no_column_anew(qtbot: QtBot, qapp: QApplication) -> None:
    asked: list[int] = []

    def number_of(row: int) -> str:
        asked.append(row)
        return str(row)

    columns = (TableColumn("Name", str, 200), TableColumn("Number", number_of, 90, right=True))
    theme = Theme("light", qapp)
    model = RowsModel(columns, theme, theme)
    view = table(model, columns, "t", 0)
    qtbot.addWidget(view)
    model.set_rows(list(range(500)))
    view.resize(400, 200)
    with qtbot.waitExposed(view):
        view.show()
    view.repaint()
    asked.clear()
    view.resize(400, 240)
    view.repaint()
    assert set(asked) < set(range(100))


def test_the_current_row_stays_in_sight_where_the_table_gets_lower(
    qtbot: QtBot, qapp: QApplication
) -> None:
    theme = Theme("light", qapp)
    columns = (TableColumn("A", str, 100),)
    model = RowsModel(columns, theme, theme)
    model.set_rows([str(number) for number in range(40)])
    view = table(model, columns, "rows", stretch=0)
    qtbot.addWidget(view)
    view.resize(300, 400)
    view.show()
    view.selectRow(7)
    row = view.row_height()

    def in_sight() -> bool:
        top = view.row_top(7)
        return 0 <= top <= view.viewport().height() - row

    assert in_sight()
    for height in (300, 220, 150):
        view.resize(300, height)
        assert in_sight()
    view.scrollToBottom()
    before = view.verticalScrollBar().value()
    view.resize(300, 400)
    assert not in_sight()
    assert view.verticalScrollBar().value() <= before


def colour(view: RowsTable, row: int, column: int) -> QColor:
    """What stands behind the end of a cell."""
    picture: QImage = view.viewport().grab().toImage()
    cell = view.visualRect(view.model().index(row, column))
    return picture.pixelColor(cell.right() - 4, cell.center().y())


def test_the_row_below_the_mouse_is_marked_as_a_whole(qtbot: QtBot, qapp: QApplication) -> None:
    theme = Theme("light", qapp)
    theme.dress()
    columns = (TableColumn("A", str, 100), TableColumn("B", str, 100))
    model = RowsModel(columns, theme, theme)
    model.set_rows(["x", "y", "z"])
    view = table(model, columns, "rows", stretch=1)
    qtbot.addWidget(view)
    view.resize(400, 200)
    view.show()
    qtbot.mouseMove(view.viewport(), view.visualRect(model.index(1, 0)).center())
    hover = QColor(theme.tokens.hover)
    qtbot.waitUntil(lambda: colour(view, 1, 0) == hover)
    assert colour(view, 1, 1) == hover
    assert colour(view, 0, 0) == colour(view, 2, 1) != hover
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert colour(view, 1, 0) != hover


@pytest.mark.parametrize("across", [False, True])
@pytest.mark.parametrize("middle", [False, True])
def test_the_end_of_a_text_tells_it_from_others(
    qtbot: QtBot, qapp: QApplication, across: bool, middle: bool
) -> None:
    def painted(end: str) -> QImage:
        columns = [TableColumn("Webshop", lambda row: row, middle=middle)]
        model = RowsModel(columns, Theme("light", qapp), qapp)
        view = table(model, columns, "shops", 0, across=across)
        qtbot.addWidget(view)
        model.set_rows([f"Bemutató webshop a belvárosban ({end})"])
        view.resize(180, 120)
        view.show()
        return view.grab().toImage()

    assert (painted("elso") != painted("masik")) is middle
    labels = []
    for end in ("elso", "masik"):
        text = ElidedLabel(middle=middle)
        qtbot.addWidget(text)
        text.setText(f"Bemutató webshop a belvárosban ({end})")
        text.resize(140, 24)
        labels.append(text.grab().toImage())
    assert (labels[0] != labels[1]) is middle


def test_the_last_text_of_a_table_across_a_page_ends_at_the_margin(
    qtbot: QtBot, qapp: QApplication
) -> None:
    theme = Theme("light", qapp)
    columns = (
        TableColumn("Name", str, 200, least=80),
        TableColumn("State", lambda _row: "Not a single price has changed", 100, full=400),
    )
    model = RowsModel(columns, theme, theme)
    view = table(model, columns, "any", stretch=0, across=True)
    qtbot.addWidget(view)
    model.set_rows(["x"])
    view.resize(600, 120)
    view.show()
    text = view.fontMetrics().horizontalAdvance("Not a single price has changed")
    assert view.columnWidth(1) >= 8 + text + MARGIN


@pytest.mark.parametrize("height", [100, 143, 144, 145, 180, 333])
def test_a_table_of_whole_rows_cuts_none(qtbot: QtBot, qapp: QApplication, height: int) -> None:
    theme = Theme("light", qapp)
    columns = (TableColumn("Name", str),)
    model = RowsModel(columns, theme, theme)
    model.set_rows(list(range(50)))
    view = table(model, columns, "any", stretch=0)
    place = WholeRows(view, 40)
    qtbot.addWidget(place)
    place.resize(300, height)
    place.show()
    assert view.viewport().height() % ROW_HEIGHT == 0
    for step in ("SliderSingleStepAdd", "SliderPageStepAdd", "SliderToMaximum"):
        view.verticalScrollBar().triggerAction(QAbstractSlider.SliderAction[step])
        assert view.row_top(view.rowAt(0)) == 0, "the first row in sight is cut"
