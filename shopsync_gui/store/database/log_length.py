"""The length of the log beside the file: short beside a small file, long enough beside a large one.

SQLite's own limit is one number. What a large catalogue needs, so that its pages are not written to the file
again and again, would be ten times a small shop's file, which the log would then fill the disk with.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import apsw

if TYPE_CHECKING:
    from collections.abc import Callable

#: Pages of the log at which it is put into the file: half as many as the file has, within these.
_LEAST, _MOST = 500, 6000
#: Bytes that stay for the next writes when the log begins anew, at most.
_MOST_KEPT = 33_554_432


def keep_log_short(connection: apsw.Connection) -> None:
    """Put the log into the file as often as the file's size makes worth while, after a commit."""
    connection.set_wal_hook(_hook())


def _hook() -> Callable[[apsw.Connection, str, int], int]:
    limit = 0

    def committed(connection: apsw.Connection, name: str, pages: int) -> int:
        nonlocal limit
        if pages < max(limit, _LEAST):
            return apsw.SQLITE_OK
        # The commit is done: what fails here, as on a full disk, is tried again after the next one.
        with contextlib.suppress(apsw.Error):
            now = min(_MOST, max(_LEAST, connection.pragma("page_count") // 2))
            if now != limit:
                limit = now
                kept = min(_MOST_KEPT, 2 * limit * connection.pragma("page_size"))
                connection.pragma("journal_size_limit", kept)
            if pages >= limit:
                connection.wal_checkpoint(name, apsw.SQLITE_CHECKPOINT_PASSIVE)
        return apsw.SQLITE_OK

    return committed
