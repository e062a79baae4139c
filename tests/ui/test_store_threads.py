"""The window's threads for the database: who waits for an answer."""

from __future__ import annotations

import threading
from pathlib import Path

from PySide6.QtWidgets import QApplication

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
