"""Termékek kezelése: the product master as a list to search, narrow and look into."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QByteArray, Qt, QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from shopsync_gui.core.text import _, format_int, ngettext
from shopsync_gui.ui.kit.widgets import (
    button,
    column,
    row,
)
from shopsync_gui.ui.products.details_panel import DetailsPanel
from shopsync_gui.ui.products.filters import Filters, recalled
from shopsync_gui.ui.products.grid import ProductGrid
from shopsync_gui.ui.products.list_bar import ListBar
from shopsync_gui.ui.products.list_reader import Anchor
from shopsync_gui.ui.products.model import Kind, Listing, ProductModel

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from shopsync_gui.core.errors import ShopSyncError
    from shopsync_gui.ui.jobs.context import AppContext
    from shopsync_gui.ui.products.empty_state import EmptyState
    from shopsync_gui.ui.products.export_bar import ExportBar

#: Milliseconds between two readings of the list while a sync runs, at least.
_PACE = 2000
#: The page is narrow below this width: the details give way to the list.
_NARROW = 900


class ProductsPage(QWidget):
    """Search, filters, grid, details; follows a running sync at a gentle pace."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setObjectName("pageProducts")
        self.context = context
        self.filters = recalled(self.context.memory.value("products/filters"))
        self.model = ProductModel(context.store.lister, context.store.reader, self)
        # The first rows are read while the page is built.
        self.model.search(self.filters.applied_to(self.model.query))
        self._details_wanted = True
        self._narrow = False
        self._before = Anchor()
        self._sought: tuple[int, ...] = ()
        self._chosen_once = False
        self._build()
        self._restore()
        self._pace = QTimer(self)
        self._pace.setSingleShot(True)
        self._pace.timeout.connect(self._follow)
        self._connect()
        self.show_look()

    def header_buttons(self) -> list[QWidget]:
        """Buttons for the top bar: the check of SKUs, and export."""
        return [self.check_button, self.export_button]

    # --- building -------------------------------------------------------------------------------

    def _build(self) -> None:
        self.bar = ListBar(self.context)
        self.search = self.bar.search
        self.count = self.bar.count
        self.check_button = button(clicked=self.check_skus, name="skuCheckButton")
        self.export_button = button(clicked=self.export, name="exportButton")
        for one in self.header_buttons():
            one.setParent(self)
            one.hide()
        self.grid = ProductGrid(self.context, self.model)
        self.details = DetailsPanel(self.context)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.grid)
        self._left = column(gap=8)
        self._left.addWidget(self.bar)
        self._left.addWidget(self.stack, 1)
        whole = row(self, gap=0)
        whole.addLayout(self._left, 1)
        whole.addWidget(self.details)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._ask)
        self.search.left_downwards.connect(self._to_list)
        self.bar.wanted.connect(self.set_filters)
        self.bar.details_button.clicked.connect(self._details_clicked)
        self.grid.chosen.connect(self.details.show_product)
        self.grid.typed.connect(self._typed)
        self.grid.copied.connect(self._copied)
        self.grid.rearranged.connect(self._save_columns)
        self.grid.details_wanted.connect(lambda: self._details_clicked(True))
        header = self.grid.horizontalHeader()
        header.sortIndicatorChanged.connect(self._sort)
        header.setSortIndicatorShown(True)
        self.model.changing.connect(self._changing)
        self.model.listed.connect(self._listed)
        self.model.failed.connect(self._failed)
        context = self.context
        context.theme.changed.connect(self.show_look)
        context.settings.changed.connect(self._setting_changed)
        context.connections.changed.connect(self._connections_changed)
        context.jobs.progressed.connect(self._progressed)

    @cached_property
    def export_bar(self) -> ExportBar:
        """What an export is doing, below the list; made for the first one."""
        from shopsync_gui.ui.products.export_bar import ExportBar

        bar = ExportBar(self.context)
        self._left.addWidget(bar)
        return bar

    @cached_property
    def empty(self) -> EmptyState:
        """What stands in the place of an empty list; made for the first one."""
        from shopsync_gui.ui.products.empty_state import EmptyState

        state = EmptyState(self.context)
        state.action.clicked.connect(self._empty_clicked)
        self.stack.addWidget(state)
        return state

    # --- what the window asks ---------------------------------------------------------------------

    def retranslate(self) -> None:
        """Set every text again."""
        self.bar.retranslate()
        self.check_button.setText(_("SKU check…"))
        self.export_button.setText(_("Export…"))
        self.grid.retranslate()
        if "export_bar" in self.__dict__:
            self.export_bar.show_again()
        self.details.retranslate()
        self.model.forget_texts()
        self.bar.show_filters(self.filters)
        self._show_count()
        self._show_empty()

    def export(self) -> None:
        """Ask for a file and write what is shown into it: search, filters, order and columns."""
        self.export_bar.ask(self.model.query, self.grid.shown_columns(), self.window())

    def check_skus(self) -> None:
        """Show the SKUs that need a look."""
        from shopsync_gui.ui.products.sku_check_dialog import SkuCheckDialog

        dialog = SkuCheckDialog(self.context, self.window())
        dialog.wanted.connect(self._look_for)
        dialog.show()

    def _look_for(self, text: str) -> None:
        self.set_filters(Filters())
        self.search.setText(text)

    def refresh(self) -> None:
        """Read the list again; selection and scroll position stay."""
        if self.model.answered or not self.model.busy:
            self.model.reload(self._anchor())
            self.details.refresh()

    def show_look(self) -> None:
        """Take over the theme's colours and icons."""
        theme = self.context.theme
        self.bar.show_look()
        self.check_button.setIcon(theme.icon("barcode", theme.tokens.text))
        self.export_button.setIcon(theme.icon("tray-arrow-down", theme.tokens.text))
        self.details.retranslate()
        self.bar.show_filters(self.filters)
        self._show_empty()

    def show_what(
        self,
        *,
        focus: str = "",
        search: str | None = None,
        skipped_or_failed: bool = False,
        connection_id: int | None = None,
        changed_in_run: int | None = None,
        export: bool = False,
    ) -> None:
        """Be shown for a purpose: search, look for a text, show what went wrong, or export."""
        if search is not None:
            self.search.setText(search)
        if skipped_or_failed or connection_id is not None or changed_in_run is not None:
            self.search.clear()
            self.set_filters(
                Filters(
                    skipped_or_failed=skipped_or_failed,
                    connection_id=connection_id,
                    changed_in_run=changed_in_run,
                )
            )
        if focus == "search":
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.search.selectAll()
        if export and self.export_button.isEnabled():
            self.export()

    # --- search and filters -----------------------------------------------------------------------

    def set_filters(self, filters: Filters) -> None:
        """Narrow the list."""
        self.filters = filters
        self.context.memory.setValue("products/filters", filters.remembered())
        self.bar.show_filters(filters)
        self._ask()

    def _ask(self) -> None:
        before = self.model.query
        query = self.filters.applied_to(replace(before, text=self.search.text()))
        self.model.search(query, self._kept())
        looked_at = ((q.changed_since is None, q.skipped_or_failed) for q in (before, query))
        if len(set(looked_at)) > 1:
            self.grid.show_changes(query.changed_since is not None)

    def _sort(self, column: int, order: Qt.SortOrder) -> None:
        self.model.sort(column, order, self._kept())

    def _kept(self) -> tuple[int, ...]:
        current = self.grid.current_product()
        return self._sought if current is None else (current,)

    def _typed(self, text: str) -> None:
        self.search.setFocus()
        self.search.setText(text)

    def _to_list(self) -> None:
        self.grid.setFocus()
        if self.grid.current_product() is None and self.model.ids:
            self.grid.select_rows([0])

    # --- answers ----------------------------------------------------------------------------------

    def _anchor(self) -> Anchor:
        """What is to stay in its place when the list is read again."""
        height = self.grid.verticalHeader().defaultSectionSize()
        top = max(0, self.grid.rowAt(0))
        return Anchor(
            selected=tuple(self.grid.kept_products()),
            top=self.model.product_id(top),
            top_row=top,
            rows=self.grid.viewport().height() // height + 2,
        )

    def _changing(self) -> None:
        self._before = self._anchor()

    def _listed(self, listing: Listing) -> None:
        """A list is there: a new one is shown from its beginning, the same one where it was."""
        before = self._before
        if listing.kind is Kind.NEW:
            self.grid.scroll_to(0)
        elif listing.kind is Kind.AGAIN and before.top is not None:
            row = self._row_of(before.top, listing)
            if row is not None and row != before.top_row:
                height = self.grid.verticalHeader().defaultSectionSize()
                self.grid.scroll_to(row, self.grid.verticalScrollBar().value() % height)
        self._select_again(before, listing)
        if self.model.ids and self.grid.current_product() is None and not self._chosen_once:
            self._chosen_once = True
            self.grid.select_rows([0])
        self._show_count()
        self._show_empty()
        self.export_button.setEnabled(bool(self.model.ids))

    def _select_again(self, before: Anchor, listing: Listing) -> None:
        """Select the products that were selected, wherever they are now."""
        kept = list(before.selected)
        if listing.kind is Kind.REST and not kept:
            kept = list(self._sought)
        rows = [row for product in kept if (row := listing.rows.get(product)) is not None]
        if kept and not rows and listing.complete and self.model.product_id(0) is not None:
            row = self._row_of(kept[0], listing)
            rows = [] if row is None else [row]
        self._sought = () if rows or listing.complete else tuple(kept)
        if rows or kept:
            self.grid.select_rows(rows)

    def _row_of(self, product_id: int, listing: Listing) -> int | None:
        row = listing.rows.get(product_id)
        return self.model.row_of(product_id) if row is None else row

    def _failed(self, error: ShopSyncError) -> None:
        self.count.setText(f"{error.problem.title}. {error.problem.message}")

    def _show_count(self) -> None:
        if self.model.complete:
            count = len(self.model.ids)
            text = ngettext("{n} product", "{n} products", count).format(n=format_int(count))
            self.count.setText(text)

    def _copied(self, count: int) -> None:
        text = ngettext("{n} row copied", "{n} rows copied", count).format(n=format_int(count))
        self.count.setText(text)
        QTimer.singleShot(_PACE, self, self._show_count)

    def _show_empty(self) -> None:
        if not self.model.answered or self.model.ids:
            self.stack.setCurrentWidget(self.grid)
            return
        self.stack.setCurrentWidget(self.empty)
        if not self.context.connections:
            self.empty.show_state("shop")
        elif self.search.text().strip() or self.filters:
            self.empty.show_nothing_found(self.search.text().strip(), self.filters)
        elif self.context.jobs.busy:
            self.empty.show_state("running")
        else:
            self.empty.show_state("sync")

    def _empty_clicked(self) -> None:
        if self.empty.state == "found":
            self.search.clear()
            self.search.setFocus()
        elif self.empty.state == "filtered":
            self.set_filters(Filters())
        else:
            self.context.requests.open_page("pageConnections")

    # --- a running sync ---------------------------------------------------------------------------

    def _progressed(self) -> None:
        if self.isVisible() and not self._pace.isActive():
            self._pace.start(max(_PACE, round(self.model.cost * 20_000)))

    def _follow(self) -> None:
        if self.isVisible() and not self.model.busy:
            self.model.reload(self._anchor())

    def _connections_changed(self) -> None:
        wanted = self.filters.connection_id
        if wanted is not None and self.context.connections.get(wanted) is None:
            self.set_filters(replace(self.filters, connection_id=None))
        self._show_empty()

    # --- what is remembered -----------------------------------------------------------------------

    def _setting_changed(self, key: str) -> None:
        if key == "ui.compact":
            self.grid.set_compact(self.context.settings.values.ui.compact)

    def _restore(self) -> None:
        memory = self.context.memory
        state = memory.value("products/columns")
        if isinstance(state, QByteArray):
            self.grid.restore_columns(state)
        self._details_wanted = memory.value("products/details", True, type=bool) is True
        self._show_details(self._details_wanted)

    def _save_columns(self) -> None:
        state = self.grid.columns_state() if self.grid.customised else None
        self.context.memory.setValue("products/columns", state)

    # --- the panel at the side --------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the room is scarce the details give way, until they are asked for."""
        super().resizeEvent(event)
        narrow = self.width() < _NARROW
        if narrow != self._narrow:
            self._narrow = narrow
            self._show_details(self._details_wanted and not narrow)

    def _details_clicked(self, shown: bool) -> None:
        if not self._narrow:
            self._details_wanted = shown
            self.context.memory.setValue("products/details", shown)
        self._show_details(shown)

    def _show_details(self, shown: bool) -> None:
        self.details.setVisible(shown)
        self.bar.details_button.setChecked(shown)
        self.bar.show_details_hint()
