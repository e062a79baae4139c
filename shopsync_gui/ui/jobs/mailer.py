"""Sends the messages about runs from a thread of its own: after each run, at the start, and on time."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from shopsync_gui.core.errors import Problem, ShopSyncError, UnexpectedProblem
from shopsync_gui.store import Store, open_store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from shopsync_gui.system.secrets import Secrets

log = logging.getLogger(__name__)

#: Milliseconds between two looks into the outbox, and from the start to the first one.
_PERIOD = 60_000
_FIRST = 3_000


class Mailer(QObject):
    """One sending at a time; what could not be sent waits in the outbox for its next turn."""

    #: The outbox has been looked through.
    looked = Signal()
    #: The test message has been handed over (None), or why not.
    tested = Signal(object)

    def __init__(self, store_path: Path, home: Path, secrets: Secrets) -> None:
        super().__init__()
        self._store_path = store_path
        self._home = home
        self._secrets = secrets
        self._thread: threading.Thread | None = None
        self._again = False
        self._clock = QTimer(self)
        self._clock.setInterval(_PERIOD)
        self._clock.timeout.connect(self.look)
        self.looked.connect(self._look_again)

    def begin(self) -> None:
        """Look into the outbox soon, and again and again from then on."""
        self._clock.start()
        QTimer.singleShot(_FIRST, self, self.look)

    def look(self) -> None:
        """Send what is due, in the background."""
        if self._thread is not None and self._thread.is_alive():
            self._again = True
            return

        def work(store: Store) -> None:
            from shopsync_gui.sync.mail import deliver

            deliver(store, self._secrets, self._home)

        self._thread = self._start(work, lambda problem: self.looked.emit())

    def test(self, password: str) -> None:
        """Send a test message with the settings as they are; a typed password is used, not kept."""

        def work(store: Store) -> None:
            from shopsync_gui.sync.mail import send_test

            send_test(store, self._secrets, password=password or None)

        self._start(work, self.tested.emit)

    def _start(
        self, work: Callable[[Store], None], tell: Callable[[Problem | None], None]
    ) -> threading.Thread:
        def run() -> None:
            problem = self._done(work)
            try:
                tell(problem)
            except RuntimeError:  # the window is gone already
                log.debug("nobody waits for the mailer any more")

        # A daemon: a mail server that does not answer never keeps the program from ending.
        thread = threading.Thread(target=run, name="mailer", daemon=True)
        thread.start()
        return thread

    def _done(self, work: Callable[[Store], None]) -> Problem | None:
        try:
            store = open_store(self._store_path)
            try:
                work(store)
            finally:
                store.close()
        except ShopSyncError as error:
            return error.problem
        except Exception as error:
            log.exception("the mailer met an unexpected fault")
            return UnexpectedProblem(detail=type(error).__name__).problem
        return None

    def _look_again(self) -> None:
        if self._again:
            self._again = False
            QTimer.singleShot(0, self, self.look)
