"""A file for whoever helps: versions, states and log lines, without secrets and personal data."""

from __future__ import annotations

import platform
import re
import sys
import zipfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from shopsync_gui.system.files import whole_file
from shopsync_gui.system.logs import HIDDEN, redact
from shopsync_gui.system.paths import logs_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_PACKAGES = ("PySide6-Essentials", "apsw", "httpx", "keyring", "msgspec", "peewee")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*")
_ADDRESS = re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b|https?://[^\s\"'>]+")
_SHORTEST = 3
#: How a log entry begins; the lines of a traceback do not.
_MOMENT = "2026-01-01 00:00:00,000"
_BEGINNING = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} ")


def last_lines(home: Path, count: int) -> list[str]:
    """The newest lines of the program's log files, the oldest of them first.

    The window and the commands log into files of their own: their entries are put in the order of
    their times, each with all of its lines.
    """
    entries: list[list[str]] = []
    for file in sorted(logs_folder(home).glob("*.log*"), key=_modified):
        try:
            lines = file.read_text("utf-8", "replace").splitlines()
        except OSError:
            continue
        entries += _entries(lines[-count:])
    # Python's sort keeps entries of the same moment in their order.
    entries.sort(key=lambda entry: entry[0][: len(_MOMENT)])
    return [line for entry in entries for line in entry][-count:]


def _entries(lines: Iterable[str]) -> list[list[str]]:
    """The lines by entry; what stands before the first whole entry has no moment and is left."""
    entries: list[list[str]] = []
    for line in lines:
        if _BEGINNING.match(line):
            entries.append([line])
        elif entries:
            entries[-1].append(line)
    return entries


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
    versions = {"system": platform.platform(), "python": sys.version.split()[0]}
    for package in _PACKAGES:
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            versions[package] = "?"
    return versions


def write_diagnostics(
    target: Path, home: Path, facts: Mapping[str, object], private: Iterable[str]
) -> None:
    """Write the zip file, whole or not at all. Raises FileNotWritten.

    `facts` are further lines in the program's own words (settings, counts, states); `private` are
    words that the log may hold and the file must not, such as the names of shops and users.
    """
    # Versions look like addresses, and a shop may be called like a part of the program's own words.
    known = "".join(f"{key}: {value}\n" for key, value in computer().items())
    told = "".join(f"{key}: {value}\n" for key, value in facts.items())
    logged = "".join(f"{line}\n" for line in last_lines(home, 2000))
    texts = {"facts.txt": known + cleaned(told, ()), "log.txt": cleaned(logged, private)}
    with (
        whole_file(target) as part,
        zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for entry, text in texts.items():
            archive.writestr(entry, text)
