"""One handler for all requests to stop: the first one counts, its echoes within seconds do not."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

#: Seconds within which a further signal means the same request: `timeout` signals a process and then its
#: group, people press Ctrl-C twice, and a clean end takes about a second.
ECHO_SECONDS = 3.0


def interrupt() -> None:
    """Do what Python does at Ctrl-C."""
    raise KeyboardInterrupt


class StopHandler:
    """A handler of signals that does `then` at a request, but not at what repeats it soon after."""

    def __init__(
        self, then: Callable[[], object] = interrupt, clock: Callable[[], float] = monotonic
    ) -> None:
        self.then = then
        self._clock = clock
        self._heard_at: float | None = None

    @property
    def has_heard(self) -> bool:
        """Whether a stop was asked for."""
        return self._heard_at is not None

    def __call__(self, *_signal: object) -> None:
        """Hear a signal."""
        now = self._clock()
        if self._heard_at is not None and now < self._heard_at + ECHO_SECONDS:
            return
        self._heard_at = now
        self.then()
