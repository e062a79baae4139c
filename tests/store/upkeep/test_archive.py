"""Restoring and erasing: another database as a whole, or the same one as before."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import apsw
import pytest

from shopsync_gui.core.errors import BackupRefused, NotABackup, StoreTooNew
from shopsync_gui.core.runs.mail import EmailText, MailKind, MailState
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.account.connections import Connection
from shopsync_gui.store.search.query import GridQuery
from tests.connected import connect_shop
from tests.store.conftest import NOW
from tests.store.shop_products import product

#: What an empty database has.
ALWAYS = {"run_number", "schema_migration", "catalogue_stamp"}


def tables(store: Store) -> dict[str, int]:
    """How many rows each table has, those of the indexes of words left out."""
    names = store.database.rows(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        " AND name NOT LIKE 'product_te%' AND name NOT LIKE 'product_id_te%'"
        " AND name NOT LIKE 'sqlite_%'"
    )
    return {name: store.database.value(f"SELECT count(*) FROM {name}") for (name,) in names}


def land(store: Store, connection: Connection, run_id: int, numbers: range) -> None:
    products = [product(n) for n in numbers]
    store.pull.land_page(run_id, connection.id, numbers.start, 200, products, NOW)
    store.search_index.add_pending()


@pytest.fixture
def backup(store: Store, connection: Connection, run_id: int, tmp_path: Path) -> Path:
    """A copy with three products, two of a later time being only in the live store."""
    land(store, connection, run_id, range(3))
    store.settings.set("ui.theme", "dark")
    letter = EmailText(subject="Kész", text="Minden rendben.")
    store.mail.enqueue(run_id, MailKind.COMPLETE, letter, NOW)
    path = tmp_path / "kint" / "mentés.db"
    store.backup_to(path)
    land(store, connection, run_id, range(3, 5))
    store.settings.set("ui.theme", "light")
    return path


def test_a_backup_says_what_it_holds(store: Store, backup: Path) -> None:
    before = backup.read_bytes()
    facts = store.backup_summary(backup)
    assert facts.shops == ("Bemutató bolt",)
    assert (facts.products, facts.runs) == (3, 1)
    assert datetime.now(UTC) - facts.saved_at < timedelta(minutes=5)
    assert backup.read_bytes() == before
    assert [file.name for file in backup.parent.iterdir()] == [backup.name]


def test_shops_of_one_title_are_told_apart(
    store: Store, connection: Connection, tmp_path: Path
) -> None:
    connect_shop(store, "masik", title=connection.title, now=NOW)
    store.backup_to(tmp_path / "backup.db")
    assert store.backup_summary(tmp_path / "backup.db").shops == (
        f"{connection.title} ({connection.name})",
        f"{connection.title} (masik)",
    )


def test_a_restored_backup_is_seen_by_every_open_store(
    store: Store, path: Path, backup: Path
) -> None:
    reader = open_store(path, read_only=True)
    assert len(reader.grid.ids(GridQuery(text="2"))) == len(store.grid.ids(GridQuery(text="2")))
    assert len(reader.grid.ids(GridQuery())) == 5
    store.restore(backup, NOW)
    for opened in (store, reader):
        assert len(opened.grid.ids(GridQuery())) == 3
        assert opened.settings.get("ui.theme") == "dark"
        assert opened.integrity() == []
    reader.close()
    assert not list(path.parent.glob("restore-*"))


def test_a_message_that_waited_in_a_backup_is_not_sent_again(store: Store, backup: Path) -> None:
    store.restore(backup, NOW)
    assert store.mail.due(NOW + timedelta(days=1)) is None
    (mail,) = store.mail.newest(1)
    assert mail.state is MailState.GIVEN_UP


def test_an_older_backup_is_brought_up_to_date(store: Store, backup: Path) -> None:
    old = apsw.Connection(str(backup))
    old.execute(
        "DROP TABLE check_item; DELETE FROM schema_migration WHERE name = '0014_check_items'"
    )
    old.close()
    store.restore(backup, NOW)
    assert len(store.mail.newest(1)) == 1
    assert len(store.grid.ids(GridQuery())) == 3


@pytest.mark.parametrize(
    "kind", ["text", "empty", "other", "missing", "folder", "cut", "pipe", "loop"]
)
def test_what_is_no_backup_changes_nothing(
    store: Store, backup: Path, tmp_path: Path, kind: str
) -> None:
    source = tmp_path / "valami.db"
    match kind:
        case "text":
            source.write_text("nem adatbázis" * 500)
        case "empty":
            source.write_bytes(b"")
        case "other":
            other = apsw.Connection(str(source))
            other.execute("CREATE TABLE connection (id)")
            other.close()
        case "folder":
            source.mkdir()
        case "pipe":
            if not hasattr(os, "mkfifo"):
                pytest.skip("no pipes in folders here")
            os.mkfifo(source)
        case "loop":
            source.symlink_to(source)
        case "cut":
            source.write_bytes(backup.read_bytes()[:40_000])
    before = tables(store)
    with pytest.raises(NotABackup):
        store.restore(source, NOW)
    with pytest.raises(NotABackup):
        store.backup_summary(source)
    assert tables(store) == before
    assert store.settings.get("ui.theme") == "light"
    assert store.integrity() == []


_ALTERED = {
    "trigger": "CREATE TRIGGER mine AFTER UPDATE ON mail BEGIN DELETE FROM product; END",
    "own trigger": "DROP TRIGGER product_linked; CREATE TRIGGER product_linked AFTER UPDATE OF"
    " sa_id ON product BEGIN DELETE FROM product; END",
    "view": "ALTER TABLE setting RENAME TO other;"
    " CREATE VIEW setting AS SELECT 'network.proxy' AS key, 'x' AS value",
    "table": "CREATE TABLE mine (id)",
    "column": "ALTER TABLE connection DROP COLUMN sa_user",
    "missing table": "DROP TABLE journal",
    "text in a number": "UPDATE product SET net = 'ezer'",
    "no text": "UPDATE product SET name = CAST(x'ff41ff' AS TEXT)",
    "unknown state": "UPDATE product SET shop_state = 'more'",
    "no list": "UPDATE product SET category_refs = '{'",
    "no report": "UPDATE run SET report = '{}'",
    "a receipt without a zone": "UPDATE run SET report = replace(report, 'Z\"', '\"')",
    "no problem": "UPDATE product SET failure = '5'",
    "nested without end": f"UPDATE product SET failure = '{'[' * 3000}'",
    "no account's product": "INSERT INTO account_product VALUES (1, 1, '{}')",
    "no price": "INSERT INTO account_product"
    ' VALUES (1, 1, \'{"sa_id": 1, "sku": "A", "name": "B", "net": "NaN"}\')',
    "unknown step": "UPDATE run SET phase = 'dancing'",
    "moment beyond all": "UPDATE run SET started_at = 1 << 62",
    "price that changed from a word": "INSERT INTO change (product_id, run_id, at, field, old)"
    " VALUES (1, 1, 0, 'gross', 'ezer')",
    "schema that is no text": "PRAGMA writable_schema = on; UPDATE sqlite_master"
    " SET sql = CAST(sql || x'202d2dff' AS TEXT) WHERE name = 'saved_view'",
    "orphan": "PRAGMA foreign_keys = off; DELETE FROM connection",
}


@pytest.mark.parametrize("name", sorted(_ALTERED))
def test_a_backup_that_was_altered_inside_is_refused_with_the_reason(
    store: Store, backup: Path, name: str
) -> None:
    altered = apsw.Connection(str(backup))
    altered.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 0)
    altered.execute(_ALTERED[name])
    altered.close()
    with pytest.raises(BackupRefused) as caught:
        store.restore(backup, NOW)
    assert str(backup) in caught.value.problem.message
    assert len(caught.value.values["detail"]) > 10
    with pytest.raises(BackupRefused):
        store.backup_summary(backup)
    assert len(store.grid.ids(GridQuery())) == 5
    assert store.integrity() == []


def test_a_backup_of_a_newer_program_is_refused(store: Store, backup: Path) -> None:
    new = apsw.Connection(str(backup))
    new.execute("INSERT INTO schema_migration (name, applied) VALUES ('9999_x', '2030-01-01')")
    new.close()
    with pytest.raises(StoreTooNew):
        store.restore(backup, NOW)
    assert len(store.grid.ids(GridQuery())) == 5


def test_erasing_leaves_nothing(store: Store, path: Path, backup: Path) -> None:
    reader = open_store(path, read_only=True)
    assert len(reader.grid.ids(GridQuery())) == 5
    store.erase()
    assert {name for name, count in tables(store).items() if count} == ALWAYS | {"upkeep"}
    assert len(reader.grid.ids(GridQuery())) == 0
    assert store.database.value("SELECT last FROM run_number") == 0
    reader.close()
    found = path.read_bytes() + path.with_name(path.name + "-wal").read_bytes()
    assert "Bemutató bolt".encode() not in found
    assert not list(path.parent.glob("empty-*"))
    store.settings.set("ui.theme", "dark")
    assert store.settings.get("ui.theme") == "dark"
