"""Jobs of several shops side by side, each on a thread of its own, as a command runs them."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING

from shopsync_gui.cli.data_folder import opened
from shopsync_gui.cli.taken_shops import TRY_EVERY, TakenShops
from shopsync_gui.core.errors import ShopSyncError
from shopsync_gui.sync.job_worker import JobWorker, Outcome
from shopsync_gui.sync.outputs.mail import deliver
from shopsync_gui.sync.run.run_estimate import RunEstimate
from shopsync_gui.sync.schedule.turns import Account, Turns
from shopsync_gui.team import lease_maker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from shopsync_gui.cli.console import Console
    from shopsync_gui.core.runs.jobs import Job, Progress
    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.system.secrets import Secrets

#: Seconds that cancelled jobs get to end.
_PATIENCE = 5.0


class SideBySide:
    """Jobs of different shops, so many at once; the end of each is handed over."""

    def __init__(
        self, store: Store, secrets: Secrets, console: Console, *, limit: int, wait: int
    ) -> None:
        self._home = store.path.parent
        self._secrets = secrets
        self._console = console
        self._taken = TakenShops(wait)
        self._connections = {connection.id: connection for connection in store.connections.all()}
        self._turns = Turns(lambda: limit)
        self._workers: dict[int, JobWorker] = {}
        self._estimates: dict[int, RunEstimate] = {}
        #: When a job that another program keeps from its turn is tried again.
        self._again: deque[tuple[float, Job]] = deque()
        self._letters = _Letters(self._home, secrets)

    async def run(self, jobs: Iterable[Job], tell: Callable[[Connection, Outcome], None]) -> bool:
        """Run them all; False when it was cancelled: what runs then is ended, the rest not begun."""
        events: asyncio.Queue[tuple[Job, Progress | Outcome]] = asyncio.Queue()
        for job in jobs:
            self._turns.add(job, Account.of(self._connections[job.connection_id]))
        self._letters.send()  # those that could not leave before
        try:
            while self._begin(events):
                with suppress(TimeoutError):
                    # Unlike wait_for(), it loses no cancel that comes with an event.
                    async with asyncio.timeout(TRY_EVERY):
                        event = await events.get()
                    await self._take(*event, tell)
            await self._letters.sent()
        except asyncio.CancelledError:
            await self._stop(events, tell)
            return False
        return True

    def _begin(self, events: asyncio.Queue[tuple[Job, Progress | Outcome]]) -> bool:
        """Start what may start; whether anything runs or waits."""
        while self._again and self._again[0][0] <= monotonic():
            job = self._again.popleft()[1]
            self._turns.add(job, Account.of(self._connections[job.connection_id]))
        for job in self._turns.begin():
            self._start(job, events)
        return bool(self._workers or self._again or self._turns.waiting)

    def _start(self, job: Job, events: asyncio.Queue[tuple[Job, Progress | Outcome]]) -> None:
        loop = asyncio.get_running_loop()
        self._estimates[job.connection_id] = RunEstimate(job.kind)

        def put(event: Progress | Outcome) -> None:
            with suppress(RuntimeError):  # the loop is closed: nobody waits any longer
                loop.call_soon_threadsafe(events.put_nowait, (job, event))

        worker = JobWorker(job, self._home, self._secrets, lease_maker, report=put)
        self._workers[job.connection_id] = worker
        Thread(
            target=lambda: put(worker.work()), name=f"job {job.connection_id}", daemon=True
        ).start()

    async def _take(
        self, job: Job, event: Progress | Outcome, tell: Callable[[Connection, Outcome], None]
    ) -> None:
        shop = job.connection_id
        if not isinstance(event, Outcome):
            self._turns.hear(shop, event)
            self._estimates[shop].update(event)
            name = self._connections[shop].name if len(self._connections) > 1 else ""
            self._console.progress(event, self._estimates[shop].remaining, shop=name)
            return
        del self._workers[shop]
        if event.was_kept_out and self._turns.put_back(shop):
            return
        self._turns.end(shop)
        if event.was_kept_out and self._taken.is_tried_again(shop):
            self._again.append((monotonic() + TRY_EVERY, job))
            return
        tell(self._connections[shop], event)
        self._letters.send()

    async def _stop(
        self,
        events: asyncio.Queue[tuple[Job, Progress | Outcome]],
        tell: Callable[[Connection, Outcome], None],
    ) -> None:
        """End what runs, and hand over how it ended; the rest was cancelled before it began."""
        for worker in self._workers.values():
            worker.cancel()
        until = monotonic() + _PATIENCE
        with suppress(TimeoutError):
            while self._workers:
                async with asyncio.timeout(max(0.0, until - monotonic())):
                    job, event = await events.get()
                if isinstance(event, Outcome):
                    del self._workers[job.connection_id]
                    tell(self._connections[job.connection_id], event)
        not_begun = [*self._turns.waiting, *(job for _at, job in self._again)]
        for shop in (*self._workers, *(job.connection_id for job in not_begun)):
            tell(self._connections[shop], Outcome(None, None))


class _Letters:
    """The messages about runs, sent on a thread of its own: a slow server holds no job up."""

    def __init__(self, home: Path, secrets: Secrets) -> None:
        self._home = home
        self._secrets = secrets
        self._idle = asyncio.Event()
        self._idle.set()
        self._wanted = False

    def send(self) -> None:
        """Have what is due sent soon."""
        self._wanted = True
        if self._idle.is_set():
            self._begin()

    async def sent(self) -> None:
        """Wait until it is sent, or known why not."""
        await self._idle.wait()

    def _begin(self) -> None:
        self._idle.clear()
        self._wanted = False
        loop = asyncio.get_running_loop()

        def work() -> None:
            with suppress(ShopSyncError), opened(self._home) as store:
                deliver(store, self._secrets, self._home)
            with suppress(RuntimeError):  # the loop is closed: nobody waits any longer
                loop.call_soon_threadsafe(self._ended)

        Thread(target=work, name="mail", daemon=True).start()

    def _ended(self) -> None:
        if self._wanted:
            self._begin()
        else:
            self._idle.set()
