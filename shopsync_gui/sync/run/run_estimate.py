"""The estimate of a whole run's share and rest, by its counts and the measured pace of its steps."""

from __future__ import annotations

import msgspec

from shopsync_gui.core.runs.jobs import JobKind, Phase, Progress

#: Products a second of each step, as long as the run has not measured its own.
_USUAL_RATES = {
    Phase.PULL: 150.0,
    Phase.TARGET: 2000.0,
    Phase.PLAN: 20_000.0,
    Phase.VERIFY: 2000.0,
}
#: Writes a second: an account answers one request at a time, the slow ones in half a second, the quick
#: ones in a tenth. Where that was never measured, the slow pace divides the bar, and both are the bounds
#: of the time.
_SLOW_WRITES, _QUICK_WRITES = 2.0, 10.0
_PACED = frozenset({*_USUAL_RATES, Phase.PUSH})
#: Before anything is written the bar leaves such a part of itself for that, and the last bit for the
#: end: only then it is full.
_LEAST_WRITING = 0.1
_MOST_BEFORE_THE_END = 0.99
#: What an earlier part of the run had read moves the bar by so much of what it moved it then.
_READ_AGAIN = 0.2
#: How long the usual speed of a step counts against what it has told by now, in s.
_PATIENCE = 3.0
#: Seconds of each step beside its products.
_SECONDS = {Phase.PREPARE: 1.0, Phase.TARGET: 1.0, Phase.VERIFY: 1.0}
_READING = (Phase.PREPARE, Phase.PULL, Phase.UNSEEN, Phase.ORDERS, Phase.TARGET, Phase.PLAN)
_WRITING = (Phase.PUSH, Phase.VERIFY, Phase.FINISH)
_UNDOING = (Phase.PREPARE, Phase.TARGET, Phase.PLAN, *_WRITING)
_STEPS = {
    JobKind.SYNC: (*_READING, *_WRITING),
    JobKind.ORDERS: (*_READING, *_WRITING),
    JobKind.RETRY: (*_READING, *_WRITING),
    JobKind.PREVIEW: _READING,
    JobKind.VERIFY: _READING,
    JobKind.UNDO: _UNDOING,
}


class Expected(msgspec.Struct, frozen=True):
    """Expectations of a run before it begins: the shop's products, and the writes that are ahead.

    Those of categories are among these. 0 products where nothing is known; `writes` is None where
    no plan says it, and a `guess` divides the bar but is told as no time. `pace` is how many writes
    a second the account took the last time.
    """

    products: int = 0
    writes: int | None = None
    pace: float | None = None
    guess: bool = False

    @property
    def seconds(self) -> float | None:
        """The expected duration of a sync of these; None where nothing is known."""
        return RunEstimate(JobKind.SYNC, self).remaining

    @property
    def bounds(self) -> tuple[float, float] | None:
        """The shortest and the longest duration to expect; None where nothing is known."""
        return RunEstimate(JobKind.SYNC, self).bounds


class RunEstimate:
    """The whole run's share and remaining seconds, by the progress of its steps."""

    def __init__(self, kind: JobKind, expected: Expected | None = None) -> None:
        expected = expected or Expected()
        self._steps = _STEPS[kind]
        self._products = expected.products
        self._writes = expected.writes
        self._planned = expected.writes is not None and not expected.guess
        self._rates = dict(_USUAL_RATES)
        if expected.pace is not None:
            self._rates[Phase.PUSH] = expected.pace
        self._step = 0
        self._in_step = self._elapsed = 0.0
        #: How much of the work is done, and the step, and the part of it, at which that was reckoned.
        self._done = 0.0
        self._reckoned_at = (0, 0.0)
        self._remaining: float | None = None
        #: Whether the run was seen to go on.
        self._goes_on = False
        #: Whether a step has come again whose pace was not measured yet.
        self._repeats = False
        #: Whether old orders are read, whose pace was not measured yet and has no usual one.
        self._reads_orders = False
        if expected.products or expected.writes:
            self._reckon(None)

    @property
    def share(self) -> float | None:
        """The part of the whole run that is done, 0 to 1, never less than before; None while unknown."""
        if self._remaining is None:
            return None
        ends = Phase.FINISH in self._steps and self._steps[self._step] is not Phase.FINISH
        return self._done * _MOST_BEFORE_THE_END if ends else self._done

    @property
    def remaining(self) -> float | None:
        """Seconds until the end of the run; None while nobody knows what it will write, and how fast."""
        if self._repeats:
            return None
        if Phase.PUSH in self._steps[self._step :]:
            measured = Phase.PUSH in self._rates or not self._to_write
            if not self._planned or not measured:
                return None
        return None if self._reads_orders else self._remaining

    @property
    def bounds(self) -> tuple[float, float] | None:
        """The fewest and the most seconds to expect until the end of the run.

        They are apart while nobody knows what it will write, or how fast; None where they say nothing.
        """
        known, most = self.remaining, self._remaining
        if known is not None:
            return known, known
        is_guess = self._writes is not None and not self._planned
        if most is None or is_guess or self._reads_orders or self._repeats:
            return None
        writing = self._steps.index(Phase.PUSH)
        left = self._to_write * (1 - self._in_step if self._step == writing else 1)
        if (pace := self._rates.get(Phase.PUSH)) is not None:  # it may be that nothing is written
            return most - left / pace, most
        return most - left / _SLOW_WRITES + left / _QUICK_WRITES, most

    def update(self, progress: Progress) -> None:
        """Take over how far a step is. Steps that come again, or only wait, move nothing back."""
        if progress.usual_pace is not None:
            self._rates.setdefault(Phase.PUSH, progress.usual_pace)
        if progress.written and not self._goes_on:
            self._go_on(progress.written, progress.ahead)
        self._repeats = False
        if progress.phase not in self._steps or progress.waiting_seconds is not None:
            if self._remaining is not None and progress.waiting_seconds is not None:
                self._reckon(None)
                self._remaining += progress.waiting_seconds
            return
        step = self._steps.index(progress.phase)
        # Of writes, those of categories are work as well.
        work = progress.writes or progress.total or 0
        # Before the writes are counted, a guess would have the bar at its end.
        if step < self._step:
            self._repeat(progress)
            return
        if progress.phase is Phase.PUSH and not work:
            return
        self._elapsed = progress.elapsed
        if step == self._step and not work:
            if self._remaining is not None:
                self._reckon(None)
            return
        self._step = step
        unmeasured = progress.remaining_seconds is None and progress.done != progress.total
        self._reads_orders = progress.phase is Phase.ORDERS and unmeasured
        counted = progress.done / progress.total if progress.total else 0.0
        self._in_step = counted if progress.share is None else progress.share
        if work:
            if progress.phase is Phase.PULL:
                self._products = max(self._products, work)
            elif progress.phase is Phase.PUSH:
                self._writes, self._planned = work, True
        left = work * (1 - self._in_step)
        if progress.phase in _PACED and left > 0 and progress.remaining_seconds:
            self._rates[progress.phase] = left / progress.remaining_seconds
        if self._products or work:
            self._reckon(progress.remaining_seconds)

    def _go_on(self, written: int, ahead: int | None) -> None:
        """Begin where earlier parts of the run came to: of all its writes, so many are done."""
        self._goes_on = True
        if ahead is not None:
            self._writes, self._planned = ahead, True
        self._done = written / (written + self._to_write)
        self._reckon(None)

    def _repeat(self, progress: Progress) -> None:
        """Expect a step that comes again to take as long as it says, beside what was left."""
        if self._remaining is None or not progress.total or progress.done == progress.total:
            return
        self._repeats = progress.remaining_seconds is None
        self._reckon(None)
        self._remaining += progress.remaining_seconds or 0.0

    def _reckon(self, measured: float | None) -> None:
        """Add up the steps; `measured` are the seconds that the present one still takes."""
        seconds = [self._seconds_of(phase) for phase in self._steps]
        expected = seconds[self._step]
        left_now = self._still_takes(expected) if measured is None else measured
        self._remaining = left_now + sum(seconds[self._step + 1 :])
        if Phase.PUSH in self._steps:
            writing = self._steps.index(Phase.PUSH)
            least = sum(seconds[:writing]) * _LEAST_WRITING / (1 - _LEAST_WRITING)
            seconds[writing] = max(seconds[writing], least)
            if self._goes_on:
                seconds[:writing] = [_READ_AGAIN * each for each in seconds[:writing]]
        # Of what was left at the last time such a part is done since: a bar that shows more than it would
        # by now goes on with every piece of work all the same, only more slowly.
        before = _left(seconds, *self._reckoned_at)
        now = _left(seconds, self._step, self._in_step)
        if now < before:
            self._done = 1 - (1 - self._done) * now / before
            self._reckoned_at = (self._step, self._in_step)

    def _still_takes(self, expected: float) -> float:
        """The seconds that the present step still takes, longer the longer it has told nothing more."""
        patience = min(_PATIENCE, expected)
        if not patience:
            return 0.0
        pace = (self._in_step + patience / expected) / (self._elapsed + patience)
        return (1 - self._in_step) / min(pace, 1 / expected)

    @property
    def _to_write(self) -> int:
        """The number of products to write; without a plan everything is taken to be new."""
        return self._products if self._writes is None else self._writes

    def _seconds_of(self, phase: Phase) -> float:
        products = self._products
        if phase is Phase.PUSH:
            if self._writes is not None and not self._planned:
                # A guess: as long as the reading, so that there is room for what it will be.
                return sum(self._seconds_of(step) for step in _READING if step in self._steps)
            products = self._to_write
        elif phase is Phase.VERIFY and self._writes == 0:
            return 0.0
        rate = self._rates.get(phase, _SLOW_WRITES if phase is Phase.PUSH else 0.0)
        return _SECONDS.get(phase, 0.0) + (products / rate if rate else 0.0)


def _left(seconds: list[float], step: int, part: float) -> float:
    """The seconds of work from a point of a step on."""
    return seconds[step] * (1 - part) + sum(seconds[step + 1 :])
