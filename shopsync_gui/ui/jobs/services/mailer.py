"""Mailer of the messages about runs: in the background after each run, at the start, and on time."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from shopsync_gui.store import open_store

if TYPE_CHECKING:
    from pathlib import Path

    from shopsync_gui.core.errors import ShopSyncError
    from shopsync_gui.system.secrets import Secrets
    from shopsync_gui.ui.kit.background import Background, Task

#: Milliseconds between two looks into the outbox, and from the start to the first one.
_PERIOD = 60_000
_FIRST = 3_000


class Mailer(QObject):
    """One sending at a time; what could not be sent waits in the outbox for its next turn."""

    #: The outbox has been looked through.
    looked = Signal()
    #: The test message has been handed over (None), or why not (a Problem).
    tested = Signal(object)

    def __init__(
        self, store_path: Path, home: Path, secrets: Secrets, background: Background
    ) -> None:
        super().__init__()
        self._store_path = store_path
        self._home = home
        self._secrets = secrets
        self._background = background
        self._sending = False
        self._again = False
        self._stopped = False
        self._clock = QTimer(self)
        self._clock.setInterval(_PERIOD)
        self._clock.timeout.connect(self.look)

    def begin(self) -> None:
        """Look into the outbox soon, and again and again from then on."""
        self._clock.start()
        QTimer.singleShot(_FIRST, self, self.look)

    def stop(self) -> None:
        """Look into the outbox no more: what is left waits for the next start."""
        self._stopped = True
        self._clock.stop()

    def look(self) -> None:
        """Send what is due."""
        if self._stopped:
            return
        self._again = self._sending
        if not self._sending:
            self._sending = True
            self._background.run(self, self._deliver, self._sent, self._sent)

    def test(self, password: str) -> None:
        """Send a test message with the settings as they are; a typed password is used, not kept."""

        def work(_task: Task) -> None:
            from shopsync_gui.sync.outputs.mail import send_test

            with closing(open_store(self._store_path)) as store:
                send_test(store, self._secrets, password=password or None)

        self._background.run(self, work, self.tested.emit, self._test_failed)

    def _deliver(self, _task: Task) -> None:
        from shopsync_gui.sync.outputs.mail import deliver

        with closing(open_store(self._store_path)) as store:
            deliver(store, self._secrets, self._home)

    def _sent(self, _result: ShopSyncError | None) -> None:
        self._sending = False
        self.looked.emit()
        if self._again:
            self.look()

    def _test_failed(self, error: ShopSyncError) -> None:
        self.tested.emit(error.problem)
