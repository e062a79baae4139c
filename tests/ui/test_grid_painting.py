"""What the grid paints again, and what it lays out again: only what shows something else now."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from types import FrameType
from typing import Any, cast

import pytest
from msgspec.structs import asdict, replace
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPaintEvent, QRegion
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.errors import CreatesRefused
from shopsync_gui.core.products.reasons import SkipReason
from shopsync_gui.core.products.suspect import SuspectRow
from shopsync_gui.sandbox.shop.catalogue import Catalogue
from shopsync_gui.store.lists.grid_row import GridRow, PreviousValues
from shopsync_gui.ui.products.grid.cell_layout import CellLayout
from shopsync_gui.ui.products.grid.cell_parts import Box, Picture, Words
from shopsync_gui.ui.products.products_page import ProductsPage
from shopsync_gui.ui.products.rows.columns import Column
from shopsync_gui.ui.products.rows.list_view import ListView, row_shape
from shopsync_gui.ui.products.rows.model import ProductModel
from shopsync_gui.ui.products.rows.row_texts import RowTexts
from tests.catalogues import shop_products
from tests.ui.test_grid import filled_page, land, wait_list

PRODUCTS = 400
ADDRESS = "https://shop.example/a.jpg"
WIDTH = 300
ROW = GridRow(
    id=7,
    connection_id=1,
    name="Túrabakancs, vízálló",
    sa_id=None,
    sku="TB-1",
    categories=(("Cipők", True), ("Túra", False)),
    labels=("Cipők", "Túra"),
    net=Decimal(10_000),
    gross=Decimal(12_700),
    vat=Decimal(27),
    list_net=Decimal(12_000),
    list_gross=Decimal(15_240),
    currency="HUF",
    state=ProductState.ACTIVE,
    updated_at=datetime(2026, 3, 1, 8, tzinfo=UTC),
    reason=None,
    failure=None,
    stock=Decimal(3),
    image=ADDRESS,
    page="https://shop.example/a",
)
#: Another value for every field.
OTHERS: dict[str, Any] = {
    "id": 8,
    "connection_id": 2,
    "name": "Bakancs",
    "sa_id": 481220,
    "sku": "TB-2",
    "categories": (("Cipők", False), ("Túra", False)),
    "labels": ("Cipők", "Sport > Túra"),
    "net": Decimal(9_000),
    "gross": Decimal(11_430),
    "vat": Decimal(5),
    "list_net": Decimal(20_000),
    "list_gross": Decimal(25_400),
    "currency": "EUR",
    "state": ProductState.GONE,
    "updated_at": datetime(2026, 4, 2, 9, 30, tzinfo=UTC),
    "reason": SkipReason.NO_SKU,
    "failure": CreatesRefused().problem,
    "stock": Decimal(0),
    "image": "https://shop.example/b.jpg",
    "page": "https://shop.example/b",
    "suspect": SuspectRow(sa_id=9, sku="TB 2", name="Bakancs (régi)"),
}


@pytest.fixture
def page(qtbot: QtBot, shopsync_home: Path) -> Iterator[ProductsPage]:
    """The products page, shown, with a list that is there as a whole."""
    with filled_page(qtbot, shopsync_home, PRODUCTS) as page:
        yield page


class Painted(QObject):
    """Notes which parts of a list are painted."""

    def __init__(self, page: ProductsPage) -> None:
        super().__init__(page)
        self._list = page.grid.viewport()
        self.areas: list[QRegion] = []
        self._list.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.areas.append(event.region())
        return False

    def has_painted(self, area: QRect) -> bool:
        """Whether this area was painted, and then not more than half of the list with it."""
        whole = self._list.rect().height()
        return any(
            region.intersected(area).boundingRect() == area
            and sum(part.height() for part in cast("Iterable[QRect]", region)) < whole / 2
            for region in self.areas
        )


def on_screen(page: ProductsPage) -> QImage:
    """The list as it stands on the screen."""
    viewport, window = page.grid.viewport(), page.window()
    corner = viewport.mapTo(window, QPoint(0, 0))
    size = viewport.size()
    picture = window.screen().grabWindow(
        window.winId(), corner.x(), corner.y(), size.width(), size.height()
    )
    return picture.toImage()


def looks(drawing: list[Words | Box | Picture]) -> list[object]:
    """What can be seen of a drawing."""
    seen: list[object] = []
    for part in drawing:
        if isinstance(part, Words):
            font = "" if part.font is None else part.font.toString()
            seen.append((part.pen.color().name(), part.position, part.text.text(), font))
        elif isinstance(part, Box):
            seen.append((part.brush.name(), part.area, part.radius))
        else:
            seen.append(asdict(part))
    return seen


def test_a_picture_that_has_been_loaded_paints_its_own_rows(
    qtbot: QtBot, page: ProductsPage
) -> None:
    grid, row = page.grid, 3
    line = page.model.row_texts(row)
    assert line is not None
    products = {product.sku: product for product in shop_products(Catalogue(1), 0, PRODUCTS)}
    land(page, [replace(products[line.row.sku], image=ADDRESS)])
    page.refresh()
    wait_list(qtbot, page)
    grid.viewport().repaint()
    painted = Painted(page)
    area = QRect(0, grid.row_top(row), grid.viewport().width(), grid.row_height())

    def is_painted() -> bool:
        page.context.pictures.loaded.emit(ADDRESS)
        return painted.has_painted(area)

    qtbot.wait_until(is_painted)


def test_painting_asks_the_model_nothing_for_qt(page: ProductsPage) -> None:
    # Another thread may take the interpreter whenever Qt's own painting of cells enters Python.
    asked: list[str] = []

    def heard(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call" and isinstance(frame.f_locals.get("self"), ProductModel):
            asked.append(frame.f_code.co_name)

    sys.setprofile(heard)
    try:
        page.grid.viewport().repaint()
    finally:
        sys.setprofile(None)
    assert set(asked) == {"row_texts"}
    assert len(asked) == len(page.grid.shown_rows())


def test_scrolling_paints_what_comes_into_sight(qtbot: QtBot, page: ProductsPage) -> None:
    grid = page.grid
    painted = Painted(page)
    area = grid.viewport().rect()
    area.setTop(area.bottom() - grid.row_height() + 1)

    def is_painted() -> bool:
        bar = grid.verticalScrollBar()
        bar.setValue(bar.value() + grid.row_height())
        return painted.has_painted(area)

    qtbot.wait_until(is_painted)


@pytest.mark.parametrize("view", [ListView.PICTURES, ListView.COMPACT])
def test_a_cell_that_is_kept_looks_as_if_it_were_laid_out_anew(
    page: ProductsPage, view: ListView
) -> None:
    layout = CellLayout(page.model, page.grid.font(), page.context.theme.tokens)
    layout.shape = row_shape(view, dense=False, pictures=True)
    before = RowTexts(ROW)
    for column in Column:
        before.cells[column] = (WIDTH, 0, layout.lay_out(before, column, WIDTH))
    assert {*OTHERS, "previous"} == set(GridRow.__struct_fields__)
    for field, value in OTHERS.items():
        changed = RowTexts(replace(ROW, **{field: value}))
        changed.keep_cells(before)
        kept = [column for column in Column if changed.cells[column]]
        assert len(kept) > len(Column) / 3, field
        for column in kept:
            drawing = changed.cells[column][2]
            assert looks(drawing) == looks(layout.lay_out(changed, column, WIDTH)), (field, column)


def test_words_on_a_change_are_laid_out_anew(page: ProductsPage) -> None:
    layout = CellLayout(page.model, page.grid.font(), page.context.theme.tokens)
    before = RowTexts(
        replace(ROW, previous=PreviousValues(changed=frozenset({"net"}), net=ROW.net))
    )
    before.cells[Column.UPDATED] = (WIDTH, 0, layout.lay_out(before, Column.UPDATED, WIDTH))
    changed = RowTexts(replace(before.row, net=Decimal(1)))
    changed.keep_cells(before)
    assert not any(changed.cells)


def test_what_was_moved_looks_as_if_it_were_painted_anew(qtbot: QtBot, page: ProductsPage) -> None:
    grid = page.grid
    grid.setFocus()
    grid.select_rows([4, 5, 9])
    for pixels in (7, 130, -61, 52, 333, -400, 1):
        grid.verticalScrollBar().setValue(grid.verticalScrollBar().value() + pixels)
        QApplication.processEvents()
    shown = on_screen(page)
    grid.viewport().update()
    qtbot.wait_until(lambda: not grid.products.busy)
    QApplication.processEvents()
    assert on_screen(page) == shown
    assert len({shown.pixel(x, y) for x in range(0, 400, 3) for y in range(0, 400, 3)}) > 8


def test_the_frame_leaves_every_row_that_is_not_the_current_one(
    qtbot: QtBot, page: ProductsPage
) -> None:
    grid = page.grid
    grid.setFocus()
    grid.select_rows([1])
    for modifier in (Qt.KeyboardModifier.NoModifier, *[Qt.KeyboardModifier.ShiftModifier] * 3):
        qtbot.keyClick(grid, Qt.Key.Key_Down, modifier)
        QApplication.processEvents()
    assert grid.currentIndex().row() >= 4
    shown = on_screen(page)
    grid.viewport().update()
    QApplication.processEvents()
    assert on_screen(page) == shown
