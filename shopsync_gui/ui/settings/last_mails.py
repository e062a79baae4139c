"""The last messages, what became of them, and the wish to send one again."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from shopsync_gui.core.runs.mail import MailState
from shopsync_gui.core.runs.run_labels import MAIL_STATES
from shopsync_gui.core.text import _, format_when, translate
from shopsync_gui.core.tone import Tone
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.refill import refilling
from shopsync_gui.ui.kit.widgets import button, column, label, line, row, set_style

if TYPE_CHECKING:
    from shopsync_gui.store import Store
    from shopsync_gui.store.runs.mail import OutgoingMail
    from shopsync_gui.ui.jobs.context import AppContext

_SHOWN = 5
_TONES = {
    MailState.WAITING: Tone.MUTED,
    MailState.SENDING: Tone.MUTED,
    MailState.SENT: Tone.GOOD,
    MailState.UNSURE: Tone.WARNING,
    MailState.GIVEN_UP: Tone.BAD,
}


class LastMails(QWidget):
    """The newest messages, each with its moment and its state; not seen while there are none."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._layout = column(self, gap=8)
        self.hide()

    def refresh(self) -> None:
        """Read them again."""

        def read(store: Store) -> list[OutgoingMail]:
            return store.mail.newest(_SHOWN)

        self._context.store.reader.ask(self, read, self._show)

    def _show(self, mails: list[OutgoingMail]) -> None:
        with refilling(self._layout):
            self.setVisible(bool(mails))
            if mails:
                self._fill(mails)

    def _fill(self, mails: list[OutgoingMail]) -> None:
        self._layout.addWidget(line())
        self._layout.addWidget(label(_("Last messages"), "strong"))
        for mail in mails:
            self._add(mail)

    def _add(self, mail: OutgoingMail) -> None:
        mail_row = row(gap=12)
        texts = column(gap=2)
        texts.addWidget(label(mail.letter.subject, wrap=True))
        detail = format_when(mail.ended_at or mail.created_at)
        if mail.problem is not None:
            detail += f" · {mail.problem.title}"
        texts.addWidget(label(detail, "small", wrap=True, name="mailDetail"))
        state = label(translate(MAIL_STATES[mail.state.value]), name="mailState")
        set_style(state, "tone", _TONES[mail.state])
        add_layout(mail_row, texts, 1)
        mail_row.addWidget(state)
        if mail.state in (MailState.GIVEN_UP, MailState.UNSURE, MailState.WAITING):
            again = partial(self._send_again, mail.id)
            mail_row.addWidget(button(_("Send now"), again, name="mailAgainButton"))
        add_layout(self._layout, mail_row)

    def _send_again(self, mail_id: int) -> None:
        def again(store: Store) -> None:
            store.mail.again(mail_id, datetime.now(UTC))

        self._context.store.writer.ask(self, again, lambda _done: self._context.mailer.look())
