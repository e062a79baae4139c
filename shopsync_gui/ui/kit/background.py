"""Work in the background: it runs on a thread of its own, its outcome arrives on the window's."""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
from collections.abc import Callable, Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec
from PySide6.QtCore import QObject, Signal, Slot
from shiboken6 import isValid

from shopsync_gui.core.errors import ShopSyncError, UnexpectedProblem

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance

    from shopsync_gui.core.structures.pieces import Pieces

log = logging.getLogger(__name__)
T = TypeVar("T")

#: Runs a callable somewhere, now or later.
Executor = Callable[[Callable[[], None]], object]


class Ok(msgspec.Struct, Generic[T], frozen=True):
    """The result of work that was done."""

    value: T


class Err(msgspec.Struct, frozen=True):
    """The reason why work failed."""

    error: ShopSyncError


class Cancelled(msgspec.Struct, frozen=True):
    """The end of work that was cancelled, whatever came of it."""


Outcome = Ok[Any] | Err | Cancelled


class Task:
    """A piece of work that was begun. `cancel` and `wait` are for the window, the rest for the work."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cancelled = False
        self._ended = threading.Event()
        self._break_off: Callable[[], object] | None = None
        self.report: Callable[..., None] = lambda *_facts: None

    @property
    def cancelled(self) -> bool:
        """Whether nobody wants the outcome any more."""
        return self._cancelled

    def cancel(self) -> None:
        """Ask the work to end; it is told that it was cancelled."""
        with self._lock:
            self._cancelled = True
            break_off = self._break_off
        if break_off is not None:
            break_off()

    def wait(self, seconds: float) -> bool:
        """Wait for the end of the work; whether it came."""
        return self._ended.wait(seconds)

    def on_cancel(self, break_off: Callable[[], object]) -> None:
        """Have this called on the window's thread when the task is cancelled, or now if it is."""
        with self._lock:
            self._break_off = break_off
            cancelled = self._cancelled
        if cancelled:
            break_off()

    def end(self) -> None:
        """Tell those who wait that the work has ended."""
        self._ended.set()


class DaemonThreads:
    """An executor that runs every work at once, on threads that never keep the program from ending.

    One that has become idle takes the next work: to begin another waits for it to begin, which the window
    would feel beside a job that keeps the interpreter busy.
    """

    def __init__(self) -> None:
        self._work: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._idle = 0

    def run(self, work: Callable[[], None]) -> None:
        """Run on a thread of its own."""
        with self._lock:
            self._idle -= 1
            is_short = self._idle < 0
            self._idle = max(0, self._idle)
        self._work.put(work)
        if is_short:
            threading.Thread(target=self._serve, name="background", daemon=True).start()

    def _serve(self) -> None:
        while True:
            self._work.get()()
            with self._lock:
                self._idle += 1


#: Those of the program: one for each work that was ever under way at once.
_threads = DaemonThreads()


class _Work(msgspec.Struct):
    """Work with those who wait for it, and its outcome once it has ended."""

    owner: QObject
    work: Callable[[Task], Any]
    task: Task
    done: Callable[[Any], object] | None
    failed: Callable[[ShopSyncError], object] | None
    cancelled: Callable[[], object] | None
    progress: Callable[..., object] | None
    outcome: Outcome | None = None


class Background(QObject):
    """Work on an executor. Callbacks come on the window's thread, as long as their owner exists.

    Whatever belongs to the window is let go on its thread: threads are told numbers. What a signal is
    connected to must not die elsewhere, for Qt would wait for Python, which waits for Qt.
    """

    _reported = Signal(int, object)
    _over = Signal(int)

    def __init__(self, execute: Executor = _threads.run) -> None:
        super().__init__()
        self._execute = execute
        #: Held while something is told; what is told on the window's thread may begin other work.
        self._telling = threading.RLock()
        self._stopped = False
        self._began = self._ended = 0
        #: By the number of its begin.
        self._works: dict[int, _Work] = {}
        self._reported.connect(self._report)
        self._over.connect(self._finish)

    @property
    def is_busy(self) -> bool:
        """Whether work is under way."""
        return self._began > self._ended

    def stop(self) -> None:
        """Tell nobody anything from now on: at the end of the program a thread may outlive the window."""
        with self._telling:
            self._stopped = True

    def run(
        self,
        owner: QObject,
        work: Callable[[Task], T],
        done: Callable[[T], object] | None = None,
        failed: Callable[[ShopSyncError], object] | None = None,
        *,
        progress: Callable[..., object] | None = None,
        cancelled: Callable[[], object] | None = None,
    ) -> Task:
        """Begin; one of `done`, `failed` and `cancelled` is called at the end, `progress` for reports."""
        task = Task()
        number = self._began
        self._began += 1
        if progress is not None:
            task.report = lambda *facts: self._tell(self._reported, number, facts)
        self._works[number] = _Work(owner, work, task, done, failed, cancelled, progress)
        self._execute(partial(self._serve, number))
        return task

    def _serve(self, number: int) -> None:
        """Do work on its thread; nothing of it is known here once it has ended."""
        self._do(number)
        self._tell(self._over, number)
        with self._telling:
            self._ended += 1

    def _do(self, number: int) -> None:
        work = self._works[number]
        work.outcome = _outcome(work.work, work.task)
        work.task.end()

    def _tell(self, signal: SignalInstance, *facts: object) -> None:
        with self._telling, contextlib.suppress(RuntimeError):  # the window is gone already
            if not self._stopped:
                signal.emit(*facts)

    @Slot(int, object)
    def _report(self, number: int, facts: tuple[object, ...]) -> None:
        work = self._works.get(number)
        if work is not None and work.progress is not None and isValid(work.owner):
            work.progress(*facts)

    @Slot(int)
    def _finish(self, number: int) -> None:
        work = self._works.pop(number)
        if not isValid(work.owner):
            return
        match work.outcome:
            case Ok(value) if work.done is not None:
                work.done(value)
            case Err(error) if work.failed is not None:
                work.failed(error)
            case Cancelled() if work.cancelled is not None:
                work.cancelled()


def _outcome(work: Callable[[Task], Any], task: Task) -> Outcome:
    try:
        value = work(task)
    except Exception as error:
        if task.cancelled:
            log.info("work in the background was cancelled")
            return Cancelled()
        if isinstance(error, ShopSyncError):
            return Err(error)
        log.exception("work in the background met an unexpected fault")
        return Err(UnexpectedProblem(detail=type(error).__name__))
    return Cancelled() if task.cancelled else Ok(value)


class BrokenOff(Exception):
    """The end of work whose outcome nobody wants any more."""


def run_pieces(task: Task, pieces: Pieces[T]) -> T:
    """Run work in pieces to its end; cancelling the task ends it after a piece."""
    while not task.cancelled:
        try:
            next(pieces)
        except StopIteration as end:
            result: T = end.value
            return result
    raise BrokenOff


def run_async(task: Task, work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end; cancelling the task cancels it at its next await."""
    import asyncio  # not needed before the first such work

    async def main() -> T:
        loop, this = asyncio.get_running_loop(), asyncio.current_task()
        assert this is not None

        def break_off() -> None:
            with contextlib.suppress(RuntimeError):  # it has just ended
                loop.call_soon_threadsafe(this.cancel)

        task.on_cancel(break_off)
        return await work

    try:
        return asyncio.run(main())
    except asyncio.CancelledError:
        raise BrokenOff from None
