"""The first line of a card: state, names, badge, and the buttons that are always at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from shopsync_gui.core.text import _, pgettext
from shopsync_gui.ui.connections.badge import EqualBadge
from shopsync_gui.ui.connections.outcome import Step, step_label
from shopsync_gui.ui.connections.status_icon import StatusIcon
from shopsync_gui.ui.kit.widgets import ElidedLabel, button, column, icon_button

if TYPE_CHECKING:
    from collections.abc import Callable


class CardHeader(QHBoxLayout):
    """The card fills the parts and says which of them are seen."""

    def __init__(self, sync: Callable[[], object], cancel: Callable[[], object]) -> None:
        super().__init__()
        self.setSpacing(12)
        self.status_icon = StatusIcon()
        self.addWidget(self.status_icon)
        names = column(gap=2)
        self.title = ElidedLabel("title", "connectionTitle")
        self.subtitle = ElidedLabel("muted", "connectionSubtitle")
        names.addWidget(self.title)
        names.addWidget(self.subtitle)
        self.addLayout(names, 1)
        self.badge = EqualBadge()
        self.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignVCenter)
        self.sync_button = button(clicked=sync, name="cardSyncButton")
        self.sync_button.hide()
        self.addWidget(self.sync_button)
        self.cancel_button = button(clicked=cancel, name="cancelButton")
        self.addWidget(self.cancel_button)
        self.menu_button = icon_button("", "menuButton")
        self.menu_button.setPopupMode(self.menu_button.ToolButtonPopupMode.InstantPopup)
        self.addWidget(self.menu_button)

    def retranslate(self) -> None:
        """Set the texts of the buttons again."""
        self.sync_button.setText(step_label(Step.SYNC))
        self.cancel_button.setText(pgettext("what is running", "Cancel"))
        self.menu_button.setAccessibleName(_("What to do with this connection"))
        self.menu_button.setToolTip(_("What to do with this connection"))
