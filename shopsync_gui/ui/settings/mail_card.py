"""The e-mail account: server, sender and recipients, a test, and what became of the last messages."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QGridLayout, QWidget

from shopsync_gui.core.errors import MailAddressWrong, SettingInvalid
from shopsync_gui.core.runs.mail import PROVIDERS, is_address
from shopsync_gui.core.text import N_, _, translate
from shopsync_gui.system.secrets import MAIL, SMTP_PASSWORD
from shopsync_gui.ui.kit.fields import ChoiceField, NumberField, SecretField
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.note_box import problem_box
from shopsync_gui.ui.kit.scrolling import bring_into_view
from shopsync_gui.ui.kit.widgets import button, clear, column, label, line, row
from shopsync_gui.ui.settings.card_frame import CardFrame
from shopsync_gui.ui.settings.last_mails import LastMails
from shopsync_gui.ui.settings.mail_fields import (
    MailLine,
    SecurityField,
    in_order,
    wrong_addresses,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.core.errors import Problem, ShopSyncError
    from shopsync_gui.store import Store
    from shopsync_gui.ui.jobs.context import AppContext
    from shopsync_gui.ui.jobs.services.store_thread import StoreThread

_FIELDS = (
    ("mail.host", "mailHost", N_("Mail server")),
    ("mail.user", "mailUser", N_("User name")),
    ("mail.sender", "mailSender", N_("Sender")),
    ("mail.recipients", "mailRecipients", N_("Recipients")),
)


class MailCard(CardFrame):
    """The fields of the mail account, each taken over when it is left; the password goes to the keyring alone."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(_("E-mail account"), name="mailCard")
        self._context = context
        self._testing = False
        layout = self.body
        hint = _(
            "Messages about a sync are sent from here. The password goes to the system's"
            " keyring; where there is none, it is kept only until the program is closed."
        )
        layout.addWidget(label(hint, "muted", wrap=True))
        layout.addWidget(line())
        add_layout(layout, self._build_form())
        tests = row(gap=12)
        self._test = button(_("Send a test message"), self._send_test, name="mailTestButton")
        self._result = label(role="muted", wrap=True, name="mailTestResult")
        tests.addWidget(self._test)
        tests.addWidget(self._result, 1)
        add_layout(layout, tests)
        self._trouble = column(gap=8)
        add_layout(layout, self._trouble)
        self._last = LastMails(context)
        layout.addWidget(self._last)
        context.settings.changed.connect(self._changed)
        context.mailer.tested.connect(self._tested)
        context.mailer.looked.connect(self.refresh)
        for key in ("mail.port", "mail.security", *self._lines):
            self._changed(key)

    # --- building -----------------------------------------------------------------------------------

    def _build_form(self) -> QGridLayout:
        form = QGridLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        form.setColumnStretch(1, 1)
        self._provider = ChoiceField("mailProvider")
        self._provider.addItem(_("Another provider"), None)
        for provider in PROVIDERS:
            self._provider.addItem(provider.name, provider)
        self._provider.activated.connect(self._choose_provider)
        self._lines: dict[str, MailLine] = {}
        self._add(form, _("Provider"), self._provider)
        for key, name, caption in _FIELDS:
            field = self._lines[key] = MailLine(name)
            field.edit.editingFinished.connect(partial(self._keep, key))
            self._add(form, translate(caption), field.edit, field)
            if key == "mail.host":
                self._add_connection(form)
            if key == "mail.user":
                secret = SecretField("mailPassword", _("Password"), self._context.theme)
                self._password = secret.edit
                self._password.setPlaceholderText(_("goes to the keyring, if there is one"))
                self._password.editingFinished.connect(self._keep_password)
                self._add(form, _("Password"), self._password, secret)
        recipients = self._lines["mail.recipients"].edit
        recipients.setPlaceholderText(_("One or more, with commas between"))
        return form

    def _add_connection(self, form: QGridLayout) -> None:
        self._port = NumberField("mailPort")
        self._port.setRange(1, 65535)
        self._port.setKeyboardTracking(False)
        self._port.setFixedWidth(120)
        self._port.valueChanged.connect(partial(self._context.settings.set, "mail.port"))
        self._security = SecurityField()
        self._security.chosen.connect(partial(self._context.settings.set, "mail.security"))
        self._add(form, _("Port"), self._port)
        self._add(form, _("Encryption"), self._security.choice, self._security)

    def _add(
        self, form: QGridLayout, caption: str, editor: QWidget, shown: QWidget | None = None
    ) -> None:
        """Add an editor, or what is `shown` around it, with its caption."""
        title = label(caption)
        title.setAccessibleName(caption)
        title.setBuddy(editor)
        editor.setAccessibleName(caption)
        row_number = form.rowCount()
        form.addWidget(title, row_number, 0)
        form.addWidget(shown or editor, row_number, 1)

    # --- what it shows ------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the last messages again."""
        self._last.refresh()

    def _changed(self, key: str) -> None:
        settings = self._context.settings.values.mail
        if key in self._lines:
            value = str(self._context.settings.get(key))
            field = self._lines[key]
            if field.edit.text().strip() != value:
                field.edit.setText(value)
            field.tell_wrong(wrong_addresses(key, value))
        elif key == "mail.port":
            with QSignalBlocker(self._port):
                self._port.setValue(settings.port)
        if key in ("mail.host", "mail.security"):
            self._security.show_setting(settings)
        if key in ("mail.host", "mail.port"):
            names = [provider.host for provider in PROVIDERS]
            known = settings.host in names
            self._provider.setCurrentIndex(names.index(settings.host) + 1 if known else 0)

    # --- what it does -------------------------------------------------------------------------------

    def _choose_provider(self, index: int) -> None:
        provider = self._provider.itemData(index)
        if provider is None:
            self._lines["mail.host"].edit.setFocus()
            return
        settings = self._context.settings
        settings.set("mail.host", provider.host)
        settings.set("mail.port", provider.port)
        settings.set("mail.security", provider.security.value)

    def _keep(self, key: str) -> None:
        """Keep what was typed, unless no mail server or no setting would take it."""
        field = self._lines[key]
        typed = in_order(key, field.edit.text())
        if wrong := wrong_addresses(key, typed):
            field.tell_wrong(wrong)
            return
        try:
            self._context.settings.set(key, typed)
        except SettingInvalid:
            field.tell(_("This is too long, or has characters in it that cannot be seen."))
            return
        field.tell("")
        if (
            key == "mail.user"
            and not self._context.settings.values.mail.sender
            and is_address(typed)
        ):
            self._context.settings.set("mail.sender", typed)

    def _keep_password(self) -> None:
        typed = self._password.text()
        if not typed:
            return
        secrets, host = self._context.secrets, self._context.settings.values.mail.host

        def keep(_store: Store) -> None:
            secrets.set(MAIL, SMTP_PASSWORD, host, typed)

        def kept(_done: None) -> None:
            self._password_taken(typed, _("kept in the keyring"))

        def not_kept(error: ShopSyncError) -> None:
            secrets.remember(MAIL, SMTP_PASSWORD, host, typed)
            self._password_taken(typed, _("kept until the program is closed"))
            self._show_problem(error.problem)

        self._context.store.keyring.ask(self, keep, kept, not_kept)

    def _password_taken(self, typed: str, words: str) -> None:
        """Empty the field, unless something else was typed while the keyring was asked."""
        self._password.setPlaceholderText(words)
        if self._password.text() == typed:
            self._password.clear()

    def _send_test(self) -> None:
        if self._testing:
            return  # the button stays enabled, so that it keeps the focus
        typed = ((key, in_order(key, field.edit.text())) for key, field in self._lines.items())
        if wrong := ", ".join(filter(None, (wrong_addresses(*one) for one in typed))):
            self._tested(MailAddressWrong(address=wrong).problem)
            return
        self._testing = True
        self._show_problem(None)
        self._result.setText(_("Sending…"))
        # What was typed last is kept before the test reads it.
        threads = self._context.store
        self._after(threads.writer, lambda: self._after(threads.keyring, self._test_now))

    def _after(self, thread: StoreThread, then: Callable[[], None]) -> None:
        """Go on once what was asked of a thread before is done."""
        thread.ask(
            self,
            lambda _store: None,
            lambda _done: then(),
            lambda error: self._tested(error.problem),
        )

    def _test_now(self) -> None:
        self._context.mailer.test(self._password.text())

    def _tested(self, problem: Problem | None) -> None:
        self._testing = False
        if problem is None:
            self._result.setText(_("The mail server has taken the test message."))
            bring_into_view(self._result)
        else:
            self._result.setText("")
        self._show_problem(problem)

    def forget_problem(self) -> None:
        """Say no more what went wrong."""
        clear(self._trouble)

    def _show_problem(self, problem: Problem | None) -> None:
        clear(self._trouble)
        if problem is not None:
            box = problem_box(problem)
            self._trouble.addWidget(box)
            bring_into_view(box)
