"""The measured speed of a phase: that of its last seconds, since the pace of writing changes."""

from __future__ import annotations

from collections import deque

#: A speed is told only after this many seconds, when it has become steady.
_STEADY_SECONDS = 3.0
#: It is measured over so many seconds, from marks that lie so far apart.
_WINDOW_SECONDS = 20.0
_MARK_SECONDS = 0.5


class RateEstimate:
    """Measures from the first moment that it is told, in seconds of the loop's clock."""

    def __init__(self) -> None:
        self._marks: deque[tuple[float, int]] = deque()

    def per_second(self, now: float, done: int) -> float | None:
        """The speed with `done` at the moment `now`; None before it is steady."""
        if not self._marks or now - self._marks[-1][0] >= _MARK_SECONDS:
            self._marks.append((now, done))
        while len(self._marks) > 2 and now - self._marks[1][0] >= _WINDOW_SECONDS:
            self._marks.popleft()
        begun, before = self._marks[0]
        if done <= before or now - begun < _STEADY_SECONDS:
            return None
        return (done - before) / (now - begun)
