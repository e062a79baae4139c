"""A piece of work on the data as a whole, as the card that began it shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, Signal

from shopsync_gui.core.text import translate

if TYPE_CHECKING:
    from shopsync_gui.core.errors import Problem


class Told(msgspec.Struct, frozen=True):
    """A message, marked with N_, about what a piece of work came to, and the file that it is about."""

    message: str
    path: str = ""

    @property
    def text(self) -> str:
        """The message in the language of now."""
        return translate(self.message).format(path=self.path)


class DataWork(QObject):
    """The piece of work that a card began: under way, or what it came to. It outlives the card."""

    #: It began or ended.
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.words = ""
        self._told: Told | None = None
        self.problem: Problem | None = None

    @property
    def result(self) -> str:
        """The words on what it came to, in the language of now; empty while that is not known."""
        return "" if self._told is None else self._told.text

    def begin(self, words: str) -> None:
        """Note that something is under way."""
        self.words, self._told, self.problem = words, None, None
        self.changed.emit()

    def end(self, told: Told | None = None, problem: Problem | None = None) -> None:
        """Note that it has ended, and how."""
        self.words, self._told, self.problem = "", told, problem
        self.changed.emit()

    def forget(self) -> None:
        """Forget what it came to, which need not be told any longer."""
        if not self.words:
            self.end()
