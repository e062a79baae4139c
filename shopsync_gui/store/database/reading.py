"""Connections that only read, be it that nothing may be written where the file is."""

from __future__ import annotations

import os
from pathlib import Path

import apsw

from shopsync_gui.core import errors

_READ = apsw.SQLITE_OPEN_READONLY


def reading_connection(path: Path) -> apsw.Connection:
    """Open a file to read it. Raises apsw.Error, StoreLogNotRead.

    SQLite makes files beside it even for that. Where it may not, the file is read as it is: with no
    log beside it, it holds everything. A log alone it cannot read there. On a full disk it
    is read with the log's index in memory.
    """
    connection = apsw.Connection(str(path), flags=_READ)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master")
    except (apsw.CantOpenError, apsw.ReadOnlyError):
        connection.close()
        if os.access(path.parent, os.W_OK):
            raise
        log = path.with_name(f"{path.name}-wal")
        if _has_content(log):
            raise errors.StoreLogNotRead(path=log, folder=path.parent) from None
        uri = Path(os.path.realpath(path)).as_uri() + "?immutable=1"
        return apsw.Connection(uri, flags=_READ | apsw.SQLITE_OPEN_URI)
    except apsw.IOError:
        connection.close()
        return _without_index(path)
    except BaseException:
        connection.close()
        raise
    return connection


def _without_index(path: Path) -> apsw.Connection:
    """Open a file beside which the log's index finds no room: so long it is this connection's alone."""
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
    try:
        connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
        connection.execute("PRAGMA locking_mode = exclusive")
        connection.execute("PRAGMA query_only = 1")
        connection.execute("SELECT count(*) FROM sqlite_master")
    except BaseException:
        connection.close()
        raise
    return connection


def _has_content(log: Path) -> bool:
    try:
        return log.stat().st_size > 0
    except FileNotFoundError:
        return False
    except OSError:
        return True
