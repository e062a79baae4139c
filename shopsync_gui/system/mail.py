"""Handing one message over to a mail server, with every refusal in the program's words."""

from __future__ import annotations

import base64
import errno
import logging
import smtplib
import socket
import ssl
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, make_msgid
from typing import TYPE_CHECKING

from shopsync_gui.core.errors import (
    MailAddressRefused,
    MailError,
    MailHostUnknown,
    MailHungUp,
    MailLoginRefused,
    MailNoNetwork,
    MailNotSecure,
    MailOutcomeUnknown,
    MailRefused,
    MailServerUnreachable,
)
from shopsync_gui.core.settings.settings import MailSecurity

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from shopsync_gui.core.runs.mail import EmailText, MailAccount

log = logging.getLogger(__name__)

_SECONDS = 20.0
_LONGEST = 300
#: How this computer calls itself: its own name is nobody's business, and may have accents.
_GREETING = "[127.0.0.1]"
_OFFLINE = frozenset({errno.ENETUNREACH, errno.ENETDOWN, errno.EHOSTUNREACH, errno.EHOSTDOWN})


def message_of(account: MailAccount, letter: EmailText, now: datetime) -> EmailMessage:
    """The message as it travels: plain text, and HTML where there is any; no line becomes a header."""
    message = EmailMessage()
    message["Subject"] = " ".join(letter.subject.split())
    message["From"] = formataddr((account.sender_name, account.sender))
    message["To"] = ", ".join(account.recipients)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(domain=account.sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    if letter.html:
        message.add_alternative(letter.html, subtype="html")
    return message


def send(
    account: MailAccount,
    password: str,
    message: EmailMessage,
    *,
    context: ssl.SSLContext,
    leaving: Callable[[], None] = lambda: None,
) -> None:
    """Hand the message over; `leaving` is called just before it goes. `context` checks certificates.

    Raises a MailError: MailOutcomeUnknown where it left and no confirmation came, another one
    where it surely was not taken. Blocks for up to 20 seconds at each step.
    """
    try:
        server = _connected(account, context)
    except ssl.SSLError as error:
        raise _not_secure(account, error) from None
    except UnicodeError:  # a name that cannot even be asked for
        raise MailHostUnknown(host=account.host) from None
    except (OSError, smtplib.SMTPException) as error:
        raise _unreachable(account, error) from None
    try:
        _hand_over(server, account, password, message, leaving)
    finally:
        server.close()


def _connected(account: MailAccount, context: ssl.SSLContext) -> smtplib.SMTP:
    host, port = account.host, account.port
    server = (
        smtplib.SMTP_SSL(host, port, _GREETING, timeout=_SECONDS, context=context)
        if account.security is MailSecurity.TLS
        else smtplib.SMTP(host, port, _GREETING, timeout=_SECONDS)
    )
    try:
        server.ehlo_or_helo_if_needed()
        if account.security is MailSecurity.STARTTLS:
            if not server.has_extn("starttls"):
                raise MailNotSecure(host=account.host, detail="STARTTLS –")
            server.starttls(context=context)
            server.ehlo()
    except BaseException:
        server.close()
        raise
    return server


def _hand_over(
    server: smtplib.SMTP,
    account: MailAccount,
    password: str,
    message: EmailMessage,
    leaving: Callable[[], None],
) -> None:
    body = message.as_bytes(policy=message.policy.clone(linesep="\r\n"))
    try:
        if account.user:
            _login(server, account, password)
        _take(server.mail(account.sender), account.sender)
        for recipient in account.recipients:
            _take(server.rcpt(recipient), recipient)
    except (OSError, smtplib.SMTPException) as error:
        raise _unreachable(account, error) from None
    leaving()
    try:
        code, answer = server.data(body)
    except smtplib.SMTPDataError as error:
        raise MailRefused(detail=_answer(error)) from None
    except (OSError, smtplib.SMTPException) as error:
        log.warning("a message perhaps left: %s", type(error).__name__)
        raise MailOutcomeUnknown from None
    if code != 250:
        raise MailRefused(detail=_shown(answer, code))
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        log.info("the mail server hung up after it had taken the message")


def _login(server: smtplib.SMTP, account: MailAccount, password: str) -> None:
    try:
        if (account.user + password).isascii():
            server.login(account.user, password)
            return
        # The standard library logs in with ASCII only; AUTH PLAIN is UTF-8 (RFC 4616).
        words = base64.b64encode(f"\0{account.user}\0{password}".encode()).decode()
        code, answer = server.docmd("AUTH", f"PLAIN {words}")
    except (smtplib.SMTPServerDisconnected, smtplib.SMTPHeloError):
        raise
    except smtplib.SMTPException as error:
        raise MailLoginRefused(user=account.user, detail=_answer(error)) from None
    if code not in (235, 503):
        raise MailLoginRefused(user=account.user, detail=_shown(answer, code))


def _take(reply: tuple[int, bytes], address: str) -> None:
    code, answer = reply
    if code not in (250, 251):
        raise MailAddressRefused(address=address, detail=_shown(answer, code))


def _answer(error: smtplib.SMTPException) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _shown(error.smtp_error, error.smtp_code)
    return str(error) or type(error).__name__


def _shown(answer: bytes | str, code: int) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return f"{code} {' '.join(text.split())}"[:_LONGEST]


def _not_secure(account: MailAccount, error: ssl.SSLError) -> MailNotSecure:
    detail = (
        error.verify_message if isinstance(error, ssl.SSLCertVerificationError) else error.reason
    )
    log.warning("the connection to the mail server is not secure: %s", detail)
    return MailNotSecure(host=account.host, detail=detail or type(error).__name__)


def _unreachable(account: MailAccount, error: Exception) -> MailError:
    if isinstance(error, socket.gaierror):
        offline = error.errno == socket.EAI_AGAIN
        return (MailNoNetwork if offline else MailHostUnknown)(host=account.host)
    if isinstance(error, OSError) and error.errno in _OFFLINE:
        return MailNoNetwork(host=account.host)
    if isinstance(error, smtplib.SMTPResponseException):
        return MailRefused(detail=_answer(error))
    detail = (isinstance(error, OSError) and error.strerror) or type(error).__name__
    log.warning("the mail server cannot be reached: %s", detail)
    # An SMTPException is an OSError too; a port that speaks no SMTP ends like this as well.
    spoke = isinstance(error, (smtplib.SMTPException, ConnectionResetError, BrokenPipeError))
    kind = MailHungUp if spoke else MailServerUnreachable
    return kind(host=account.host, port=account.port, detail=detail)
