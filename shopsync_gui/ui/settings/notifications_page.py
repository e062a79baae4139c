"""Értesítések: how the program tells that a sync has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from shopsync_gui.core.mail import mail_account
from shopsync_gui.core.text import N_, _
from shopsync_gui.core.tone import Tone
from shopsync_gui.ui.kit.widgets import label
from shopsync_gui.ui.settings.mail_card import MailCard
from shopsync_gui.ui.settings.settings_card import SettingsCard, scrolled

if TYPE_CHECKING:
    from shopsync_gui.ui.jobs.context import AppContext


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
        self._no_mail = label(role=Tone.WARNING, wrap=True, name="noMailNote")
        self._desktop.notes.addWidget(self._no_mail)
        self._context = context
        context.settings.changed.connect(self._show_note)
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
        self._no_mail.setText(
            _(
                "No e-mail is sent until the mail server, the sender and a recipient are given below."
            )
        )
        self._show_note()
        self._mail.retranslate()

    def _show_note(self, _key: str = "") -> None:
        settings = self._context.settings.values
        wanted = settings.notify.mail or settings.notify.mail_problems
        self._no_mail.setVisible(wanted and mail_account(settings.mail) is None)

    def refresh(self) -> None:
        """Read the last messages again."""
        self._mail.refresh()
