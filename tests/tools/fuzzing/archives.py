"""Backups from anywhere: refused with a reason, or restored to data that every page can show."""

from __future__ import annotations

import contextlib
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import apsw

from shopsync_gui.core.errors import InsecureAddress, ShopSyncError, StoreDamaged, UnexpectedProblem
from shopsync_gui.core.strings.addresses import check_url
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.search.query import GridQuery, GridSort
from shopsync_gui.store.upkeep.archive import replace_damaged
from shopsync_gui.sync.schedule.due import due_of
from tests.broken_files import UNUSABLE
from tests.sync.world import World
from tests.tools.fuzzing.texts import odd_text

_PATHS = (
    "/etc/passwd", "../../outside", "file:///etc/passwd", "\\\\server\\share", "C:\\x", "/dev/zero",
    "http://127.0.0.1:9/api", "http://192.168.0.1/api", "https://other.example/api", "ftp://a/b",
    "javascript:alert(1)", "https://a@b.example", "//b.example/x",
)  # fmt: skip
_SCHEMA = (
    "CREATE TRIGGER mine AFTER UPDATE ON {table} BEGIN DELETE FROM product; END",
    "CREATE TRIGGER mine BEFORE INSERT ON {table} BEGIN SELECT randomblob(1000000000); END",
    "CREATE VIEW mine AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT * FROM n",
    "CREATE VIRTUAL TABLE mine USING fts5(a)",
    "CREATE VIRTUAL TABLE mine USING fts5(a, content='product')",
    "CREATE INDEX mine ON {table} (rowid)",
    "CREATE TABLE mine (a GENERATED ALWAYS AS (randomblob(100000000)))",
    "ALTER TABLE {table} RENAME TO mine",
    "ALTER TABLE {table} ADD COLUMN mine DEFAULT 1",
    "DROP TABLE {table}",
    "DELETE FROM {table}",
    "PRAGMA user_version = 99",
    "PRAGMA application_id = 5",
    "PRAGMA journal_mode = wal",
    "PRAGMA encoding = 'UTF-16'",
    "DELETE FROM schema_migration WHERE rowid = (SELECT max(rowid) FROM schema_migration)",
    "UPDATE schema_migration SET name = name || 'x'",
    "PRAGMA writable_schema = on; UPDATE sqlite_master SET rootpage = 2 WHERE name = '{table}'",
    "PRAGMA writable_schema = on; UPDATE sqlite_master SET sql = '' WHERE name = '{table}'",
)


def play(seed: int, folder: Path) -> None:
    """One altered backup. Raises what its restoring breaks."""
    chance = random.Random(f"archives {seed}")
    world = World(folder, products=chance.choice([3, 14]), seed=chance.randrange(50))
    for _ in range(chance.choice([1, 2])):
        world.job()
        world.time += 4000
    backup = folder / "elsewhere" / "backup.db"
    backup.parent.mkdir()
    world.store.backup_to(backup)
    world.sandbox.shop.update(next(iter(world.sandbox.shop.keys())), name="Később")
    world.job()
    for _ in range(chance.choice([1, 1, 2])):
        if backup.is_file() and not backup.is_symlink():
            chance.choice(_WAYS)(backup, chance)
    before = _content(world.store)
    in_place_of_damaged = chance.random() < 0.2
    try:
        if in_place_of_damaged:
            world.store.close()
            world.path.write_bytes(b"")
            replace_damaged(world.path, backup, world.now())
        else:
            world.store.restore(backup, world.now())
    except ShopSyncError as refusal:
        refused: ShopSyncError | None = refusal
    else:
        refused = None
    _nothing_left(folder)
    if refused is not None:
        assert not isinstance(refused, UnexpectedProblem), refused
        if not in_place_of_damaged:
            assert _content(world.store) == before, f"refused, and something changed: {refused}"
            world.store.close()
        return
    if in_place_of_damaged:
        world.store = open_store(world.path)
    assert world.store.integrity() == []
    try:
        _look_at_everything(world)
        _sync(world)
    except StoreDamaged:
        pass  # pages of one table in the place of another's: seen when a row is read, and said so
    world.store.close()


def _sync(world: World) -> None:
    """What the backup said does not win: after whole readings the account is as the shop is."""
    connections = world.store.connections.all()
    if not connections:
        return
    world.connection = connections[0]
    try:
        for address in ("shop_url", "token_url", "sa_url"):
            check_url(getattr(world.connection, address))
    except InsecureAddress:
        return  # no job uses such an address
    for _ in range(3):
        world.time += 90_000
        report = world.job(approve_brake=True)
        problem = report.problem
        assert problem is None or problem.code != "UnexpectedProblem", problem
    _look_at_everything(world)


def _look_at_everything(world: World) -> None:
    """Read what pages, lists and files show."""
    store = world.store
    store.settings.load()
    store.runs.newest()
    store.mail.newest()
    store.letters.all()
    store.views.all()
    store.overview.categories()
    store.overview.sku_troubles()
    for sort in GridSort:
        ids = store.grid.ids(GridQuery(sort=sort))
        for row in store.grid.rows(list(ids)):
            store.details.product(row.id)
    store.grid.ids(GridQuery(text="term"))
    store.prices.of(list(store.grid.ids(GridQuery())))
    for connection in store.connections.all():
        due_of(store, connection, world.now())
        store.target.load(connection.id)
        list(store.catalogue.known_products(connection.id, 0))
        store.letters.presets(connection.id)
        store.echoes.all(connection.id)


def _content(store: Store) -> list[Any]:
    return [
        store.connections.all(),
        store.runs.newest(),
        store.grid.rows(list(store.grid.ids(GridQuery()))),
        store.settings.all(),
    ]


def _nothing_left(folder: Path) -> None:
    left = [path.name for path in folder.iterdir() if path.name.startswith(("restore-", "empty-"))]
    assert not left, f"left behind: {left}"


# --- ways of altering ---------------------------------------------------------------------------


def _flip_bytes(path: Path, chance: random.Random) -> None:
    content = bytearray(path.read_bytes())
    for _ in range(chance.choice([1, 3, 100]) if len(content) > 100 else 0):
        content[chance.randrange(chance.choice([100, len(content)]))] = chance.randrange(256)
    path.write_bytes(content)


def _cut(path: Path, chance: random.Random) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: chance.randrange(len(content) + 1)])


def _mix_pages(path: Path, chance: random.Random) -> None:
    content, size = bytearray(path.read_bytes()), 4096
    pages = len(content) // size
    for _ in range(chance.choice([1, 4]) if pages > 2 else 0):
        begin, taken = (chance.randrange(1, pages) * size for _ in range(2))
        content[begin : begin + size] = content[taken : taken + size]
    path.write_bytes(content)


def _alter_value(path: Path, chance: random.Random) -> None:
    """Values of a column, or of some of its rows, become others."""
    with _raw(path) as raw:
        table = _table(raw, chance)
        columns = [name for _, name, *_ in raw.execute(f"PRAGMA table_info({table})")]
        value: Any = chance.choice(
            [
                None, 0, -1, 2**62, 1.5, b"\xff\x00", "", "{", "[]", "[[]]", "null", '{"a":1}', "1e999",
                odd_text(chance), chance.choice(_PATHS), odd_text(chance, _PATHS), "x" * 200_000,
            ]
        )  # fmt: skip
        where = chance.choice(["", " WHERE rowid % 3 = 1", " WHERE rowid = 1"])
        raw.execute(
            f"UPDATE OR IGNORE {table} SET {chance.choice(columns)} = CAST(? AS {_kind(value)}){where}",
            (value if not isinstance(value, str) else value.encode(errors="surrogatepass"),),
        )


def _kind(value: object) -> str:
    return "TEXT" if isinstance(value, str) else "BLOB" if isinstance(value, bytes) else "NUMERIC"


def _alter_schema(path: Path, chance: random.Random) -> None:
    with _raw(path) as raw:
        raw.execute(chance.choice(_SCHEMA).format(table=_table(raw, chance)))


def _replace(path: Path, chance: random.Random) -> None:
    """Something else stands in the place of the file: a folder, a link, a pipe, another program's."""
    breaks, _ = chance.choice(list(UNUSABLE.values()))
    with contextlib.suppress(OSError, apsw.Error):
        breaks(path)


def _link(path: Path, chance: random.Random) -> None:
    path.unlink()
    target = chance.choice(["../shopsync.db", "/dev/zero", "/dev/null", "/etc/passwd", "."])
    path.symlink_to(target)


def _inflate(path: Path, chance: random.Random) -> None:
    """A file that says to be far larger than it is, or holds a value that is."""
    if chance.random() < 0.5:
        os.truncate(path, path.stat().st_size + chance.choice([4096, 1 << 28]))
        return
    with _raw(path) as raw:
        raw.execute("UPDATE product SET name = hex(zeroblob(3000000)) WHERE id = 1")


def _beside(path: Path, chance: random.Random) -> None:
    suffix = chance.choice(["-wal", "-journal", "-shm"])
    path.with_name(path.name + suffix).write_bytes(chance.randbytes(chance.choice([0, 40, 9000])))


_WAYS: tuple[Callable[[Path, random.Random], None], ...] = (
    *(_alter_value,) * 6,
    *(_alter_schema,) * 3,
    _flip_bytes, _flip_bytes, _cut, _mix_pages, _replace, _link, _inflate, _beside,
)  # fmt: skip


@contextlib.contextmanager
def _raw(path: Path) -> Any:
    """The file as another program opens it; what it refuses stays undone."""
    with contextlib.suppress(apsw.Error, OSError):
        raw = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
        try:
            raw.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 0)
            raw.execute("PRAGMA foreign_keys = off")
            yield raw
        finally:
            raw.close()


def _table(raw: apsw.Connection, chance: random.Random) -> str:
    names = [
        name
        for (name,) in raw.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
            " AND sql NOT LIKE 'CREATE VIRTUAL%'"
        )
    ]
    return str(chance.choice(names))
