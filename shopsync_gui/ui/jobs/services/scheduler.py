"""Scheduler of the syncs that are due by themselves, while the window is open or in the tray."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QSystemTrayIcon

from shopsync_gui.core.text import N_, _, format_when, translate
from shopsync_gui.system.power import saves_power
from shopsync_gui.ui.jobs.services.network import is_metered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.sync.schedule.due import Due
    from shopsync_gui.sync.schedule.missing_consent import MissingConsent
    from shopsync_gui.sync.schedule.schedule_obstacles import Obstacle
    from shopsync_gui.system.secrets import Secrets
    from shopsync_gui.ui.jobs.services.connection_list import ConnectionList
    from shopsync_gui.ui.jobs.services.other_programs import OtherPrograms
    from shopsync_gui.ui.jobs.services.queue import JobQueue
    from shopsync_gui.ui.jobs.services.store_thread import StoreThread
    from shopsync_gui.ui.jobs.services.told_obstacles import ToldObstacles
    from shopsync_gui.ui.kit.background import Background, Task

    #: What is due, the consents that are waited for, the shops whose sandbox does not run, and who runs others'.
    _Found = tuple[list[Due], dict[int, MissingConsent], frozenset[int], dict[int, str]]

log = logging.getLogger(__name__)

#: Milliseconds between two looks at the clock: a computer that slept is noticed soon.
_PERIOD = 30_000
#: Where the window remembers that the user knows what quitting means for the schedule.
QUIT_TOLD = "schedule/quit_told"


class Scheduler(QObject):
    """The clock of scheduled syncs; what passed while the program was off is caught up with once."""

    #: The next moments may be others now.
    changed = Signal()

    def __init__(
        self,
        reader: StoreThread,
        jobs: JobQueue,
        connections: ConnectionList,
        other_programs: OtherPrograms,
        secrets: Secrets,
        background: Background,
        told: ToldObstacles,
    ) -> None:
        super().__init__()
        self._told = told
        self._secrets = secrets
        self._background = background
        self._obstacles: dict[int, tuple[Obstacle, ...]] = {}
        self._reader = reader
        self._jobs = jobs
        self._connections = connections
        self._other_programs = other_programs
        self._next: dict[int, datetime] = {}
        self._held: dict[int, str] = {}
        self._missing: dict[int, MissingConsent] = {}
        #: Demo shops with a schedule, whose sandbox does not run.
        self._gone: frozenset[int] = frozenset()
        #: The computers of the team that run a shop's schedule in place of this one.
        self._keepers: dict[int, str] = {}
        self._clock = QTimer(self)
        self._clock.setInterval(_PERIOD)
        self._clock.timeout.connect(self.look)

    def begin(self) -> None:
        """Look from now on, the first time in a while or when the connections change.

        The next moments are read at once; what is due starts with the first look only.
        """
        self._clock.start()
        self._read(datetime.now(UTC), lambda found, _now: self._note(found, {}))
        self._connections.changed.connect(self.look)
        self._connections.changed.connect(self.look_at_conditions)
        self.look_at_conditions()

    def obstacles(self, connection_id: int) -> tuple[Obstacle, ...]:
        """Return what keeps the connection's scheduled syncs from running, or from running always.

        What the user has put away is left out.
        """
        connection = self._connections.get(connection_id)
        found = self._obstacles.get(connection_id, ())
        return () if connection is None else self._told.untold(connection.name, found)

    def put_away(self, connection_id: int, obstacle: str) -> None:
        """Remind of an obstacle of this connection no more."""
        connection = self._connections.get(connection_id)
        if connection is not None:
            self._told.put_away(connection.name, obstacle)
            self.changed.emit()

    def look_at_conditions(self) -> None:
        """See anew what the schedules depend on."""
        from shopsync_gui.sync.schedule.due import is_scheduled

        wanted = [c for c in self._connections if is_scheduled(c)]
        if wanted:
            read = partial(_read_obstacles, self._secrets, wanted, has_tray=has_tray())
            self._background.run(self, read, self._conditions_read)
        else:
            self._conditions_read({})

    def _conditions_read(self, found: dict[int, tuple[Obstacle, ...]]) -> None:
        if found != self._obstacles:
            self._obstacles = found
            self.changed.emit()

    def next_run(self, connection_id: int) -> datetime | None:
        """Return when the connection's next sync by itself is; None for never."""
        return self._next.get(connection_id)

    def held(self, connection_id: int) -> str:
        """Return what the connection's sync that is due waits for (marked with N_); empty for nothing."""
        return self._held.get(connection_id, "")

    def missing_consent(self, connection_id: int) -> MissingConsent | None:
        """The consent that the connection's schedule waits for; None where it waits for none."""
        return self._missing.get(connection_id)

    def next_text(self, connection_id: int) -> str:
        """The next sync in words; one that is due comes soon, or waits. "–" for never."""
        if connection_id in self._missing:
            from shopsync_gui.sync.schedule.missing_consent import WAITS

            return translate(WAITS)
        if connection_id in self._gone:
            from shopsync_gui.sync.schedule.sandbox_shops import NO_SANDBOX

            return translate(NO_SANDBOX)
        if keeper := self._keepers.get(connection_id):
            return _("schedule: {computer}").format(computer=keeper)
        moment = self.next_run(connection_id)
        if moment is None:
            return "–"
        if held := self.held(connection_id):
            return translate(held)
        return format_when(moment) if moment > datetime.now(UTC) else _("soon")

    @property
    def active(self) -> bool:
        """Whether any shop is synced by itself."""
        from shopsync_gui.sync.schedule.due import is_scheduled

        return any(is_scheduled(connection) for connection in self._connections)

    def look(self, now: datetime | None = None) -> None:
        """Read when each shop was synced last, and start what is due (at `now`, else by the clock)."""
        self._read(now or datetime.now(UTC), self._start_due)

    def _read(self, moment: datetime, then: Callable[[_Found, datetime], None]) -> None:
        """Read when the next sync of each shop is due."""
        from shopsync_gui.sync.schedule.due import awaited_consent, due_of
        from shopsync_gui.sync.schedule.sandbox_shops import sandbox_is_gone

        wanted = [c for c in self._connections if c.options.schedule.repeats]
        if not (wanted or self._next or self._missing or self._gone or self._keepers):
            return

        def read(store: Store) -> _Found:
            gone = frozenset(c.id for c in wanted if sandbox_is_gone(c))
            keepers = {c.id: who for c in wanted if (who := store.team.keeper(c.id, moment))}
            there = [c for c in wanted if c.id not in gone and c.id not in keepers]
            dues = [due for c in there if (due := due_of(store, c, moment)) is not None]
            missing = {c.id: it for c in there if (it := awaited_consent(store, c)) is not None}
            return dues, missing, gone, keepers

        self._reader.ask(self, read, lambda found: then(found, moment))

    def _start_due(self, found: _Found, now: datetime) -> None:
        dues, *_rest = found
        held: dict[int, str] = {}
        for due in dues:
            connection_id = due.job.connection_id
            waits = self._jobs.running(connection_id) or self._jobs.is_waiting(connection_id)
            if due.at > now or waits:
                continue
            if reason := self._reason_to_wait():
                log.info("a sync that is due waits: %s", reason)
                held[connection_id] = reason
                continue
            from shopsync_gui.sync.run.run_estimate import Expected

            self._jobs.add(due.job, Expected(writes=0, guess=True))
        self._note(found, held)

    def _note(self, found: _Found, held: dict[int, str]) -> None:
        dues, missing, gone, keepers = found
        moments = {due.job.connection_id: due.at for due in dues}
        known = (self._next, self._held, self._missing, self._gone, self._keepers)
        if (moments, held, missing, gone, keepers) != known:
            self._next, self._held = moments, held
            self._missing, self._gone, self._keepers = missing, gone, keepers
            self.changed.emit()

    def _reason_to_wait(self) -> str:
        """Tell what keeps a sync that nobody asked for just now from starting."""
        if self._other_programs.busy:
            return N_("waits for another window or command")
        if saves_power():
            return N_("waits for the charger")
        if is_metered():
            return N_("waits for a network without a data limit")
        return ""


def has_tray() -> bool:
    """Whether the desktop has a tray, in which the program goes on without its window."""
    return QSystemTrayIcon.isSystemTrayAvailable()


def _read_obstacles(
    secrets: Secrets, connections: Iterable[Connection], _task: Task, *, has_tray: bool
) -> dict[int, tuple[Obstacle, ...]]:
    """Find what keeps these shops' scheduled syncs from running; asking the keyring may take a while."""
    from shopsync_gui.sync.schedule.schedule_obstacles import read_conditions

    return {c.id: read_conditions(secrets, c, has_tray=has_tray).obstacles for c in connections}
