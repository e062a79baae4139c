"""The messages that tell how a run ended, the account they are sent from."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from email.utils import unquote
from enum import StrEnum

import msgspec

from shopsync_gui.core.errors import (
    MailAddressWrong,
    MailError,
    MailNotSetUp,
    NoNetwork,
    ServiceError,
)
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.receipt import receipt_text
from shopsync_gui.core.runs.run_labels import JOB_KINDS, state_label
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.core.settings.settings import (
    MailSecurity,
    MailSettings,
)
from shopsync_gui.core.text import _, format_int, ngettext, translate

#: The subject after a complete product sync; it never changes with the language.
COMPLETE_SUBJECT = (
    "A Shoprenter termékek SalesAutopilot fiókba történő szinkronizálása befejeződött"
)
#: How long after each failed try the next one follows; then the message is given up.
RETRIES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120))
#: A trouble that may pass by itself has lasted when it is met again so long after.
_LASTS = timedelta(minutes=30)
_ENTRIES = re.compile(r'(?:"[^"]*"|[^,;\r\n\u2028\u2029])+')
_TOLD_KINDS = frozenset({JobKind.SYNC, JobKind.ORDERS})
_TROUBLE = frozenset({RunState.PARTIAL, RunState.STOPPED, RunState.FAILED})


class MailState(StrEnum):
    """The state of a message. `unsure`: the program ended while it was being handed over."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    UNSURE = "unsure"
    GIVEN_UP = "given_up"


class MailKind(StrEnum):
    """A run has one message of each kind at most."""

    COMPLETE = "complete"
    TROUBLE = "trouble"
    MENDED = "mended"
    DIGEST = "digest"


class Provider(msgspec.Struct, frozen=True):
    """A mail provider's server, as its own help pages name it."""

    name: str
    host: str
    port: int
    security: MailSecurity


PROVIDERS = (
    Provider("Gmail", "smtp.gmail.com", 587, MailSecurity.STARTTLS),
    Provider("Microsoft 365", "smtp.office365.com", 587, MailSecurity.STARTTLS),
    Provider("iCloud", "smtp.mail.me.com", 587, MailSecurity.STARTTLS),
    Provider("Yahoo", "smtp.mail.yahoo.com", 465, MailSecurity.TLS),
    Provider("Zoho (EU)", "smtp.zoho.eu", 465, MailSecurity.TLS),
    Provider("Freemail", "smtp.freemail.hu", 587, MailSecurity.STARTTLS),
    Provider("Rackhost", "smtp.rackhost.hu", 465, MailSecurity.TLS),
    Provider("Mailgun (EU)", "smtp.eu.mailgun.org", 587, MailSecurity.STARTTLS),
    Provider("SendGrid", "smtp.sendgrid.net", 587, MailSecurity.STARTTLS),
)


class MailAccount(msgspec.Struct, frozen=True, kw_only=True):
    """The mail server, the sender and the recipients of messages. No password."""

    host: str
    port: int
    security: MailSecurity
    user: str
    sender: str
    recipients: tuple[str, ...]
    sender_name: str = ""


class EmailText(msgspec.Struct, frozen=True):
    """A message's subject, its plain text, and the same as HTML where there is any."""

    subject: str
    text: str
    html: str = ""


def mail_account(settings: MailSettings) -> MailAccount | None:
    """The account from the settings; None while they are not complete."""
    recipients = addresses(settings.recipients)
    sender = named_address(settings.sender)
    if sender is None or not (settings.host and recipients):
        return None
    return MailAccount(
        host=settings.host,
        port=settings.port,
        security=security_used(settings),
        user=settings.user,
        sender=sender[1],
        sender_name=sender[0],
        recipients=recipients,
    )


def security_used(settings: MailSettings) -> MailSecurity:
    """The protection that the connection really has: only this computer is spoken to without any."""
    if settings.security is MailSecurity.NONE and not is_local(settings):
        return MailSecurity.STARTTLS
    return settings.security


def is_local(settings: MailSettings) -> bool:
    """Whether the mail server is on this computer."""
    return settings.host in ("localhost", "127.0.0.1", "::1")


def mail_fault(settings: MailSettings) -> MailError | None:
    """Say why the settings are no account: malformed addresses, or something missing; None if they are."""
    wrong = wrong_recipients(settings.recipients)
    if settings.sender and named_address(settings.sender) is None:
        wrong.insert(0, settings.sender)
    if wrong:
        return MailAddressWrong(address=", ".join(wrong))
    return MailNotSetUp() if mail_account(settings) is None else None


def addresses(text: str) -> tuple[str, ...]:
    """The e-mail addresses of listed recipients, each once; what has none is left out."""
    named = (named_address(entry) for entry in listed(text))
    return tuple(dict.fromkeys(entry[1] for entry in named if entry))


def wrong_recipients(text: str) -> list[str]:
    """The listed recipients that have no e-mail address, as they were typed."""
    return [entry for entry in listed(text) if named_address(entry) is None]


def listed(text: str) -> list[str]:
    """The entries of a list of recipients: with commas, semicolons or line breaks between.

    A comma inside quotation marks belongs to a name. Mere addresses may have blanks between them.
    """
    entries: list[str] = []
    for part in _ENTRIES.findall(text):
        words = part.split()
        if not all(map(is_address, words)):
            words = [" ".join(words)]
        entries += filter(None, words)
    return entries


def named_address(text: str) -> tuple[str, str] | None:
    """The name and the address in "Shop <shop@example.com>", or in an address alone; None for neither.

    A name needs no quotation marks, whatever stands in it: people type it as it reads.
    """
    name, bracket, rest = text.strip().partition("<")
    address = rest.removesuffix(">").strip() if bracket else name
    name = unquote(name.strip()).strip() if bracket else ""
    closed = not bracket or rest.endswith(">")
    if not closed or not is_address(address) or not name.isprintable() or set(name) & set("<>@"):
        return None
    return name, address


def is_address(text: str) -> bool:
    """Whether every mail server could take this for an address: plain ASCII only."""
    name, at, host = text.rpartition("@")
    plain = text.isascii() and text.isprintable() and not set(text) & set(' <>,;:"()[]\\')
    return bool(name and at and "." in host.strip(".")) and plain


def trouble_of(report: RunReport) -> str | None:
    """A name for the trouble in which a run ended: the same as long as the same thing is wrong.

    Products that the account does not take are one, although the sync itself comes to its end.
    Empty where all is well; None where the run says nothing of that: the user looked on, or ended it.
    """
    if report.kind not in _TOLD_KINDS:
        return None
    left_out = set(report.given_up_skus)
    if report.state is RunState.DONE:
        return " ".join(["left out", str(report.given_up), *sorted(left_out)]) if left_out else ""
    problem = report.problem
    if report.state is RunState.PAUSED:
        if problem is None:
            return None
        outside = problem.is_a(ServiceError)
        return f"paused {problem.code}" if problem.needs_user or outside else None
    if report.state not in _TROUBLE:
        return None
    parts = [report.state.value, problem.code if problem else ""]
    parts += sorted(brake.kind.value for brake in report.brakes)
    parts += sorted({failure.sku for failure in report.failures} | left_out)
    parts += sorted({difference.sku for difference in report.differences})
    return " ".join(parts)


class ToldTrouble(msgspec.Struct, frozen=True):
    """The trouble of a shop that the last message told of, and one met since that may pass by itself.

    Empty for none. A computer that has just been woken has no network for a while.
    """

    trouble: str = ""
    met: str = ""
    met_at: int = 0

    @classmethod
    def read(cls, kept: str) -> ToldTrouble:
        """Read it as `text` kept it; earlier versions kept the told trouble alone."""
        trouble, _end, rest = kept.partition("\n")
        met, _end, at = rest.rpartition("@")
        return cls(trouble, met, int(at)) if met and at.isdigit() else cls(trouble)

    @property
    def text(self) -> str:
        """The form in which it is kept."""
        return f"{self.trouble}\n{self.met}@{self.met_at}" if self.met else self.trouble

    def meets(self, report: RunReport, trouble: str, now: datetime) -> ToldTrouble | None:
        """Tell what is to be kept of a trouble that may pass and is not told yet; None for one to be told now.

        It is told once a run meets it again, half an hour later or more.
        """
        problem = report.problem
        if problem is None or problem.kind is not NoNetwork or trouble == self.trouble:
            return None
        at = int(now.timestamp())
        if self.met != trouble:
            return ToldTrouble(self.trouble, trouble, at)
        return self if at - self.met_at < _LASTS.total_seconds() else None


def letter_kind(
    trouble: str, told: str, *, completions: bool, troubles: bool, complete: bool = False
) -> MailKind | None:
    """The kind of message that a run's end is worth, by what is wrong and what was told last.

    A trouble is told when it begins and when it ends, not at every sync between. `complete` says
    that the run came to its end, as it does without the products that the account does not take.
    """
    if trouble and not (complete and completions):
        return MailKind.TROUBLE if troubles and trouble != told else None
    if completions:
        return MailKind.COMPLETE
    return MailKind.MENDED if troubles and told else None


def letter(report: RunReport, shop: str, kind: MailKind, computer: str = "") -> EmailText:
    """The message about a run: its receipt as plain text. `shop` is the connection's shown name.

    It names the `computer` where several work for the recipients.
    """
    subject = f"{shop}: {translate(JOB_KINDS[report.kind])} – {state_label(report)}"
    if report.kind is JobKind.SYNC and report.state is RunState.DONE:
        subject = COMPLETE_SUBJECT
    if kind is MailKind.TROUBLE and report.given_up and report.state is RunState.DONE:
        subject = ngettext(
            "{shop}: {n} product stays out of the sync",
            "{shop}: {n} products stay out of the sync",
            report.given_up,
        ).format(shop=shop, n=format_int(report.given_up))
    if kind is MailKind.MENDED:
        subject = _("{shop}: the sync came to its end again").format(shop=shop)
    text = receipt_text(report, shop)
    if computer:
        head, _end, rest = text.partition("\n")
        text = f"{head}\n{_('Computer')}: {computer}\n{rest}"
    return EmailText(subject, text)


def trial_letter() -> EmailText:
    """A message that only proves that messages arrive."""
    text = _("If you can read this, ShopSync can tell you by e-mail how a sync ended.")
    return EmailText(_("ShopSync: test message"), text + "\n")
