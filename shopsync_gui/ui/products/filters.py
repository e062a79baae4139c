"""What the list is narrowed to: the menu of the button Szűrők, and a chip for each choice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import cast

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QAction, QMouseEvent
from PySide6.QtWidgets import QMenu, QPushButton

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.labels import PRODUCT_STATES
from shopsync_gui.core.text import _, translate
from shopsync_gui.store import GridQuery
from shopsync_gui.ui.context import AppContext
from shopsync_gui.ui.products.lines import uncategorised
from shopsync_gui.ui.widgets import button


@dataclass(frozen=True, slots=True)
class Filters:
    """The chosen filters; an empty set of states means every state."""

    states: frozenset[ProductState] = frozenset()
    uncategorised: bool = False
    skipped_or_failed: bool = False
    connection_id: int | None = None

    def __bool__(self) -> bool:
        return self != Filters()

    def applied_to(self, query: GridQuery) -> GridQuery:
        """The question narrowed to these filters."""
        return replace(
            query,
            states=self.states,
            uncategorised=self.uncategorised,
            skipped_or_failed=self.skipped_or_failed,
            connection_id=self.connection_id,
        )

    def with_state(self, state: ProductState, wanted: bool) -> Filters:
        """With or without the products of one state."""
        states = self.states | {state} if wanted else self.states - {state}
        return replace(self, states=states)


class _StayingMenu(QMenu):
    """A menu that stays open while boxes in it are ticked."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        action = cast(QAction | None, self.actionAt(event.position().toPoint()))
        if action is not None and action.isCheckable() and action.isEnabled():
            action.trigger()
        else:
            super().mouseReleaseEvent(event)


class FilterMenu(QObject):
    """The menu; it shows the filters that are set and tells when the user changes them."""

    changed = Signal(object)

    def __init__(self, context: AppContext, owner: QPushButton) -> None:
        super().__init__(owner)
        self._context = context
        self.filters = Filters()
        self.menu = _StayingMenu(owner)
        self.menu.setObjectName("productFilterMenu")
        self.menu.aboutToShow.connect(self._build)
        owner.setMenu(self.menu)

    def set_filters(self, filters: Filters) -> None:
        """Take over filters that were changed elsewhere."""
        self.filters = filters
        self._build()

    def _build(self) -> None:
        self.menu.clear()
        chosen = self.filters
        self.menu.addSection(_("State"))
        for state in ProductState:
            self._add(
                translate(PRODUCT_STATES[state]),
                f"filter_{state.value}",
                state in chosen.states,
                partial(self._with_state, state),
            )
        self.menu.addSeparator()
        self._add(
            uncategorised(),
            "filter_uncategorised",
            chosen.uncategorised,
            lambda on: replace(self.filters, uncategorised=on),
        )
        self._add(
            _("Skipped or failed"),
            "filter_skipped_or_failed",
            chosen.skipped_or_failed,
            lambda on: replace(self.filters, skipped_or_failed=on),
        )
        if len(self._context.connections) > 1:
            self.menu.addSeparator()
            for connection in self._context.connections:
                self._add(
                    connection.title.replace("&", "&&"),
                    f"filter_connection_{connection.id}",
                    chosen.connection_id == connection.id,
                    partial(self._with_connection, connection.id),
                )

    def _add(
        self, text: str, name: str, checked: bool, change: Callable[[bool], Filters]
    ) -> QAction:
        action = self.menu.addAction(text)
        action.setObjectName(name)
        action.setCheckable(True)
        action.setChecked(checked)
        action.triggered.connect(lambda on: self._set(change(on)))
        return action

    def _with_state(self, state: ProductState, on: bool) -> Filters:
        return self.filters.with_state(state, on)

    def _with_connection(self, connection_id: int, on: bool) -> Filters:
        return replace(self.filters, connection_id=connection_id if on else None)

    def _set(self, filters: Filters) -> None:
        self.filters = filters
        for connection in self._context.connections:
            action = self.menu.findChild(QAction, f"filter_connection_{connection.id}")
            if action is not None:
                action.setChecked(filters.connection_id == connection.id)
        self.changed.emit(filters)


def filter_chips(
    context: AppContext, filters: Filters, change: Callable[[Filters], None]
) -> Iterator[QPushButton]:
    """A button for each filter that takes it away."""
    for text, without in _choices(context, filters):
        chip = button(
            text.replace("&", "&&"),
            partial(change, without),
            kind="chip",
            name="filterChip",
        )
        chip.setIcon(context.theme.icon("close", context.theme.tokens.accent))
        chip.setIconSize(QSize(12, 12))
        chip.setToolTip(_("Remove this filter"))
        chip.setAccessibleName(_("Remove the filter {name}").format(name=text))
        yield chip


def _choices(context: AppContext, filters: Filters) -> Iterator[tuple[str, Filters]]:
    if filters.connection_id is not None:
        connection = context.connection(filters.connection_id)
        if connection is not None:
            yield connection.title, replace(filters, connection_id=None)
    for state in ProductState:
        if state in filters.states:
            label = translate(PRODUCT_STATES[state])
            text = _("State: {name}").format(name=label)
            yield text, filters.with_state(state, wanted=False)
    if filters.uncategorised:
        yield uncategorised(), replace(filters, uncategorised=False)
    if filters.skipped_or_failed:
        yield _("Skipped or failed"), replace(filters, skipped_or_failed=False)
