"""Retries of reads that failed in a way that another try may mend; writes are never retried."""

from __future__ import annotations

import asyncio
import email.utils
from random import Random
from typing import TYPE_CHECKING, TypeVar

import stamina

from shopsync_gui.core.errors import AskedToWait, ConnectionNotSafe, TooManyRequests
from shopsync_gui.core.text import format_duration

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from shopsync_gui.core.errors import ShopSyncError
    from shopsync_gui.remote.transport.response import Response
    from shopsync_gui.remote.transport.trouble_watch import Asked, TroubleWatch

T = TypeVar("T")

# Its own warnings say neither which request nor why; the log of requests does.
stamina.instrumentation.set_on_retry_hooks([])

#: Tries in all for 429, 5xx and transport faults, and for answers that cannot be read.
TRIES = 5
UNREADABLE_TRIES = 3
#: Longest wait between two tries, and longest Retry-After that is waited for, in seconds.
LONGEST_WAIT = 20.0
LONGEST_RETRY_AFTER = 300.0
_YEAR = 365 * 86_400.0
#: Seconds of waiting for answers after which no other try is begun: a step that hangs ends in time.
LONGEST_TRYING = 45.0


class Retryable(Exception):
    """One try failed, another may not; `error` is what the last failure becomes."""

    def __init__(self, error: ShopSyncError, *, wait: float = 0.0, tries: int = TRIES) -> None:
        super().__init__(type(error).__name__)
        self.error = error
        self.wait = wait
        self.tries = tries


class Retry:
    """Repetition of reads until they work or `tries` are used up, with full jitter between them.

    Seeded by the client: two programs do not repeat in step, one run repeats exactly. `troubles`
    hears of each failure.
    """

    def __init__(self, troubles: TroubleWatch, seed: str, tries: int = TRIES) -> None:
        self._troubles = troubles
        self._chance = Random(seed)
        self._tries = tries

    async def persist(self, once: Callable[[], Awaitable[T]]) -> T:
        """The first answer that worked; else the last failure's error.

        Anything but Retryable passes through at once. Waits are asyncio.sleep, so they can be cancelled.
        """
        with self._troubles.asking() as asked:
            return await self._persist(once, asked)

    async def _persist(self, once: Callable[[], Awaitable[T]], asked: Asked) -> T:
        tried = 0
        spent = 0.0

        def wait_after(error: Exception) -> bool | float:
            nonlocal tried
            tried += 1
            if not isinstance(error, Retryable) or tried >= min(self._tries, error.tries):
                return False
            if spent >= LONGEST_TRYING or isinstance(error.error, ConnectionNotSafe):
                return False
            wait = max(error.wait, self._chance.uniform(0, min(LONGEST_WAIT, 2.0**tried)))
            asked.failed(error.error, wait)
            return wait

        try:
            async for attempt in stamina.retry_context(on=wait_after, attempts=None, timeout=None):
                with attempt:
                    began = asyncio.get_running_loop().time()
                    try:
                        return await once()
                    finally:
                        spent += asyncio.get_running_loop().time() - began
        except Retryable as again:
            raise again.error from None
        raise AssertionError("a retry that neither answered nor raised")


def waiting(error: ShopSyncError, response: Response) -> Exception:
    """The exception for a 429 or 5xx: Retryable with the wait asked for, AskedToWait if that is long."""
    seconds = retry_after(response)
    if seconds is not None and seconds > LONGEST_RETRY_AFTER:
        return too_many(error.values.get("service", ""), seconds)
    return Retryable(error, wait=seconds or (1.0 if response.status == 429 else 0.0))


def too_many(service: str, seconds: float) -> TooManyRequests:
    """The error for a service that wants no request for so long."""
    if seconds <= LONGEST_RETRY_AFTER:
        return TooManyRequests(service=service)
    return AskedToWait(service=service, time=format_duration(min(seconds, _YEAR)))


def retry_after(response: Response) -> float | None:
    """Seconds the service asked to wait, None where it did not say so readably.

    A date is compared with the service's own Date, for our clock may be wrong.
    """
    text = response.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit() and len(text) < 12:
        return float(text)
    until, now = _date(text), _date(response.headers.get("date", ""))
    if until is None or now is None:
        return None
    return max(0.0, (until - now).total_seconds())


def _date(text: str) -> datetime | None:
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo is not None else None
