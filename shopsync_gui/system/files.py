"""Files outside the data folder that are written whole or not at all, under names that work."""

from __future__ import annotations

import logging
import os
import re
import shutil
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from shopsync_gui.core.errors import (
    FileInUse,
    FileIsFolder,
    FileIsOwnData,
    FileNameForbidden,
    file_not_written,
)
from shopsync_gui.system.paths import data_location, database_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

log = logging.getLogger(__name__)

#: Errors of Windows while another program has a file open: refused, shared wrongly, locked.
_HELD = (5, 32, 33)
#: Seconds between two tries, 2 in all: what a virus scanner or an indexer opens, it soon closes.
_PAUSES = (0.01, 0.02, 0.05, 0.12, 0.3, 0.5, 0.5, 0.5)
#: What Windows allows in no name of a file, and the names that mean a device there.
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)")


@contextmanager
def whole_file(path: Path, *, windows: bool = os.name == "nt") -> Iterator[Path]:
    """A new file beside `path` that takes its place when the block ends well.

    A link stays: what it leads to is written; so does a device or a pipe, into which the whole file
    is poured at the end. Nothing is left of it otherwise, and an earlier file stays as it was. Only
    its owner may read it. Raises FileNotWritten, also for an OSError of the block; FileIsFolder for a
    folder, FileIsOwnData for the database in use; on Windows FileNameForbidden for a name that would
    mean something else there.
    """
    if windows and not is_portable_name(path.name):
        raise FileNameForbidden(path=path.name)
    if path.is_dir():
        raise FileIsFolder(path=path)
    stream = path.exists() and not path.is_file()
    if path.is_symlink() and not stream:
        path = Path(os.path.realpath(path))
    _refuse_own_data(path)
    try:
        handle, name = tempfile.mkstemp(".part", f".{path.stem}-", None if stream else path.parent)
        os.close(handle)
        part = Path(name)
        try:
            yield part
            # What is not yet on the disk must not take the place of what is.
            with part.open("rb+") as file:
                os.fsync(file.fileno())
            if stream:
                _pour(part, path)
            else:
                replace_file(part, path)
        finally:
            with suppress(OSError):
                remove_file(part)
    except OSError as error:
        log.warning("a file was not written: %s", error.strerror or type(error).__name__)
        if _is_held(error) and path.is_file():
            raise FileInUse(path=path, detail=error.strerror or "") from error
        raise file_not_written(path, error) from error


def try_whole_file(path: Path) -> None:
    """Try whether a file could be written, before long work for it; `path` stays as it is.

    Raises as `whole_file`.
    """
    with suppress(_Tried), whole_file(path):
        raise _Tried


class _Tried(Exception):
    """The end of a trial, before anything takes its place."""


def _pour(source: Path, stream: Path) -> None:
    with source.open("rb") as file, stream.open("wb") as into:
        shutil.copyfileobj(file, into)


def _refuse_own_data(path: Path) -> None:
    database = Path(os.path.realpath(database_file(data_location())))
    own = {database.name, *(f"{database.name}-{end}" for end in ("wal", "shm", "journal"))}
    if path.name.lower() in own and Path(os.path.realpath(path.parent)) == database.parent:
        raise FileIsOwnData(path=path)


def replace_file(
    source: Path,
    target: Path,
    *,
    move: Callable[[Path, Path], object] = os.replace,
    sleep: Callable[[float], object] = time.sleep,
) -> None:
    """Put `source` in the place of `target`. Raises OSError.

    On Windows that fails while a virus scanner or an indexer holds one of the two: it is tried for
    two seconds.
    """
    _patiently(lambda: move(source, target), sleep)


def remove_file(
    path: Path,
    *,
    remove: Callable[[Path], object] = os.unlink,
    sleep: Callable[[float], object] = time.sleep,
) -> None:
    """Remove a file, as patiently as `replace_file`; it may be gone already. Raises OSError."""
    with suppress(FileNotFoundError):
        _patiently(lambda: remove(path), sleep)


def _patiently(work: Callable[[], object], sleep: Callable[[float], object]) -> None:
    for pause in _PAUSES:
        try:
            work()
        except OSError as error:
            if not _is_held(error):
                raise
        else:
            return
        sleep(pause)
    work()


def _is_held(error: OSError) -> bool:
    return getattr(error, "winerror", None) in _HELD


def is_portable_name(name: str) -> bool:
    """Whether a file of this name means the same file on every system, Windows included."""
    return bool(name) and not (
        _FORBIDDEN.search(name) or _DEVICE.match(name) or name.endswith((" ", "."))
    )
