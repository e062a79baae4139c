"""The daily question whether there is a newer version of the program, if the user wants it asked."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from pathlib import Path

    from shopsync_gui.core.errors import Problem, ShopSyncError
    from shopsync_gui.core.releases import Announcement, Channel
    from shopsync_gui.sync.updates import UpdateMemory
    from shopsync_gui.ui.jobs.services.preferences import Preferences
    from shopsync_gui.ui.kit.background import Background, Task

#: Milliseconds between two looks at the clock, and from the start to the first one.
_PERIOD = 3_600_000
_FIRST = 20_000


class UpdateWatch(QObject):
    """A look for newer versions once a day while the setting is on, and whenever the user says so."""

    #: A question has begun or ended.
    changed = Signal()

    def __init__(
        self, home: Path, channel: Channel, settings: Preferences, background: Background
    ) -> None:
        super().__init__()
        self._home = home
        self._channel = channel
        self._settings = settings
        self._background = background
        self._memory: UpdateMemory | None = None
        self.asking = False
        #: Why the last question of this window's stayed open.
        self.problem: Problem | None = None
        self._clock = QTimer(self)
        self._clock.setInterval(_PERIOD)
        self._clock.timeout.connect(self.look)

    @property
    def available(self) -> bool:
        """Whether this build knows where to ask."""
        return self._channel.available

    @property
    def newer(self) -> Announcement | None:
        """The newer version that is known of."""
        return None if self._memory is None else self._memory.newer

    @property
    def asked(self) -> datetime | None:
        """The moment of the last question."""
        return None if self._memory is None else self._memory.asked

    def begin(self) -> None:
        """Look from now on, the first time in a while."""
        if self.available:
            self._background.run(self, self._recall, self._know)
            self._settings.changed.connect(self._setting_changed)
            self._clock.start()
            QTimer.singleShot(_FIRST, self, self.look)

    def look(self) -> None:
        """Ask, if the user wants it and a day has passed."""
        memory = self._memory
        wanted = self.available and self._settings.values.updates.check
        if wanted and memory is not None and memory.is_due(datetime.now(UTC)):
            self.ask()

    def ask(self) -> None:
        """Ask now."""
        if self.available and not self.asking:
            self.asking = True
            self.problem = None
            proxy = self._settings.values.network.proxy
            self._background.run(self, partial(self._ask, proxy), self._know, self._failed)
            self.changed.emit()

    def _setting_changed(self, key: str) -> None:
        if key == "updates.check":
            self.look()

    def _recall(self, _task: Task) -> UpdateMemory:
        from shopsync_gui.sync.updates import read_memory

        return read_memory(self._home)

    def _ask(self, proxy: str, _task: Task) -> UpdateMemory:
        from shopsync_gui.sync.updates import ask

        return ask(self._home, self._channel, datetime.now(UTC), proxy)

    def _know(self, memory: UpdateMemory) -> None:
        self.asking = False
        self._memory = memory
        self.changed.emit()

    def _failed(self, error: ShopSyncError) -> None:
        self.problem = error.problem
        self._background.run(self, self._recall, self._know)
