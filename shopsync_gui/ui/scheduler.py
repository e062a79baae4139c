"""Starts the syncs that are due by themselves, while the window is open or in the tray."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from shopsync_gui.core.runs import Job, JobKind, RunReport, RunState
from shopsync_gui.core.schedule import FULL_EVERY, PAUSED_AGAIN, Repeat, next_run
from shopsync_gui.core.text import N_
from shopsync_gui.store import Connection, Store
from shopsync_gui.system.power import saves_power
from shopsync_gui.ui.network import is_metered

if TYPE_CHECKING:
    from shopsync_gui.ui.context import AppContext

log = logging.getLogger(__name__)

#: Milliseconds between two looks at the clock: a computer that slept is noticed soon.
_PERIOD = 30_000


class Scheduler(QObject):
    """Looks at the clock; what passed while the program was off is caught up with once."""

    #: The next moments may be others now.
    changed = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._context = context
        self._next: dict[int, datetime] = {}
        self._held: dict[int, str] = {}
        self._clock = QTimer(self)
        self._clock.setInterval(_PERIOD)
        self._clock.timeout.connect(self.look)
        self._clock.start()
        context.connections_changed.connect(self.look)

    def next_run(self, connection_id: int) -> datetime | None:
        """When the connection's next sync by itself is; None for never."""
        return self._next.get(connection_id)

    def held(self, connection_id: int) -> str:
        """What the connection's sync that is due waits for (marked with N_); empty for nothing."""
        return self._held.get(connection_id, "")

    @property
    def active(self) -> bool:
        """Whether any shop is synced by itself."""
        return any(_is_scheduled(connection) for connection in self._context.connections)

    def look(self, now: datetime | None = None) -> None:
        """Read when each shop was synced last, and start what is due (at `now`, else by the clock)."""
        wanted = [c for c in self._context.connections if _is_scheduled(c)]
        if not wanted and not self._next:
            return

        def read(store: Store) -> list[tuple[Connection, RunReport | None, datetime | None]]:
            return [
                (c, store.runs.latest(c.id, (JobKind.SYNC,)), store.runs.whole_pull_at(c.id))
                for c in wanted
            ]

        self._context.reader.ask(
            self, read, lambda facts: self._start_due(facts, now or datetime.now(UTC))
        )

    def _start_due(
        self,
        facts: list[tuple[Connection, RunReport | None, datetime | None]],
        now: datetime,
    ) -> None:
        moments: dict[int, datetime] = {}
        held: dict[int, str] = {}
        for connection, latest, whole in facts:
            due = _due(connection, latest, now)
            if due is None:
                continue
            moments[connection.id] = due
            jobs = self._context.jobs
            waits = jobs.running(connection.id) or jobs.is_waiting(connection.id)
            if due > now or waits:
                continue
            if reason := _reason_to_wait():
                log.info("a sync that is due waits: %s", reason)
                held[connection.id] = reason
                continue
            quick = whole is not None and now - whole < FULL_EVERY
            jobs.add(Job(kind=JobKind.SYNC, connection_id=connection.id, consent=True, quick=quick))
        if (moments, held) != (self._next, self._held):
            self._next, self._held = moments, held
            self.changed.emit()


def _reason_to_wait() -> str:
    """What keeps a sync that nobody asked for just now from starting."""
    if saves_power():
        return N_("waits for the charger")
    if is_metered():
        return N_("waits for a network without a data limit")
    return ""


def _is_scheduled(connection: Connection) -> bool:
    """Whether the shop has a schedule, and the user's consent still covers what is written."""
    return (
        connection.options.schedule.repeat is not Repeat.NEVER
        and connection.consented_at is not None
    )


def _due(connection: Connection, latest: RunReport | None, now: datetime) -> datetime | None:
    if latest is None:
        return next_run(connection.options.schedule, None, now)
    last = latest.finished_at or latest.started_at
    due = next_run(connection.options.schedule, last, now)
    if latest.state is RunState.PAUSED and due is not None:
        due = min(due, min(last, now) + PAUSED_AGAIN)
    return due
