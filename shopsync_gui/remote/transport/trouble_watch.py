"""A watch over what a service is asked and does not answer: told each second, until it answers again."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING

from shopsync_gui.core.errors import TooManyRequests
from shopsync_gui.core.runs.jobs import Trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from shopsync_gui.core.errors import ShopSyncError

#: Seconds after which an answer is late enough to be told, and between two tellings.
SLOW_SECONDS = 5.0
_BEAT_SECONDS = 1.0


class Asked:
    """Something that a service is asked until it answers well."""

    def __init__(self, watch: TroubleWatch, began: float) -> None:
        self._watch = watch
        self._began = began
        self._failures = 0

    def failed(self, error: ShopSyncError, wait: float) -> None:
        """Note that a try failed, and that the next one is made in so many seconds."""
        self._failures += 1
        self._watch.failed(error, self._began, self._failures, wait)


class TroubleWatch:
    """The trouble with one service, by the loop's clock: since when it has not answered well, and why."""

    def __init__(self, service: str) -> None:
        self._service = service
        self._tell: Callable[[Trouble | None], None] = lambda _trouble: None
        self._asked: list[Asked] = []
        #: When the requests left that are on their way.
        self._under_way: list[float] = []
        #: When that left which was the first to fail since the service answered well; None while it does.
        self._silent_since: float | None = None
        #: Why, how many tries failed, and when the next one is made.
        self._error: ShopSyncError | None = None
        self._failures = 0
        self._again_at = 0.0
        #: When anything came from the service last.
        self._heard_at = 0.0
        #: Until when the service wants to be left alone.
        self._held_until = 0.0
        self._is_told = False
        self._beats = False

    def tell(self, told: Callable[[Trouble | None], None]) -> None:
        """Have `told` called with the trouble each second while it lasts, and with None once it is over.

        While an answer is late, but not late enough to be a trouble, it is called with None each second.
        """
        self._tell = told

    @contextmanager
    def asking(self) -> Iterator[Asked]:
        """Watch something that may take several tries, until it has ended, however it does."""
        asked = Asked(self, self._begin())
        self._asked.append(asked)
        try:
            yield asked
        finally:
            self._asked.remove(asked)

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """Watch a request while it is on its way."""
        began = self._begin()
        self._under_way.append(began)
        try:
            yield
        finally:
            self._under_way.remove(began)

    def heard(self) -> None:
        """Note that a piece of an answer came."""
        self._heard_at = asyncio.get_running_loop().time()

    def answered(self) -> None:
        """Note that the service answers well."""
        self.heard()
        self._silent_since = self._error = None
        self._failures = 0
        if self._is_told:
            self._say()

    def failed(self, error: ShopSyncError, began: float, failures: int, wait: float) -> None:
        """Note why what was first asked at the moment `began` failed for so many times by now."""
        self._error = error
        self._failures = max(self._failures + 1, failures)
        self._again_at = asyncio.get_running_loop().time() + wait
        self.missed(began)

    def missed(self, began: float) -> None:
        """Note that what left at the moment `began` was not answered well."""
        if self._silent_since is None:
            self._silent_since = began
        self._say()

    def hold(self, seconds: float) -> None:
        """Note that the service wants to be left alone for so long."""
        self._held_until = max(self._held_until, asyncio.get_running_loop().time() + seconds)

    def trouble(self) -> Trouble | None:
        """The trouble at this moment; None where all is well."""
        now = asyncio.get_running_loop().time()
        since = self._silent_since
        if since is None:
            since = max(min(self._under_way, default=now), self._heard_at)
        silent = now - since
        if not self._asked and not self._under_way:
            return None
        error = self._error
        if error is None:
            return (
                Trouble(service=self._service, seconds=silent) if silent >= SLOW_SECONDS else None
            )
        wait = max(self._again_at, self._held_until) - now
        # A service that asks for patience once is at its usual pace.
        usual = self._failures == 1 and isinstance(error, TooManyRequests)
        if usual and max(silent, wait) < SLOW_SECONDS:
            return None
        return Trouble(
            service=self._service,
            reason=error.problem.title,
            seconds=silent,
            tries=self._failures + 1,
            again_in=wait if wait > 0 else None,
        )

    def _begin(self) -> float:
        """Begin to watch; the moment."""
        loop = asyncio.get_running_loop()
        if not self._beats:
            self._beats = True
            loop.call_later(_BEAT_SECONDS, self._beat)
        return loop.time()

    def _beat(self) -> None:
        self._beats = bool(self._asked or self._under_way)
        if not self._beats:
            if self._is_told:
                self._say()
            return
        loop = asyncio.get_running_loop()
        loop.call_later(_BEAT_SECONDS, self._beat)
        oldest = min(self._under_way, default=loop.time())
        if self._silent_since is not None or loop.time() - oldest > _BEAT_SECONDS:
            self._say()

    def _say(self) -> None:
        trouble = self.trouble()
        self._is_told = trouble is not None
        self._tell(trouble)
