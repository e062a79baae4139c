"""No secret reaches a log file, whatever way it takes; the files are private and bounded."""

from __future__ import annotations

import base64
import errno
import logging
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from shopsync_gui.system.log_file import PrivateFileHandler
from shopsync_gui.system.logs import HIDDEN, close_logs, hide, redact, set_up_logs

CANARY = "kanári&titok/1234"


@pytest.fixture(autouse=True)
def logs_as_they_were() -> Iterator[None]:
    root = logging.getLogger()
    level = root.level
    yield
    close_logs()
    root.setLevel(level)


@pytest.mark.parametrize(
    "line",
    [
        "Authorization: Bearer kanari-token-99999",
        "{'authorization': 'Basic kanari-token-99999'}",
        "[(b'Authorization', b'Bearer kanari-token-99999')]",
        "proxy-authorization=kanari-token-99999",
        "sent bearer kanari-token-99999 along",
        '{"access_token":"kanari-token-99999","expires_in":3600}',
        "client_id=1&client_secret=kanari-token-99999&x=1",
        "password = 'kanari-token-99999'",
        "https://user:kanari-token-99999@example.com/path",
        "https://kanari-token-99999@example.com/path",
    ],
)
def test_known_shapes_of_secrets_are_hidden(line: str) -> None:
    assert "kanari" not in redact(line)
    assert HIDDEN in redact(line)


@pytest.mark.parametrize(
    "line",
    ["run 7 pulled 1,200 products in 12 s", "GET https://shop.example/api/productExtend?page=3"],
)
def test_ordinary_lines_stay(line: str) -> None:
    assert redact(line) == line


def test_registered_secrets_are_hidden_in_every_encoding(tmp_path: Path) -> None:
    hide(CANARY)
    path = set_up_logs(tmp_path)
    log = logging.getLogger("test")
    log.warning("plain %s", CANARY)
    log.warning("%s", {"body": CANARY})
    log.warning("kan%C3%A1ri%26titok%2F1234 and kan\\u00e1ri&titok/1234")
    log.warning(base64.b64encode(CANARY.encode()).decode())
    try:
        raise RuntimeError(f"with {CANARY} inside")
    except RuntimeError:
        log.exception("failed")
    text = path.read_text("utf-8")
    assert text.count("\n") >= 8
    assert "RuntimeError: with […] inside" in text
    assert "1234" not in text
    assert base64.b64encode(CANARY.encode()).decode() not in text


def test_one_secret_does_not_give_another_away() -> None:
    hide("secret")
    hide("két szó, vesszővel")
    assert "kanari" not in redact("client_secret=kanari-token-99999&x=1")
    assert redact("password=két szó, vesszővel; x") == f"password={HIDDEN}; x"


def test_a_message_cannot_forge_a_line(tmp_path: Path) -> None:
    path = set_up_logs(tmp_path)
    logging.getLogger("test").warning("name %s", "a\nb\r\nc")
    assert path.read_text("utf-8").count("\n") == 1


@pytest.mark.skipif(os.name != "posix", reason="modes are a POSIX matter")
def test_files_are_private_also_after_rotation(tmp_path: Path) -> None:
    path = set_up_logs(tmp_path)
    log = logging.getLogger("test")
    for _ in range(30):
        log.warning("x" * 50_000)
    files = sorted(path.parent.iterdir())
    assert [file.name for file in files] == ["shopsync.log", "shopsync.log.1"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("held", [True, False])
def test_a_log_that_another_program_has_open_grows_on(tmp_path: Path, held: bool) -> None:
    def rename(source: str, target: str) -> None:
        if held:
            raise PermissionError(errno.EACCES, "held")
        os.rename(source, target)

    handler = PrivateFileHandler(tmp_path / "x.log", most_bytes=100, rename=rename)
    for number in range(9):
        handler.emit(logging.makeLogRecord({"msg": f"{number}" * 40}))
    handler.close()
    files = sorted(tmp_path.iterdir())
    assert len(files) == (1 if held else 5)
    newest = (tmp_path / "x.log").read_text("utf-8")
    assert "8" * 40 in newest
    assert ("0" * 40 in newest) is held


def test_setting_up_again_moves_the_log(tmp_path: Path) -> None:
    first = set_up_logs(tmp_path / "a")
    second = set_up_logs(tmp_path / "b")
    logging.getLogger("test").warning("once")
    assert not first.exists()
    assert second.read_text("utf-8").count("once") == 1


def test_a_log_that_cannot_be_written_stops_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = set_up_logs(tmp_path)
    path.mkdir()
    logging.getLogger("test").warning("lost")
    assert capsys.readouterr().err == ""


def test_a_long_line_is_looked_through_in_a_time_that_grows_with_its_length() -> None:
    began = time.process_time()
    for piece in (
        "authorization:" + " " * 20_000,
        "authorization: " * 2000,
        "password" + " " * 20_000,
    ):
        assert redact(piece).startswith(piece[:8])
    assert time.process_time() - began < 2
