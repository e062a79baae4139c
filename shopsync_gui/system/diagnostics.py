"""A file for whoever helps: versions, states and log lines, without secrets and personal data."""

from __future__ import annotations

import os
import platform
import re
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from shopsync_gui.core.errors import StoreFull
from shopsync_gui.system.logs import HIDDEN, redact
from shopsync_gui.system.paths import logs_folder

_PACKAGES = ("PySide6-Essentials", "apsw", "httpx", "keyring", "msgspec", "peewee")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*")
_ADDRESS = re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b|https?://[^\s\"'>]+")
_SHORTEST = 3


def last_lines(home: Path, count: int) -> list[str]:
    """The newest lines of the program's log files, the oldest of them first."""
    lines: list[str] = []
    files = sorted(logs_folder(home).glob("*.log*"), key=_modified, reverse=True)
    for file in files:
        try:
            lines = file.read_text("utf-8", "replace").splitlines()[-count:] + lines
        except OSError:
            continue
        if len(lines) >= count:
            break
    return sorted(lines[-count:]) if len(files) > 1 else lines[-count:]


def _modified(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0


def cleaned(text: str, private: Iterable[str]) -> str:
    """`text` without secrets, e-mail and network addresses, the home folder and `private` words."""
    text = redact(text)
    text = text.replace(str(Path.home()), "~")
    for word in sorted({w for w in private if len(w) >= _SHORTEST}, key=len, reverse=True):
        text = re.sub(re.escape(word), HIDDEN, text, flags=re.IGNORECASE)
    return _ADDRESS.sub(HIDDEN, _MAIL.sub(HIDDEN, text))


def computer() -> dict[str, str]:
    """Versions of the system and of the libraries."""
    found = {"system": platform.platform(), "python": sys.version.split()[0]}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "?"
    return found


def write_diagnostics(
    target: Path, home: Path, facts: Mapping[str, object], private: Iterable[str]
) -> None:
    """Write the zip file, whole or not at all. Raises StoreFull.

    `facts` are further lines (settings, counts, states); `private` are words that must not be in
    it, such as the names of shops and users.
    """
    private = list(private)
    lines = [f"{key}: {value}" for key, value in (*computer().items(), *facts.items())]
    texts = {
        "facts.txt": "\n".join(lines) + "\n",
        "log.txt": "\n".join(last_lines(home, 2000)) + "\n",
    }
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".shopsync-", suffix=".zip")
        try:
            with os.fdopen(handle, "wb") as file:
                with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                    for entry, text in texts.items():
                        archive.writestr(entry, cleaned(text, private))
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StoreFull(path=target, detail=error.strerror or type(error).__name__) from error
