"""The compatibility check on a thread of its own, and the removal of what earlier checks left."""

from __future__ import annotations

import logging
from contextlib import closing
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from shopsync_gui.store import open_store
from shopsync_gui.system.paths import database_file
from shopsync_gui.ui.kit.background import run_async

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from pathlib import Path

    from shopsync_gui.core.errors import ShopSyncError
    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.sync.compatibility.compatibility_check import CheckResult
    from shopsync_gui.sync.connection_draft import ConnectionDraft
    from shopsync_gui.sync.run.dependencies import RunDependencies
    from shopsync_gui.sync.run.lease import LeaseSource
    from shopsync_gui.system.secrets import Secrets
    from shopsync_gui.ui.jobs.services.store_thread import StoreThreads
    from shopsync_gui.ui.kit.background import Background, Task

log = logging.getLogger(__name__)
T = TypeVar("T")

#: Milliseconds after which what is left is looked for again: a late write has shown by then.
_AGAIN_MS = 150_000
#: Milliseconds after which a removal that failed is tried again; twice as long after each further one.
_SOON_MS = 5_000


class AccountChecker(QObject):
    """The check of one account at a time; its answers arrive on the window's thread."""

    #: A step begins: its number among `STEPS`.
    stepped = Signal(int)
    finished = Signal(object)
    failed = Signal(object)
    cancelled = Signal()

    def __init__(
        self,
        home: Path,
        secrets: Secrets,
        leases: LeaseSource,
        background: Background,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._home = home
        self._secrets = secrets
        self._leases = leases
        self._background = background
        self._task: Task | None = None

    def check(self, connection: Connection, *, write: bool) -> None:
        """Check a connected account; with `write` try it out, too."""

        def work(task: Task) -> CheckResult:
            from shopsync_gui.sync.compatibility.compatibility_check import check_account_ways

            def run(parts: RunDependencies) -> Coroutine[Any, Any, CheckResult]:
                return check_account_ways(connection, parts, write=write, tell=task.report)

            return _with_parts(task, self._home, self._secrets, self._leases, run)

        self._begin(work)

    def check_draft(self, make: Callable[[], ConnectionDraft]) -> None:
        """Read an account whose connection is not saved; `make` may ask the keyring."""

        def work(task: Task) -> CheckResult:
            from shopsync_gui.sync.compatibility.compatibility_check import check_draft_ways

            return run_async(task, check_draft_ways(make()))

        self._begin(work)

    def cancel(self) -> None:
        """End the check at its next await."""
        if self._task is not None:
            self._task.cancel()

    def _begin(self, work: Callable[[Task], CheckResult]) -> None:
        self._task = self._background.run(
            self,
            work,
            self.finished.emit,
            self.failed.emit,
            progress=self.stepped.emit,
            cancelled=self.cancelled.emit,
        )


class LeftoverRemover(QObject):
    """The removal of test items that a check has left in an account, at the start and after checks."""

    def __init__(
        self,
        home: Path,
        secrets: Secrets,
        leases: LeaseSource,
        background: Background,
        threads: StoreThreads,
    ) -> None:
        super().__init__()
        self._home = home
        self._secrets = secrets
        self._leases = leases
        self._background = background
        self._threads = threads
        self._tasks: list[Task] = []
        self._failures = 0
        self._again = QTimer(self, singleShot=True, interval=_AGAIN_MS)
        self._again.timeout.connect(self.look)

    def look(self) -> None:
        """Remove what the journal of checks names, if it names anything."""
        self._threads.reader.ask(self, _left, self._remove)

    def stop(self) -> None:
        """Leave the rest to the next start."""
        self._again.stop()
        for task in self._tasks:
            task.cancel()

    def _remove(self, connections: list[Connection]) -> None:
        self._tasks = []
        for connection in connections:
            self._again.start(_AGAIN_MS)

            def work(task: Task, shop: Connection = connection) -> None:
                from shopsync_gui.sync.compatibility.compatibility_check import remove_test_items

                def run(parts: RunDependencies) -> Coroutine[Any, Any, object]:
                    return remove_test_items(shop, parts)

                _with_parts(task, self._home, self._secrets, self._leases, run)

            self._tasks.append(self._background.run(self, work, self._removed, self._wait))

    def _removed(self, _nothing: object) -> None:
        self._failures = 0

    def _wait(self, error: ShopSyncError) -> None:
        """A job is at work, or the account cannot be reached: later."""
        log.info("test items of a check are left for later: %s", error)
        self._again.start(min(_AGAIN_MS, _SOON_MS << self._failures))
        self._failures += 1


def _left(store: Store) -> list[Connection]:
    found = [store.connections.get(number) for number in store.check_items.connections()]
    return [connection for connection in found if connection is not None]


def _with_parts(
    task: Task,
    home: Path,
    secrets: Secrets,
    leases: LeaseSource,
    run: Callable[[RunDependencies], Coroutine[Any, Any, T]],
) -> T:
    """Run work of the engine's with a store of its own."""
    from shopsync_gui.sync.run.dependencies import make_parts

    with closing(open_store(database_file(home))) as store:
        return run_async(task, run(make_parts(store, secrets, home, lease=leases(store, secrets))))
