"""Restoring a backup and forgetting everything: never while anybody works with the data."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from shopsync_gui.core.errors import AlreadyRunning
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.settings.schedule import Repeat, Schedule
from shopsync_gui.core.team.team import Membership, Role
from shopsync_gui.core.text import translate
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.upkeep.archive import replace_damaged
from shopsync_gui.sync.archive import erase_everything, held_text, restore_backup
from shopsync_gui.sync.run.job_locks import lock_job
from shopsync_gui.sync.run.secret_addresses import address_of
from shopsync_gui.sync.standing.next_steps import remarks_on
from shopsync_gui.sync.standing.plan_ahead import plan_ahead
from shopsync_gui.sync.standing.remark import Step
from shopsync_gui.sync.standing.shop_state import ShopState
from shopsync_gui.sync.standing.standing import ShopStanding
from shopsync_gui.sync.standing.state_words import equality_text
from shopsync_gui.sync.standing.stored_standings import read_standing
from shopsync_gui.system.lock import folder_lock, mail_lock
from shopsync_gui.system.paths import logs_folder
from shopsync_gui.system.secrets import MAIL, SMTP_PASSWORD, TEAM, TEAM_PASSWORD, Secrets
from tests.connected import connect_shop
from tests.sync.world import World
from tests.virtual import EPOCH


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("HOME", str(tmp_path))  # where an entry for the system's start would be
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    store = open_store(tmp_path / "data" / "shopsync.db")
    connect_shop(store)
    return store


def test_a_backup_takes_the_place_and_todays_data_are_kept(store: Store, tmp_path: Path) -> None:
    backup = tmp_path / "backup.db"
    store.backup_to(backup)
    store.removals.remove(1)
    kept = restore_backup(store, backup)
    assert [connection.name for connection in store.connections.all()] == ["bolt"]
    with_today = open_store(kept, read_only=True)
    assert with_today.connections.all() == []
    with_today.close()
    store.close()


def test_everything_is_forgotten(store: Store) -> None:
    home = store.path.parent
    secrets = Secrets(home, {})
    forgotten = (store.connections.all()[0], store.settings.load().mail.host)
    bound = address_of(forgotten[0], "client_secret")
    secrets.remember("bolt", "client_secret", bound, "titok")
    secrets.remember(MAIL, SMTP_PASSWORD, forgotten[1], "titok")
    address = "postgresql://shopsync@db.example.com/bolt"
    store.team.join(
        Membership(
            address=address,
            member_id=1,
            computer_key="key",
            name="Anna",
            role=Role.MEMBER,
            joined_at=EPOCH,
        )
    )
    secrets.remember(TEAM, TEAM_PASSWORD, address, "titok")
    for name in ("backups", "cache", "demo"):
        (home / name).mkdir()
        (home / name / "file").write_text("x")
    logs_folder(home).mkdir()
    (logs_folder(home) / "shopsync.log").write_text("x")
    with lock_job(store, home, forgotten[0]):
        pass
    assert list(home.glob("locks/*"))
    assert erase_everything(store, secrets)
    assert store.connections.all() == []
    assert secrets.get(TEAM, TEAM_PASSWORD, address) is None
    assert secrets.get("bolt", "client_secret", bound) is None
    assert secrets.get(MAIL, SMTP_PASSWORD, forgotten[1]) is None
    left = {path.name for path in home.iterdir()} & {"backups", "cache", "demo"}
    assert left == set()
    if sys.platform != "win32":
        assert not list(home.glob("locks/*"))
    store.close()


@pytest.mark.parametrize("lock", [folder_lock, mail_lock])
def test_nothing_happens_while_a_job_or_a_message_is_under_way(
    store: Store, tmp_path: Path, lock: object
) -> None:
    backup = tmp_path / "backup.db"
    store.backup_to(backup)
    assert callable(lock)
    with lock(store.path.parent):
        with pytest.raises(AlreadyRunning):
            restore_backup(store, backup)
        with pytest.raises(AlreadyRunning):
            erase_everything(store, Secrets(store.path.parent, {}))
    assert [connection.name for connection in store.connections.all()] == ["bolt"]
    store.close()


def test_a_backup_from_the_middle_of_a_run_counts_what_is_written_from_then_on(
    tmp_path: Path,
) -> None:
    world = World(tmp_path, products=40)
    backup = tmp_path / "backup.db"

    def save(task: object) -> None:
        if world.write_count() >= 8 and not backup.exists():
            world.store.backup_to(backup)

    first = world.start(save)
    assert first.created > 8
    world.store.restore(backup, world.now())
    again = world.job()
    assert again.run_id != first.run_id
    assert (again.state, again.created, again.updated) == (RunState.DONE, 0, 0)
    assert again.verified
    assert world.store.integrity() == []


def test_the_same_in_the_place_of_a_damaged_file(tmp_path: Path) -> None:
    world = World(tmp_path / "data", products=40)
    backup = tmp_path / "backup.db"

    def save(task: object) -> None:
        if world.write_count() >= 8 and not backup.exists():
            world.store.backup_to(backup)

    world.start(save)
    world.store.close()
    world.path.write_bytes(b"")
    replace_damaged(world.path, backup, world.now())
    world.store = open_store(world.path)
    again = world.job()
    assert (again.state, again.created, again.updated) == (RunState.DONE, 0, 0)


def standing_in(world: World) -> ShopStanding:
    """How the world's shop stands by what is kept of it."""
    shop = world.store.connections.get(world.connection.id)
    assert shop is not None
    return read_standing(world.store, shop)


def test_a_backup_proves_nothing_until_the_next_verification(tmp_path: Path) -> None:
    world = World(tmp_path, products=20)
    backup = tmp_path / "backup.db"
    synced = world.job()
    assert synced.verified
    world.store.backup_to(backup)
    undone = world.job(JobKind.UNDO, undo_run_id=synced.run_id, remove_created=True)
    assert undone.removed
    world.store.restore(backup, world.now())
    standing = standing_in(world)
    assert (standing.equal_at, standing.verified_at) == (None, None)
    assert (standing.state, standing.is_restored) == (ShopState.IDLE, True)
    assert [remark.steps for remark in remarks_on(standing)][:1] == [(Step.SYNC,)]
    world.job(JobKind.PREVIEW)
    assert standing_in(world).equal_at is None
    world.time += 60.0
    again = world.job(approve_brake=True)
    assert (again.verified, again.created) == (True, undone.removed)
    standing = standing_in(world)
    assert standing.equal_at == again.finished_at
    assert standing.verified_at is not None
    assert standing.state is ShopState.DONE


@pytest.mark.parametrize("undone", [False, True])
def test_what_a_preview_or_an_undo_in_a_backup_found_is_not_said_of_today(
    tmp_path: Path, undone: bool
) -> None:
    world = World(tmp_path, products=60)
    backup = tmp_path / "backup.db"
    synced = world.job()
    world.sandbox.shop.update(world.ordinary(1)[0], name="Más")
    if undone:
        world.job(JobKind.UNDO, undo_run_id=synced.run_id, remove_created=True)
    else:
        world.job(JobKind.PREVIEW)
    assert standing_in(world).differing
    world.store.backup_to(backup)
    world.store.restore(backup, world.now())
    standing = standing_in(world)
    assert (standing.preview, standing.comparison, plan_ahead(standing)) == (None, None, None)
    assert (standing.differing, standing.is_undone, standing.is_restored) == (0, False, True)
    assert equality_text(standing) is None
    assert [remark.steps for remark in remarks_on(standing)][:1] == [(Step.SYNC,)]
    world.job(JobKind.PREVIEW)
    assert standing_in(world).differing > 0


@pytest.mark.parametrize("moved", [False, True])
def test_a_restored_backup_is_stopped_by_no_brake_where_nothing_is_to_be_written(
    tmp_path: Path, *, moved: bool
) -> None:
    """The products were removed and created anew since the backup was made: under other ids, but equal."""
    world = World(tmp_path)
    run = world.job()
    backup = tmp_path / "backup.db"
    world.store.backup_to(backup)
    world.job(JobKind.UNDO, undo_run_id=run.run_id, remove_created=True)
    assert world.job().created == run.created
    if moved:
        world.sandbox.shop.insert()
    restore_backup(world.store, backup)
    writes = world.write_count()
    report = world.job()
    assert bool(report.brakes) is moved
    assert world.write_count() == writes
    assert report.state is (RunState.STOPPED if moved else RunState.DONE)
    assert bool(report.verified) is not moved


@pytest.mark.parametrize("scheduled", [False, True])
def test_what_a_backup_holds_tells_which_shops_are_synced_by_themselves(
    store: Store, tmp_path: Path, *, scheduled: bool
) -> None:
    (shop,) = store.connections.all()
    schedule = Schedule(repeat=Repeat.DAILY if scheduled else Repeat.NEVER)
    store.connections.update(shop.id, options=replace(shop.options, schedule=schedule))
    backup = tmp_path / "backup.db"
    store.backup_to(backup)
    summary = store.backup_summary(backup)
    assert summary.scheduled == (("Bolt",) if scheduled else ())
    none = translate(
        "By the schedules in it no webshop is synced by itself; those of now do not stay."
    )
    assert (none in held_text(summary)) is not scheduled
    store.close()
