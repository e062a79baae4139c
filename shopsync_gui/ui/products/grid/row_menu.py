"""The menu of the chosen rows: open in the shop, show the history, copy as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeySequence

from shopsync_gui.core.text import _
from shopsync_gui.ui.kit.menu import Menu
from shopsync_gui.ui.products.grid.column_menu import add_column_menus
from shopsync_gui.ui.products.rows.columns import Column, column_title
from shopsync_gui.ui.products.rows.row_texts import RowTexts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shopsync_gui.store import Store
    from shopsync_gui.ui.products.grid.grid import ProductGrid

#: Rows that one question of a copy reads.
_COPIED_AT_ONCE = 1000


def row_menu(grid: ProductGrid, line: RowTexts, column: int) -> Menu:
    """The menu of a product's row."""
    menu = Menu(grid, "productMenu")
    page = shop_page(line.row.page)
    visit = menu.addAction(_("Open in the shop"), lambda: open_page(page))
    visit.setObjectName("openInShopAction")
    visit.setEnabled(page is not None)
    history = menu.addAction(_("Show details and history"), grid.details_wanted.emit)
    history.setObjectName("showHistoryAction")
    menu.addSeparator()
    copy = menu.addAction(_("Copy rows"), grid.copy_selection)
    copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
    menu.addAction(_("Copy cell"), _put(line.texts[column]))
    menu.addSeparator()
    sku = menu.addAction(_("Copy SKU"), _put(line.row.sku))
    sku.setEnabled(bool(line.row.sku))
    menu.addAction(_("Copy name"), _put(line.row.name))
    number = menu.addAction(_("Copy SalesAutopilot id"), _put(str(line.row.sa_id or "")))
    number.setEnabled(line.row.sa_id is not None)
    menu.addSeparator()
    add_column_menus(menu, grid)
    return menu


def shop_page(address: str) -> QUrl | None:
    """A product's page in the shop; None for what no browser should be given."""
    url = QUrl(address, QUrl.ParsingMode.StrictMode)
    safe = url.isValid() and url.scheme() == "https" and url.host() and not url.userInfo()
    return url if safe else None


def open_page(page: QUrl | None) -> None:
    """Let the system's browser show a page of the shop."""
    if page is not None:
        QDesktopServices.openUrl(page)


def copy_rows(grid: ProductGrid, ids: Sequence[int], columns: Sequence[Column]) -> None:
    """Put products on the clipboard as tab-separated text; the grid tells when it is done.

    Read and formatted block by block, so that painting gets its turn between.
    """
    since = grid.products.query.changed_since
    texts: list[str] = []

    def copy(start: int) -> None:
        end = start + _COPIED_AT_ONCE

        def read(store: Store) -> list[str]:
            lines = [RowTexts(row) for row in store.grid.rows(ids[start:end], since)]
            return ["\t".join(line.copied(column) for column in columns) for line in lines]

        def done(found: list[str]) -> None:
            texts.extend(found)
            if end < len(ids):
                copy(end)
            else:
                titles = (
                    [_copied_titles(columns, changes=since is not None)] if len(texts) > 1 else []
                )
                QGuiApplication.clipboard().setText("\n".join(titles + texts))
                grid.copied.emit(len(texts))

        grid.context.store.reader.ask(grid, read, done)

    copy(0)


def _copied_titles(columns: Sequence[Column], *, changes: bool) -> str:
    """The titles of what `RowTexts.copied` gives of these columns."""
    id_title = _("SalesAutopilot id")
    titles = ((column, column_title(column, changes=changes)) for column in columns)
    return "\t".join(
        f"{title}\t{id_title}" if column is Column.NAME else title for column, title in titles
    )


def _put(text: str) -> Callable[[], None]:
    return lambda: QGuiApplication.clipboard().setText(text)
