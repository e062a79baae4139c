"""A file for whoever helps: versions, states and log lines, without secrets and personal data."""

from __future__ import annotations

import platform
import re
import sys
import zipfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from shopsync_gui.core.errors import Problem, ShopSyncError
from shopsync_gui.system.files import whole_file
from shopsync_gui.system.logs import HIDDEN, redact
from shopsync_gui.system.paths import logs_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_PACKAGES = ("PySide6-Essentials", "apsw", "httpx", "keyring", "msgspec", "peewee")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*")
_ADDRESS = re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b|https?://[^\s\"'>]+")
_SHORTEST = 3
#: How a log entry begins; the lines of a traceback do not.
_MOMENT = "2026-01-01 00:00:00,000"
_BEGINNING = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} ")
#: What stands before an entry's own words, a frame of a traceback, and how one ends.
_HEAD = re.compile(r"[\d :,-]+ [A-Z]+ \d+ [\w.]+: ")
_FRAME = re.compile(
    r'  File "[^"]*?((?:shopsync_gui|site-packages)[\\/][^"]+)", (line \d+), in ([\w<>]+)'
)
#: Where the program is installed tells whose computer it is.
_INSTALLED_IN = re.compile(
    r'(?<=File ")[^"]*[\\/](?=(?:shopsync_gui|site-packages|asyncio|lib[\\/]python[\d.]+)[\\/])'
)
_ENDED_BY = re.compile(r"[\w.]+(?:Error|Exception|Interrupt|Exit)\b")
_NAME = re.compile(r"\b[A-Z]\w+")


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
    text = _INSTALLED_IN.sub("", text).replace(str(Path.home()), "~")
    for word in sorted({w for w in private if len(w) >= _SHORTEST}, key=len, reverse=True):
        text = re.sub(re.escape(word), HIDDEN, text, flags=re.IGNORECASE)
    return _ADDRESS.sub(HIDDEN, _MAIL.sub(HIDDEN, text))


def bones(lines: Iterable[str]) -> Iterator[str]:
    """A log without the words that may be anybody's: moments, places in the code, names of errors."""
    for line in lines:
        if head := _HEAD.match(line):
            yield f"{head[0]}{' '.join((HIDDEN, *_errors(line[head.end() :])))}"
        elif frame := _FRAME.match(line):
            yield f'  File "{frame[1]}", {frame[2]}, in {frame[3]}'
        elif error := _ENDED_BY.match(line):
            yield f"{error[0]}: {HIDDEN}"
        else:
            yield from _errors(line)


def _errors(text: str) -> Iterator[str]:
    """The names of the program's errors in a text."""
    return (word for word in _NAME.findall(text) if Problem(word, {}).kind is not ShopSyncError)


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
    target: Path, home: Path, facts: Mapping[str, object], private: Iterable[str] | None
) -> None:
    """Write the zip file, whole or not at all. Raises FileNotWritten.

    `facts` are further lines in the program's own words (settings, counts, states); `private` are
    words that the log may hold and the file must not, such as the names of shops and users. None:
    they are not known, and of the log its bones are told alone.
    """
    # Versions look like addresses, and a shop may be called like a part of the program's own words.
    known = "".join(f"{key}: {value}\n" for key, value in computer().items())
    told = "".join(f"{key}: {value}\n" for key, value in facts.items())
    lines: Iterable[str] = last_lines(home, 2000)
    logged = "".join(f"{line}\n" for line in (bones(lines) if private is None else lines))
    texts = {"facts.txt": known + cleaned(told, ()), "log.txt": cleaned(logged, private or ())}
    with (
        whole_file(target) as part,
        zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for entry, text in texts.items():
            archive.writestr(entry, text)
