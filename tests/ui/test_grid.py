"""The grid on a list longer than the window; runs on Qt's own platform without a screen and on X11."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from threading import Event

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from shopsync_gui.core.catalogue import ProductState, ShopProduct
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.text import format_int, translate
from shopsync_gui.sandbox.shop.catalogue import Catalogue
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.account.connections import Connection
from shopsync_gui.store.lists.grid_row import GridRow
from shopsync_gui.store.search.filters import Filters
from shopsync_gui.store.search.query import GridQuery
from shopsync_gui.system.paths import database_file
from shopsync_gui.ui.products.grid.cell_layout import CellLayout, right_edge
from shopsync_gui.ui.products.grid.cell_parts import Words
from shopsync_gui.ui.products.grid.grid import ProductGrid
from shopsync_gui.ui.products.grid.tile_layout import TileLayout
from shopsync_gui.ui.products.products_page import ProductsPage
from shopsync_gui.ui.products.rows.columns import Column, column_title
from shopsync_gui.ui.products.rows.list_view import ListView, row_shape
from shopsync_gui.ui.products.rows.model import ProductModel
from shopsync_gui.ui.products.rows.row_texts import RowTexts, one_line
from tests.catalogues import as_shop_product, fill, shop_products
from tests.ui.driver import Driver

_Flag = QItemSelectionModel.SelectionFlag
PRODUCTS = 1206


@contextmanager
def filled_page(
    qtbot: QtBot, home: Path, products: int, *, shops: int = 1
) -> Iterator[ProductsPage]:
    """The products page, shown, with a list of so many products that is there as a whole."""
    home.mkdir(parents=True, exist_ok=True)
    fill(database_file(home), products, shops=shops)
    driver = Driver(qtbot)
    driver.open()
    driver.page("pageProducts")
    page = driver.find(ProductsPage, "pageProducts")
    wait_list(qtbot, page)
    assert len(page.model.ids) == products
    yield page
    driver.close()


@pytest.fixture
def page(qtbot: QtBot, shopsync_home: Path) -> Iterator[ProductsPage]:
    """The products page, shown, with a list that is there as a whole."""
    with filled_page(qtbot, shopsync_home, PRODUCTS) as page:
        yield page


@pytest.fixture
def store(page: ProductsPage) -> Iterator[Store]:
    """The program's data, read past the window."""
    with closing(open_store(page.context.store.path, read_only=True)) as store:
        yield store


def wait_list(bot: QtBot, page: ProductsPage) -> None:
    """Wait until the list is there and every row that is seen has been read."""
    grid, model = page.grid, page.model

    def there() -> bool:
        return model.complete and not model.busy and all(model.row_texts(row) for row in seen(grid))

    bot.waitUntil(there)


def seen(grid: ProductGrid) -> range:
    """The rows in sight."""
    count = grid.products.rowCount()
    if not count:
        return range(0)
    last = grid.rowAt(grid.viewport().height() - 1)
    return range(grid.rowAt(0), count if last < 0 else last + 1)


def click_row(bot: QtBot, grid: ProductGrid, row: int) -> None:
    """Scroll to a row and click it."""
    grid.scroll_to(row - 3)
    position = grid.visualRect(grid.products.index(row, 0)).center()
    bot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=position)


def listed(store: Store, page: ProductsPage) -> list[GridRow]:
    """The products that the store finds for the page's question."""
    return store.grid.rows(store.grid.ids(page.model.query), None)


def painted(page: ProductsPage) -> list[str]:
    """The SKUs in sight, from the texts that the cells are painted with."""
    lines = [page.model.row_texts(row) for row in seen(page.grid)]
    return [line.texts[1] for line in lines if line is not None]


def wait_read(bot: QtBot, page: ProductsPage) -> None:
    """Wait until the reading thread has answered everything that it was asked up to now."""
    answers: list[None] = []
    page.context.store.reader.ask(page, lambda _store: None, answers.append)
    bot.waitUntil(lambda: bool(answers))
    page.grid.viewport().repaint()


def detail_texts(page: ProductsPage) -> list[str]:
    """Every text of the panel at the side."""
    return [label.text() for label in page.details.findChildren(QLabel) if label.isVisible()]


class CountingModel(ProductModel):
    """Counts how often a row's flags are asked for."""

    asked = 0

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        """Whether the row can be selected."""
        self.asked += 1
        return super().flags(index)


def beside_long_name(page: ProductsPage, words: int) -> tuple[RowTexts, CellLayout]:
    """A row with pictures whose name has so many long words, and what lays it out."""
    known = page.model.row_texts(0)
    assert known is not None
    name = " ".join(["túrabakancs"] * words)
    line = RowTexts(replace(known.row, name=name, sku="TTL-00025", sa_id=1234567))
    layout = CellLayout(page.model, page.grid.font(), page.context.theme.tokens)
    layout.shape = row_shape(ListView.PICTURES, dense=False, pictures=True)
    return line, layout


@pytest.mark.parametrize("words", [5, 6, 7])
def test_beside_a_name_of_two_lines_the_id_is_whole_or_left_out(
    page: ProductsPage, words: int
) -> None:
    """First the name, then the SKU: an id of which half is cut says nothing."""
    line, layout = beside_long_name(page, words)
    tails = set()
    for width in range(240, 480, 8):
        parts = layout.lay_out(line, Column.NAME, width)
        shown = [part.text.text() for part in parts if isinstance(part, Words)]
        assert max(right_edge(part) for part in parts) <= width, width
        tails.add(shown[-1])
        assert "#" not in "".join(shown) or shown[-1] == f"TTL-00025 · {line.number}", width
    assert {"TTL-00025", f"TTL-00025 · {line.number}"} <= tails


@pytest.mark.parametrize("words", [*range(2, 9), 30])
def test_beside_a_name_of_any_length_the_sku_is_seen(page: ProductsPage, words: int) -> None:
    """Also beside one whose second line would fill the row exactly."""
    line, layout = beside_long_name(page, words)
    for width in range(260, 480, 4):
        parts = layout.lay_out(line, Column.NAME, width)
        shown = [part.text.text() for part in parts if isinstance(part, Words)]
        assert shown[-1].startswith("TTL-00025"), width
        assert max(right_edge(part) for part in parts) <= width, width


def test_a_tile_shows_the_sku_also_of_what_is_sold_out(page: ProductsPage) -> None:
    known = page.model.row_texts(0)
    assert known is not None
    layout = TileLayout(page.model, page.grid.font(), page.context.theme.tokens)
    for row in (
        replace(known.row, stock=Decimal(0), state=ProductState.ACTIVE),
        replace(known.row, state=ProductState.DISABLED),
    ):
        line = RowTexts(replace(row, sku="TTL-00025", failure=None, reason=None))
        parts = layout.lay_out(line, 200)
        shown = [part.text.text() for part in parts if isinstance(part, Words)]
        assert shown[-2] == "TTL-00025"
        assert shown[-1] in (line.stock, line.texts[Column.STATE])
        assert max(right_edge(part) for part in parts) <= 200


@pytest.mark.parametrize("row", [600, 1100, PRODUCTS - 1])
def test_a_shorter_list_is_painted_with_its_own_rows(
    qtbot: QtBot, page: ProductsPage, store: Store, row: int
) -> None:
    """The clicked row's number is beyond the end of the list that follows."""
    click_row(qtbot, page.grid, row)
    assert page.grid.current_product() == page.model.product_id(row)
    page.set_filters(Filters(on_sale=True))
    wait_list(qtbot, page)
    rows = listed(store, page)
    assert 3 < len(rows) < row
    wait_read(qtbot, page)
    assert painted(page) == [one_line(found.sku) for found in rows[: len(painted(page))]]
    click_row(qtbot, page.grid, 2)
    page.details_switch.choose(True)
    page.grid.copy_selection()
    clipboard = QGuiApplication.clipboard()
    qtbot.waitUntil(lambda: rows[2].name in clipboard.text())
    qtbot.waitUntil(lambda: rows[2].name in detail_texts(page))


def test_rows_that_are_asked_for_while_the_list_changes_are_not_read(
    qtbot: QtBot, page: ProductsPage, store: Store
) -> None:
    """Whatever Qt or a screen reader asks for between the beginning and the end of the change."""
    model = page.model
    model.rowsAboutToBeRemoved.connect(lambda: model.index(PRODUCTS - 1, 0).data())
    model.rowsAboutToBeInserted.connect(lambda: model.index(0, 0).data())
    for filters in (Filters(on_sale=True), Filters()):
        page.set_filters(filters)
        wait_list(qtbot, page)
        wait_read(qtbot, page)
        rows = listed(store, page)
        assert painted(page) == [one_line(found.sku) for found in rows[: len(painted(page))]]


def test_a_list_that_is_read_again_before_it_is_there_begins_at_its_beginning(
    qtbot: QtBot, page: ProductsPage
) -> None:
    click_row(qtbot, page.grid, 600)
    page.set_filters(Filters(on_sale=True))
    page.refresh()
    wait_list(qtbot, page)
    assert page.grid.rowAt(0) == 0


def test_nothing_is_chosen_while_the_list_changes(qtbot: QtBot, page: ProductsPage) -> None:
    click_row(qtbot, page.grid, 1000)
    chosen: list[int | None] = []
    page.grid.chosen.connect(chosen.append)
    page.set_filters(Filters(on_sale=True))
    wait_list(qtbot, page)
    assert set(chosen) <= {None, page.model.product_id(0)}


@contextmanager
def on_its_way(page: ProductsPage) -> Iterator[None]:
    """While no list is read: what is asked for in the block comes after it."""
    may_answer = Event()
    page.context.store.lister.ask(page, lambda _store: may_answer.wait(60))
    try:
        yield
    finally:
        may_answer.set()


def copied(qtbot: QtBot, page: ProductsPage) -> list[str]:
    """Copy by the keyboard; the lines on the clipboard below the titles of their columns."""
    with qtbot.waitSignal(page.grid.copied):
        qtbot.keyClick(page.grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    titles, *lines = QGuiApplication.clipboard().text().splitlines()
    assert titles.split("\t")[:2] == [column_title(Column.NAME), translate("SalesAutopilot id")]
    assert all(len(line.split("\t")) == len(titles.split("\t")) for line in lines)
    return lines


@pytest.mark.parametrize("search", ["szappan", ""])
def test_what_is_chosen_while_another_list_is_on_its_way_is_chosen_in_it(
    qtbot: QtBot, page: ProductsPage, search: str
) -> None:
    page.search.setText(search)
    wait_list(qtbot, page)
    page.grid.select_rows([0])
    with on_its_way(page):
        page.search.setText("")
        for column in (Column.GROSS, Column.NET):
            page.grid.horizontalHeader().setSortIndicator(column, Qt.SortOrder.DescendingOrder)
        click_row(qtbot, page.grid, 3)
        clicked = page.grid.current_product()
        qtbot.keyClick(page.grid, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        chosen = set(page.grid.selected_products())
        assert len(chosen) > 3
    wait_list(qtbot, page)
    assert len(page.model.ids) == PRODUCTS
    assert set(page.grid.selected_products()) == chosen
    assert page.grid.current_product() == clicked
    assert len(copied(qtbot, page)) == len(chosen)


def test_a_product_of_the_rest_is_current_where_the_list_is_read_again_before_that_is_there(
    qtbot: QtBot, page: ProductsPage
) -> None:
    header = page.grid.horizontalHeader()
    header.setSortIndicator(Column.NAME, Qt.SortOrder.AscendingOrder)
    wait_list(qtbot, page)
    click_row(qtbot, page.grid, 0)
    first = page.grid.current_product()
    with qtbot.waitSignal(page.model.listed):
        header.setSortIndicator(Column.NAME, Qt.SortOrder.DescendingOrder)
    assert (page.model.complete, page.grid.current_product()) == (False, None)
    with on_its_way(page):
        page.refresh()
    wait_list(qtbot, page)
    assert page.grid.current_product() == first
    assert page.grid.currentIndex().row() > PRODUCTS // 2


@pytest.mark.parametrize("read_again", [False, True])
def test_all_of_a_list_whose_rest_is_on_its_way_are_all(
    qtbot: QtBot, page: ProductsPage, *, read_again: bool
) -> None:
    page.model.search(GridQuery())
    with qtbot.waitSignal(page.model.listed):
        pass
    assert not page.model.complete
    with on_its_way(page):
        page.grid.setFocus()
        qtbot.keyClick(page.grid, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        assert page.grid.selected_count() < PRODUCTS
        if read_again:
            page.refresh()
    wait_list(qtbot, page)
    assert page.grid.selected_rows() == [(0, PRODUCTS - 1)]


def test_the_header_asks_no_row_when_all_are_selected(qtbot: QtBot, page: ProductsPage) -> None:
    model = CountingModel(page.context.store.lister, page.context.store.reader, page)
    grid = ProductGrid(page.context, model)
    qtbot.addWidget(grid)
    grid.resize(900, 400)
    grid.show()
    model.search(GridQuery())
    qtbot.waitUntil(lambda: model.complete and not model.busy)
    grid.selectAll()
    model.asked = 0
    grid.horizontalHeader().viewport().repaint()
    assert model.asked < PRODUCTS  # the visible cells at most


def land(page: ProductsPage, products: list[ShopProduct], shop: Connection | None = None) -> None:
    """Put products of a shop, the only one, into the data as a sync does that runs beside the window."""
    connection = shop or page.context.connections[0]
    with closing(open_store(page.context.store.path)) as store:
        run = store.runs.start(JobKind.SYNC, connection.id, datetime.now(UTC))
        store.pull.land_page(
            run.run_id, connection.id, 0, len(products), products, datetime.now(UTC)
        )
        while store.search_index.add_pending():
            pass


def test_prices_of_another_currency_make_room_for_themselves(
    qtbot: QtBot, page: ProductsPage
) -> None:
    page.window().resize(1280, 800)
    line = page.model.row_texts(0)
    assert line is not None
    products = {product.sku: product for product in shop_products(Catalogue(1), 0, PRODUCTS)}
    dear = replace(
        products[line.row.sku], net=Decimal("51250.5"), gross=Decimal("65088.13"), currency="RON"
    )
    land(page, [dear])
    page.refresh()

    def cut() -> list[str]:
        texts = page.model.row_texts(0)
        assert texts is not None
        metrics = page.grid.fontMetrics()
        return [
            texts.texts[column]
            for column in (Column.NET, Column.GROSS)
            if metrics.horizontalAdvance(texts.texts[column]) + 16 > page.grid.columnWidth(column)
        ]

    def shown() -> bool:
        texts = page.model.row_texts(0)
        return texts is not None and texts.row.currency == "RON" and not cut()

    qtbot.waitUntil(shown)
    assert not page.grid.isColumnHidden(Column.NET)


def test_only_cells_that_changed_are_laid_out_again(qtbot: QtBot, page: ProductsPage) -> None:
    """A sync has the list read again every few seconds while the user scrolls in it."""
    columns = [column for column in Column if not page.grid.isColumnHidden(column)]

    def drawn() -> dict[tuple[int, Column], object]:
        """What was laid out of the cells in sight."""
        page.grid.viewport().repaint()
        lines = {row: page.model.row_texts(row) for row in seen(page.grid)}
        return {
            (row, column): line.cells[column]
            for row, line in lines.items()
            if line is not None
            for column in columns
        }

    page.grid.scroll_to(600)
    wait_list(qtbot, page)
    before, changed = drawn(), page.model.row_texts(602)
    assert changed is not None
    assert len(before) > 3
    assert None not in before.values()
    products = {product.sku: product for product in shop_products(Catalogue(1), 0, PRODUCTS)}
    land(page, [replace(products[changed.row.sku], net=Decimal(123456))])
    page.refresh()
    wait_list(qtbot, page)
    after = drawn()
    assert before.keys() == after.keys()
    again = {cell for cell in after if after[cell] is not before[cell]}
    assert again == {(602, column) for column in columns} & {
        (602, Column.NET), (602, Column.GROSS)
    }  # fmt: skip
    line = page.model.row_texts(602)
    assert line is not None
    assert line.row.net == 123456


def test_all_that_were_chosen_stay_so_when_rows_come_and_change(
    qtbot: QtBot, page: ProductsPage
) -> None:
    catalogue = Catalogue(1)
    page.model.sort(Column.NAME)
    wait_list(qtbot, page)
    page.grid.setFocus()
    qtbot.keyClick(page.grid, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    chosen, current = set(page.grid.selected_products()), page.grid.current_product()
    assert len(chosen) == PRODUCTS
    changed = [as_shop_product(catalogue.product(key)) for key in range(0, PRODUCTS, 9)]
    land(page, [replace(product, name=f"{product.name[::-1]}") for product in changed])
    land(page, list(shop_products(catalogue, PRODUCTS, 40)))
    for _again in range(2):
        page.refresh()
        wait_list(qtbot, page)
        assert len(page.model.ids) == PRODUCTS + 40
        assert set(page.grid.selected_products()) == chosen
        assert page.grid.current_product() == current
    assert page.selection.isVisible()
    assert format_int(PRODUCTS) in page.selection.findChildren(QLabel)[0].text()
    page.grid.copy_selection()
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text().count("\n") == PRODUCTS)


def test_what_was_taken_out_of_very_many_stays_out(qtbot: QtBot, page: ProductsPage) -> None:
    page.grid.selectAll()
    position = page.grid.visualRect(page.model.index(2, 0)).center()
    left, control = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier
    qtbot.mouseClick(page.grid.viewport(), left, control, position)
    assert page.grid.current_product() == page.model.product_id(2)
    page.refresh()
    page.grid.selectionModel().select(  # while the list is on its way
        page.model.index(5, 0), _Flag.Deselect | _Flag.Rows
    )
    wait_list(qtbot, page)
    assert page.grid.selected_rows() == [(0, 1), (3, 4), (6, PRODUCTS - 1)]


def _tick(grid: ProductGrid) -> None:
    grid.show_column(Column.DISCOUNT, True)


def _untick(grid: ProductGrid) -> None:
    grid.show_column(Column.STATE, False)


def _size(grid: ProductGrid) -> None:
    grid.setColumnWidth(Column.NAME, grid.columnWidth(Column.NAME) - 20)


@pytest.mark.parametrize(
    ("change", "shown", "hidden"),
    [(_tick, {Column.DISCOUNT}, set()), (_untick, set(), {Column.STATE}), (_size, set(), set())],
)
def test_columns_that_step_aside_for_the_details_are_not_lost_by_a_change_of_another(
    qtbot: QtBot,
    shopsync_home: Path,
    change: Callable[[ProductGrid], None],
    shown: set[Column],
    hidden: set[Column],
) -> None:
    with filled_page(qtbot, shopsync_home, 30) as page:
        grid = page.grid
        usual = set(grid.shown_columns())
        page.details_switch.choose(True)
        qtbot.waitUntil(lambda: Column.UPDATED not in grid.shown_columns())
        narrow = set(grid.shown_columns())
        change(grid)
        assert set(grid.shown_columns()) == (narrow | shown) - hidden
        kept = grid.columns_state()
        assert set(grid.shown_columns()) == (narrow | shown) - hidden
        page.details_switch.choose(False)
        qtbot.waitUntil(lambda: set(grid.shown_columns()) == (usual | shown) - hidden)
        grid.reset_columns()
        grid.restore_columns(kept)  # as at the next start
        assert set(grid.shown_columns()) == (usual | shown) - hidden


def test_columns_sized_by_hand_step_aside_for_the_details(
    qtbot: QtBot, shopsync_home: Path
) -> None:
    with filled_page(qtbot, shopsync_home, 30) as page:
        grid = page.grid
        usual = set(grid.shown_columns())
        grid.setColumnWidth(Column.NAME, grid.columnWidth(Column.NAME) - 20)
        name = grid.columnWidth(Column.NAME)
        page.details_switch.choose(True)
        qtbot.waitUntil(lambda: Column.UPDATED not in grid.shown_columns())
        assert grid.horizontalScrollBar().maximum() == 0  # nothing has to be scrolled to
        assert grid.columnWidth(Column.NAME) == name
        page.details_switch.choose(False)
        qtbot.waitUntil(lambda: set(grid.shown_columns()) == usual)
        assert grid.columnWidth(Column.NAME) == name


def test_columns_made_wider_than_the_list_stay_as_they_were_made(
    qtbot: QtBot, shopsync_home: Path
) -> None:
    with filled_page(qtbot, shopsync_home, 30) as page:
        grid = page.grid
        usual = set(grid.shown_columns())
        grid.setColumnWidth(Column.NAME, grid.width() + 100)
        before = grid.viewport().width()
        page.resize(page.width() + 20, page.height())
        qtbot.waitUntil(lambda: grid.viewport().width() > before)
        assert set(grid.shown_columns()) == usual


def test_a_column_unticked_while_it_had_no_room_before_stays_hidden(
    qtbot: QtBot, shopsync_home: Path
) -> None:
    with filled_page(qtbot, shopsync_home, 30) as page:
        grid = page.grid
        page.details_switch.choose(True)
        qtbot.waitUntil(lambda: Column.UPDATED not in grid.shown_columns())
        grid.show_column(Column.UPDATED, True)
        grid.show_column(Column.UPDATED, False)
        page.details_switch.choose(False)
        qtbot.waitUntil(lambda: Column.NET in grid.shown_columns())
        assert Column.UPDATED not in grid.shown_columns()
