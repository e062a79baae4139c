"""The crontab lines of the pages as shells run them, and their file of secrets as shells and systemd read it."""

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


#: A line of a file of secrets, as the pages show it.
SECRET = re.compile(r"^`?(SHOPSYNC_[A-Z_]+='.*')`?$", re.MULTILINE)
SHELLS = ("sh", "dash", "bash")
SECRETS = {
    "SHOPSYNC_CLIENT_SECRET_MYSHOP": "secret-of-the-shop",
    "SHOPSYNC_SA_PASSWORD_MYSHOP": """ $a `b` \\c "d" 'e' #f ;g !h %i é = \\""",
}


def written(name: str, secret: str) -> str:
    """A line of the file, as the pages say to write it."""
    quoted = secret.replace("'", """'"'"'""")
    return f"{name}='{quoted}'"


FILE = "".join(f"{written(name, secret)}\n" for name, secret in SECRETS.items())


def read_by_systemd(text: str) -> dict[str, str]:
    r"""The variables of an EnvironmentFile as systemd's manual and its reader have them.

    A line begins with a name; between single quotes everything stands for itself, between double
    quotes a backslash goes before `"`, `\`, `` ` `` and `$`; what follows a closing quote may be
    quoted anew. A name that is none, as `export NAME`, is left out.
    """
    found = {}
    for line in text.splitlines():
        name, equals, rest = line.strip().partition("=")
        if not equals or line.lstrip().startswith(("#", ";")):
            continue
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name.strip()):
            continue
        value, rest = "", rest.lstrip()
        while rest[:1] in ("'", '"') and rest:
            quote = rest[0]
            inside = re.match(r"'([^']*)'" if quote == "'" else r'"((?:[^"\\]|\\.)*)"', rest)
            assert inside is not None, "a quote is not closed"
            value += inside[1] if quote == "'" else re.sub(r'\\(["\\`$])', r"\1", inside[1])
            rest = rest[inside.end() :].lstrip()
        found[name.strip()] = value + re.sub(r"\\(.)", r"\1", rest)
    return found


def test_systemd_reads_what_was_written() -> None:
    assert read_by_systemd(FILE) == SECRETS
    assert read_by_systemd(f"export {FILE}").keys() < SECRETS.keys()


def test_the_pages_show_secrets_in_the_form_that_all_read() -> None:
    pages = [*ROOT.glob("*.md"), *DOCS.rglob("*.md")]
    shown = [line for page in pages for line in SECRET.findall(page.read_text("utf-8"))]
    assert len(shown) >= 2
    assert len(read_by_systemd("\n".join(shown))) == len(shown)


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("command", LINES)
def test_a_line_hands_its_folder_and_the_secrets_to_the_program(
    tmp_path: Path, command: str, shell: str
) -> None:
    if shutil.which(shell) is None:
        pytest.skip("this shell is not on the computer")
    (secrets,) = re.findall(r'\. "?([^";]+)"?;', command)
    log = re.search(r'>>"?(\S+?)"? 2>&1$', command)
    assert log is not None
    kept, told = tmp_path / "env", tmp_path / "log"
    kept.write_text(FILE, "utf-8")
    program = tmp_path / "shopsync"
    program.write_text('#!/bin/sh\nenv\necho "arguments: $*"\n', "utf-8")
    program.chmod(0o700)
    subprocess.run(
        [shell, "-c", command.replace(secrets, str(kept)).replace(log[1], str(told))],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin", "HOME": str(tmp_path)},
        check=True,
        timeout=30,
    )
    said = told.read_text("utf-8").splitlines()
    for name, secret in SECRETS.items():
        assert f"{name}={secret}" in said
    assert any(line.startswith("arguments: sync ") for line in said)
    folders = re.findall(r"SHOPSYNC_HOME=\S+", command)
    assert [line for line in said if line.startswith("SHOPSYNC_HOME=")] == folders
