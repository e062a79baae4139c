"""A connection that is not safe is named by its fault, and nothing is sent over it; real sockets."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from shopsync_gui.core.errors import (
    CertificateExpired,
    CertificateOfOther,
    CertificateUnknown,
    ConnectionNotSafe,
    EncryptionMissing,
    EncryptionTooOld,
)
from shopsync_gui.remote import AccountClient
from shopsync_gui.remote.transport.retry import Retry, Retryable
from shopsync_gui.remote.transport.trouble_watch import TroubleWatch
from tests.patience import patient

NOW = datetime.now(UTC)
Prepare = Callable[[trustme.CA, ssl.SSLContext, Path], object]


def self_signed(_ca: trustme.CA, context: ssl.SSLContext, folder: Path) -> None:
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
         "-keyout", key, "-out", certificate],
        check=True, capture_output=True, timeout=patient(60),
    )  # fmt: skip
    context.load_cert_chain(certificate, key)


def private_authority(_ca: trustme.CA, context: ssl.SSLContext, _folder: Path) -> None:
    trustme.CA().issue_cert("localhost").configure_cert(context)


def expired(ca: trustme.CA, context: ssl.SSLContext, _folder: Path) -> None:
    long_ago = NOW - timedelta(days=900)
    ca.issue_cert(
        "localhost", not_before=long_ago, not_after=long_ago + timedelta(days=90)
    ).configure_cert(context)


def not_yet(ca: trustme.CA, context: ssl.SSLContext, _folder: Path) -> None:
    later = NOW + timedelta(days=30)
    ca.issue_cert(
        "localhost", not_before=later, not_after=later + timedelta(days=90)
    ).configure_cert(context)


def other_name(ca: trustme.CA, context: ssl.SSLContext, _folder: Path) -> None:
    ca.issue_cert("login.hotel.example").configure_cert(context)


def tls_1_0(ca: trustme.CA, context: ssl.SSLContext, _folder: Path) -> None:
    ca.issue_cert("localhost").configure_cert(context)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    with pytest.deprecated_call():
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1


FAULTS: dict[str, tuple[Prepare, type[ConnectionNotSafe]]] = {
    "self-signed": (self_signed, CertificateUnknown),
    "private-authority": (private_authority, CertificateUnknown),
    "expired": (expired, CertificateExpired),
    "not-yet": (not_yet, CertificateExpired),
    "other-name": (other_name, CertificateOfOther),
    "tls-1.0": (tls_1_0, EncryptionTooOld),
}


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """An authority that this computer trusts."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    return authority


class Server:
    """A server on a free port; `heard` is what arrived over its connections, decrypted."""

    def __init__(self, context: ssl.SSLContext | None) -> None:
        self._context = context
        self.heard = b""
        self.connections = 0

    def __enter__(self) -> int:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()
        port: int = self._socket.getsockname()[1]
        return port

    def __exit__(self, *_: object) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(patient(20))

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _address = self._socket.accept()
                self.connections += 1
                connection.settimeout(10)
                with suppress(OSError), connection:
                    self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        if self._context is not None:
            connection = self._context.wrap_socket(connection, server_side=True)
        with connection:
            self.heard += connection.recv(4096)
            head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n"
            connection.sendall(f"{head}connection: close\r\n\r\n[]".encode())


async def ask(port: int) -> object:
    async with AccountClient(
        url=f"https://localhost:{port}", user="boltos", password="titkos-jelszo"
    ) as account:
        return await account.categories()


def visit(server: Server) -> None:
    with server as port:
        asyncio.run(asyncio.wait_for(ask(port), 30))


@pytest.mark.parametrize(("prepare", "kind"), FAULTS.values(), ids=FAULTS)
def test_the_fault_is_named_and_nothing_is_sent(
    trusted: trustme.CA,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    prepare: Prepare,
    kind: type[ConnectionNotSafe],
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    prepare(trusted, context, tmp_path)
    server = Server(context)
    with caplog.at_level(logging.WARNING), pytest.raises(ConnectionNotSafe) as met:
        visit(server)
    assert type(met.value) is kind
    assert met.value.pauses
    assert server.heard == b""
    assert "localhost" in met.value.problem.message
    assert kind.__name__ in caplog.text


def test_an_answer_without_encryption_is_named(trusted: trustme.CA) -> None:
    server = Server(None)
    with pytest.raises(EncryptionMissing):
        visit(server)
    assert server.connections == 1  # another try mends nothing
    assert b"titkos" not in server.heard


def test_a_sound_certificate_is_accepted(trusted: trustme.CA) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trusted.issue_cert("localhost").configure_cert(context)
    visit(Server(context))


def test_a_fault_of_tls_is_not_tried_again() -> None:
    """The next handshake would be the same."""
    tried = 0

    async def once() -> None:
        nonlocal tried
        tried += 1
        raise Retryable(CertificateExpired(service="SalesAutopilot", host="localhost"))

    with pytest.raises(CertificateExpired):
        asyncio.run(Retry(TroubleWatch("SalesAutopilot"), "seed").persist(once))
    assert tried == 1
