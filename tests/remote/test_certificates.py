"""Which certificates a server is checked against, with servers on this computer."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import certifi
import pytest
import trustme
import truststore

from shopsync_gui.core.errors import ServiceError
from shopsync_gui.remote.transport.certificates import client_context
from shopsync_gui.remote.transport.http import Http, Timeouts
from tests.patience import patient
from tests.ports import free_port

PATIENCE = Timeouts(read=20, total=20)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def nothing_of_the_system(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As on a computer whose OpenSSL finds no certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))


@contextmanager
def serving(authority: trustme.CA, name: str) -> Iterator[int]:
    """A server on this computer whose certificate is for `name`; its port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    port, ready = free_port(), threading.Event()
    loop = asyncio.new_event_loop()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
        await writer.drain()
        writer.close()

    async def serve() -> None:
        stop = asyncio.Event()
        ended.append(lambda: loop.call_soon_threadsafe(stop.set))
        async with await asyncio.start_server(answer, "127.0.0.1", port, ssl=context):
            ready.set()
            await stop.wait()

    ended: list[object] = []
    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    assert ready.wait(patient(10))
    yield port
    (end,) = ended
    assert callable(end)
    end()
    thread.join()
    loop.close()


def ask(port: int) -> int:
    async def play() -> int:
        async with Http("Shoprenter") as http:
            url = f"https://127.0.0.1:{port}/"
            return (await http.send("GET", url, patience=PATIENCE, headers={})).status

    return asyncio.run(play())


def test_file_of_certificates_that_is_named_is_trusted(
    authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority.cert_pem.write_to_path(tmp_path / "own.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "own.pem"))
    with serving(authority, "127.0.0.1") as port:
        assert ask(port) == 200


@pytest.mark.parametrize("named", ["other", "damaged", "missing"])
def test_server_that_none_of_them_vouches_for_is_refused(
    authority: trustme.CA, named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trustme.CA().cert_pem.write_to_path(tmp_path / "other")
    (tmp_path / "damaged").write_text("no certificate")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / named))
    with serving(authority, "127.0.0.1") as port, pytest.raises(ServiceError):
        ask(port)


def test_certificate_of_another_name_is_refused(
    authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority.cert_pem.write_to_path(tmp_path / "own.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "own.pem"))
    with serving(authority, "127.0.0.2") as port, pytest.raises(ServiceError):
        ask(port)


@pytest.mark.usefixtures("nothing_of_the_system")
def test_known_file_of_the_system_is_found_where_openssl_does_not_look(
    authority: trustme.CA, tmp_path: Path
) -> None:
    authority.cert_pem.write_to_path(tmp_path / "bundle.pem")
    files = (str(tmp_path / "missing.pem"), str(tmp_path / "bundle.pem"))
    assert len(client_context(system="linux", files=files).get_ca_certs()) == 1


@pytest.mark.usefixtures("nothing_of_the_system")
def test_system_without_certificates_has_those_that_come_with_the_program() -> None:
    known = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    known.load_verify_locations(certifi.where())
    context = client_context(system="linux", files=())
    assert context.cert_store_stats() == known.cert_store_stats()


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_systems_that_judge_certificates_are_asked(
    system: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    assert isinstance(client_context(system=system), truststore.SSLContext)


@pytest.mark.parametrize("system", ["win32", "darwin", "linux"])
def test_certificate_and_name_are_checked_everywhere(
    system: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    context = client_context(system=system)
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED
