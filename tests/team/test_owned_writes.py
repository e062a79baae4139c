"""A write belongs to the run that sent it, whoever found out what became of it: one receipt and one undo have it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.core.team.team import Role
from shopsync_gui.sandbox import faults as f
from shopsync_gui.sandbox.asgi import Request
from shopsync_gui.store.runs.journal_entries import JournalOp, JournalState
from tests.team.computers import Team, TeamComputer
from tests.team.server import PostgresServer


@pytest.fixture
def team(tmp_path: Path, server: PostgresServer, database: str) -> Team:
    return Team(tmp_path, server, database, 2, 1, products=12)


def dies_creating(team: Team, number: int, fault: f.Action | None) -> RunReport:
    """The first computer's sync, which dies while its N-th product is created, and starts anew."""
    first, left = team.each[0], number

    def due(request: Request) -> bool:
        nonlocal left
        left -= request.kind == "sa/createproduct"
        if left == 0 and request.kind == "sa/createproduct":
            first.died()
            return fault is not None
        return False

    team.shared.sandbox.faults.at(due, fault or f.own(), None)
    report = first.job()
    assert report.state is RunState.PAUSED
    team.shared.sandbox.faults.clear()
    first.restart()
    return report


def created(computer: TeamComputer) -> list[int | None]:
    """The products that an undo of any run of this computer would remove."""
    return [
        entry.sa_id
        for run in computer.store.runs.newest()
        for entry in computer.store.past_writes.entries(
            run.run_id, JournalState.DONE, ops=[JournalOp.CREATE_PRODUCT]
        )
        if entry.sa_id in computer.store.past_writes.written_ids(run.run_id)
    ]


def local(computer: TeamComputer, run: RunReport) -> RunReport:
    found = computer.store.runs.get(run.run_id)
    assert found is not None
    return found


FAULTS = {
    "answered": None,
    "not-arrived": f.drop(),
    "arrived": f.drop(apply=True),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_product_is_created_by_one_run(team: Team, fault: str) -> None:
    first, second = team.each
    dead = dies_creating(team, 5, FAULTS[fault])
    # Its run is among the team's although it has told of nothing itself.
    (told,) = second.office.status().runs
    assert (told.member_id, told.run_id, told.state) == (1, dead.run_id, "paused")
    assert told.created == 4
    assert second.office.receipt(told).created == 4
    second.time = first.time
    assert second.job().state is RunState.DONE
    held = {product.prod_id for product in team.shared.account_products()}
    mine = 4 if fault == "not-arrived" else 5
    first.time = second.time
    before = first.write_count()
    for kind in (JobKind.PREVIEW, JobKind.SYNC):
        assert sum(run.created for run in second.office.status().runs) == len(held)
        assert first.job(kind).state is RunState.DONE
        assert local(first, dead).created == mine
        assert Counter(created(first) + created(second)) == Counter(held)
    assert first.write_count() == before
    assert sum(run.created for run in second.office.status().runs) == len(held)
    team.close()


@pytest.mark.parametrize("kind", [JobKind.PREVIEW, JobKind.SYNC])
def test_what_was_only_made_ready_is_that_of_whom_created_it(team: Team, kind: JobKind) -> None:
    """The next write is on the disk while an answer is awaited: the team does not know it, so it never left."""
    first, second = team.each
    dead = dies_creating(team, 5, None)
    follower = first.store.journal.planned(dead.run_id)[0]
    assert follower.op is JournalOp.CREATE_PRODUCT
    first.store.journal.ready(follower.id, first.now())
    second.time = first.time
    assert second.job().state is RunState.DONE
    first.time = second.time
    held = {product.prod_id for product in team.shared.account_products()}
    assert first.job(kind).state is RunState.DONE
    assert first.job().state is RunState.DONE
    assert local(first, dead).created == 5
    assert Counter(created(first) + created(second)) == Counter(held)
    team.close()


@pytest.mark.parametrize("fault", FAULTS)
def test_an_undo_takes_back_what_its_own_run_created(team: Team, fault: str) -> None:
    first, second = team.each
    dead = dies_creating(team, 5, FAULTS[fault])
    second.time = first.time
    second.job()
    first.time = second.time
    held = len(team.shared.account_products())
    mine = 4 if fault == "not-arrived" else 5
    undo = first.job(JobKind.UNDO, undo_run_id=dead.run_id, remove_created=True)
    assert (undo.state, undo.removed) == (RunState.DONE, mine)
    second.time = first.time
    last = next(run for run in second.store.runs.newest() if run.kind is JobKind.SYNC)
    rest = second.job(JobKind.UNDO, undo_run_id=last.run_id, remove_created=True)
    assert rest.removed == held - mine
    assert team.shared.account_products() == []
    team.close()


def test_a_write_counts_for_its_own_run_though_another_one_tells_its_end(team: Team) -> None:
    first, second = team.each
    dead = dies_creating(team, 5, None)
    undo = first.job(JobKind.UNDO, undo_run_id=dead.run_id, remove_created=True)
    assert undo.removed == 5
    told = {run.run_id: run.created for run in second.office.status().runs}
    assert told == {dead.run_id: 5, undo.run_id: 0}
    assert local(first, dead).created == 5
    team.close()


def test_a_write_whose_end_a_preview_finds_counts_once(team: Team) -> None:
    """It stays open among the team's: only who has the turn closes it."""
    first, second = team.each
    dead = dies_creating(team, 5, f.drop(apply=True))
    assert first.job(JobKind.PREVIEW).state is RunState.DONE
    assert local(first, dead).created == 5
    second.time = first.time
    assert second.job().state is RunState.DONE
    told = {(run.member_id, run.run_id): run.created for run in second.office.status().runs}
    assert told[1, dead.run_id] == 5
    team.close()


@pytest.mark.parametrize("fault", FAULTS)
def test_who_leaves_with_an_open_write_takes_no_colleagues_product_for_its_own(
    team: Team, server: PostgresServer, database: str, fault: str
) -> None:
    """The colleague settles it, and creates what had not arrived; alone, nothing is heard of that."""
    first, second = team.each
    first.office.set_role(2, Role.OWNER)
    dead = dies_creating(team, 5, FAULTS[fault])
    first.office.leave()
    second.time = first.time
    assert second.job().state is RunState.DONE
    first.time = second.time
    held = {product.prod_id for product in team.shared.account_products()}
    mine = 5 if fault == "answered" else 4
    assert first.job(JobKind.PREVIEW).state is RunState.DONE
    assert local(first, dead).created == mine
    first.office.join(server.address(database))
    assert first.job().state is RunState.DONE
    assert local(first, dead).created == mine
    owned = Counter(created(first) + created(second))
    assert set(owned.values()) == {1}
    assert set(owned) <= held
    undo = first.job(JobKind.UNDO, undo_run_id=dead.run_id, remove_created=True)
    assert undo.removed == mine
    team.close()


def test_a_preview_without_the_database_decides_nothing(team: Team, server: PostgresServer) -> None:
    first, second = team.each
    dead = dies_creating(team, 5, f.drop())
    second.time = first.time
    second.job()
    first.time = second.time
    first.executor.dead = True
    first.job(JobKind.PREVIEW)
    assert local(first, dead).created == 4
    first.restart()
    first.job(JobKind.PREVIEW)
    assert local(first, dead).created == 4
    assert not first.store.journal.unsettled(first.connection.id)
    team.close()


def test_a_run_is_at_work_as_long_as_it_has_its_turn(team: Team) -> None:
    first, second = team.each
    seen: list[tuple[str, int]] = []

    def due(request: Request) -> bool:
        if request.kind == "sa/createproduct":
            seen.extend((run.state, run.created) for run in second.office.status().runs)
        return False

    team.shared.sandbox.faults.at(due, f.own(), None)
    report = first.job()
    assert report.state is RunState.DONE
    assert seen == [("running", number) for number in range(report.created)]
    assert [run.state for run in second.office.status().runs] == ["done"]
    team.close()
