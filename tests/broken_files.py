"""What may be found in the place of the database file, and the error that names it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

Break = Callable[[Path], object]


def empty(path: Path) -> None:
    path.write_bytes(b"")


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def link_to_nowhere(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.parent / "unplugged" / "drive.db")


def link_to_itself(path: Path) -> None:
    path.unlink()
    path.symlink_to(path)


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def folder_as_log(path: Path) -> None:
    path.with_name(path.name + "-wal").mkdir()


def other_header(path: Path) -> None:
    path.write_bytes(b"SQLite format 9\0" + path.read_bytes()[16:])


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def zeroes(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def other_program(path: Path) -> None:
    path.unlink()
    _run(path, "CREATE TABLE moz_places (id)")


def table_missing(path: Path) -> None:
    _run(path, "DROP TABLE setting")


def column_missing(path: Path) -> None:
    _run(path, "DROP TABLE setting")
    _run(path, "CREATE TABLE setting (key)")


def foreign_journal(path: Path) -> None:
    """Of another file in the middle of a transaction: SQLite would roll it back into this one."""
    other = path.with_name("other.db")
    raw = sqlite3.connect(other, isolation_level=None)
    raw.execute("CREATE TABLE t (x)")
    raw.execute("INSERT INTO t VALUES (zeroblob(300000))")
    raw.execute("PRAGMA cache_size = 1")
    raw.execute("PRAGMA cache_spill = 1")
    raw.execute("BEGIN")
    raw.execute("UPDATE t SET x = zeroblob(290000)")
    raw.execute("INSERT INTO t VALUES (zeroblob(300000))")
    path.with_name(path.name + "-journal").write_bytes(
        other.with_name("other.db-journal").read_bytes()
    )
    raw.execute("ROLLBACK")
    raw.close()
    other.unlink()


def _run(path: Path, sql: str) -> None:
    raw = sqlite3.connect(path)
    raw.execute(sql)
    raw.commit()
    raw.close()


UNUSABLE: dict[str, tuple[Break, str]] = {
    "empty": (empty, "StoreEmpty"),
    "folder": (folder, "StoreNotAFile"),
    "folder-as-log": (folder_as_log, "StoreNotAFile"),
    "other-header": (other_header, "StoreDamaged"),
    "cut": (cut, "StoreDamaged"),
    "zeroes": (zeroes, "StoreDamaged"),
    "other-program": (other_program, "StoreForeign"),
    "table-missing": (table_missing, "StoreIncomplete"),
    "column-missing": (column_missing, "StoreIncomplete"),
    "foreign-journal": (foreign_journal, "StoreForeignJournal"),
}
if os.name == "posix":
    UNUSABLE |= {
        "link-to-nowhere": (link_to_nowhere, "StoreLinkBroken"),
        "link-to-itself": (link_to_itself, "StoreLinkBroken"),
        "pipe": (pipe, "StoreNotAFile"),
    }
