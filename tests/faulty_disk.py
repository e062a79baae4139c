"""A disk on which any call may fail: SQLite's reads, writes, syncs and cuts are counted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw


class FaultyDisk(apsw.VFS):
    """The system's files, whose calls are counted; some of them fail with an I/O error.

    Every database that is opened `in_use` lies on it.
    """

    def __init__(self) -> None:
        self.system = apsw.vfs_names()[0]  # the one in use until now
        super().__init__("faulty disk", self.system, makedefault=True)
        self.calls = 0
        #: No room is left: nothing can be written.
        self.is_full = False
        #: A file whose room is there for others once it is gone.
        self.taken_by: Path | None = None
        self._failing = range(0)

    def fail(self, number: int, times: int) -> None:
        """Have so many calls fail, the first of them the one that is so many away."""
        self._failing = range(self.calls + number, self.calls + number + times)

    def work(self) -> None:
        """Have no call fail any more."""
        self._failing = range(0)

    @property
    def has_no_room(self) -> bool:
        """Whether nothing can be written now."""
        return self.is_full and (self.taken_by is None or self.taken_by.exists())

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:
        """Open a file on this disk."""
        return _File(self, name, flags)

    def count(self) -> None:
        """Count a call. Raises IOError."""
        self.calls += 1
        if self.calls in self._failing:
            raise apsw.IOError(f"call {self.calls}")


class _File(apsw.VFSFile):
    def __init__(
        self, disk: FaultyDisk, name: str | apsw.URIFilename | None, flags: list[int]
    ) -> None:
        self._disk = disk
        super().__init__(disk.system, name, flags)

    def xRead(self, amount: int, offset: int) -> bytes:
        self._disk.count()
        return super().xRead(amount, offset)

    def xWrite(self, data: bytes, offset: int) -> None:
        self._disk.count()
        if self._disk.has_no_room:
            raise apsw.FullError("no room")
        super().xWrite(data, offset)

    def xSync(self, flags: int) -> None:
        self._disk.count()
        super().xSync(flags)

    def xTruncate(self, newsize: int) -> None:
        self._disk.count()
        super().xTruncate(newsize)


@contextmanager
def faulty_disk() -> Iterator[FaultyDisk]:
    """A disk in use for all databases of this process."""
    disk = FaultyDisk()
    try:
        yield disk
    finally:
        disk.unregister()
