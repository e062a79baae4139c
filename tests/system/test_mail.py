"""A message handed to a real server with TLS, and everything a server may say against it."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from threading import Thread
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from msgspec.structs import replace

from shopsync_gui.core.errors import (
    MailAddressRefused,
    MailHostUnknown,
    MailLoginRefused,
    MailNoNetwork,
    MailNotSecure,
    MailRefused,
    MailServerUnreachable,
    ShopSyncError,
)
from shopsync_gui.core.runs.mail import (
    COMPLETE_SUBJECT,
    EmailText,
    MailAccount,
)
from shopsync_gui.core.settings.settings import MailSecurity
from shopsync_gui.system.mail import message_of, send
from tests.patience import patient
from tests.ports import free_port

PASSWORD = "titkos-jelszo-kanari"
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@dataclass
class Mailbox:
    """What a mail server was handed."""

    taken: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address.startswith("nincs"):
            return "550 5.1.1 nincs ilyen postafiok"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if b"visszautasitom" in envelope.content:
            return "554 5.7.1 nem kell"
        self.taken.append(envelope.content)
        self.recipients += envelope.rcpt_tos
        self.encrypted.append(session.ssl is not None)
        return "250 OK"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@contextmanager
def server(
    authority: trustme.CA, security: MailSecurity, password: str = PASSWORD
) -> Iterator[tuple[MailAccount, Mailbox]]:
    box = Mailbox()

    def authenticate(server: Any, session: Any, envelope: Any, how: str, data: Any) -> AuthResult:
        right = isinstance(data, LoginPassword) and data.password == password.encode()
        return AuthResult(success=right, handled=False)

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)
    options: dict[str, Any] = {}
    port = free_port()
    if security is MailSecurity.STARTTLS:
        options = {"tls_context": context, "require_starttls": True}
    elif security is MailSecurity.TLS:
        options = {"ssl_context": context}
    controller = Controller(
        box,
        hostname="127.0.0.1",
        port=port,
        server_hostname="localhost",
        authenticator=authenticate,
        auth_require_tls=security is MailSecurity.STARTTLS,
        **options,
    )
    controller.start()
    try:
        yield account(port, security), box
    finally:
        controller.stop()


def account(port: int, security: MailSecurity = MailSecurity.STARTTLS) -> MailAccount:
    return MailAccount(
        host="localhost",
        port=port,
        security=security,
        user="bolt@example.com",
        sender="bolt@example.com",
        recipients=("marketing@example.com", "bolt@example.com"),
    )


@pytest.fixture
def trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def text_of(account: MailAccount, text: str = "Nyugta: árvíztűrő tükörfúrógép\n") -> EmailMessage:
    return message_of(account, EmailText(COMPLETE_SUBJECT, text), NOW)


@pytest.mark.parametrize("security", [MailSecurity.STARTTLS, MailSecurity.TLS])
def test_a_message_arrives_encrypted(
    authority: trustme.CA, trusting: ssl.SSLContext, security: MailSecurity
) -> None:
    left: list[bool] = []
    with server(authority, security) as (sender, box):
        send(sender, PASSWORD, text_of(sender), leaving=lambda: left.append(True), context=trusting)
    (taken,) = box.taken
    assert box.recipients == list(sender.recipients)
    assert left == [True]
    if security is MailSecurity.STARTTLS:
        assert box.encrypted == [True]
    assert PASSWORD.encode() not in taken
    assert b"text/plain" in taken


def refusal(
    authority: trustme.CA, context: ssl.SSLContext, password: str = PASSWORD, **changes: Any
) -> ShopSyncError:
    text = changes.pop("text", "Nyugta\n")
    with server(authority, MailSecurity.STARTTLS) as (sender, box):
        changed = MailAccount(
            **{name: getattr(sender, name) for name in MailAccount.__struct_fields__} | changes
        )
        with pytest.raises(ShopSyncError) as found:
            send(changed, password, text_of(changed, text), context=context)
        assert box.taken == []
    return found.value


def test_every_refusal_is_named(authority: trustme.CA, trusting: ssl.SSLContext) -> None:
    wrong = refusal(authority, trusting, password="rossz")
    assert isinstance(wrong, MailLoginRefused)
    assert "rossz" not in str(wrong)
    nobody = refusal(authority, trusting, recipients=("nincs@example.com",))
    assert isinstance(nobody, MailAddressRefused)
    assert "nincs ilyen postafiok" in nobody.problem.message
    unwanted = refusal(authority, trusting, text="visszautasitom\n")
    assert isinstance(unwanted, MailRefused)
    stranger = refusal(authority, ssl.create_default_context())
    assert isinstance(stranger, MailNotSecure)
    closed = refusal(authority, trusting, port=free_port())
    assert isinstance(closed, MailServerUnreachable)
    for host in ("smtp..example.com", "a" * 70 + ".hu", ".example.com"):
        assert isinstance(refusal(authority, trusting, host=host), MailHostUnknown)


@pytest.mark.parametrize(
    ("fault", "named"),
    [
        (socket.gaierror(socket.EAI_NONAME, "x"), MailHostUnknown),
        (socket.gaierror(socket.EAI_AGAIN, "x"), MailNoNetwork),
        (OSError(errno.ENETUNREACH, "x"), MailNoNetwork),
        (ConnectionRefusedError(errno.ECONNREFUSED, "x"), MailServerUnreachable),
        (TimeoutError("x"), MailServerUnreachable),
    ],
)
def test_no_network_and_an_unknown_server_are_told_apart(
    monkeypatch: pytest.MonkeyPatch, fault: OSError, named: type[ShopSyncError]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr(socket, "create_connection", fail)
    sender = account(587)
    with pytest.raises(ShopSyncError) as found:
        send(sender, PASSWORD, text_of(sender), context=ssl.create_default_context())
    assert type(found.value) is named


def test_a_password_with_accents_logs_in(authority: trustme.CA, trusting: ssl.SSLContext) -> None:
    with server(authority, MailSecurity.STARTTLS, "jelszó-őű") as (sender, box):
        with pytest.raises(MailLoginRefused):
            send(sender, "jelszó-öü", text_of(sender), context=trusting)
        assert box.taken == []
        send(sender, "jelszó-őű", text_of(sender), context=trusting)
    assert len(box.taken) == 1


def test_a_server_without_starttls_gets_no_password(
    authority: trustme.CA, trusting: ssl.SSLContext
) -> None:
    with server(authority, MailSecurity.NONE) as (sender, box):
        plain = account(sender.port, MailSecurity.STARTTLS)
        with pytest.raises(MailNotSecure):
            send(plain, PASSWORD, text_of(plain), context=trusting)
        assert box.taken == []


@pytest.mark.parametrize("security", [MailSecurity.TLS, MailSecurity.STARTTLS])
def test_the_connection_to_a_server_that_refuses_the_greeting_is_closed(
    authority: trustme.CA, trusting: ssl.SSLContext, security: MailSecurity
) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)
    heard: list[bytes] = []

    def refuse() -> None:
        connection: socket.socket = listening.accept()[0]
        if security is MailSecurity.TLS:
            connection = context.wrap_socket(connection, server_side=True)
        with connection:
            connection.settimeout(patient(5))
            connection.sendall(b"220 localhost\r\n")
            while line := connection.recv(1000):
                heard.append(line)
                connection.sendall(b"502 no\r\n")
            heard.append(b"closed")

    with socket.create_server(("localhost", 0)) as listening:
        thread = Thread(target=refuse)
        thread.start()
        sender = account(listening.getsockname()[1], security)
        with pytest.raises(MailRefused) as refused:
            send(sender, PASSWORD, text_of(sender), context=trusting)
        thread.join(patient(10))
    assert refused.value.values["detail"] == "502 no"
    assert heard[-1] == b"closed"


def test_no_text_becomes_a_header() -> None:
    sender = account(25)
    message = message_of(sender, EmailText("Bolt\r\nBcc: mas@example.com", "x\n"), NOW)
    assert message["Bcc"] is None
    assert "\n" not in message["Subject"]


def test_the_name_of_a_sender_goes_with_its_address() -> None:
    sender = replace(account(25), sender_name="Őszi Bolt")
    message = message_of(sender, EmailText("Bolt", "x\n"), NOW)
    (address,) = message["From"].addresses
    assert (address.display_name, address.addr_spec) == ("Őszi Bolt", sender.sender)
