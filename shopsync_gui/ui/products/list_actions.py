"""The header's buttons for the list of products: the check of SKUs, and the export into a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from shopsync_gui.core.text import _
from shopsync_gui.ui.kit.widgets import button

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

    from shopsync_gui.ui.products.export_bar import ExportBar
    from shopsync_gui.ui.products.grid.grid import ProductGrid


class ListActions(QObject):
    """The buttons of the header, and the bar of a running export in the given layout."""

    def __init__(self, grid: ProductGrid, layout: QVBoxLayout, page: QWidget) -> None:
        super().__init__(page)
        self._grid = grid
        self._layout = layout
        self._page = page
        self._bar: ExportBar | None = None
        theme = grid.theme
        self.check_button = button(_("SKU check…"), self._check_skus, name="skuCheckButton")
        self.check_button.setIcon(theme.icon("barcode", theme.tokens.text))
        self.export_button = button(_("Export…"), self.export, name="exportButton")
        self.export_button.setIcon(theme.icon("tray-arrow-down", theme.tokens.text))
        for header_button in self.buttons():
            header_button.setParent(page)
            header_button.hide()

    def buttons(self) -> list[QPushButton]:
        """The buttons for the header."""
        return [self.check_button, self.export_button]

    @property
    def bar(self) -> ExportBar:
        """The bar below the list that tells what an export is doing; made for the first one."""
        if self._bar is None:
            from shopsync_gui.ui.products.export_bar import ExportBar

            self.take_bar(ExportBar(self._grid.context))
        assert self._bar is not None
        return self._bar

    def take_bar(self, bar: ExportBar) -> None:
        """Show the bar of an export that may be running."""
        self._bar = bar
        self._layout.addWidget(bar)

    def forget_problem(self) -> None:
        """Say no more why an export has failed."""
        if self._bar is not None:
            self._bar.forget_problem()

    def give_bar(self) -> ExportBar | None:
        """Give the bar away, with its export, if there is one."""
        bar, self._bar = self._bar, None
        if bar is not None:
            bar.setParent(None)
        return bar

    def export(self) -> None:
        """Ask for a file and write the list into it, or only what is chosen of it, if that is several."""
        count = self._grid.selected_count()
        some_chosen = 1 < count < len(self._grid.products.ids)
        self._export(list(self._grid.selected_products()) if some_chosen else ())

    def export_chosen(self) -> None:
        """Ask for a file and write what is chosen into it."""
        self._export(list(self._grid.selected_products()))

    def _export(self, ids: Sequence[int]) -> None:
        self.bar.ask(self._grid.products.query, self._page.window(), ids)

    def _check_skus(self) -> None:
        from shopsync_gui.ui.products.sku_check_dialog import SkuCheckDialog

        SkuCheckDialog(self._grid.context, self._page.window()).show()
