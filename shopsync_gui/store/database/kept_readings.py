"""Results of reading all products, kept by a reader while none of them changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.store.database.database import Database

T = TypeVar("T")


class KeptReading(Generic[T]):
    """A reading that takes as long as there are many products; its result is not to be changed.

    Who writes reads anew each time: what it has not committed yet may be taken back.
    """

    def __init__(self, database: Database, read: Callable[[], T]) -> None:
        self._db = database
        self._read = read
        self._kept: tuple[int, T] | None = None

    def result(self) -> T:
        """Return the reading of now, which is made anew only after a change."""
        if not self._db.read_only:
            return self._read()
        with self._db.snapshot():
            stamp = int(self._db.value("SELECT n FROM catalogue_stamp"))
            if self._kept is None or self._kept[0] != stamp:
                self._kept = (stamp, self._read())
            return self._kept[1]
