"""The shop in each row where the list shows the products of several."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from shopsync_gui.core.products.changes import Period
from shopsync_gui.sandbox.shop.catalogue import Catalogue
from shopsync_gui.store import open_store
from shopsync_gui.store.account.connections import Connection
from shopsync_gui.store.search.filters import Filters
from shopsync_gui.ui.jobs.purposes import ListPurpose
from shopsync_gui.ui.products.grid.cell_layout import CellLayout, right_edge
from shopsync_gui.ui.products.grid.cell_parts import Drawing, Words
from shopsync_gui.ui.products.grid.tile_layout import PICTURE, TileLayout
from shopsync_gui.ui.products.products_page import ProductsPage
from shopsync_gui.ui.products.rows.columns import Column
from shopsync_gui.ui.products.rows.list_view import ListView, row_shape
from shopsync_gui.ui.products.rows.row_texts import RowTexts
from tests.catalogues import shop_products
from tests.ui.test_grid import filled_page, land, wait_list

PRODUCTS = 40
LONG = "Zsebkendő és Társa Nagykereskedelmi Kft. Budapest"


@pytest.fixture
def page(qtbot: QtBot, shopsync_home: Path) -> Iterator[ProductsPage]:
    """The products of two shops."""
    with filled_page(qtbot, shopsync_home, PRODUCTS, shops=2) as page:
        yield page


def painted(page: ProductsPage, row: int) -> list[str]:
    """The texts that a row's name, or its tile, was painted with last."""
    page.stack.list.viewport().repaint()
    line = page.model.row_texts(row)
    assert line is not None
    kept = line.tile if page.stack.view is ListView.GALLERY else line.cells[Column.NAME]
    return texts(kept[2])


def texts(drawing: Drawing) -> list[str]:
    return [part.text.text() for part in drawing if isinstance(part, Words)]


def names_shop(page: ProductsPage, row: int) -> bool:
    """Whether the row's last words, and what is said of it, are the title of its own shop."""
    shown = [text.removeprefix(" · ") for text in painted(page, row)]
    shop, *others = sorted(page.context.connections, key=lambda c: c.id != shop_of(page, row).id)
    assert not {other.title for other in others} & set(shown)
    said = [
        str(page.model.index(row, Column.NAME).data(role)).endswith(f" · {shop.title}")
        for role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)
    ]
    assert set(said) == {shop.title in shown}
    return shop.title in shown


def shop_of(page: ProductsPage, row: int) -> Connection:
    line = page.model.row_texts(row)
    assert line is not None
    shop = page.context.connections.get(line.row.connection_id)
    assert shop is not None
    return shop


def rows_in_sight(page: ProductsPage) -> range:
    return page.stack.list.shown_rows()


def rename(bot: QtBot, page: ProductsPage, shop: Connection, title: str) -> None:
    """Give a shop another title, past the window."""
    with closing(open_store(page.context.store.path)) as store:
        store.connections.update(shop.id, title=title)
    with bot.waitSignal(page.context.connections.changed):
        page.context.connections.reload()


@pytest.mark.parametrize("view", ListView)
def test_each_row_names_its_shop_while_the_products_of_several_are_listed(
    qtbot: QtBot, page: ProductsPage, view: ListView
) -> None:
    page.stack.set_view(view)
    rows = rows_in_sight(page)
    assert all(names_shop(page, row) for row in rows)
    assert len({shop_of(page, row).id for row in rows}) == 2
    page.set_filters(Filters(connection_id=page.context.connections[1].id))
    wait_list(qtbot, page)
    assert not any(names_shop(page, row) for row in rows_in_sight(page))
    page.set_filters(Filters())
    wait_list(qtbot, page)
    assert all(names_shop(page, row) for row in rows_in_sight(page))


@pytest.mark.parametrize("view", ListView)
def test_where_there_is_one_shop_no_row_names_it(
    qtbot: QtBot, shopsync_home: Path, view: ListView
) -> None:
    with filled_page(qtbot, shopsync_home, PRODUCTS) as page:
        page.stack.set_view(view)
        assert not any(names_shop(page, row) for row in rows_in_sight(page))


def test_changed_products_name_their_shops(qtbot: QtBot, page: ProductsPage) -> None:
    changed = [
        replace(product, net=Decimal(7)) for product in shop_products(Catalogue(1), 0, PRODUCTS)
    ]
    for shop in page.context.connections:
        land(page, changed, shop)
    page.show_for(ListPurpose(changes=Period.WEEK))
    qtbot.waitUntil(lambda: page.model.query.changed_since is not None)
    wait_list(qtbot, page)
    rows = rows_in_sight(page)
    assert len(rows) > 1
    assert all(names_shop(page, row) for row in rows)


@pytest.mark.parametrize("view", ListView)
def test_a_new_title_is_shown_at_once(qtbot: QtBot, page: ProductsPage, view: ListView) -> None:
    page.stack.set_view(view)
    painted(page, 0)
    rename(qtbot, page, shop_of(page, 0), "Kávépörkölő")
    assert "Kávépörkölő" in [text.removeprefix(" · ") for text in painted(page, 0)]
    assert names_shop(page, 0)


def test_shops_of_one_title_are_told_apart(qtbot: QtBot, page: ProductsPage) -> None:
    first, second = page.context.connections
    rename(qtbot, page, second, first.title)
    shops = {first.id: first.name, second.id: second.name}
    for row in rows_in_sight(page):
        shop = shop_of(page, row)
        assert painted(page, row)[-1] == f" · {shops[shop.id]}"
        said = page.model.index(row, Column.NAME).data(Qt.ItemDataRole.AccessibleTextRole)
        assert said.endswith(f" · {shop.title} ({shop.name})")


@pytest.mark.parametrize("words", [1, 3, 5, 7, 30])
@pytest.mark.parametrize("view", [ListView.PICTURES, ListView.COMPACT])
def test_a_long_title_leaves_room_for_the_product(
    qtbot: QtBot, page: ProductsPage, words: int, view: ListView
) -> None:
    known = page.model.row_texts(0)
    assert known is not None
    rename(qtbot, page, shop_of(page, 0), LONG)
    name = " ".join(["túrabakancs"] * words)
    line = RowTexts(replace(known.row, name=name, sku="TTL-00025", sa_id=1234567))
    layout = CellLayout(page.model, page.grid.font(), page.context.theme.tokens)
    layout.shape = row_shape(view, dense=False, pictures=True)
    for width in range(180, 900, 12):
        parts = layout.lay_out(line, Column.NAME, width)
        shown = texts(parts)
        assert max(right_edge(part) for part in parts) <= width, width
        assert shown[0][:4] == "túra"
        assert shown[-1].startswith(" · Z"), width
        ids = [text for text in shown if "#" in text]
        assert not ids or ids[0].endswith(line.number), width


def test_nothing_parts_a_name_of_two_lines_from_its_shop(page: ProductsPage) -> None:
    """Between them stands what is told of the product; without it, nothing is to be parted."""
    known = page.model.row_texts(0)
    assert known is not None
    name = " ".join(["túrabakancs"] * 5)
    line = RowTexts(replace(known.row, name=name, sku="", sa_id=None))
    layout = CellLayout(page.model, page.grid.font(), page.context.theme.tokens)
    layout.shape = row_shape(ListView.PICTURES, dense=False, pictures=True)
    shown = texts(layout.lay_out(line, Column.NAME, 360))
    assert len(shown) == 3
    assert " · " not in shown[-1]


def test_a_long_title_stays_on_the_picture_of_its_tile(qtbot: QtBot, page: ProductsPage) -> None:
    line = page.model.row_texts(0)
    assert line is not None
    rename(qtbot, page, shop_of(page, 0), LONG)
    layout = TileLayout(page.model, page.grid.font(), page.context.theme.tokens)
    for width in (176, 240):
        (mark,) = [
            part
            for part in layout.lay_out(line, width)
            if isinstance(part, Words) and part.text.text().startswith("Zsebk")
        ]
        assert right_edge(mark) <= (width + PICTURE) / 2
