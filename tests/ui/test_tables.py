"""The plain tables: columns share their width, rows are marked as a whole."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from shopsync_gui.ui.kit.column_widths import shared_out
from shopsync_gui.ui.kit.tables import RowsModel, RowsTable, TableColumn, table
from shopsync_gui.ui.kit.theme import Theme

#: Least width, width, and the order of giving way.
COLUMNS = {0: (100, 150, 0), 1: (100, 200, 0), 2: (50, 80, 2), 3: (50, 80, 1)}


@pytest.mark.parametrize(
    ("room", "widths"),
    [
        (600, {0: 150, 1: 290, 2: 80, 3: 80}),
        (300, {0: 100, 1: 100, 2: 50, 3: 50}),
        (299, {0: 113, 1: 128, 3: 58}),
        (240, {0: 113, 1: 127}),
        (100, {0: 50, 1: 50}),
    ],
)
def test_columns_share_the_room(room: int, widths: dict[int, int]) -> None:
    shared = shared_out(room, COLUMNS, stretch=1)
    assert sum(shared.values()) == room
    assert shared == widths


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
