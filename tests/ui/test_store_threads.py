"""The window's threads for the database: who waits for an answer."""

from __future__ import annotations

import sys
import threading
import weakref
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from shopsync_gui.store import open_store
from shopsync_gui.ui.jobs.services.store_thread import StoreThreads


def threads_of(folder: Path) -> StoreThreads:
    """The threads of a new database."""
    path = folder / "shopsync.db"
    open_store(path).close()
    return StoreThreads(path)


def test_a_page_waits_until_it_has_its_answer(tmp_path: Path, qapp: QApplication) -> None:
    threads, answers = threads_of(tmp_path), list[object]()
    threads.reader.ask(threads, lambda _store: "read", answers.append)
    threads.reader.stop()  # it is answered then, and nobody has heard of it
    assert (threads.is_reading, answers) == (True, [])
    qapp.sendPostedEvents()
    assert (threads.is_reading, answers) == (False, ["read"])


def test_nobody_waits_for_what_was_dropped(tmp_path: Path, qapp: QApplication) -> None:
    threads, answers, let = threads_of(tmp_path), list[object](), threading.Event()
    running = threads.lister.ask(threads, lambda _store: let.wait(), answers.append)
    waiting = threads.lister.ask(threads, lambda _store: "read", answers.append)
    waiting.drop()
    running.drop()
    let.set()
    threads.lister.stop()
    qapp.sendPostedEvents()
    assert (threads.is_reading, answers) == (False, [])


class Asker:
    """Something of the window that signals may be connected to."""

    def __init__(self, died_on: list[int]) -> None:
        weakref.finalize(self, lambda: died_on.append(threading.get_ident()))

    def hear(self) -> None:
        """Be told of an answer."""


def test_what_a_question_knows_dies_on_the_windows_thread(tmp_path: Path, qtbot: QtBot) -> None:
    threads, died_on = threads_of(tmp_path), list[int]()

    def ask(*, dropped: bool) -> None:
        known = Asker(died_on)
        request = threads.reader.ask(
            threads, lambda _store: repr(known), lambda _done: known.hear()
        )
        if dropped:
            request.drop()

    for turn in range(100):
        ask(dropped=turn % 3 == 0)
    qtbot.waitUntil(lambda: len(died_on) == 100)
    assert set(died_on) == {threading.get_ident()}
    threads.reader.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's allocator")
def test_after_a_job_the_system_has_what_it_left_free(tmp_path: Path, qtbot: QtBot) -> None:
    threads = threads_of(tmp_path)
    pages = [bytearray(b"x") * 4000 for _ in range(10_000)]
    most, _last = resident_mb(), pages[-1]  # which stays behind all others
    del pages
    threads.shorten_log_soon()
    qtbot.waitUntil(lambda: resident_mb() < most - 30, timeout=20_000)
    threads.stop()


def resident_mb() -> float:
    status = Path("/proc/self/status").read_text("utf-8")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024
