"""The question for newer versions, put to a real server on this computer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from shopsync_gui.core.errors import (
    UpdateError,
    UpdateNotTrusted,
    UpdateOutdated,
    UpdateUnavailable,
    UpdateUnreadable,
)
from shopsync_gui.core.releases import Channel
from shopsync_gui.sync.updates import UpdateMemory, ask, read_memory
from shopsync_gui.system.paths import UPDATE_MEMORY
from tests.announcing import NOW, PATH, Key, Server, announcement, serving
from tests.ports import closed_port


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


def test_a_newer_version_is_told_and_remembered(server: Server, tmp_path: Path) -> None:
    server.announce(announcement("9.1.0"))
    memory = ask(tmp_path, server.channel, NOW)
    assert memory.newer == announcement("9.1.0")
    assert read_memory(tmp_path) == memory


@pytest.mark.parametrize("version", ["0.0.1", "0.1.0"])
def test_this_version_and_older_ones_are_none(server: Server, tmp_path: Path, version: str) -> None:
    server.announce(announcement(version))
    memory = ask(tmp_path, server.channel, NOW)
    assert memory.newer is None
    assert memory.asked == NOW


def test_the_question_tells_nothing_of_who_asks(server: Server, tmp_path: Path) -> None:
    server.announce(announcement())
    ask(tmp_path, server.channel, NOW)
    assert [path for path, _ in server.asked] == [PATH, f"{PATH}.minisig"]
    for _path, head in server.asked:
        assert head.pop("host") == f"127.0.0.1:{server.port}"
        assert head == {
            "accept": "application/json",
            "accept-encoding": "gzip",
            "connection": "keep-alive",
            "content-type": "application/json",
            "user-agent": "ShopSync",
        }


def refusal(server: Server, home: Path) -> type[UpdateError]:
    """What the server gives now is refused; what was known before stays."""
    known = read_memory(home).latest
    with pytest.raises(UpdateError) as raised:
        ask(home, server.channel, NOW)
    assert read_memory(home) == UpdateMemory(asked=NOW, latest=known)
    return type(raised.value)


def test_what_another_key_has_signed_is_refused(server: Server, tmp_path: Path) -> None:
    server.announce(announcement(), Key())
    assert refusal(server, tmp_path) is UpdateNotTrusted


def test_a_signature_of_another_file_is_refused(server: Server, tmp_path: Path) -> None:
    server.announce(announcement("9.1.0"))
    signature = server.files[f"{PATH}.minisig"]
    server.announce(announcement("9.2.0"))
    server.files[f"{PATH}.minisig"] = signature
    assert refusal(server, tmp_path) is UpdateNotTrusted


def test_an_expired_announcement_is_refused(server: Server, tmp_path: Path) -> None:
    server.announce(announcement(age=timedelta(days=91)))
    assert refusal(server, tmp_path) is UpdateOutdated


def test_an_older_announcement_in_the_place_of_a_newer_one_is_refused(
    server: Server, tmp_path: Path
) -> None:
    server.announce(announcement("9.2.0", age=timedelta(days=1)))
    ask(tmp_path, server.channel, NOW)
    server.announce(announcement("9.1.0", age=timedelta(days=5)))
    assert refusal(server, tmp_path) is UpdateOutdated
    newer = read_memory(tmp_path).newer
    assert newer is not None
    assert newer.version == "9.2.0"


def test_a_version_that_was_taken_back_is_told_no_longer(server: Server, tmp_path: Path) -> None:
    server.announce(announcement("9.2.0", age=timedelta(days=2)))
    ask(tmp_path, server.channel, NOW)
    server.announce(announcement("0.1.0", age=timedelta(days=1)))
    assert ask(tmp_path, server.channel, NOW).newer is None


@pytest.mark.parametrize("body", [b"", b"[]", b"<html>", b'{"version": "9.0.0"}'])
def test_a_signed_file_of_another_form_is_refused(
    server: Server, tmp_path: Path, body: bytes
) -> None:
    server.put(body)
    assert refusal(server, tmp_path) is UpdateUnreadable


def test_a_file_without_its_signature_is_refused(server: Server, tmp_path: Path) -> None:
    server.announce(announcement())
    del server.files[f"{PATH}.minisig"]
    assert refusal(server, tmp_path) is UpdateUnavailable


def test_a_file_of_any_size_is_not_read_to_its_end(server: Server, tmp_path: Path) -> None:
    server.put(b" " * (1 << 20))
    assert refusal(server, tmp_path) is UpdateUnavailable


@pytest.mark.parametrize("address", ["http://example.com/x", "ftp://example.com/x", "x"])
def test_an_address_that_is_not_secure_is_not_asked(tmp_path: Path, address: str) -> None:
    with pytest.raises(UpdateUnavailable):
        ask(tmp_path, Channel(address, (Key().public,)), NOW)


def test_a_server_that_is_not_there_is_named(tmp_path: Path) -> None:
    host = f"127.0.0.1:{closed_port()}"
    with pytest.raises(UpdateUnavailable) as raised:
        ask(tmp_path, Channel(f"http://{host}/x", (Key().public,)), NOW)
    assert host in raised.value.problem.message


def test_a_question_is_due_once_a_day() -> None:
    memory = UpdateMemory(asked=NOW)
    assert UpdateMemory().is_due(NOW)
    assert not memory.is_due(NOW + timedelta(hours=23))
    assert memory.is_due(NOW + timedelta(hours=24))
    assert memory.is_due(NOW - timedelta(hours=1))  # the clock was set back


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b'{"asked": "yesterday"}'])
def test_a_damaged_memory_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / UPDATE_MEMORY).write_bytes(content)
    assert read_memory(tmp_path) == UpdateMemory()


def test_a_version_that_was_installed_meanwhile_is_new_no_longer() -> None:
    latest = announcement()
    assert UpdateMemory(latest=latest).newer == latest
    assert UpdateMemory(latest=replace(latest, version="0.1.0")).newer is None
