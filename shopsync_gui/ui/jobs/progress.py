"""How far a job is: in one line, and with a bar and the remaining time."""

from __future__ import annotations

from shopsync_gui.core.run_labels import PHASES
from shopsync_gui.core.runs import Phase, Progress
from shopsync_gui.core.text import _, format_duration, format_int, ngettext, translate
from shopsync_gui.ui.kit.progress_view import ProgressView

#: A job with more products than this may take an hour.
_MANY = 1000


def progress_line(progress: Progress) -> str:
    """As far as it is known, orders and products by their own names: "5 740 / 12 480 products · 61 products/s"."""
    if progress.waiting_seconds is not None:
        return ""
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
    """The progress of one job, from its beginning on."""

    def __init__(self, name: str = "progress") -> None:
        super().__init__(name)
        self._measured_phase: Phase | None = None
        self._long = False

    def begin(self, *, long: bool = False) -> None:
        """A job begins; how long it will take is not known yet, only whether it may be `long`.

        That is no longer said once there is a measured time, or few products to read.
        """
        self._long = long
        self._measured_phase = None
        self.show_step(translate(PHASES[Phase.PREPARE]))
        self._say_length()

    def _say_length(self) -> None:
        self.show_remaining(_("The sync can take as long as 1–2 hours.") if self._long else "")

    def wait(self) -> None:
        """The job waits for those before it."""
        self.show_step(_("Waiting for its turn"), total=1)
        self.show_remaining("")

    def show_progress(self, progress: Progress) -> None:
        """How far the job is; a measured time gives way only to another, or to the next phase."""
        self.show_step(
            translate(PHASES[progress.phase]),
            progress_line(progress),
            done=progress.done,
            total=progress.total,
        )
        self.show_waiting(progress.waiting_seconds is not None)
        if progress.remaining_seconds is not None:
            left = format_duration(progress.remaining_seconds)
            self.show_remaining(_("about {time} left in this step").format(time=left))
            self._measured_phase = progress.phase
        elif self._measured_phase is None and self._long and 0 < (progress.total or 0) <= _MANY:
            self._long = False
            self._say_length()
        elif self._measured_phase not in (None, progress.phase):
            self.show_remaining("")
