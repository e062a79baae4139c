"""The sandbox's only clock: the running event loop's, carried on from one loop to the next."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import format_datetime
from functools import lru_cache
from zoneinfo import ZoneInfo


def _zone() -> tzinfo:
    try:
        return ZoneInfo("Europe/Budapest")
    except (KeyError, OSError):
        return timezone(timedelta(hours=1))


#: The zone in which the shop writes its times.
SHOP_ZONE = _zone()


class Clock:
    """Seconds since the sandbox began and the wall-clock time that belongs to them.

    A new event loop carries on where the last one stopped, even if its own time begins at zero:
    a program that is killed and started again never sees time running backwards.
    """

    def __init__(self, epoch: datetime) -> None:
        self.epoch = epoch
        self._elapsed = 0.0
        self._loop_time: float | None = None
        self.now()

    def now(self) -> float:
        """Seconds since the beginning; outside a running loop, the last value seen."""
        try:
            loop_time = asyncio.get_running_loop().time()
        except RuntimeError:
            return self._elapsed
        if self._loop_time is not None and loop_time > self._loop_time:
            self._elapsed += loop_time - self._loop_time
        self._loop_time = loop_time
        return self._elapsed

    def skip(self, seconds: float) -> None:
        """Let time pass without waiting, as when the program was closed for a while."""
        self._elapsed = self.now() + seconds

    def wall(self) -> datetime:
        """The wall-clock time, without a zone (shop time), to the second."""
        return (self.epoch + timedelta(seconds=self.now())).replace(microsecond=0)

    def date(self) -> str:
        """The time as the Date header of an answer."""
        return _as_header(self.wall())


@lru_cache(maxsize=16)
def _as_header(wall: datetime) -> str:
    """The shop's time as an HTTP date."""
    return format_datetime(wall.replace(tzinfo=SHOP_ZONE).astimezone(UTC), usegmt=True)
