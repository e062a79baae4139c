"""The three-dot menu of a card: everything that can be done with a connection."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QColor, QPainter, QPaintEvent

from shopsync_gui.core.text import N_, translate
from shopsync_gui.ui.kit.menu import Menu

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QWidget

    from shopsync_gui.ui.connections.actions import ConnectionActions
    from shopsync_gui.ui.kit.theme import Theme

#: Object names and texts in their order; None is a line between them.
_ENTRIES: tuple[tuple[str, str] | None, ...] = (
    ("actionProductSync", N_("Product sync…")),
    ("actionPreview", N_("Preview…")),
    ("actionVerify", N_("Verify now")),
    ("actionImportOrders", N_("Import of old orders…")),
    None,
    ("actionTestConnection", N_("Test connection")),
    ("actionCompatibility", N_("Compatibility check…")),
    ("actionSchedule", N_("Schedule…")),
    ("actionEdit", N_("Edit…")),
    ("actionHistory", N_("Sync history")),
    None,
    ("actionDisconnect", N_("Disconnect…")),
)
#: What begins a job of the connection.
_JOBS = (
    "actionProductSync",
    "actionPreview",
    "actionVerify",
    "actionImportOrders",
    "actionCompatibility",
)
#: Those of them that write to the account.
_WRITING = ("actionProductSync", "actionImportOrders")
_TAKING_AWAY = ("actionDisconnect",)
#: Before the text of an entry, as in the style sheet.
_PADDING = 12


class ConnectionMenu(Menu):
    """The menu of one shop; `of_card` are the entries that the card itself answers to."""

    def __init__(
        self,
        shop: int,
        actions: ConnectionActions,
        of_card: Mapping[str, Callable[[], object]],
        theme: Theme,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        calls: dict[str, Callable[[], object]] = {
            "actionProductSync": partial(actions.ask_consent, shop),
            "actionPreview": partial(actions.preview, shop),
            "actionVerify": partial(actions.verify, shop),
            "actionImportOrders": partial(actions.import_orders, shop),
            "actionSchedule": partial(actions.schedule, shop),
            "actionEdit": partial(actions.edit, shop),
            "actionHistory": partial(actions.open_history, shop),
            "actionDisconnect": partial(actions.disconnect_shop, shop),
            **of_card,
        }
        self._theme = theme
        self._actions: dict[str, QAction] = {}
        for entry in _ENTRIES:
            if entry is None:
                self.addSeparator()
                continue
            name, text = entry
            action = QAction(translate(text), self)
            action.setObjectName(name)
            action.triggered.connect(partial(calls[name]))
            self.addAction(action)
            self._actions[name] = action
        self.aboutToShow.connect(partial(self._show_key, "F5"))
        self.aboutToHide.connect(partial(self._show_key, ""))

    def _show_key(self, key: str) -> None:
        """The window acts on the key; an action that had it all the time would be in its way."""
        self._actions["actionProductSync"].setShortcut(key)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Write what takes something away in the colour of warnings, which no style sheet can."""
        super().paintEvent(event)
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for name in _TAKING_AWAY:
            action = self._actions[name]
            area = self.actionGeometry(action)
            painter.fillRect(area, QColor(tokens.panel))
            if self.activeAction() is action:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(tokens.bad_soft))
                painter.drawRoundedRect(area, 6, 6)
            painter.setPen(QColor(tokens.bad))
            painter.drawText(
                area.adjusted(_PADDING, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, action.text()
            )
        painter.end()

    def set_free(self, free: bool, *, may_begin: bool, may_write: bool) -> None:
        """Allow what needs that nobody works with the connection, and that a job of it could begin and write."""
        self._actions["actionEdit"].setEnabled(free)
        for name in _JOBS:
            self._actions[name].setEnabled(may_begin and (may_write or name not in _WRITING))
