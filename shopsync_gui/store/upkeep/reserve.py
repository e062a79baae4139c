"""Some room on the disk that is held back for the end of a run: a full disk, too, lets it be stored."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_NAME = "reserve"
#: A receipt and its message take a few pages of the log; the index of the log takes 32 KiB.
_SIZE = 256 * 1024


def reserve_of(path: Path) -> Path:
    """The file that holds the room for the database at `path`."""
    return path.with_name(f"{path.stem}-{_NAME}")


def hold_reserve(path: Path) -> None:
    """Take the room, unless it is held; a disk without it is as it was."""
    file = reserve_of(path)
    with suppress(OSError):
        if file.stat().st_size == _SIZE:
            return
    try:
        handle = os.open(file, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(os.urandom(_SIZE))  # which no disk stores in less
    except OSError:
        release_reserve(path)


def release_reserve(path: Path) -> bool:
    """Give the room back; whether there was any."""
    try:
        reserve_of(path).unlink()
    except OSError:
        return False
    return True
