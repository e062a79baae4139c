"""Demands on a backup before it may take the place of today's data: whole, and only the program's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import apsw

from shopsync_gui.core.errors import BackupRefused
from shopsync_gui.core.text import _
from shopsync_gui.store.products.product_rows import ShopRow, product_of
from shopsync_gui.store.upkeep.value_kinds import read_kinds

if TYPE_CHECKING:
    from pathlib import Path

    from shopsync_gui.store.database.database import Database

_Schema = dict[tuple[str, str], str]


def refuse_foreign_code(database: Database, fresh: Database, source: Path) -> None:
    """Refuse triggers and views that no migration makes, before anything is written to the file.

    They would run with every write of the program. `fresh` is an empty database. Raises
    BackupRefused.
    """
    known = _schema(fresh)
    try:
        own = _schema(database)
    except UnicodeDecodeError as error:
        raise refused(source, _("its values are damaged")) from error
    for key, sql in own.items():
        if key[0] in ("trigger", "view") and known.get(key) != sql:
            raise refused(source, _("it holds commands that this program did not write"))


def check_content(database: Database, fresh: Database, source: Path) -> None:
    """Refuse a file, brought up to date, whose tables or values are not the program's.

    Raises BackupRefused.
    """
    known, own = _schema(fresh), _schema(database)
    if any(
        key not in known or (key[0] == "table" and known[key] != sql) for key, sql in own.items()
    ):
        raise refused(source, _("it holds tables of another program, or of none"))
    # The indexes by which lists are sorted are left out while a catalogue is read for the first time.
    if any(key not in own for key in known if key[0] != "index"):
        raise refused(source, _("a part of it is missing"))
    if database.rows("PRAGMA foreign_key_check"):
        raise refused(source, _("what belongs together in it does not fit"))
    try:
        _read_all(database, known)
    except (
        ValueError,
        TypeError,
        ArithmeticError,
        AssertionError,
        RecursionError,
        apsw.Error,
    ) as error:
        raise refused(source, _("its values are damaged")) from error


def refused(source: Path, detail: str) -> BackupRefused:
    """The refusal of a backup, with its reason in the user's language."""
    return BackupRefused(path=source, detail=detail)


def _read_all(database: Database, known: _Schema) -> None:
    """Read every value. Raises ValueError where one is of another kind or no text."""
    for kind, table in known:
        if kind != "table" or known[kind, table].startswith("CREATE VIRTUAL"):
            continue
        columns = database.rows(f"SELECT name, type FROM pragma_table_info('{table}')")
        wrong = [
            f"typeof({name}) NOT IN ('integer', 'null')"
            for name, declared in columns
            if declared.upper() == "INTEGER"
        ]
        if wrong and database.value(f"SELECT 1 FROM {table} WHERE {' OR '.join(wrong)} LIMIT 1"):
            raise ValueError(table)
        texts = ", ".join(name for name, declared in columns if declared.upper() == "TEXT")
        for _row in database.stream(f"SELECT {texts} FROM {table}") if texts else ():
            pass  # a text that is none cannot be read
    for values in database.stream(f"SELECT {', '.join(ShopRow._fields)} FROM product"):
        product_of(ShopRow._make(values))
    read_kinds(database)


def _schema(database: Database) -> _Schema:
    """Everything that the file holds, by kind and name, as it was made."""
    rows = database.rows(
        "SELECT type, name, coalesce(sql, '') FROM sqlite_master"
        " WHERE name NOT LIKE 'sqlite^_%' ESCAPE '^'"
    )
    return {(kind, name): sql for kind, name, sql in rows}
