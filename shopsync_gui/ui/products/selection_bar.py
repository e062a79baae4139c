"""The bar for the chosen products: what can be done with all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame

from shopsync_gui.core.strings.formulas import defused
from shopsync_gui.core.text import _, format_int, ngettext
from shopsync_gui.ui.kit.flow_layout import FlowLayout
from shopsync_gui.ui.kit.widgets import MARGIN, button, icon_button, label

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QResizeEvent

    from shopsync_gui.store import Store
    from shopsync_gui.store.lists.grid_row import GridRow
    from shopsync_gui.ui.products.grid.grid import ProductGrid

#: So many products are read for the clipboard at most, and so many go into a newsletter.
MOST_COPIED = 100_000
MOST_IN_LETTER = 200
_READ_AT_ONCE = 1000
_SAID_MS = 2000
#: Pixels below which the bar says less, and below which the buttons that copy show their icons only.
_NARROW, _NARROWEST = 880, 660


class SelectionBar(QFrame):
    """The number of products that the user chose, and what can be done with them; hidden while there are none."""

    #: The chosen products are wanted in a file.
    export_wanted = Signal()

    def __init__(self, grid: ProductGrid) -> None:
        super().__init__()
        self.setObjectName("selectionBar")
        self._grid = grid
        theme = grid.theme
        self._count = label(role="strong", name="selectionCount")
        self.letter = button(_("Newsletter…"), self._make_letter, name="selectionLetterButton")
        self.letter.setProperty("primary", True)
        self.export = button(_("Export…"), self.export_wanted.emit, name="selectionExportButton")
        self.export.setIcon(theme.icon("tray-arrow-down", theme.tokens.text))
        skus = button(clicked=self._copy_skus, name="selectionSkusButton")
        names = button(clicked=self._copy_categories, name="selectionCategoriesButton")
        #: The buttons that copy, each with its words and those for a narrow bar.
        self._copies = {
            skus: (_("Copy SKUs"), _("SKUs")),
            names: (_("Copy category names"), _("Categories")),
        }
        skus.setIcon(theme.icon("barcode", theme.tokens.text))
        names.setIcon(theme.icon("content-copy", theme.tokens.text))
        for copy, (words, _short) in self._copies.items():
            copy.setAccessibleName(words)
            copy.setText(words)
        clear = icon_button(_("Clear the selection"), "selectionClearButton")
        clear.setIcon(theme.icon("close", theme.tokens.muted))
        clear.clicked.connect(self._clear)
        layout = FlowLayout(self)
        layout.setContentsMargins(MARGIN, 8, MARGIN, 8)
        for widget in (self._count, clear, self.letter, self.export, skus, names):
            layout.addWidget(widget)
        self.hide()

    def refresh(self) -> None:
        """Count again; the user chose other products."""
        count = self._grid.selected_count()
        text = ngettext("{n} product selected", "{n} products selected", count)
        self._count.setText(text.format(n=format_int(count)))
        self.letter.setVisible(self._grid.context.requests.makes_letters)
        self.letter.setEnabled(count <= MOST_IN_LETTER)
        many = _("A newsletter takes at most {n} products.").format(n=format_int(MOST_IN_LETTER))
        self.letter.setToolTip(many if count > MOST_IN_LETTER else "")
        for copy in self._copies:
            copy.setEnabled(count <= MOST_COPIED)
        self.setVisible(count > 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow bar says less, lest it takes two lines of the list."""
        super().resizeEvent(event)
        narrow = self.width() < _NARROW
        for copy, (words, short) in self._copies.items():
            brief = "" if self.width() < _NARROWEST else short
            copy.setText(brief if narrow else words)
            copy.setToolTip(words if narrow else "")

    def _clear(self) -> None:
        self._grid.clearSelection()
        self.hide()

    def _make_letter(self) -> None:
        self._grid.context.requests.letter_wanted.emit(tuple(self._grid.selected_products()))

    def _copy_skus(self) -> None:
        self._copy(lambda row: [row.sku])

    def _copy_categories(self) -> None:
        self._copy(lambda row: list(row.account_categories))

    def _copy(self, texts_of: Callable[[GridRow], list[str]]) -> None:
        """Put texts of the chosen products on the clipboard, a line each, none twice."""
        ids = list(self._grid.selected_products())

        def read(store: Store) -> list[str]:
            found: dict[str, None] = {}
            for start in range(0, len(ids), _READ_AT_ONCE):
                for row in store.grid.rows(ids[start : start + _READ_AT_ONCE]):
                    found.update(dict.fromkeys(text for text in texts_of(row) if text))
            return list(found)

        self._grid.context.store.reader.ask(self, read, self._copied)

    def _copied(self, texts: list[str]) -> None:
        QGuiApplication.clipboard().setText("\n".join(map(defused, texts)))
        text = ngettext("{n} line copied", "{n} lines copied", len(texts))
        self._count.setText(text.format(n=format_int(len(texts))))
        QTimer.singleShot(_SAID_MS, self, self._say_count)

    def _say_count(self) -> None:
        if self.isVisible():
            self.refresh()
