"""What a member keeps while it waits, what it hears of an undo, and what one that may only look is offered."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from shopsync_gui.cli.exits import Exit
from shopsync_gui.core.errors import AccountLeased, TurnEnded
from shopsync_gui.core.runs.jobs import Job, JobKind, Phase, Progress
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.core.settings.schedule import Repeat, Schedule
from shopsync_gui.core.team.team import Role
from shopsync_gui.sandbox import faults as f
from shopsync_gui.sandbox.asgi import Request
from shopsync_gui.store.account.connections import ConnectionOptions
from shopsync_gui.sync.engine import run
from shopsync_gui.sync.schedule.due import awaited_consent, due_of, set_schedule
from shopsync_gui.sync.standing.next_steps import remarks_on
from shopsync_gui.sync.standing.remark import WRITING_STEPS
from shopsync_gui.sync.standing.stored_standings import read_standing
from tests.cli.playing import call
from tests.team.computers import Team, at_write
from tests.team.server import PostgresServer


@pytest.fixture
def team(tmp_path: Path, server: PostgresServer, database: str) -> Team:
    return Team(tmp_path, server, database, 2, 1, products=20)


def test_a_database_that_restarts_during_the_quiet_time_gives_the_account_to_nobody_else(
    team: Team, server: PostgresServer, database: str
) -> None:
    first, second = team.each
    team.shared.sandbox.faults.at("sa/createproduct", f.late(60))

    async def main() -> tuple[RunReport, BaseException]:
        waits = asyncio.Event()
        jobs = [
            Job(kind=JobKind.SYNC, connection_id=computer.connection.id, consent=True)
            for computer in team.each
        ]

        def look(progress: object) -> None:
            if getattr(progress, "phase", None) is Phase.SETTLE and not waits.is_set():
                server.cut_off(database)
                waits.set()

        mine = asyncio.create_task(run(jobs[0], first.parts(), look))
        await waits.wait()
        await asyncio.sleep(15)
        with pytest.raises(AccountLeased) as refused:
            await run(jobs[1], second.parts(), lambda progress: None)
        return await mine, refused.value

    report, refused = team.shared.on_loop(main())
    assert isinstance(refused, AccountLeased)
    assert report.state is RunState.DONE
    assert not team.doubled_products()
    team.close()


def test_what_was_waited_for_a_dead_computer_counts_for_the_next_attempt(team: Team) -> None:
    """Each attempt of the other one is ended from outside before the quiet time is over."""
    first, second = team.each
    at_write(team, 3, first.died)
    assert first.job().state is not RunState.DONE
    second.time = first.time
    waits: list[float] = []

    def end(task: asyncio.Task[RunReport]) -> None:
        if second.progress[-1].phase is Phase.SETTLE:
            waits.append(second.loop_time())
            if waits[-1] - waits[0] > 50:
                task.cancel()

    for _ in range(2):
        waits.clear()
        assert second.start(end).state is RunState.CANCELLED
    waits.clear()
    assert second.start(end).state is RunState.DONE
    assert waits[-1] - waits[0] < 30
    assert second.office.status().open_intents == 0
    assert not team.doubled_products()
    assert not team.doubled_categories()
    team.close()


def test_who_lost_the_account_to_nobody_in_particular_is_told_so(team: Team) -> None:
    first, second = team.each

    def end() -> None:
        for shop in second.office.status().shops:
            first.office.end_lease(shop.id)

    at_write(team, 3, end)
    report = first.job()
    assert report.problem is not None
    assert report.problem.is_a(TurnEnded)
    team.close()


def test_what_a_colleague_took_back_is_written_anew_without_a_brake(team: Team) -> None:
    first, second = team.each
    made = first.job()
    second.time = first.time
    assert second.job().state is RunState.DONE
    first.time = second.time
    undone = first.job(JobKind.UNDO, undo_run_id=made.run_id, remove_created=True)
    assert undone.removed >= 10  # so many missing ids would mean another account
    second.time = first.time
    again = second.job()
    assert (again.state, again.brakes) == (RunState.DONE, ())
    assert again.created == made.created
    assert not team.doubled_products()
    team.close()


def test_what_says_nothing_of_the_products_stops_no_sync(team: Team) -> None:
    first, second = team.each
    assert first.job().state is RunState.DONE
    second.time = first.time
    assert second.job().state is RunState.DONE
    first.time = second.time
    options = ConnectionOptions(schedule=Schedule(repeat=Repeat.HOURS, hours=3), labels=("ügyfél",))
    first.connection = first.store.connections.update(first.connection.id, options=options)
    assert first.job().state is RunState.DONE
    second.time = first.time
    assert second.job().state is RunState.DONE
    taken = second.store.connections.get(second.connection.id)
    assert taken is not None
    assert taken.options == options
    team.close()


def test_a_viewer_is_offered_nothing_that_writes(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = team.each
    first.office.set_role(second.office.status().me, Role.VIEWER)
    before = read_standing(second.store, second.connection)
    assert WRITING_STEPS & {step for each in remarks_on(before) for step in each.steps}
    second.office.exchange()
    assert second.job(JobKind.PREVIEW).state is RunState.DONE
    hourly = Schedule(repeat=Repeat.HOURS, hours=1)
    second.connection = set_schedule(second.store, second.connection, hourly, second.now())
    now = read_standing(second.store, second.connection)
    assert not WRITING_STEPS & {step for each in remarks_on(now) for step in each.steps}
    monkeypatch.setenv("SHOPSYNC_HOME", str(second.path.parent))
    monkeypatch.setenv("SHOPSYNC_LANGUAGE", "en")
    for consented_at in (None, second.now()):
        shop = second.store.connections.update(second.connection.id, consented_at=consented_at)
        assert due_of(second.store, shop, second.now() + timedelta(days=1)) is None
        assert awaited_consent(second.store, shop) is None
        told = call("schedule", shop.name, "--json")
        assert (told.json["next"], told.json["missing_consent"]) == (None, None)
        assert "viewer" in told.err
        demo = msgspec.structs.replace(shop, demo=True)  # that of the demo is nobody else's
        assert (due_of(second.store, demo, second.now()) is None) == (consented_at is None)
    assert "viewer" not in call("schedule", second.connection.name, "--every", "never").err
    assert "sync" not in {word for line in call("status").err.splitlines() for word in line.split()}
    for command in (
        ("sync", shop.name, "--yes"), ("team", "end", shop.name),
        ("schedule", shop.name, "--every", "2"),
    ):  # fmt: skip
        said = call(*command, "--json")
        assert (said.code, said.json["error"]["code"]) == (Exit.FAILED, "TeamRightMissing")
    after = second.store.connections.get(shop.id)
    assert after is not None
    assert not after.options.schedule.repeats
    first.office.set_role(2, Role.MEMBER)
    second.office.status()
    assert not second.store.connections.looks_only()
    team.close()


def test_while_the_database_is_away_no_service_is_said_to_be_waited_for(team: Team) -> None:
    first = team.each[0]
    left, since = 3, 0.0

    def due(request: Request) -> bool:
        nonlocal left
        left -= request.kind == "sa/createproduct"
        first.executor.dead = first.executor.dead or left == 0
        return left == 0

    async def come_back() -> None:
        while not since:
            await asyncio.sleep(1)
        await asyncio.sleep(60)
        first.executor.dead = False

    async def main() -> tuple[RunReport, float]:
        job = Job(kind=JobKind.SYNC, connection_id=first.connection.id, consent=True)
        began = first.loop_time()

        def hear(progress: Progress) -> None:
            nonlocal since
            first.progress.append(progress)
            if progress.phase is Phase.TEAM:
                since = since or first.loop_time()

        back = asyncio.create_task(come_back())
        report = await run(job, first.parts(), hear)
        await back
        return report, first.loop_time() - began

    team.shared.sandbox.faults.at(due, f.status(429), None)
    report, lasted = team.shared.on_loop(main())
    assert report.state is RunState.DONE
    waiting = [moment for moment in first.progress if moment.phase is Phase.TEAM]
    assert waiting
    assert [moment.trouble for moment in waiting if moment.trouble is not None] == []
    assert report.seconds < lasted - 55  # the wait was no time at work
    team.close()
