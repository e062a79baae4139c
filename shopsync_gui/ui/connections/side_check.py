"""The check of one side's values while they are typed."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from shopsync_gui.core.errors import Problem
from shopsync_gui.sync.connection_draft import ConnectionDraft
from shopsync_gui.ui.connections.connection_test import checked

if TYPE_CHECKING:
    from shopsync_gui.ui.connections.edited_connection import EditedConnection
    from shopsync_gui.ui.kit.background import Background, Task

#: Milliseconds of silence after which a side is asked.
PAUSE = 900

DraftMaker = Callable[[], ConnectionDraft]
Ask = Callable[[ConnectionDraft], Coroutine[Any, Any, object]]


class SideState(msgspec.Struct, frozen=True):
    """The state of a check: not asked yet, being asked, or answered, well or with a problem."""

    asking: bool = False
    answer: object | None = None
    problem: Problem | None = None


class SideCheck(QObject):
    """A question to a service, a moment after the typing has ended, whether the values are right.

    The same values are asked about once; an answer to earlier values is dropped.
    """

    changed = Signal(SideState)

    def __init__(
        self, background: Background, ask: Ask, edited: EditedConnection, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._ask = ask
        self._edited = edited
        self._values: object = None
        self._round = 0
        self._running: Task | None = None
        self._has_problem = False
        self._make: DraftMaker | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._look_first)

    def values_typed(self, values: object, make: DraftMaker | None) -> None:
        """Ask soon about `values`; `make` gives the draft with them, None while they are not whole."""
        if values == self._values:
            return
        self.give_up()
        self._values = values
        self._make = make
        self._tell(SideState())
        if make is not None:
            self._pause.start(PAUSE)

    def give_up(self) -> None:
        """Ask no more, and drop what was asked; the same values would be asked about anew."""
        self._values = None
        self._round += 1
        self._pause.stop()
        if self._running is not None:
            self._running.cancel()
            self._running = None
            self._tell(SideState())

    def _tell(self, state: SideState) -> None:
        self._has_problem = state.problem is not None
        self.changed.emit(state)

    def stand_back(self) -> None:
        """Leave the asking to a test of the same values; a good answer stays meanwhile, a problem does not."""
        if self._pause.isActive() or self._running is not None or self._has_problem:
            self.give_up()
            self._tell(SideState())

    def take_over(self, values: object, state: SideState) -> None:
        """Tell what a test of these values has come to."""
        self.give_up()
        self._values = values
        self._tell(state)

    def _look_first(self) -> None:
        """Ask a service for nothing by values that somebody has changed meanwhile."""
        this = self._round
        self._edited.if_unchanged(lambda: self._begin(this))

    def _begin(self, this: int) -> None:
        if this != self._round or self._make is None:
            return
        self._tell(SideState(asking=True))
        make, ask = self._make, self._ask
        self._running = self._background.run(
            self,
            lambda task: checked(task, make, ask)[1],
            lambda answer: self._take(this, answer, None),
            lambda error: self._take(this, None, error.problem),
        )

    def _take(self, asked: int, answer: object | None, problem: Problem | None) -> None:
        if asked == self._round:
            self._running = None
            self._tell(SideState(answer=answer, problem=problem))
