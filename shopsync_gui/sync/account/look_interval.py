"""The interval at which a list of the account is read while a run creates in it; pure."""

from __future__ import annotations

#: Seconds between two looks: this many times what reading the list costs, within these bounds.
_SHARE = 12
_LEAST, _MOST = 0.5, 300.0
#: A reading counts as long as the quickest one by its rows, this many times at most: where an account
#: answers several programs, it is looked at the more.
_CROWDED = 1.5
#: Rows that take as long as the beginning of a reading.
_ROWS = 500


class LookInterval:
    """Seconds between two readings of a list, by what the readings so far have cost.

    `now` is the time of the event loop in seconds.
    """

    def __init__(self, now: float) -> None:
        self._cost = 0.0
        #: The least that a row has cost so far, the reading's beginning shared among them.
        self._least = float("inf")
        self._looked = now

    @property
    def seconds(self) -> float:
        """The interval that the cost of a reading asks for, without its bounds."""
        return _SHARE * self._cost

    def is_due(self, now: float) -> bool:
        """Whether the last look is long enough ago."""
        return now - self._looked >= min(max(self.seconds, _LEAST), _MOST)

    def looked(self, now: float) -> None:
        """Note a look, be it that it failed."""
        self._looked = now

    def measure(self, seconds: float, rows: int) -> None:
        """Take over what a reading costs; not what it waited because others ask the account, too."""
        self._least = min(self._least, seconds / (rows + _ROWS))
        self._cost = min(seconds, _CROWDED * self._least * (rows + _ROWS))
