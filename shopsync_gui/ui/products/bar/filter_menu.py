"""The filters of the list: the menu of the button Szűrők, and a chip for each choice."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from msgspec.structs import replace
from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.products.changes import Since
from shopsync_gui.core.products.labels import PRODUCT_STATES
from shopsync_gui.core.text import _, translate
from shopsync_gui.store.search.filters import Filters
from shopsync_gui.ui.kit.menu import Menu, add_name
from shopsync_gui.ui.kit.plain_text import short, tooltip
from shopsync_gui.ui.kit.widgets import button
from shopsync_gui.ui.products.bar.filters import SWITCHES, changes_begin, choices, switch_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from decimal import Decimal

    from PySide6.QtWidgets import QPushButton

    from shopsync_gui.store.search.filters import CategoryChoice
    from shopsync_gui.ui.jobs.context import AppContext


class _StayingMenu(Menu):
    """A menu that stays open while boxes in it are ticked, by the mouse or with the space bar."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = cast("QAction | None", self.activeAction())
        ticked = action is not None and action.isCheckable() and action.isEnabled()
        if action is not None and ticked and event.key() == Qt.Key.Key_Space:
            action.trigger()
        else:
            super().keyPressEvent(event)

    def release(self, event: QMouseEvent) -> None:
        """Tick a box, or choose as any menu does."""
        action = cast("QAction | None", self.actionAt(event.position().toPoint()))
        if action is not None and action.isCheckable() and action.isEnabled():
            action.trigger()
        else:
            super().release(event)


class FilterMenu(QObject):
    """The menu; it shows the filters that are set and tells when the user changes them."""

    changed = Signal(object)

    def __init__(self, context: AppContext, owner: QPushButton) -> None:
        super().__init__(owner)
        self._context = context
        self._owner = owner
        self.filters = Filters()
        self.menu = _StayingMenu(owner, "productFilterMenu")
        self.menu.aboutToShow.connect(self._build)
        owner.setMenu(self.menu)

    def set_filters(self, filters: Filters) -> None:
        """Take over filters that were changed elsewhere."""
        self.filters = filters
        self._build()

    def _build(self) -> None:
        self.menu.clear()
        chosen = self.filters
        for state in ProductState:
            self._add(
                translate(PRODUCT_STATES[state]),
                f"filter_{state.value}",
                state in chosen.states,
                partial(self._with_state, state),
            )
        self.menu.addSeparator()
        for name in SWITCHES:
            self._add(
                switch_text(name),
                f"filter_{name}",
                getattr(chosen, name),
                partial(self._with, name),
            )
        self.menu.addSeparator()
        for text, name, ask in (
            (_("Category…"), "filter_category", self._ask_category),
            (_("Gross price…"), "filter_price", self._ask_price),
            (_("Changed since…"), "filter_changed", self._ask_date),
        ):
            self.menu.addAction(text, ask).setObjectName(name)
        if len(self._context.connections) > 1:
            self.menu.addSeparator()
            for connection in self._context.connections:
                self._add(
                    self._context.connections.title_of(connection),
                    f"filter_connection_{connection.id}",
                    chosen.connection_id == connection.id,
                    partial(self._with_connection, connection.id),
                )

    def _add(
        self, text: str, name: str, checked: bool, change: Callable[[bool], Filters]
    ) -> QAction:
        action = add_name(self.menu, text)
        action.setObjectName(name)
        action.setCheckable(True)
        action.setChecked(checked)
        action.triggered.connect(partial(self._switch, action, change))
        return action

    def _switch(self, action: QAction, change: Callable[[bool], Filters]) -> None:
        self._set(change(action.isChecked()))

    def _with_state(self, state: ProductState, on: bool) -> Filters:
        return self.filters.with_state(state, on)

    def _with(self, name: str, on: bool) -> Filters:
        return self.filters.switched(name, on)

    def _ask_category(self) -> None:
        from shopsync_gui.ui.products.bar.filter_dialogs import CategoryDialog

        dialog = CategoryDialog(self._context, self._owner.window())
        dialog.chosen.connect(self._set_category)
        dialog.open()

    def _ask_price(self) -> None:
        from shopsync_gui.ui.products.bar.filter_dialogs import PriceDialog

        filters = self.filters
        dialog = PriceDialog(self._owner.window(), filters.price_from, filters.price_to)
        dialog.chosen.connect(self._set_price)
        dialog.open()

    def _ask_date(self) -> None:
        from shopsync_gui.ui.products.bar.filter_dialogs import DateDialog

        dialog = DateDialog(self._owner.window())
        dialog.chosen.connect(self._set_date)
        dialog.open()

    def _set_category(self, category: CategoryChoice) -> None:
        self._set(replace(self.filters, category=category))

    def _set_price(self, low: Decimal | None, high: Decimal | None) -> None:
        self._set(replace(self.filters, price_from=low, price_to=high))

    def _set_date(self, begin: datetime) -> None:
        self._set(replace(self.filters, changed_since=Since(begin), change=None))

    def _with_connection(self, connection_id: int, on: bool) -> Filters:
        return replace(self.filters, connection_id=connection_id if on else None)

    def _set(self, filters: Filters) -> None:
        self.filters = filters
        for connection in self._context.connections:
            self._tick(f"filter_connection_{connection.id}", filters.connection_id == connection.id)
        for name in SWITCHES:
            self._tick(f"filter_{name}", getattr(filters, name))
        self.changed.emit(filters)

    def _tick(self, name: str, ticked: bool) -> None:
        action = self.menu.findChild(QAction, name)
        if action is not None:
            action.setChecked(ticked)


def filter_chips(
    context: AppContext, filters: Filters, change: Callable[[Filters], None]
) -> Iterator[QPushButton]:
    """A button for each filter that takes it away."""
    wanted = filters.connection_id
    connection = None if wanted is None else context.connections.get(wanted)
    title = "" if connection is None else context.connections.title_of(connection)
    begin = changes_begin(filters, context.connections)
    for text, without in choices(filters, title, begin):
        chip = button(
            short(text).replace("&", "&&"),
            partial(change, without),
            kind="chip",
            name="filterChip",
        )
        chip.setIcon(context.theme.icon("close", context.theme.tokens.accent_strong))
        chip.setIconSize(QSize(12, 12))
        chip.setToolTip(_("Remove this filter") if text == short(text) else tooltip(text))
        chip.setAccessibleName(_("Remove the filter {name}").format(name=text))
        yield chip
