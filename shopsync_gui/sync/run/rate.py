"""The measured speed of a phase: that of its last seconds, since the pace of writing changes."""

from __future__ import annotations

from collections import deque

#: A speed is told only after this many seconds, when it has become steady.
_STEADY_SECONDS = 3.0
#: It is measured over so many seconds, and at least over so much work, from marks that lie so far apart.
_WINDOW_SECONDS = 20.0
_WINDOW_COUNTS = 8
_MARK_SECONDS = 0.5
#: What was usual before counts as much as so many pieces of work of now.
_USUAL_COUNTS = 2.0


class RateEstimate:
    """A speed, measured from the first moment that it is told, in seconds of the loop's clock.

    `usual` is the speed of earlier runs: what is expected begins with it, and goes over to what is
    measured, so that a slow piece has it change little by little, already while it is waited for.
    """

    def __init__(self, usual: float | None = None) -> None:
        self._usual = usual
        #: Moments, with how much was done and how often that had been told to be more.
        self._marks: deque[tuple[float, int, int]] = deque()
        self._now = 0.0
        self._done = 0
        self._steps = 0
        self._stepped_at = 0.0
        #: The speed at the last step; None before it is steady.
        self.latest: float | None = None

    def note(self, now: float, done: int) -> None:
        """Note how much is done at the moment `now`."""
        self._now = now
        is_step = not self._marks or done != self._done
        if is_step:
            self._steps += bool(self._marks)
            self._done, self._stepped_at = done, now
        if not self._marks or now - self._marks[-1][0] >= _MARK_SECONDS:
            self._marks.append((now, done, self._steps))
        while len(self._marks) > 2:
            since, before, _steps = self._marks[1]
            if now - since < _WINDOW_SECONDS or done - before < _WINDOW_COUNTS:
                break
            self._marks.popleft()
        if is_step:
            self.latest = self.per_second or self.latest

    @property
    def per_second(self) -> float | None:
        """The speed by now; None before it is steady."""
        passed, more = self._window()
        return more / passed if more > 0 and passed >= _STEADY_SECONDS else None

    @property
    def rough(self) -> float | None:
        """The speed of a few pieces of work, before it is steady, else what it began with."""
        passed, more = self._window()
        return more / passed if more >= _WINDOW_COUNTS and passed > 0 else self._usual

    @property
    def expected(self) -> float | None:
        """The speed to expect from here on; None where nothing tells."""
        if self._usual is None:
            return self.per_second
        passed, more = self._window(_USUAL_COUNTS, _USUAL_COUNTS / self._usual)
        return more / passed

    def _window(self, usual: float = 0.0, usual_seconds: float = 0.0) -> tuple[float, float]:
        """The seconds of the window and what was done in them, the usual with it.

        Of the step that is under way only what it takes longer than those before it is counted.
        """
        if not self._marks:
            return usual_seconds, usual
        begun, before, steps_before = self._marks[0]
        steps = self._steps - steps_before + usual
        passed = max(0.0, self._stepped_at - begun) + usual_seconds
        waited = self._now - max(begun, self._stepped_at)
        if steps:
            waited = max(0.0, waited - passed / steps)
        return passed + waited, self._done - before + usual
