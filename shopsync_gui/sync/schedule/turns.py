"""Turns of the jobs of several shops: how many run at once, and which waiting job is next."""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from shopsync_gui.core.runs.jobs import Job, Phase, Progress
    from shopsync_gui.store.account.connections import Connection

#: Seconds after which a job that gets no further leaves its turn to others.
SILENT_SECONDS = 15.0
#: So many jobs run at once, those that only wait included.
_MOST = 16


class Account(msgspec.Struct, frozen=True):
    """An account as far as a connection tells: the service's address and the API user."""

    address: str
    user: str

    @classmethod
    def of(cls, connection: Connection) -> Account:
        """The account that a connection writes to."""
        return cls(connection.sa_url, connection.sa_user)


class _Running:
    """A running job: when it last made progress, and whether it only waits."""

    def __init__(self, job: Job, account: Account, moved_at: float) -> None:
        self.job = job
        self.account = account
        self.moved_at = moved_at
        self.seen: tuple[Phase, int] | None = None
        self.waits = False


class _Waiting:
    """A job in the queue; `blocked` until another job has ended."""

    def __init__(self, job: Job, account: Account, *, blocked: bool = False) -> None:
        self.job = job
        self.account = account
        self.blocked = blocked


class Turns:
    """The turns of jobs: at most `limit()` get further at once, one of each shop and of each account.

    The first in the queue whose account is free is next. A job that only waits, for a silent shop or
    for the quiet time, keeps nobody else from a turn.
    """

    def __init__(
        self, limit: Callable[[], int], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limit = limit
        self._clock = clock
        self._waiting: deque[_Waiting] = deque()
        self._running: dict[int, _Running] = {}

    @property
    def running(self) -> tuple[Job, ...]:
        """The running jobs, in the order in which they began."""
        return tuple(running.job for running in self._running.values())

    @property
    def waiting(self) -> tuple[Job, ...]:
        """The waiting jobs, in the order of their turns."""
        return tuple(waiting.job for waiting in self._waiting)

    def add(self, job: Job, account: Account) -> bool:
        """Queue a job that writes to this account; False when its shop has one already."""
        shop = job.connection_id
        if shop in self._running or any(each.job.connection_id == shop for each in self._waiting):
            return False
        self._waiting.append(_Waiting(job, account))
        return True

    def begin(self) -> Iterator[Job]:
        """Take the jobs that may begin now out of the queue; from then on they count as running."""
        while (waiting := self._next()) is not None:
            self._waiting.remove(waiting)
            self._running[waiting.job.connection_id] = _Running(
                waiting.job, waiting.account, self._clock()
            )
            yield waiting.job

    def hear(self, connection_id: int, progress: Progress) -> None:
        """Note the progress of a job."""
        running = self._running.get(connection_id)
        if running is None:
            return
        running.waits = progress.waiting_seconds is not None
        seen = (progress.phase, progress.done)
        if seen != running.seen:
            running.seen, running.moved_at = seen, self._clock()

    def end(self, connection_id: int) -> None:
        """Note that a job has ended."""
        self._running.pop(connection_id, None)
        for waiting in self._waiting:
            waiting.blocked = False

    def put_back(self, connection_id: int) -> bool:
        """Have a job that was refused wait until another one has ended; False if none can be why.

        Another API user of its account may be at work here.
        """
        running = self._running.pop(connection_id)
        address = running.account.address
        if all(other.account.address != address for other in self._running.values()):
            return False
        self._waiting.appendleft(_Waiting(running.job, running.account, blocked=True))
        return True

    def withdraw(self, connection_id: int) -> Job | None:
        """Take a shop's job out of the queue."""
        for waiting in self._waiting:
            if waiting.job.connection_id == connection_id:
                self._waiting.remove(waiting)
                return waiting.job
        return None

    def clear(self) -> None:
        """Forget all waiting and running jobs."""
        self._waiting.clear()
        self._running.clear()

    def _next(self) -> _Waiting | None:
        if len(self._running) >= _MOST or self._at_work() >= self._limit():
            return None
        accounts = {running.account for running in self._running.values()}
        fit = (w for w in self._waiting if not w.blocked and w.account not in accounts)
        return next(fit, None)

    def _at_work(self) -> int:
        late = self._clock() - SILENT_SECONDS
        return sum(not each.waits and each.moved_at > late for each in self._running.values())
