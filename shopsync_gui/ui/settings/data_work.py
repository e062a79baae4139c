"""A piece of work on the data as a whole, as the card that began it shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from shopsync_gui.core.errors import Problem


class DataWork(QObject):
    """The piece of work that a card began: under way, or what it came to. It outlives the card."""

    #: It began or ended.
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.words = ""
        self.result = ""
        self.problem: Problem | None = None

    def begin(self, words: str) -> None:
        """Note that something is under way."""
        self.words, self.result, self.problem = words, "", None
        self.changed.emit()

    def end(self, result: str = "", problem: Problem | None = None) -> None:
        """Note that it has ended, and how."""
        self.words, self.result, self.problem = "", result, problem
        self.changed.emit()

    def forget(self) -> None:
        """Forget what it came to, which need not be told any longer."""
        if not self.words:
            self.end()
