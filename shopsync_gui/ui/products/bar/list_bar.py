"""The bar above the list: search, the view Változások, filters with their chips, the count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from shopsync_gui.core.text import _
from shopsync_gui.store.search.filters import Filters
from shopsync_gui.ui.kit.flow_layout import FlowLayout
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.plain_text import short, tooltip
from shopsync_gui.ui.kit.search_field import SearchField
from shopsync_gui.ui.kit.widgets import MARGIN, button, column, icon_button, label, set_style
from shopsync_gui.ui.products.bar.filter_menu import FilterMenu, filter_chips
from shopsync_gui.ui.products.bar.view_switch import ViewSwitch
from shopsync_gui.ui.products.bar.views_menu import ViewsMenu

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from shopsync_gui.core.products.changes import ChangeKind, Period
    from shopsync_gui.ui.jobs.context import AppContext
    from shopsync_gui.ui.products.bar.changes_bar import ChangesBar

#: Pixels from which on there is room for the field and the buttons in one line.
_BESIDE = 720


class ListBar(QWidget):
    """The filters in force, and the choice of others."""

    #: The filters that the user wants now.
    wanted = Signal(object)

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self.filters = Filters()
        theme = context.theme
        self.search = SearchField(theme, "productSearch")
        self.search.setPlaceholderText(_("Search by name, SKU or category"))
        self.search.setAccessibleName(_("Search by name, SKU or category"))
        self.changes_button = button(
            _("What changed"), self._changes_clicked, name="productChanges"
        )
        self.changes_button.setCheckable(True)
        self.changes_button.setToolTip(
            _("New, cheaper, dearer and available again: the list for the next newsletter")
        )
        self.filter_button = button(_("Filters"), name="productFilter")
        self.filter_menu = FilterMenu(context, self.filter_button)
        self.details_button = icon_button(_("Details"), "productDetailsButton")
        self.details_button.setCheckable(True)
        self.details_button.setFixedSize(36, 36)
        self.details_button.setIcon(theme.icon("dock-right", theme.tokens.muted))
        self.saved_button = button(_("Views"), name="productViews")
        self.saved = ViewsMenu(context.views, self.saved_button)
        self.views = ViewSwitch(theme)
        self.details_button.toggled.connect(self._show_details_hint)
        self._show_details_hint(False)
        self.count = label(role="muted", name="productCount")
        self._keep = button(clicked=self._keep_view, kind="link", name="saveViewChanges")
        self._keep.hide()
        context.views.opened_changed.connect(self._show_altered)
        self._changes: ChangesBar | None = None
        self._buttons = QWidget()
        buttons = FlowLayout(self._buttons, gap=8, in_one_line=True)
        buttons.addWidget(self.changes_button)
        buttons.addWidget(self.filter_button)
        buttons.addWidget(self.saved_button)
        buttons.addWidget(self.views)
        self._top = top = QGridLayout()
        top.setContentsMargins(MARGIN, 16, MARGIN, 0)
        top.setHorizontalSpacing(8)
        top.setColumnStretch(0, 1)
        top.addWidget(self.search, 0, 0)
        top.addWidget(self._buttons, 0, 1)
        top.addWidget(self.details_button, 0, 2)
        chips = QWidget()
        self._chips = FlowLayout(chips)
        self._chips.setContentsMargins(MARGIN, 0, MARGIN, 0)
        layout = column(self, gap=8)
        add_layout(layout, top)
        layout.addWidget(chips)
        self.filter_menu.changed.connect(self.wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons below the field where the room is short."""
        super().resizeEvent(event)
        if self.width() >= _BESIDE:
            self._top.addWidget(self._buttons, 0, 1)
        else:
            self._top.addWidget(self._buttons, 1, 0, 1, 3, Qt.AlignmentFlag.AlignLeft)

    @property
    def changes(self) -> ChangesBar:
        """The bar of the view of changes, made when it is first wanted."""
        if self._changes is None:
            from shopsync_gui.ui.products.bar.changes_bar import ChangesBar

            self._changes = ChangesBar(self._context)
            layout = self.layout()
            assert isinstance(layout, QVBoxLayout)
            layout.insertWidget(1, self._changes)
            self._changes.chosen.connect(self.wanted)
            self._changes.search(self.search.text())
            self.search.textChanged.connect(self._changes.search)
            self._changes.refused.connect(self._changes_refused)
        return self._changes

    def changes_period(self) -> int | None:
        """The chosen period of the view of changes; None while it is not shown."""
        if self._changes is None or not self.changes_button.isChecked():
            return None
        return self._changes.period.currentIndex()

    def show_changes(self, period: int) -> None:
        """Show the view of changes as it was, before the filters that belong to it are shown."""
        self.changes_button.setChecked(True)
        self.changes.period.setCurrentIndex(period)
        self.changes.show()

    def open_changes(self, period: Period, kind: ChangeKind | None) -> None:
        """Begin the view of changes with a period and a kind, and no other filter."""
        self.changes_button.setChecked(True)
        self.changes.begin(Filters(change=kind), period)

    def _show_details_hint(self, shown: bool) -> None:
        """Say what the button of the details does now."""
        self.details_button.setToolTip(_("Hide the details") if shown else _("Show the details"))

    def show_filters(self, filters: Filters) -> None:
        """Take over the filters that are in force."""
        self.filters = filters
        self.filter_menu.filters = filters
        viewing = self.changes_button.isChecked() and filters.changed_since is not None
        if viewing:
            self.changes.follow(filters)
        elif self.changes_button.isChecked():
            self.changes_button.setChecked(False)
            self.changes.end()
        set_style(self.changes_button, "active", viewing)
        set_style(self.filter_button, "active", bool(filters.beside_changes()))
        while self._chips.count():
            item = self._chips.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None and widget not in (self.count, self._keep):
                widget.hide()
                widget.deleteLater()
        shown = filters.beside_changes() if viewing else filters
        for chip in filter_chips(self._context, shown, self._chip_clicked):
            self._chips.addWidget(chip)
            chip.show()  # layouts do so later, and the order of the Tab key leaves out what is hidden
        self._chips.addWidget(self.count)
        self._chips.addWidget(self._keep)

    def _show_altered(self) -> None:
        """Offer to keep what is no longer as it was saved."""
        views = self._context.views
        view = None if views.opened is None or not views.altered else views.get(views.opened)
        if view is not None:
            name = short(view.name).replace("&", "&&")
            self._keep.setText(_("Save the changes in “{name}”").format(name=name))
            self._keep.setToolTip(tooltip(view.name) if short(view.name) != view.name else "")
        self._keep.setVisible(view is not None)

    def _keep_view(self) -> None:
        views = self._context.views
        view = None if views.opened is None else views.get(views.opened)
        if view is not None:
            self.saved.save_wanted.emit(view.name)

    def _chip_clicked(self, filters: Filters) -> None:
        if self.changes_button.isChecked():
            now = self.filters
            filters = replace(filters, changed_since=now.changed_since, change=now.change)
        self.wanted.emit(filters)

    def _changes_clicked(self) -> None:
        if self.changes_button.isChecked():
            self.changes.begin(self.filters)
        else:
            self.changes.end()
            self.wanted.emit(self.filters.beside_changes())

    def _changes_refused(self) -> None:
        self.changes_button.setChecked(False)
