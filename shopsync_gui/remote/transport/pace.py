"""The pace of requests, by the event loop's clock alone."""

from __future__ import annotations

import asyncio

#: An answer within this many seconds shows that the service is not strained.
_QUICK_SECONDS = 1.0
_GROWTH = 1.5
_CAREFUL_GROWTH = 1.05
_FALL = 0.5
_LEAST_RATE = 0.2


class Pace:
    """Evenly spaced turns, at most `rate` a second, first come first served; no bursts.

    aiolimiter, which does the same, wakes up a rounding error too early and then spins: for ever
    on a loop whose clock stands still between events.
    """

    def __init__(self, rate: float) -> None:
        self.rate = rate
        self._last = float("-inf")
        self._held = float("-inf")

    async def turn(self) -> None:
        """Wait for the next turn."""
        now = asyncio.get_running_loop().time()
        self._last = max(now, self._last + 1 / self.rate, self._held)
        if self._last > now:
            await asyncio.sleep(self._last - now)

    def hold(self, seconds: float) -> None:
        """Give no turn for so long: the service asked for patience."""
        self._held = max(self._held, asyncio.get_running_loop().time() + seconds)


class AdaptivePace(Pace):
    """A pace that grows up to `most` while answers are quick and falls when the service strains."""

    def __init__(self, start: float, most: float) -> None:
        super().__init__(min(start, most))
        self._most = most
        self._growth = _GROWTH

    def answered(self, seconds: float) -> None:
        """A good answer came after `seconds`."""
        if seconds < _QUICK_SECONDS:
            self.rate = min(self._most, self.rate * self._growth)

    def strained(self) -> None:
        """The service answered 429 or 5xx, or not at all; from now on the pace grows slowly."""
        self.rate = max(min(_LEAST_RATE, self._most), self.rate * _FALL)
        self._growth = _CAREFUL_GROWTH
