"""Értesítések: how the program tells that a sync has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.runs.mail import mail_account
from shopsync_gui.core.text import _
from shopsync_gui.core.tone import Tone
from shopsync_gui.ui.kit.page import Page
from shopsync_gui.ui.kit.widgets import label
from shopsync_gui.ui.settings.mail_card import MailCard
from shopsync_gui.ui.settings.settings_card import SettingsCard, scrolled

if TYPE_CHECKING:
    from shopsync_gui.ui.jobs.context import AppContext


class NotificationsPage(Page):
    """Desktop notifications and e-mail."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        cards = scrolled(self)
        desktop = SettingsCard(
            context,
            _("When a sync has ended"),
            ("notify.desktop", "notify.mail", "notify.mail_unchanged", "notify.mail_problems"),
        )
        weekly = SettingsCard(context, _("Every week"), ("notify.digest",))
        self._no_mail = label(
            _(
                "No e-mail is sent until the mail server, the sender and a recipient are given below."
            ),
            Tone.WARNING,
            wrap=True,
            name="noMailNote",
        )
        desktop.notes.addWidget(self._no_mail)
        self._context = context
        context.settings.changed.connect(self._show_note)
        self._mail = MailCard(context)
        cards.addWidget(desktop)
        cards.addWidget(weekly)
        cards.addWidget(self._mail)
        cards.addStretch(1)
        self._show_note()

    def _show_note(self, _key: str = "") -> None:
        settings = self._context.settings.values
        notify = settings.notify
        wanted = notify.mail or notify.mail_problems or notify.digest
        self._no_mail.setVisible(wanted and mail_account(settings.mail) is None)

    def leave(self) -> None:
        """Say no more why a message could not be sent, or a password not be kept."""
        self._mail.forget_problem()

    def refresh(self) -> None:
        """Read the last messages again."""
        self._mail.refresh()
