"""Pictures that were fetched, kept as files in the data folder until they take too much space."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from shopsync_gui.core.errors import StoreNotWritten
from shopsync_gui.core.products.pictures import PictureUnavailable, kind_of
from shopsync_gui.system.files import replace_file
from shopsync_gui.system.paths import private_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MOST_BYTES = 200 * 1024 * 1024
#: The part of the limit that is left once it was passed: the rest goes at once.
_KEPT_PART = 0.9
_OLDEST_SECONDS = 30 * 24 * 3600.0


class PictureCache:
    """The bytes of pictures by address; threads may share it.

    A file's name is the hash of its address, its time of access when it was last asked for, its
    time of change when it was fetched. What is older than a month is fetched again. A disk that
    takes no file costs a fetch each time, nothing else.
    """

    def __init__(
        self,
        folder: Path,
        download: Callable[[str], bytes],
        *,
        most_bytes: int = MOST_BYTES,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._folder = folder
        self._download = download
        self._most_bytes = most_bytes
        self._now = now
        self._lock = threading.Lock()
        self._used: int | None = None

    def picture(self, address: str) -> bytes:
        """The picture's bytes, from the disk or from its address. Raises PictureUnavailable."""
        file = self._folder / hashlib.sha256(address.encode()).hexdigest()
        data = self._kept(file)
        if data is None:
            data = self._download(address)
            with suppress(OSError, StoreNotWritten):
                self._keep(file, data)
        return data

    def _kept(self, file: Path) -> bytes | None:
        now = self._now()
        try:
            fetched = file.stat().st_mtime
            if not 0 <= now - fetched <= _OLDEST_SECONDS:
                return None
            data = file.read_bytes()
            kind_of(data)
            os.utime(file, (now, fetched))
        except (OSError, PictureUnavailable):
            return None
        return data

    def _keep(self, file: Path, data: bytes) -> None:
        with self._lock:
            if self._used is None:
                private_folder(self._folder)
                self._used = sum(size for _used_at, size, _path in self._files())
            new = file.with_suffix(".new")
            handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with open(handle, "wb") as out:
                out.write(data)
            now = self._now()
            os.utime(new, (now, now))
            with suppress(OSError):
                self._used -= file.stat().st_size
            replace_file(new, file)
            self._used += len(data)
            if self._used > self._most_bytes:
                self._make_room()

    def _make_room(self) -> None:
        """Remove what was not asked for the longest time."""
        kept = 0
        most = int(self._most_bytes * _KEPT_PART)
        for _used_at, size, path in sorted(self._files(), reverse=True):
            if kept + size <= most:
                kept += size
            else:
                with suppress(OSError):
                    os.unlink(path)
        self._used = kept

    def _files(self) -> Iterator[tuple[float, int, str]]:
        for entry in os.scandir(self._folder):
            with suppress(OSError):
                stat = entry.stat(follow_symlinks=False)
                yield stat.st_atime, stat.st_size, entry.path
