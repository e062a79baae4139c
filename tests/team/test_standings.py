"""The standing of a shop, and its schedule, on one computer while another one of the team works on it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from shopsync_gui.cli.exits import Exit
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.sandbox import faults as f
from shopsync_gui.sandbox.asgi import Request
from shopsync_gui.sandbox.config import SandboxConfig
from shopsync_gui.store import open_store
from shopsync_gui.sync.standing.equality import Proof
from shopsync_gui.sync.standing.standing import ShopStanding
from shopsync_gui.sync.standing.stored_standings import read_standing, read_standings
from tests.cli.playing import call
from tests.team.computers import Team, TeamComputer, at_write
from tests.team.server import PostgresServer
from tests.team.test_commands import connected


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """What has the commands run on another computer."""
    monkeypatch.setenv("SHOPSYNC_LANGUAGE", "en")
    monkeypatch.delenv("SHOPSYNC_TEAM_PASSWORD", raising=False)
    return lambda name: monkeypatch.setenv("SHOPSYNC_HOME", str(tmp_path / name))


@pytest.mark.parametrize("keeps", [False, True])
def test_a_schedule_set_before_the_first_sync_is_told(
    address: str, at: Callable[[str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    keeps: bool,
) -> None:  # fmt: skip
    at("home")
    with connected(monkeypatch, SandboxConfig(products=3, orders=0)) as endpoints:
        shop = endpoints.shop_name
        call("team", "create", address)
        assert call("sync", shop, "--yes").code == Exit.DONE
        at("second")
        call("team", "join", address)
        if keeps:
            call("team", "schedule", shop)
        assert call("schedule", shop, "--every", "day", "--at", "02:30").code == Exit.DONE
        assert call("sync", shop, "--yes").code == Exit.DONE
        assert "02:30" in call("schedule", shop).out
        at("home")
        assert call("sync", shop, "--yes").code == Exit.DONE
        schedules = []
        for name in ("home", "second"):
            with closing(open_store(tmp_path / name / "shopsync.db")) as store:
                schedules += [each.options.schedule for each in store.connections.all()]
        assert schedules[0] == schedules[1]
        assert schedules[0].minute == 150
        assert schedules[0].repeats


def test_a_schedule_of_the_team_comes_to_who_has_set_none(
    address: str, at: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    at("home")
    with connected(monkeypatch, SandboxConfig(products=3, orders=0)) as endpoints:
        shop = endpoints.shop_name
        call("team", "create", address)
        assert call("sync", shop, "--yes").code == Exit.DONE
        call("schedule", shop, "--every", "day", "--at", "02:30")
        assert call("sync", shop, "--yes").code == Exit.DONE
        at("second")
        call("team", "join", address)
        assert call("sync", shop, "--yes").code == Exit.DONE
        assert call("schedule", shop, "--json").json["next"] is not None


def heard(computer: TeamComputer) -> ShopStanding:
    """How the shop stands for a computer that has just asked; one shop or all, it is the same."""
    with ThreadPoolExecutor(1) as beside:  # a run may be at work in this one
        beside.submit(computer.office.exchange).result()
    connection = computer.store.connections.get(computer.connection.id)
    assert connection is not None
    standing = read_standing(computer.store, connection)
    assert read_standings(computer.store, [connection])[connection.id] == standing
    return standing


@pytest.mark.parametrize("dies", [False, True])
def test_an_undo_of_a_colleague_counts_from_its_first_removal_on(
    tmp_path: Path, server: PostgresServer, database: str, dies: bool
) -> None:
    team = Team(tmp_path, server, database, 2, 1, products=12)
    first, second = team.each
    synced = first.job()
    assert synced.state is RunState.DONE
    second.time = first.time
    assert second.job().state is RunState.DONE
    assert heard(second).equal_at is not None
    seen: list[ShopStanding] = []

    def watch() -> None:
        if dies:
            first.died()
        seen.append(heard(second))

    at_write(team, 4, watch)
    first.time = second.time
    undo = first.job(JobKind.UNDO, undo_run_id=synced.run_id, remove_created=True)
    assert [standing.equal_at for standing in seen] == [None]
    assert seen[0].colleague is not None
    assert heard(second).equal_at is None
    if dies:
        first.restart()
    assert undo.state is (RunState.PAUSED if dies else RunState.DONE)
    second.time = first.time
    assert second.job().state is RunState.DONE
    assert heard(second).equal_at is not None
    assert heard(first).equal_at is not None
    team.close()


def test_a_proof_and_a_sync_of_a_colleague_are_the_shops(
    tmp_path: Path, server: PostgresServer, database: str
) -> None:
    team = Team(tmp_path, server, database, 2, 1, products=5)
    first, second = team.each
    assert first.job().state is RunState.DONE
    before = heard(first)
    second.time = first.time + 3600
    synced = second.job()
    assert synced.state is RunState.DONE
    after = heard(first)
    assert before.verified_at is not None
    assert after.synced_at == after.verified_at == after.equal_at == synced.finished_at
    second.time += 3600
    proof = second.job(JobKind.VERIFY)
    last = heard(first)
    assert (last.synced_at, last.verified_at) == (synced.finished_at, proof.finished_at)
    assert proof.compared
    assert proof.finished_at is not None
    assert last.proof == Proof(proof.finished_at, proof.compared, is_old=False)
    team.close()


def test_runs_from_before_a_computer_joined_are_not_the_teams_last_word(
    tmp_path: Path, server: PostgresServer, database: str
) -> None:
    team = Team(tmp_path, server, database, 2, 1, products=5)
    first, second = team.each
    for computer in (second, second, first):
        computer.time = team.shared.time
        assert computer.job().state is RunState.DONE
        team.shared.time = computer.time + 3600
    second.office.leave()
    before = heard(first)
    assert before.colleague is None
    second.office.join(server.address(database))
    assert heard(first) == before
    team.close()


def test_a_run_whose_end_could_not_be_told_is_told_later(
    tmp_path: Path, server: PostgresServer, database: str
) -> None:
    """It is no later word for that: a colleague's run has followed it."""
    team = Team(tmp_path, server, database, 2, 1, products=5)
    first, second = team.each
    written = 0

    def last_write(request: Request) -> bool:
        nonlocal written
        written += request.kind == "sa/createproduct"
        if written and request.kind == "sa/listprodcategories":  # it verifies
            first.executor.dead = True
        return False

    team.shared.sandbox.faults.at(last_write, f.own(), None)
    ran = first.job()
    assert (ran.state, ran.verified) == (RunState.DONE, True)
    team.shared.sandbox.faults.clear()
    first.died()
    first.restart()
    (told,) = second.office.status().runs
    assert (told.state, told.created) == ("paused", ran.created - 1)
    second.time = first.time + 3600
    synced = second.job()
    heard(first)
    runs = {run.member_id: run for run in second.office.status().runs}
    assert (runs[1].state, runs[1].created) == (RunState.DONE, ran.created)
    assert second.office.receipt(runs[1]).problem is None
    assert heard(second).colleague is None
    assert heard(first).equal_at == synced.finished_at
    team.close()
