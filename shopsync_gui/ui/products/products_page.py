"""Termékek kezelése: the product master as a list to search, narrow and look into."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QSignalBlocker, Qt

from shopsync_gui.store.documents.views import SavedView
from shopsync_gui.store.search.filters import Filters
from shopsync_gui.ui.jobs.purposes import ListPurpose, open_shops
from shopsync_gui.ui.jobs.services.sync_follower import SyncFollower
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.page import Page
from shopsync_gui.ui.kit.tab_order import tab_through
from shopsync_gui.ui.kit.widgets import row
from shopsync_gui.ui.products.bar.kept_filters import KeptFilters
from shopsync_gui.ui.products.bar.list_bar import ListBar
from shopsync_gui.ui.products.bar.list_count import ListCount
from shopsync_gui.ui.products.bar.low_page import LowPage, ToldColumn
from shopsync_gui.ui.products.details.details_panel import DetailsPanel
from shopsync_gui.ui.products.details.details_switch import DetailsSwitch
from shopsync_gui.ui.products.list_actions import ListActions
from shopsync_gui.ui.products.list_position import ListPosition
from shopsync_gui.ui.products.list_stack import ListStack
from shopsync_gui.ui.products.products_state import ProductsState
from shopsync_gui.ui.products.rows.columns import SORTS, Column
from shopsync_gui.ui.products.rows.listing import Kind, Listing
from shopsync_gui.ui.products.rows.model import ProductModel

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QWidget

    from shopsync_gui.ui.jobs.context import AppContext
    from shopsync_gui.ui.products.selection_bar import SelectionBar


class ProductsPage(Page):
    """Search, filters, grid, details; follows a running sync at a gentle pace."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setObjectName("pageProducts")
        self.context = context
        self._kept = KeptFilters(context)
        self.filters = self._kept.recall()
        self.model = ProductModel(context.store.lister, context.store.reader, self)
        self.model.shops.take(context.connections)
        # The first rows are read while the page is built.
        self.model.search(self.filters.applied_to(self.model.query))
        self._build()
        self._connect()
        self.bar.show_filters(self.filters)

    def header_buttons(self) -> list[QWidget]:
        """Buttons for the top bar: the check of SKUs, and export."""
        return [*self.list_actions.buttons()]

    # --- building -------------------------------------------------------------------------------

    def _build(self) -> None:
        self.bar = ListBar(self.context)
        self.search = self.bar.search
        self.count = ListCount(self.bar.count, self.model, self.context.store.reader)
        self.stack = ListStack(self.context, self.model)
        self.grid = self.stack.grid
        self._position = ListPosition(self.grid)
        self._selection: SelectionBar | None = None
        self.details = DetailsPanel(self.context)
        self._left = left = ToldColumn(gap=8)
        left.addWidget(self.bar)
        left.addWidget(self.stack, 1)
        self._low = LowPage(self, left, self.bar, self.stack)
        self.list_actions = ListActions(self.grid, left, self)
        whole = row(self, gap=0)
        add_layout(whole, left, 1)
        whole.addWidget(self.details)
        # Shown before it stands in the page it would be a window of its own for a moment.
        self.details_switch = DetailsSwitch(
            self.details, self.bar.details_button, self.stack, self.context.memory
        )

    def _connect(self) -> None:
        self.search.textChanged.connect(self._ask)
        self.search.left_downwards.connect(self._to_list)
        self.bar.wanted.connect(self.set_filters)
        self.bar.views.show_view(self.stack.view)
        self.bar.views.chosen.connect(self.stack.set_view)
        self.stack.view_changed.connect(self.bar.views.show_view)
        self.stack.way_out.connect(self._empty_clicked)
        self.grid.picked.connect(self._picked)
        self.grid.chosen.connect(self.details.show_product)
        self.grid.typed.connect(self._typed)
        self.grid.copied.connect(self.count.show_copied)
        self.grid.details_wanted.connect(partial(self.details_switch.choose, True))
        header = self.grid.horizontalHeader()
        header.sortIndicatorChanged.connect(self._sort)
        header.setSortIndicatorShown(True)
        self.model.listed.connect(self._listed)
        self.model.failed.connect(self.count.show_failed)
        self.bar.saved.chosen.connect(self._view_chosen)
        self.bar.saved.save_wanted.connect(self._save_view)
        context = self.context
        context.connections.changed.connect(self._connections_changed)
        context.connections.replaced.connect(self._replaced)
        SyncFollower(self, context.jobs, self._follow, self.model.seconds)

    @property
    def selection(self) -> SelectionBar:
        """The bar for the chosen products, below the list; made for the first choice."""
        if self._selection is None:
            from shopsync_gui.ui.products.selection_bar import SelectionBar

            self._selection = SelectionBar(self.grid)
            self._selection.export_wanted.connect(self.list_actions.export_chosen)
            self._left.insertWidget(self._left.indexOf(self.stack) + 1, self._selection)
        return self._selection

    @property
    def _chose(self) -> bool:
        return self._selection is not None and not self._selection.isHidden()

    # --- what the window asks ---------------------------------------------------------------------

    def state(self) -> ProductsState:
        """The list and what is chosen in it. An export goes on: its bar moves to the next page."""
        header = self.grid.horizontalHeader()
        return ProductsState(
            search=self.search.text(),
            filters=self.filters,
            changes_period=self.bar.changes_period(),
            sort=(header.sortIndicatorSection(), header.sortIndicatorOrder()),
            anchor=self._position.anchor(),
            chose=self._chose,
            export_bar=self.list_actions.give_bar(),
        )

    def restore(self, state: object) -> None:
        """Show the same list at the same place, with the same products chosen."""
        assert isinstance(state, ProductsState)
        self.filters = state.filters
        self._show_question(state.search, *state.sort)
        if state.changes_period is not None:
            self.bar.show_changes(state.changes_period)
        self.bar.show_filters(self.filters)
        query = self.filters.applied_to(replace(self.model.query, text=state.search))
        self._position.restore(state.anchor)
        if state.chose:
            self.selection.show()
        self.model.show_again(query, *state.sort, state.anchor)
        self.grid.show_changes(query.changed_since is not None)
        if state.export_bar is not None:
            self.list_actions.take_bar(state.export_bar)
            state.export_bar.show_again()

    def _show_question(self, search: str, column: int, order: Qt.SortOrder) -> None:
        """Show a search and an order without asking for the list."""
        header = self.grid.horizontalHeader()
        with QSignalBlocker(self.search), QSignalBlocker(header):
            self.search.setText(search)
            header.setSortIndicator(column, order)

    def refresh(self) -> None:
        """Read the list again; selection and scroll position stay."""
        if self.model.answered or not self.model.busy:
            self.model.reload(self._position.anchor())
            self.details.refresh()

    def leave(self) -> None:
        """Say no more why an export has failed."""
        self.list_actions.forget_problem()

    def _follow(self) -> None:
        """Read the list again, of which a sync at work may have read or written more."""
        if not self.model.busy:
            self.model.reload(self._position.anchor())

    def show_for(self, purpose: object) -> None:
        """Show what is asked for."""
        assert isinstance(purpose, ListPurpose)
        if purpose.leaves_view:
            self.context.views.open(None)
        if purpose.search is not None:
            self.set_filters(Filters())
            self.search.setText(purpose.search)
        if purpose.changes is not None:
            self.search.clear()
            self.bar.open_changes(purpose.changes, purpose.change)
        if filters := purpose.filters:
            if purpose.search is None:
                self.search.clear()
            self.set_filters(filters)
        saved = None if purpose.view is None else self.context.views.get(purpose.view)
        if purpose.everything:
            saved = SavedView(name="")
        if saved is not None:
            self._show_view(saved)
        if purpose.focus == "search":
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.search.selectAll()
        if purpose.export and self.list_actions.export_button.isEnabled():
            self.list_actions.export()

    # --- search and filters -----------------------------------------------------------------------

    def set_filters(self, filters: Filters) -> None:
        """Narrow the list."""
        self.filters = filters
        self._kept.keep(filters)
        self.bar.show_filters(filters)
        tab_through((self.bar, self.stack))
        self._ask()

    def _show_view(self, view: SavedView) -> None:
        self.context.views.open(view.id or None)
        column = next((column for column, sort in SORTS.items() if sort is view.sort), Column.NAME)
        order = Qt.SortOrder.DescendingOrder if view.descending else Qt.SortOrder.AscendingOrder
        self._show_question(view.search, column, order)
        self.model.query = replace(self.model.query, sort=SORTS[column], descending=view.descending)
        self.set_filters(view.filters)

    def _save_view(self, name: str) -> None:
        """Keep search, filters and order under a name."""
        self.context.views.save(self._shown_view(name))

    def _shown_view(self, name: str = "") -> SavedView:
        """Return what is shown now, as a view; what belongs to a moment is no part of it."""
        query = self.model.query
        return SavedView(
            name=name,
            search=self.search.text().strip(),
            filters=self.filters.lasting(),
            sort=query.sort,
            descending=query.descending,
        )

    def _ask(self) -> None:
        before = self.model.query
        query = self.filters.applied_to(replace(before, text=self.search.text()))
        self.model.search(query, self._position.selected())
        looked_at = ((q.changed_since is None, q.skipped_or_failed) for q in (before, query))
        if len(set(looked_at)) > 1:
            self.grid.show_changes(query.changed_since is not None)
        self.context.views.compare(self._shown_view())

    def _sort(self, column: int, order: Qt.SortOrder) -> None:
        self.model.sort(column, order, self._position.selected())
        self.context.views.compare(self._shown_view())

    def _typed(self, text: str) -> None:
        self.search.setFocus()
        self.search.setText(text)

    def _to_list(self) -> None:
        self.stack.list.setFocus()
        self.grid.select_current()

    # --- answers ----------------------------------------------------------------------------------

    def _listed(self, listing: Listing) -> None:
        everything = not self.filters and not self.search.text()
        self.count.show(everything=everything, again=listing.kind is Kind.AGAIN)
        self._show_empty()
        if self._chose and listing.kind is Kind.NEW:
            self.selection.hide()  # nobody has chosen anything of this list
        elif self._chose:
            self.selection.refresh()
        self.list_actions.export_button.setEnabled(bool(self.model.ids))

    def _picked(self) -> None:
        self.selection.refresh()

    def _view_chosen(self, view: int) -> None:
        self.show_for(ListPurpose(view=view))

    def _show_empty(self) -> None:
        self.stack.show_found(self.search.text().strip(), self.filters)

    def _empty_clicked(self) -> None:
        state = self.stack.empty.state
        if state == "found":
            self.search.clear()
            self.search.setFocus()
        elif state == "filtered":
            self.set_filters(Filters())
        else:
            open_shops(self.context.requests, sync=state == "sync")

    def _replaced(self) -> None:
        """Begin anew: products, categories, shops and runs have other ids in what was restored."""
        self._position.forget()
        if self._chose:
            self.selection.hide()
        self.set_filters(self.filters.lasting().beside_ids())

    def _connections_changed(self) -> None:
        self.model.shops.take(self.context.connections)
        filters = self._kept.beside_disconnected(self.filters)
        if not len(self.context.connections):
            self.search.clear()
        if filters != self.filters:
            self.set_filters(filters)
        self._show_empty()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the details give way where the room is scarce, until they are asked for."""
        super().resizeEvent(event)
        self.details_switch.fit(self.width())
        self._low.fit()
