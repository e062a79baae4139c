"""The progress of a run: its phase, its pace, the services it waits for, and the report of each moment."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.runs.jobs import Phase, Progress
from shopsync_gui.sync.run.rate import RateEstimate

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.core.runs.jobs import Trouble
    from shopsync_gui.core.runs.runs import RunReport
    from shopsync_gui.store import Store

#: The shop is nearly read when that takes so many seconds more.
_NEARLY = 45.0


class RunProgress:
    """The progress of one run, whose steps tell it; `report` hears of each moment."""

    def __init__(
        self,
        store: Store,
        run_id: int,
        report: Callable[[Progress], None],
        usual_pace: float | None,
        earlier: RunReport | None = None,
    ) -> None:
        """`earlier` is the receipt of the run's earlier parts."""
        self._store = store
        self._run_id = run_id
        self._report = report
        #: How many writes a second the account took in the last run that wrote a good deal.
        self._usual_pace = usual_pace
        left = None if earlier is None else earlier.left
        #: The writes of earlier parts of the run, and how many were left of its plan.
        self._written = 0 if earlier is None else earlier.writes_carried_out
        self._ahead = None if left is None else left.all_writes
        self.phase = Phase.PREPARE
        #: Set when little of the shop is left to read.
        self.nearly_read = asyncio.Event()
        self._speed = RateEstimate()
        #: The services that are waited for.
        self._troubles: dict[str, Trouble] = {}
        self._last = Progress(run_id=run_id, phase=self.phase)
        #: The counts of the last moment: done, of how many, and the work.
        self._counts: tuple[int, int | None, tuple[int, int] | None] | None = None
        self._entered_at: float | None = None

    def enter(self, phase: Phase, total: int | None = None, *, done: int = 0) -> None:
        """Begin a phase; `done` of `total` were finished before this session."""
        self._begin(phase)
        self.tell(done, total)

    def _begin(self, phase: Phase) -> None:
        self.phase = phase
        self._entered_at, self._counts = asyncio.get_running_loop().time(), None
        self._speed = RateEstimate(self._usual_pace if phase is Phase.PUSH else None)
        self._store.runs.set_phase(self._run_id, phase)

    def measure_anew(self) -> None:
        """Let the speed be that of the work from here on, expected to be about as before."""
        self._speed = RateEstimate(self._usual_pace or self._speed.latest or self._speed.rough)

    def tell(
        self, done: int, total: int | None = None, *, work: tuple[int, int] | None = None
    ) -> None:
        """Report how far the phase is, with its measured pace and remaining seconds.

        `work` is how much of how much takes the time, where that is more than what is counted.
        """
        rate = remaining = share = None
        self._counts = (done, total, work)
        if total is not None:
            part, whole = work or (done, total)
            share = part / whole if work and whole else None
            self._speed.note(asyncio.get_running_loop().time(), part)
            rate, expected = self._speed.per_second, self._speed.expected
            remaining = None if expected is None else max(0, whole - part) / expected
        if self.phase is Phase.PULL and remaining is not None and remaining <= _NEARLY:
            self.nearly_read.set()
        self._say(
            Progress(
                run_id=self._run_id,
                phase=self.phase,
                done=done,
                total=total,
                per_second=rate if done else None,
                remaining_seconds=remaining,
                share=share,
                writes=work[1] if work else None,
                usual_pace=self._usual_pace,
            )
        )

    def tell_waiting(self, seconds: float) -> None:
        """Report that the run waits, and for how long still."""
        self._counts = None
        self._say(
            Progress(
                run_id=self._run_id,
                phase=self.phase,
                waiting_seconds=seconds,
                remaining_seconds=seconds,
            )
        )

    def note_trouble(self, service: str, trouble: Trouble | None) -> None:
        """Report that a service is waited for, beside how far the phase is and what is to be expected now."""
        if trouble is None:
            self._troubles.pop(service, None)
        else:
            self._troubles[service] = trouble
        if self._counts is None:
            self._say(self._last)
        else:
            done, total, work = self._counts
            self.tell(done, total, work=work)

    async def pause(self, seconds: float, phase: Phase, *, later: float = 0.0) -> None:
        """Wait, and say what for and how long it will be, with the `later` seconds of waits to come."""
        deadline = asyncio.get_running_loop().time() + seconds
        self._begin(phase)
        while (left := deadline - asyncio.get_running_loop().time()) > 0:
            self.tell_waiting(left + later)
            await asyncio.sleep(min(left, 1.0))

    def _say(self, progress: Progress) -> None:
        """Report a moment of the run, with the service that is waited for the longest."""
        now = asyncio.get_running_loop().time()
        # While the team's database is waited for, no service is asked for anything.
        troubles = () if self.phase is Phase.TEAM else self._troubles.values()
        self._last = msgspec.structs.replace(
            progress,
            trouble=max(troubles, key=lambda trouble: trouble.seconds, default=None),
            written=self._written,
            ahead=self._ahead,
            elapsed=0.0 if self._entered_at is None else now - self._entered_at,
        )
        self._report(self._last)
