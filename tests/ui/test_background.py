"""Work in the background: at once by an executor of the test, and on a real thread."""

from __future__ import annotations

import queue
import threading
import weakref
from collections.abc import Callable
from time import monotonic

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from shopsync_gui.core.errors import DiskFull, ShopSyncError, UnexpectedProblem
from shopsync_gui.ui.kit.background import Background, DaemonThreads, Task
from tests.patience import patient
from tests.ui.executors import at_once

pytestmark = pytest.mark.usefixtures("qapp")


class Heard(QObject):
    """Notes every callback."""

    def __init__(self) -> None:
        super().__init__()
        self.notes: list[object] = []

    def note(self, *facts: object) -> None:
        """Keep what was told."""
        self.notes.append(facts[0] if len(facts) == 1 else facts)

    def cancelled(self) -> None:
        """Keep that the work was cancelled."""
        self.notes.append("cancelled")


def run(heard: Heard, work: Callable[[Task], object], background: Background) -> Task:
    """Begin work that tells everything to `heard`."""
    return background.run(
        heard, work, heard.note, heard.note, progress=heard.note, cancelled=heard.cancelled
    )


def test_the_result_follows_the_reports() -> None:
    def work(task: Task) -> str:
        task.report(1, 2)
        return "done"

    heard = Heard()
    task = run(heard, work, Background(at_once))
    assert heard.notes == [(1, 2), "done"]
    assert task.wait(0)


@pytest.mark.parametrize(
    ("raised", "told"), [(DiskFull(), DiskFull), (ValueError("secret"), UnexpectedProblem)]
)
def test_whatever_goes_wrong_is_told_as_an_error_of_the_program(
    raised: Exception, told: type[ShopSyncError]
) -> None:
    def work(_task: Task) -> None:
        raise raised

    heard = Heard()
    run(heard, work, Background(at_once))
    (error,) = heard.notes
    assert type(error) is told
    assert "secret" not in str(error)


@pytest.mark.parametrize("fails", [False, True])
def test_cancelled_work_is_told_as_cancelled_however_it_ends(fails: bool) -> None:
    begun: list[Callable[[], None]] = []
    stopped: list[bool] = []

    def work(task: Task) -> str:
        task.on_cancel(lambda: stopped.append(True))
        if fails:
            raise ValueError
        return "too late"

    heard = Heard()
    task = run(heard, work, Background(begun.append))
    task.cancel()
    begun[0]()
    assert heard.notes == ["cancelled"]
    assert stopped == [True]


def test_nobody_is_told_who_is_gone() -> None:
    begun: list[Callable[[], None]] = []
    heard = Heard()
    notes = heard.notes
    background = Background(begun.append)
    run(heard, lambda _task: "done", background)
    heard.deleteLater()
    QApplication.sendPostedEvents(heard, 52)  # DeferredDelete
    begun[0]()
    assert notes == []


def test_the_work_has_a_thread_of_its_own_and_its_result_comes_back(qtbot: QtBot) -> None:
    heard = Heard()
    threads: list[threading.Thread] = []
    background = Background()

    def done(worker: threading.Thread) -> None:
        threads.extend((worker, threading.current_thread()))

    task = background.run(heard, lambda _task: threading.current_thread(), done)
    assert task.wait(patient(5))
    qtbot.waitUntil(lambda: bool(threads))
    assert threads[0] is not threads[1]
    assert threads[1] is threading.main_thread()


def test_after_the_end_nobody_is_told_anything() -> None:
    go_on = threading.Event()
    threads: list[threading.Thread] = []

    def execute(work: Callable[[], None]) -> None:
        threads.append(threading.Thread(target=work))
        threads[0].start()

    heard, background = Heard(), Background(execute)
    run(heard, lambda _task: go_on.wait(patient(10)), background)
    background.stop()
    go_on.set()
    threads[0].join(patient(10))
    QApplication.processEvents()
    assert heard.notes == []


def test_work_never_waits_for_other_work_and_idle_threads_are_used_again() -> None:
    threads, ran = DaemonThreads(), queue.SimpleQueue[threading.Thread]()
    go_on = threading.Event()
    held: list[threading.Thread] = []

    def hold() -> None:
        held.append(threading.current_thread())
        go_on.wait(patient(10))

    threads.run(hold)
    seen: set[threading.Thread] = set()
    thread, until = None, monotonic() + patient(10)
    while thread not in seen:  # one that has just told of itself may not be idle yet
        seen |= set() if thread is None else {thread}
        threads.run(lambda: ran.put(threading.current_thread()))
        thread = ran.get(timeout=patient(10))
        assert thread.daemon
        assert monotonic() < until
    go_on.set()
    assert held[0] not in seen


class Connected:
    """Something of the window that signals may be connected to."""

    def __init__(self, died_on: list[int]) -> None:
        weakref.finalize(self, lambda: died_on.append(threading.get_ident()))


def test_what_work_knows_dies_on_the_windows_thread(qtbot: QtBot) -> None:
    """PySide disconnects what dies: on another thread that waits for the window's, which waits for it."""
    background, died_on = Background(), list[int]()
    owner = QObject()

    def begin() -> None:
        known = Connected(died_on)
        background.run(owner, lambda _task: repr(known), lambda _value: known)

    for _turn in range(200):
        begin()
    qtbot.waitUntil(lambda: len(died_on) == 200)
    assert set(died_on) == {threading.get_ident()}
