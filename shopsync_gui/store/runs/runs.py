"""The runs: their receipts, how far they came, and which of them still count."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from shopsync_gui.core import errors
from shopsync_gui.core.runs.jobs import JobKind, Phase
from shopsync_gui.core.runs.runs import RESUMABLE, RunReport, RunState, by_time
from shopsync_gui.store.database.codecs import json_list, time_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from shopsync_gui.core.errors import Problem
    from shopsync_gui.store.database.database import Database

#: Receipts that are read at once where one of them is looked for.
_PIECE = 10
#: An index has these runs alone: SQLite takes it where the query says the state itself, and a sign before
#: the shop keeps it from that of all runs of the shop.
_RUNNING = f"WHERE state = '{RunState.RUNNING.value}'"
#: The highest number that a run can have.
_LAST = 2**63 - 1


class Runs:
    """The history of runs."""

    def __init__(self, database: Database) -> None:
        self._db = database
        #: The ends of dead programs' runs that could not be stored, by their numbers.
        self._ends: dict[int, RunReport] = {}

    def start(self, kind: JobKind, connection_id: int, now: datetime) -> RunReport:
        """Open a new run; its receipt with the number it got, which no run had before."""
        blank = RunReport(
            run_id=0,
            kind=kind,
            state=RunState.RUNNING,
            connection_id=connection_id,
            started_at=now,
        )
        with self._db.atomic():
            self._db.execute_sql(
                "UPDATE run_number SET last = max(last, coalesce((SELECT max(id) FROM run), 0)) + 1"
            )
            self._db.execute_sql(
                "INSERT INTO run (id, connection_id, kind, state, started_at, report, shop_number)"
                " VALUES ((SELECT last FROM run_number), ?1, ?2, ?3, ?4, ?5,"
                " coalesce((SELECT shop_number FROM connection WHERE id = ?1), 0))",
                (connection_id, kind.value, blank.state.value, time_in(now), b""),
            )
            report = replace(blank, run_id=int(self._db.value("SELECT last_insert_rowid()")))
            self.save(report)
        return report

    def save(self, report: RunReport) -> None:
        """Store a receipt as it stands."""
        self._db.execute_sql(
            "UPDATE run SET state = ?, report = ? WHERE id = ?",
            (report.state.value, msgspec.json.encode(report), report.run_id),
        )

    def running(self) -> list[RunReport]:
        """The runs that stand as running, be it that their program is dead, unless that has been noted."""
        return [run for run in self._reports(_RUNNING) if run.state is RunState.RUNNING]

    def close_interrupted(self, connection_id: int, now: datetime) -> None:
        """Give a shop's runs that a dead program left as running an end, when last they were at work.

        Only under its lock.
        """
        for end in self._interrupted(connection_id, now, errors.Interrupted().problem):
            self.save(end)

    def note_interrupted(self, connection_id: int, now: datetime, problem: Problem) -> None:
        """Show the same from now on where nothing can be stored; `problem` is what is told to have ended them."""
        self._ends |= {end.run_id: end for end in self._interrupted(connection_id, now, problem)}

    def _interrupted(
        self, connection_id: int, now: datetime, problem: Problem
    ) -> Iterator[RunReport]:
        from shopsync_gui.store.runs.interrupted_run import interrupted  # seldom needed

        self._ends = {
            number: end for number, end in self._ends.items() if end.connection_id != connection_id
        }
        for report in self._reports(f"{_RUNNING} AND +connection_id = ?", connection_id):
            others = self.newest(_PIECE, connection_id)
            yield interrupted(self._db, report, others, now, problem)

    def leave_behind(self, now: datetime) -> None:
        """Have no run of a backup go on, or count as a proof: what it was about may have changed since."""
        for report in self._reports(_RUNNING):
            problem = errors.Interrupted().problem
            self.save(replace(report, state=RunState.PAUSED, problem=problem, finished_at=now))
        self._db.execute_sql(
            "UPDATE run SET report = CAST("
            "json_set(CAST(report AS TEXT), '$.left_behind', json('true')) AS BLOB)"
            " WHERE report <> x''"
        )

    def lead_elsewhere(self, connection_id: int, now: datetime) -> None:
        """Have no run go on, or count as a proof, of a shop that leads to another one or another account now."""
        self.close_interrupted(connection_id, now)
        self._db.execute_sql(
            "UPDATE run SET report = CAST(json_set(CAST(report AS TEXT), '$.left_behind',"
            " json('true'), '$.led_elsewhere', json('true')) AS BLOB)"
            " WHERE report <> x'' AND connection_id = ?",
            (connection_id,),
        )

    def outdate(self, connection_id: int) -> None:
        """Have no run count as a proof, or as a plan, by options that are others now; one at work knows them."""
        self._db.execute_sql(
            "UPDATE run SET report = CAST(json_set(CAST(report AS TEXT), '$.options_changed',"
            " json('true')) AS BLOB) WHERE report <> x'' AND connection_id = ? AND state <> ?",
            (connection_id, RunState.RUNNING.value),
        )

    def recount(self, run_id: int) -> None:
        """Have the receipt of a run that was broken off count what was found to be written since."""
        report = self.get(run_id)
        if report is None or report.state is RunState.RUNNING or report.state.ended:
            return
        self.save(self._counted(report))

    def remove(self, run_id: int) -> None:
        """Forget a run that is not worth a place in the history; its number is free again."""
        with self._db.atomic():
            self._db.execute_sql("DELETE FROM run WHERE id = ?", (run_id,))
            self._db.execute_sql("UPDATE run_number SET last = last - 1 WHERE last = ?", (run_id,))

    def get(self, run_id: int) -> RunReport | None:
        """The receipt of one run."""
        if run_id > _LAST:
            return None
        return next(iter(self._reports("WHERE id = ?", run_id)), None)

    def newest(self, limit: int = 100, connection_id: int | None = None) -> list[RunReport]:
        """Receipts, the newest first; of one connection only where it is given."""
        if connection_id is None:
            return self._reports("ORDER BY id DESC LIMIT ?", limit)
        return self._reports(
            "WHERE connection_id = ? ORDER BY id DESC LIMIT ?", connection_id, limit
        )

    def newest_of_all(
        self, limit: int, kind: JobKind | None = None
    ) -> defaultdict[int, list[RunReport]]:
        """The newest receipts of every connection by its id, the newest first; of one kind only where given."""
        of_kind, params = ("", ()) if kind is None else (" AND newer.kind = ?", (kind.value,))
        found: defaultdict[int, list[RunReport]] = defaultdict(list)
        for report in self._reports(
            "WHERE id IN (SELECT r.id FROM connection CROSS JOIN run AS r ON r.id IN (SELECT newer.id"
            f" FROM run AS newer WHERE newer.connection_id = connection.id{of_kind}"
            " ORDER BY newer.id DESC LIMIT ?)) ORDER BY id DESC",
            *params,
            limit,
        ):
            found[report.connection_id].append(report)
        return found

    def latest_of_all(self, kinds: Iterable[JobKind]) -> dict[int, RunReport]:
        """The receipt of every connection's last run by its id, of the given kinds only."""
        names = [kind.value for kind in kinds]
        newest_of_kinds: defaultdict[int, list[RunReport]] = defaultdict(list)
        for report in self._reports(
            "WHERE id IN (SELECT (SELECT id FROM run WHERE connection_id = connection.id"
            " AND kind = kinds.value ORDER BY id DESC LIMIT 1) FROM connection, json_each(?) AS kinds)",
            json_list(names),
        ):
            newest_of_kinds[report.connection_id].append(report)
        return {shop: by_time(reports)[0] for shop, reports in newest_of_kinds.items()}

    def latest(
        self, connection_id: int, kinds: Sequence[JobKind] | None = None
    ) -> RunReport | None:
        """The receipt of a connection's last run, of the given kinds only."""
        # Only the newest of a kind can have been taken up again after runs of other kinds.
        query = "WHERE connection_id = ? AND kind = ? ORDER BY id DESC LIMIT 1"
        newest_of_kinds = [
            report
            for kind in kinds or JobKind
            for report in self._reports(query, connection_id, kind.value)
        ]
        return next(iter(by_time(newest_of_kinds)), None)

    def last_sync(self, connection_id: int) -> RunReport | None:
        """The connection's newest sync that came to its end or wrote something."""
        return self.sync_before(connection_id, None)

    def sync_before(self, connection_id: int, moment: datetime | None) -> RunReport | None:
        """The same of the syncs that had ended before a moment."""
        before = None
        while True:
            reports = self._reports(
                "WHERE connection_id = ? AND kind = ? AND id < coalesce(?, id + 1)"
                " ORDER BY id DESC LIMIT ?",
                connection_id,
                JobKind.SYNC.value,
                before,
                _PIECE,
            )
            for report in reports:
                if report.counts_as_sync and (moment is None or report.last_at < moment):
                    return report
            if len(reports) < _PIECE:
                return None
            before = reports[-1].run_id

    def resumable(
        self,
        connection_id: int,
        kind: JobKind = JobKind.SYNC,
        states: Collection[RunState] = RESUMABLE,
    ) -> RunReport | None:
        """The connection's newest run of this kind, if it can go on: in one of these states, and not undone."""
        latest = self.latest(connection_id, (kind,))
        if latest is None or latest.left_behind or latest.state not in states:
            return None
        return None if self._is_undone(latest) else latest

    def _is_undone(self, run: RunReport) -> bool:
        """Whether an undo took back something of the run."""
        undos = self._reports(
            "WHERE connection_id = ? AND kind = ? AND id > ?",
            run.connection_id,
            JobKind.UNDO.value,
            run.run_id,
        )
        return any(undo.has_undone and undo.undo_of == run.run_id for undo in undos)

    def _reports(self, rest: str, *params: object) -> list[RunReport]:
        rows = self._db.rows(
            f"SELECT report, seconds, requests_shop, requests_target FROM run {rest}", params
        )
        reports = [(_readable(row[0]), row[1:]) for row in rows if row[0]]
        return [
            self._ends.get(report.run_id) or self._so_far(report, *needed)
            if report.state is RunState.RUNNING
            else report
            for report, needed in reports
            if report is not None
        ]

    def _so_far(self, report: RunReport, seconds: float, shop: int, target: int) -> RunReport:
        """The receipt with what the run has written and needed so far, which is saved at its end only."""
        return replace(
            self._counted(report),
            seconds=max(report.seconds, seconds),
            requests_shop=max(report.requests_shop, shop),
            requests_target=max(report.requests_target, target),
        )

    def _counted(self, report: RunReport) -> RunReport:
        """The receipt with the products that the run wrote, as the journal has them now."""
        from shopsync_gui.store.runs.past_writes import PastWrites  # seldom needed

        written = PastWrites(self._db).tally(report.run_id, since=report.planned_after)
        return replace(report, **written.in_receipt(report.written_before))

    # --- how far a run came ---------------------------------------------------------------------

    def set_phase(self, run_id: int, phase: Phase) -> None:
        """Note the step that begins."""
        self._db.execute_sql("UPDATE run SET phase = ? WHERE id = ?", (phase.value, run_id))

    def note_needed(self, run_id: int, seconds: float, shop: int, target: int) -> None:
        """Note the seconds and the requests that a run has needed so far, all its parts together."""
        with self._db.relaxed():
            self._db.execute_sql(
                "UPDATE run SET seconds = ?, requests_shop = ?, requests_target = ? WHERE id = ?",
                (seconds, shop, target, run_id),
            )

    def phase(self, run_id: int) -> Phase | None:
        """The last step that began."""
        value = self._db.value("SELECT phase FROM run WHERE id = ?", (run_id,))
        return None if value is None else Phase(value)


def _readable(receipt: bytes | str) -> RunReport | None:
    """A receipt as it is stored; None for one that a damaged file left unreadable."""
    try:
        return msgspec.json.decode(receipt, type=RunReport)
    except (ValueError, RecursionError):
        return None
