"""No secret and no buyer is anywhere after everything that the program does, a crash among it."""

from __future__ import annotations

import base64
import logging
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.sandbox.config import SandboxConfig
from shopsync_gui.store import open_store
from shopsync_gui.system.logs import close_logs, hide, set_up_logs
from tests.cli.playing import connecting, environment, sandbox
from tests.mail_account import mail_settings
from tests.patience import patient
from tests.sync.world import World

CLIENT_SECRET = "kanari-titkos-kulcs-7f3a9c1e"
PASSWORD = "kanari/jelszo+5d2b8e"
MAIL_PASSWORD = "kanari levél jelszó 91"
CONFIG = SandboxConfig(
    products=25, orders=8, client_secret=CLIENT_SECRET, sa_password=PASSWORD, buyer_canaries=True
)
COMMANDS = (
    ("plan", "bemutato", "--json"),
    ("sync", "bemutato", "--yes"),
    ("orders", "bemutato", "--since", "2023-01-01", "--yes"),
    ("verify", "bemutato"),
    ("check", "bemutato", "--report", "{out}/report.txt"),
    ("export", "{out}/list.csv"),
    ("export", "{out}/list.xlsx"),
    ("diagnostics", "{out}/diagnostics.zip"),
    ("status",),
    ("runs", "--json"),
    ("sync", "nincsilyen", "--yes"),
)


def forms(secret: str) -> list[bytes]:
    """The secret, and what it is in usual encodings."""
    raw = secret.encode()
    return [raw, base64.b64encode(raw).rstrip(b"="), raw.hex().encode()]


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below, and every file in an archive."""
    for path in folder.rglob("*"):
        if not path.is_file():
            continue
        yield str(path), path.read_bytes()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    yield f"{path}:{name}", archive.read(name)


@pytest.mark.slow
def test_nothing_of_a_secret_or_a_buyer_is_left_anywhere(tmp_path: Path) -> None:
    out, scratch = tmp_path / "out", tmp_path / "tmp"
    out.mkdir()
    scratch.mkdir()
    said = b""
    with sandbox(CONFIG) as endpoints, environment(tmp_path / "home", endpoints):
        env = os.environ | {"TMPDIR": str(scratch), "SHOPSYNC_SMTP_PASSWORD": MAIL_PASSWORD}
        arguments = [connecting(endpoints), *COMMANDS]
        for command in arguments:
            words = [word.format(out=out) for word in command]
            done = subprocess.run(
                [sys.executable, "-m", "tests.cli.quick_program", *words],
                env=env, capture_output=True, timeout=patient(120), check=False,
            )  # fmt: skip
            said += done.stdout + done.stderr
            assert b"Traceback" not in said, words
            if command[0] == "connect":
                with closing(open_store(tmp_path / "home" / "shopsync.db")) as store:
                    quick = dict.fromkeys(("push.start_rate", "push.max_rate"), "500")
                    for key, value in (mail_settings(port="9") | quick).items():
                        store.settings.set(key, value)
    assert (out / "list.xlsx").exists()
    secrets = [form for each in (CLIENT_SECRET, PASSWORD, MAIL_PASSWORD) for form in forms(each)]
    pair = base64.b64encode(f"{CONFIG.sa_user}:{PASSWORD}".encode())
    for name, content in (("the output", said), *contents(tmp_path)):
        for secret in (*secrets, pair, b"KANARI-VEVO"):
            assert secret not in content, f"{secret!r} in {name}"


def test_a_crash_with_a_secret_in_it_leaves_none_in_the_log(tmp_path: Path) -> None:
    """The fault of the program carries the secret in its text, and everything is logged."""
    world = World(tmp_path / "data", products=5, client_secret=CLIENT_SECRET, sa_password=PASSWORD)

    def broken(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        if "createproduct" in request.url.path:
            told = request.headers["authorization"]
            raise RuntimeError(f"{PASSWORD} {CLIENT_SECRET} {told} {dict(request.headers)}")
        return response

    world.reshape = broken
    hide(CLIENT_SECRET)
    hide(PASSWORD)
    file = set_up_logs(tmp_path, level=logging.DEBUG)
    try:
        report = world.job()
    finally:
        close_logs()
        logging.getLogger().setLevel(logging.WARNING)
    assert report.state is RunState.FAILED
    world.store.close()
    logged = file.read_text("utf-8")
    assert "RuntimeError" in logged
    for name, content in contents(tmp_path):
        for secret in (*forms(CLIENT_SECRET), *forms(PASSWORD)):
            assert secret not in content, f"{secret!r} in {name}"
