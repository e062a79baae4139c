"""The summary of a backup file, and restoring it, or an empty database, over today's data."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import apsw
import msgspec

from shopsync_gui.core.errors import (
    BackupMissing,
    NotABackup,
    StoreDamaged,
    StoreIncomplete,
    folder_not_made,
    store_not_written,
)
from shopsync_gui.core.runs.mail import MailState
from shopsync_gui.core.text import _
from shopsync_gui.store.account.connections import Connections
from shopsync_gui.store.database.codecs import time_in
from shopsync_gui.store.database.copies import read_copy
from shopsync_gui.store.database.database import Database, applied, open_database
from shopsync_gui.store.database.file_condition import BESIDE, replacement_of
from shopsync_gui.store.database.replacement_mark import mark_replacement, replacement_mark
from shopsync_gui.store.runs.runs import Runs
from shopsync_gui.store.upkeep.soundness import check_content, refuse_foreign_code, refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


#: So old, in seconds, a copy is that no program works with any more.
_ABANDONED = 24 * 3600.0


class BackupSummary(msgspec.Struct, frozen=True, kw_only=True):
    """The facts by which a user knows a backup; `shops` are titles, with a name where two are alike.

    `scheduled` are those of them that are synced by themselves.
    """

    saved_at: datetime
    shops: tuple[str, ...]
    scheduled: tuple[str, ...] = ()
    products: int
    runs: int


def summary_of(source: Path, folder: Path) -> BackupSummary:
    """Summarise a backup; it is copied into `folder` for a moment and stays as it is.

    Raises NotABackup, StoreTooNew, StoreDamaged, StoreNotWritten.
    """
    if not source.exists():
        raise BackupMissing(path=source)
    with _opened_copy(source, folder) as database:
        return BackupSummary(
            saved_at=datetime.fromtimestamp(source.stat().st_mtime, UTC),
            shops=_shops_in(database),
            scheduled=_shops_in(database, scheduled=True),
            products=int(database.value("SELECT count(*) FROM product")),
            runs=int(database.value("SELECT count(*) FROM run")),
        )


def _shops_in(database: Database, *, scheduled: bool = False) -> tuple[str, ...]:
    shops = Connections(database).all()
    wanted = (s for s in shops if s.options.schedule.repeats or not scheduled)
    return tuple(shop.title_among(shops) for shop in wanted)


def restore(live: Database, source: Path, folder: Path, now: datetime) -> None:
    """Put the content of a backup in the place of today's, whole or not at all.

    Messages that waited when the backup was made are given up: they may have been sent since.
    Raises NotABackup, StoreTooNew, StoreDamaged, StoreNotWritten, StoreBusy.
    """
    with _opened_copy(source, folder) as database:
        _make_past(database, now)
        last = live.value("SELECT last FROM run_number")
        database.execute_sql("UPDATE run_number SET last = max(last, ?)", (last,))
        _replace(live, database)


def _make_past(database: Database, now: datetime) -> None:
    """Have a backup go on with nothing that may have ended since, and prove nothing that may have changed."""
    database.execute_sql(
        "UPDATE mail SET state = ?, ended_at = ? WHERE state IN (?, ?)",
        (
            MailState.GIVEN_UP.value, time_in(now),
            MailState.WAITING.value, MailState.SENDING.value,
        ),
    )  # fmt: skip
    Runs(database).leave_behind(now)
    database.execute_sql("UPDATE connection SET verified_at = NULL, verified_count = NULL")


def replace_damaged(
    path: Path, source: Path, now: datetime, move: Callable[[Path, Path], object] = os.replace
) -> Path:
    """Put a backup in the place of a file that cannot be used; where that one is kept now.

    `move` renames a file as the system at hand needs it. Raises NotABackup, StoreTooNew,
    StoreDamaged, StoreNotWritten; nothing has changed then. A program that dies on the way leaves the
    damaged file in its place, or a replacement that the next start finishes.
    """
    with _opened_copy(source, path.parent):
        pass  # it is sound, and not too new
    kept = path.with_name(f"{path.stem}-damaged-{now.astimezone():%Y-%m-%d-%H%M%S}.db")
    fresh = replacement_of(path)
    try:
        fresh.unlink(missing_ok=True)
        read_copy(source, fresh)
        with closing(open_database(fresh, read_only=False)) as database:
            _make_past(database, now)
        _take_its_place(path, fresh, kept, move)
    except OSError as error:
        raise store_not_written(path, error) from error
    finally:
        for suffix in ("", "-wal", "-shm"):
            fresh.with_name(fresh.name + suffix).unlink(missing_ok=True)
    return kept


def _take_its_place(
    path: Path, fresh: Path, kept: Path, move: Callable[[Path, Path], object]
) -> None:
    """Move the file and what belongs to it aside and `fresh` there; all or, with OSError, nothing."""
    moved: list[tuple[Path, Path]] = []
    try:
        # The file first: without its log it must not be taken for the whole of itself.
        for suffix in ("", *BESIDE):
            old = path.with_name(path.name + suffix)
            if os.path.lexists(old):
                aside = kept.with_name(kept.name + suffix)
                move(old, aside)
                moved.append((old, aside))
        move(fresh, path)
    except OSError:
        for old, aside in reversed(moved):
            with suppress(OSError):
                move(aside, old)
        raise


def erase(live: Database, folder: Path) -> None:
    """Put an empty database in the place of today's. Raises StoreNotWritten, StoreBusy."""
    with _folder_for_a_while(folder, "empty-") as name:
        empty = open_database(Path(name) / "store.db", read_only=False)
        try:
            _replace(live, empty)
        finally:
            empty.close()


@contextmanager
def _opened_copy(source: Path, folder: Path) -> Iterator[Database]:
    """A copy of the backup, brought up to date and found sound."""
    _remove_abandoned(folder)
    with _folder_for_a_while(folder, "restore-") as name:
        path = Path(name) / "store.db"
        try:
            read_copy(source, path)
        except StoreDamaged:
            raise NotABackup(path=source) from None
        with ExitStack() as stack:
            fresh = open_database(Path(name) / "fresh.db", read_only=False)
            stack.callback(fresh.close)
            try:
                database = _checked(path, source, fresh)
            except (StoreIncomplete, apsw.Error) as error:  # a migration needs what it lacks
                raise refused(source, _("a part of it is missing")) from error
            except StoreDamaged:
                raise NotABackup(path=source) from None
            stack.callback(database.close)
            yield database


def _folder_for_a_while(folder: Path, prefix: str) -> tempfile.TemporaryDirectory[str]:
    """A folder in the data folder, gone afterwards. Raises StoreNotWritten."""
    try:
        return tempfile.TemporaryDirectory(dir=folder, prefix=prefix)
    except OSError as error:
        raise folder_not_made(folder, error, os.path.isdir) from error


def _remove_abandoned(folder: Path) -> None:
    """Remove copies that a killed program left here; another one may be at work with a young one."""
    for left in chain(folder.glob("restore-????????"), folder.glob("empty-????????")):
        with suppress(OSError):
            if left.is_dir() and time.time() - left.stat().st_mtime > _ABANDONED:
                shutil.rmtree(left, ignore_errors=True)


def _checked(path: Path, source: Path, fresh: Database) -> Database:
    """The copy at `path`, brought up to date. Raises NotABackup, StoreTooNew, StoreDamaged."""
    original = Database(path, read_only=True)
    original.connect()
    try:
        if not applied(original):
            raise NotABackup(path=source)
        refuse_foreign_code(original, fresh, source)
    finally:
        original.close()
    database = open_database(path, read_only=False)
    try:
        if database.value("PRAGMA integrity_check") != "ok":
            raise refused(source, _("its values are damaged"))
        check_content(database, fresh, source)
    except BaseException:
        database.close()
        raise
    return database


def _replace(live: Database, new: Database) -> None:
    """Copy `new` over the live database in one transaction, and leave nothing of it in the log."""
    (stamps,) = live.rows("SELECT n, categories FROM catalogue_stamp")
    # Whoever keeps lists of the catalogue must see that it is another one.
    new.execute_sql(
        "UPDATE catalogue_stamp SET n = max(n, ?) + 1, categories = max(categories, ?) + 1", stamps
    )
    # Whoever holds ids of rows must see that they are those of other rows.
    mark = max(int(time.time() * 1000), replacement_mark(live) + 1)
    mark_replacement(new, mark)
    connection: apsw.Connection = live.connection()
    with live.translated():
        with connection.backup("main", new.connection(), "main") as copy:
            copy.step()
        connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
