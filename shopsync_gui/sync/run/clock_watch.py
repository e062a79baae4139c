"""A computer's clock that is set forward while writes of unknown outcome wait: the services' clocks tell."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.sync.run.traits import Traits

#: The trait that says by how many seconds the account's clock was ahead when it was written to.
_AHEAD = "clock.ahead"
#: Answers tell the time by whole seconds, and are under way for some; clocks are corrected a little.
_NOISE = timedelta(seconds=10)


class ClockWatch:
    """The time by which the clock was set forward since the account was written to.

    `ahead` says by how much the service's clock is ahead of the computer's now, None while unknown.
    """

    def __init__(self, traits: Traits, ahead: Callable[[], timedelta | None]) -> None:
        self._traits = traits
        self._ahead = ahead
        self._noted = _seconds(traits.lasting(_AHEAD))

    def set_forward(self) -> timedelta:
        """Measure how much less time has passed since the writes than the computer's clock says."""
        ahead = self._ahead()
        if ahead is None or self._noted is None or self._noted - ahead < _NOISE:
            return timedelta(0)
        return self._noted - ahead

    def note(self) -> None:
        """Count from now on from this moment: nothing older waits for its outcome."""
        ahead = self._ahead()
        if ahead is None or (self._noted is not None and abs(self._noted - ahead) < _NOISE):
            return
        self._noted = timedelta(seconds=round(ahead.total_seconds()))
        self._traits.note(_AHEAD, str(round(ahead.total_seconds())))


def _seconds(noted: str | None) -> timedelta | None:
    """Read what was noted; None for what is no number of seconds, in a file that was altered."""
    try:
        return None if noted is None else timedelta(seconds=int(noted))
    except (ValueError, OverflowError):
        return None
