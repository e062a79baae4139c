"""Background threads for the database: each has a store of its own, answers come back to the window."""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from shiboken6 import isValid

from shopsync_gui.core import errors
from shopsync_gui.core.errors import ShopSyncError
from shopsync_gui.store import Store, open_store
from shopsync_gui.system.heaps import give_back

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

log = logging.getLogger(__name__)
T = TypeVar("T")
#: Milliseconds after a job in which the pages read what it brought.
_QUIET_MS = 2_000
#: Seconds that the end of the program waits for the keyring.
_KEYRING_PATIENCE = 0.5


class Request:
    """A question that was asked; a dropped one is interrupted and never answered."""

    def __init__(
        self,
        thread: StoreThread,
        asker: QObject,
        work: Callable[[Store], Any],
        done: Callable[[Any], None] | None,
        failed: Callable[[ShopSyncError], None] | None,
    ) -> None:
        self.thread = thread
        self.asker = asker
        self.work = work
        self.done = done
        self.failed = failed
        self.dropped = False
        self.result: Any = None
        self.error: ShopSyncError | None = None

    def drop(self) -> None:
        """Give up the question: nobody waits for the answer any more."""
        self.dropped = True
        self.thread.interrupt(self)


class StoreThread(QObject):
    """One background thread with one store; `done` and `failed` are called on the window's thread.

    Questions are answered in their order, all asked on the window's thread; the first one starts
    the background thread.
    """

    #: A ShopSyncError that nobody else hears of.
    failed = Signal(object)
    _answered = Signal(int)

    def __init__(self, path: Path, *, read_only: bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._read_only = read_only
        self._requests: queue.SimpleQueue[int | None] = queue.SimpleQueue()
        #: Questions so far, and how many of them have been delivered or passed over.
        self._asked = self._delivered = 0
        #: Questions by their numbers. They are let go on the window's thread, as all that is the window's.
        self._asking: dict[int, Request] = {}
        self._running: tuple[Request, Store] | None = None
        self._lock = threading.Lock()
        self._answered.connect(self._deliver)
        name = "store-reader" if read_only else "store-writer"
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._started = False

    def ask(
        self,
        asker: QObject,
        work: Callable[[Store], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[ShopSyncError], None] | None = None,
    ) -> Request:
        """Run `work` with the store in the background; `asker` hears of it while it exists."""
        request = Request(self, asker, work, done, failed)
        self._asking[self._asked] = request
        self._requests.put(self._asked)
        self._asked += 1
        if not self._started:
            self._started = True
            self._thread.start()
        return request

    @property
    def is_busy(self) -> bool:
        """Whether somebody waits for an answer."""
        return self._asked > self._delivered

    def stop(self, patience: float | None = None) -> None:
        """Answer what was asked, close the store and end the thread, or let it be after so many seconds."""
        self._requests.put(None)
        if self._started:
            self._thread.join(patience)

    def interrupt(self, request: Request) -> None:
        """Break off the reading for a question, if that is what runs; writing is never broken off."""
        with self._lock:
            if self._read_only and self._running is not None and self._running[0] is request:
                self._running[1].interrupt()

    def _work(self) -> None:
        store: Store | None = None
        while (number := self._requests.get()) is not None:
            store = self._serve(number, store)
            with contextlib.suppress(RuntimeError):  # the window is gone already
                self._answered.emit(number)
        if store is not None:
            store.close()

    def _serve(self, number: int, store: Store | None) -> Store | None:
        request = self._asking[number]
        return store if request.dropped else self._try(request, store)

    def _try(self, request: Request, store: Store | None) -> Store | None:
        """Answer a question, or say why not; the store, which the first one opens."""
        try:
            if store is None:
                store = open_store(self._path, read_only=self._read_only)
            self._answer(request, store)
        except ShopSyncError as error:
            request.error = error
        except Exception as error:
            if not request.dropped:
                log.exception("a question to the store failed")
            request.error = errors.UnexpectedProblem(detail=type(error).__name__)
        return store

    def _answer(self, request: Request, store: Store) -> None:
        with self._lock:
            self._running = (request, store)
        try:
            request.result = request.work(store)
        finally:
            with self._lock:
                self._running = None

    @Slot(int)
    def _deliver(self, number: int) -> None:
        request = self._asking.pop(number)
        self._delivered += 1
        there = isValid(request.asker)
        if request.dropped or (not there and (self._read_only or request.error is None)):
            return
        if request.error is None:
            if request.done is not None:
                request.done(request.result)
        elif request.failed is not None and there:
            request.failed(request.error)
        else:
            log.warning("nobody waits for a question that failed: %s", request.error)
            self.failed.emit(request.error)


class StoreThreads(QObject):
    """The window's way to one database file: two threads that read and two that write."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.reader = StoreThread(path, read_only=True, parent=self)
        #: Reads long lists, so that pages and counts need not wait for them.
        self.lister = StoreThread(path, read_only=True, parent=self)
        self.writer = StoreThread(path, read_only=False, parent=self)
        #: Writes what goes together with a secret: a keyring that does not answer holds up nothing else.
        self.keyring = StoreThread(path, read_only=False, parent=self)
        self._quiet = QTimer(self, singleShot=True, interval=_QUIET_MS)
        self._quiet.timeout.connect(self._shorten_log)

    def all(self) -> tuple[StoreThread, ...]:
        """Every thread."""
        return self.reader, self.lister, self.writer, self.keyring

    @property
    def is_reading(self) -> bool:
        """Whether a page waits for what it shows."""
        return self.reader.is_busy or self.lister.is_busy

    def shorten_log_soon(self) -> None:
        """Have the log beside the file emptied once nobody is at work with it, and memory that was needed given back."""
        self._quiet.start()

    def _shorten_log(self) -> None:
        def again_unless(done: bool) -> None:
            if not done:
                self._quiet.start()

        if self.is_reading:
            self._quiet.start()
        else:  # what cannot be shortened now is after the next job
            self.writer.ask(self, _clear_up, again_unless, lambda _error: None)

    def stop(self) -> None:
        """Write what is left and end the threads."""
        self._quiet.stop()
        self.reader.stop()
        self.lister.stop()
        self.keyring.stop(_KEYRING_PATIENCE)
        # The last to leave must be one that may write: it puts the log into the file and removes it.
        self.writer.ask(self, lambda store: store.fold_log())
        self.writer.stop()


def _clear_up(store: Store) -> bool:
    """Shorten the log after a job; False at once where somebody is at work."""
    done = store.shorten_log()
    if done:
        give_back()
    return done
