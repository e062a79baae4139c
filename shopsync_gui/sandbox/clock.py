"""The sandbox's only clock: the running event loop's, carried on from one loop to the next."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from weakref import ref


class Clock:
    """Seconds since the sandbox began and the wall-clock time that belongs to them.

    Every new event loop starts counting where the last one stopped, so a program that is killed
    and started again (two `asyncio.run` calls) never sees time running backwards.
    """

    def __init__(self, epoch: datetime) -> None:
        self.epoch = epoch
        self._loop: ref[asyncio.AbstractEventLoop] | None = None
        self._loop_start = 0.0
        self._before_loop = 0.0
        self._last = 0.0

    def now(self) -> float:
        """Seconds since the beginning; outside a running loop, the last value seen."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return self._last
        if self._loop is None or self._loop() is not loop:
            self._loop = ref(loop)
            self._loop_start = loop.time()
            self._before_loop = self._last
        self._last = max(self._last, self._before_loop + loop.time() - self._loop_start)
        return self._last

    def skip(self, seconds: float) -> None:
        """Lets time pass without waiting, as when the program was closed for a while."""
        self._last = self.now() + seconds
        self._before_loop += seconds

    def wall(self) -> datetime:
        """The wall-clock time, without a zone (shop time), to the second."""
        return (self.epoch + timedelta(seconds=self.now())).replace(microsecond=0)
