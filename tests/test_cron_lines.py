"""The crontab lines of the pages, as cron's own shell runs them."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.test_docs import DOCS, ROOT

#: The five fields of when, and the command.
LINE = re.compile(r"^(?:[\d*/,-]+\s+){5}(\S.*shopsync .*)$", re.MULTILINE)
LINES = [
    pytest.param(command, id=f"{path.name}-{number}")
    for path in sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
    for number, command in enumerate(LINE.findall(path.read_text("utf-8")))
]


def test_the_pages_show_lines_for_cron() -> None:
    assert len(LINES) >= 2


@pytest.mark.skipif(shutil.which("sh") is None, reason="cron's shell is a Unix one")
@pytest.mark.parametrize("command", LINES)
def test_a_line_hands_its_folder_and_the_secrets_to_the_program(
    tmp_path: Path, command: str
) -> None:
    (secrets,) = re.findall(r'\. "?(\S+?)"? &&', command)
    log = re.search(r'>>"?(\S+?)"? 2>&1$', command)
    assert log is not None
    kept, told = tmp_path / "env", tmp_path / "log"
    kept.write_text("export SHOPSYNC_CLIENT_SECRET_MYSHOP=secret-of-the-shop\n", "utf-8")
    program = tmp_path / "shopsync"
    program.write_text('#!/bin/sh\nenv\necho "arguments: $*"\n', "utf-8")
    program.chmod(0o700)
    subprocess.run(
        ["sh", "-c", command.replace(secrets, str(kept)).replace(log[1], str(told))],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin", "HOME": str(tmp_path)},
        check=True,
        timeout=30,
    )
    said = told.read_text("utf-8").splitlines()
    assert "SHOPSYNC_CLIENT_SECRET_MYSHOP=secret-of-the-shop" in said
    assert any(line.startswith("arguments: sync ") for line in said)
    folders = re.findall(r"SHOPSYNC_HOME=\S+", command)
    assert [line for line in said if line.startswith("SHOPSYNC_HOME=")] == folders
