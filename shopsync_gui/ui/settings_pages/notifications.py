"""Értesítések: how the program tells that a sync has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from shopsync_gui.core.text import N_
from shopsync_gui.ui.settings_pages.form import SettingsCard, scrolled
from shopsync_gui.ui.settings_pages.mail import MailCard

if TYPE_CHECKING:
    from shopsync_gui.ui.context import AppContext


class NotificationsPage(QWidget):
    """Desktop notifications and e-mail."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        cards = scrolled(self)
        self._desktop = SettingsCard(
            context,
            N_("When a sync has ended"),
            ("notify.desktop", "notify.mail", "notify.mail_problems"),
        )
        self._mail = MailCard(context)
        cards.addWidget(self._desktop)
        cards.addWidget(self._mail)
        cards.addStretch(1)
        self.retranslate()

    def header_buttons(self) -> list[QWidget]:
        """Buttons for the top bar: none."""
        return []

    def retranslate(self) -> None:
        """Set every text again."""
        self._desktop.retranslate()
        self._mail.retranslate()

    def refresh(self) -> None:
        """Read the last messages again."""
        self._mail.refresh()
