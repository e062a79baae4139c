"""The progress of a job: in one line, and with a bar and the remaining time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.runs.jobs import JobKind, Phase, Progress
from shopsync_gui.core.runs.run_labels import JOB_KINDS, PHASES, trouble_text, waiting_text
from shopsync_gui.core.text import _, format_duration_range, format_int, ngettext, translate
from shopsync_gui.ui.kit.progress_view import ProgressView

if TYPE_CHECKING:
    from shopsync_gui.sync.run.run_estimate import RunEstimate


def progress_line(progress: Progress) -> str:
    """Say what a wait is for, or how much is done: "5 740 / 12 480 products · 61 products/s"."""
    if trouble := trouble_text(progress):
        return trouble
    if progress.waiting_seconds is not None:
        return waiting_text(progress)
    if progress.categories is not None:
        done, total = progress.categories
        text = ngettext("{done} / {total} category", "{done} / {total} categories", total)
        return text.format(done=format_int(done), total=format_int(total))
    if progress.total is None or progress.total == 0:
        return format_int(progress.done) if progress.done else ""
    orders = progress.phase is Phase.ORDERS
    if orders:
        text = ngettext("{done} / {total} order", "{done} / {total} orders", progress.total)
    else:
        text = ngettext("{done} / {total} product", "{done} / {total} products", progress.total)
    text = text.format(done=format_int(progress.done), total=format_int(progress.total))
    if progress.per_second is not None and progress.per_second >= 0.5:
        rate = _("{rate} orders/s") if orders else _("{rate} products/s")
        text += " · " + rate.format(rate=format_int(round(progress.per_second)))
    return text


class JobProgress(ProgressView):
    """The progress of one whole job, from its beginning on, with the time that it still takes."""

    def __init__(self, name: str = "progress") -> None:
        super().__init__(name)
        self._first = False
        self._kind: JobKind | None = None

    def begin(
        self,
        estimate: RunEstimate | None = None,
        kind: JobKind | None = None,
        *,
        first: bool = False,
    ) -> None:
        """A job begins; its `kind` is said with each step where that is no sync, and given.

        Of a shop's `first` sync it is said between which bounds its duration is.
        """
        self._first, self._kind = first, kind
        self.show_step(self._step_of(Phase.PREPARE))
        self.show_waiting(False)
        self._show_whole(estimate)

    def wait(self) -> None:
        """The job waits for those before it."""
        self.show_step(_("Waiting for its turn"))
        self.show_share(0.0)
        self.show_remaining("")

    def show_progress(self, progress: Progress, estimate: RunEstimate | None) -> None:
        """Show what the job does now, and how far it is as a whole."""
        self.show_step(self._step_of(progress.phase), progress_line(progress))
        waits = progress.waiting_seconds is not None or progress.trouble is not None
        self.show_waiting(waits)
        self._show_whole(estimate)
        if progress.trouble is not None:
            self.show_remaining("")

    def _step_of(self, phase: Phase) -> str:
        step = translate(PHASES[phase])
        if self._kind in (None, JobKind.SYNC):
            return step
        return f"{translate(JOB_KINDS[self._kind])} · {step}"

    def _show_whole(self, estimate: RunEstimate | None) -> None:
        self.show_share(None if estimate is None else estimate.share)
        bounds = None if estimate is None else estimate.bounds
        is_known = bounds is not None and bounds[0] == bounds[1]
        if bounds is not None and (is_known or self._first):
            self.show_remaining(_("about {time} left").format(time=between(*bounds)))
        else:
            self.show_remaining("")


def between(least: float, most: float) -> str:
    """Write the bounds of a duration, or the duration itself where they are one: "1–5 minutes"."""
    return format_duration_range(rounded(least), rounded(most))


def rounded(seconds: float) -> float:
    """Seconds as coarse as an estimate is: to 5 below a minute or two, then to whole minutes."""
    step = 5 if seconds < 120 else 60
    return max(step, round(seconds / step) * step)
