"""Fields of the e-mail account: a line that says what is wrong in it, and the encryption."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from shopsync_gui.core.runs.mail import (
    is_local,
    listed,
    named_address,
    security_used,
    wrong_recipients,
)
from shopsync_gui.core.settings.settings import MailSecurity
from shopsync_gui.core.text import _
from shopsync_gui.core.tone import Tone
from shopsync_gui.ui.kit.fields import ChoiceField
from shopsync_gui.ui.kit.widgets import column, label, set_style

if TYPE_CHECKING:
    from shopsync_gui.core.settings.settings import MailSettings

_ENCRYPTED = ((MailSecurity.STARTTLS, "STARTTLS"), (MailSecurity.TLS, "SSL/TLS"))


def in_order(key: str, typed: str) -> str:
    """Put what was typed for a setting on one line: recipients with commas between."""
    return ", ".join(listed(typed)) if key == "mail.recipients" else " ".join(typed.split())


def wrong_addresses(key: str, typed: str) -> str:
    """Find what no mail server would take for an address, as it was typed; empty where all is well."""
    if key == "mail.recipients":
        return ", ".join(wrong_recipients(typed))
    return typed if key == "mail.sender" and typed and named_address(typed) is None else ""


class MailLine(QWidget):
    """One line of text, and below it why it cannot be kept."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.edit = QLineEdit()
        self.edit.setObjectName(name)
        self._fault = label("", Tone.BAD, wrap=True, name=f"{name}Fault")
        layout = column(self, gap=4)
        layout.addWidget(self.edit)
        layout.addWidget(self._fault)
        self.tell("")

    def tell(self, fault: str) -> None:
        """Mark the line and say what is wrong in it; nothing where all is well."""
        set_style(self.edit, "invalid", bool(fault))
        self.edit.setAccessibleDescription(fault)
        self._fault.setText(fault)
        self._fault.setVisible(bool(fault))

    def tell_wrong(self, wrong: str) -> None:
        """Say that this is no address; nothing where it is empty."""
        text = _(
            "“{typed}” is not an e-mail address, and counts only once it is corrected. Write it as"
            " anna@example.com or as Anna Smith <anna@example.com>."
        )
        self.tell(text.format(typed=wrong) if wrong else "")


class SecurityField(QWidget):
    """The encryption that is set, and a warning where there is none.

    None is offered only while it is set, or while the mail server is on this computer.
    """

    #: The user chose one (its value).
    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.choice = ChoiceField("mailSecurity")
        for security, name in _ENCRYPTED:
            self.choice.addItem(name, security.value)
        self.choice.activated.connect(lambda index: self.chosen.emit(self.choice.itemData(index)))
        self._note = label("", Tone.WARNING, wrap=True, name="mailSecurityNote")
        layout = column(self, gap=4)
        layout.addWidget(self.choice)
        layout.addWidget(self._note)

    def show_setting(self, settings: MailSettings) -> None:
        """Show what is set, and what it means for this mail server."""
        none = settings.security is MailSecurity.NONE
        offered = self.choice.count() > len(_ENCRYPTED)
        if (none or is_local(settings)) and not offered:
            self.choice.addItem(_("None"), MailSecurity.NONE.value)
        elif offered and not (none or is_local(settings)):
            self.choice.removeItem(len(_ENCRYPTED))
        self.choice.setCurrentIndex(self.choice.findData(settings.security.value))
        if security_used(settings) is MailSecurity.NONE:
            text = _(
                "Nothing is encrypted: the mail server gets everything readable, the password too."
            )
        else:
            text = _(
                "Only a mail server on this computer is spoken to without encryption. For any other"
                " one STARTTLS is used."
            )
        self._note.setText(text)
        self._note.setVisible(none)
