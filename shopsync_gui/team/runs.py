"""The runs of a team, as rows of its database: what each has written by now, and its receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from shopsync_gui.core.errors import Interrupted, TeamRecordTooNew
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.team.intents import note_counted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime
    from uuid import UUID

    from shopsync_gui.core.team.team import TeamRun
    from shopsync_gui.team.database import TeamDatabase
    from shopsync_gui.team.turn import Fence

_NEW_RUN = (
    "INSERT INTO run (member_id, shop_id, run_id, kind, state, started_at, created, updated,"
    " receipt, {0}) SELECT %s, %s, %s, %s, %s, %s, %s, %s, %s, {1}"
)
_SAME_RUN = (
    " ON CONFLICT (member_id, shop_id, run_id) DO UPDATE SET state = excluded.state,"
    " created = excluded.created, updated = excluded.updated, receipt = excluded.receipt,"
    " {0} = excluded.{0}, told_at = now()"
)
_OF_MEMBER = "WHERE member_id = %s AND shop_id = %s AND run_id = %s"


def _columns(shop_id: int, member_id: int, run: RunReport) -> tuple[object, ...]:
    return (
        *(member_id, shop_id, run.run_id, run.kind.value, run.state.value, run.started_at),
        *(run.created, run.updated, _text(run)),
    )


def _text(run: RunReport) -> str:
    return msgspec.json.encode(run).decode()


def begin_run(
    db: TeamDatabase,
    fence: Fence,
    shop_id: int,
    member_id: int,
    run: RunReport,
    counted: Collection[UUID],
) -> bool | None:
    """Make a run known before its first write: its numbers grow with the ends of its writes.

    They have those of the `counted` intents which are its own already. None where the turn has been ended.
    """
    of_turn = _NEW_RUN.format("fence", "fence FROM account WHERE id = %s AND fence = %s")
    with db.atomic():
        note_counted(db, counted, [run.run_id])
        begun: bool | None = db.value(
            f"{of_turn} {_SAME_RUN.format('fence')} RETURNING true",
            (*_columns(shop_id, member_id, run), *fence),
        )
    return begun


def keep_run(
    db: TeamDatabase, shop_id: int, member_id: int, run: RunReport, account_id: int | None
) -> None:
    """Put a run's receipt down, and how the account then stood if it held that."""
    as_account = _NEW_RUN.format("written", "(SELECT written FROM account WHERE id = %s)")
    db.rows(
        as_account + _SAME_RUN.format("written"), (*_columns(shop_id, member_id, run), account_id)
    )


def bring_runs(db: TeamDatabase, shop_id: int, member_id: int, runs: Iterable[RunReport]) -> None:
    """Put the receipts down of runs from before their computer joined: what the team has done since comes after them."""
    at_its_time = _NEW_RUN.format("told_at", "least(now(), %s)")
    for run in runs:
        at = run.finished_at or run.started_at
        db.rows(at_its_time, (*_columns(shop_id, member_id, run), at))


def recount_run(db: TeamDatabase, shop_id: int, member_id: int, run: RunReport) -> None:
    """Have a run's numbers be those that its computer counts by now; of how the account stood it says nothing."""
    db.rows(
        f"UPDATE run SET created = %s, updated = %s, receipt = %s {_OF_MEMBER}",
        (run.created, run.updated, _text(run), member_id, shop_id, run.run_id),
    )


def runs_without_end(db: TeamDatabase, member_id: int) -> list[tuple[int, int, datetime]]:
    """The runs of a member of whose end the team has not heard: the shop, the number, its beginning."""
    return db.rows(
        "SELECT shop_id, run_id, started_at FROM run WHERE member_id = %s AND state = 'running'",
        (member_id,),
    )


def end_run(db: TeamDatabase, shop_id: int, member_id: int, run: RunReport) -> None:
    """Have a run's end known that could not be told in time; its numbers grow by themselves."""
    db.rows(
        f"UPDATE run SET state = %s, receipt = %s {_OF_MEMBER} AND state = 'running'",
        (run.state.value, _text(run), member_id, shop_id, run.run_id),
    )


def receipt_of(db: TeamDatabase, run: TeamRun) -> RunReport:
    """The receipt of a run, whoever's it was; its numbers are those of that computer. Raises TeamRecordTooNew."""
    text, created, updated = db.rows(
        f"SELECT receipt, created, updated FROM run {_OF_MEMBER}",
        (run.member_id, run.shop_id, run.run_id),
    )[0]
    report = replace(report_in(text), created=created, updated=updated)
    if report.state is RunState.RUNNING and run.state != RunState.RUNNING:
        return replace(report, state=RunState(run.state), problem=Interrupted().problem)
    return report


def report_in(text: str) -> RunReport:
    """A receipt as it stands in the database. Raises TeamRecordTooNew."""
    try:
        return msgspec.json.decode(text, type=RunReport)
    except (ValueError, RecursionError) as error:
        raise TeamRecordTooNew from error
