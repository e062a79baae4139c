"""How far a job is: in one line, and with a bar and the remaining time."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from shopsync_gui.core.run_labels import PHASES
from shopsync_gui.core.runs import Phase, Progress
from shopsync_gui.core.text import _, format_duration, format_int, ngettext, translate
from shopsync_gui.ui.jobs.advice import MANY
from shopsync_gui.ui.kit.widgets import ElidedLabel, column, label, row, set_tone


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


class JobProgress(QWidget):
    """The bar of a card with its words: what is done now, how far it is, how long it will take."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: Phase | None = None
        self._last: Progress | None = None
        self._long = False
        layout = column(self, gap=8)
        self._bar = QProgressBar()
        self._bar.setObjectName("progressBar")
        self._bar.setTextVisible(False)
        layout.addWidget(self._bar)
        texts = row(gap=12)
        self._phase = label(role="strong")
        self._text = ElidedLabel("muted", "progressText")
        # It gets what the others leave.
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._remaining = label(role="muted", name="remainingText")
        texts.addWidget(self._phase)
        texts.addWidget(self._text, 1)
        texts.addWidget(self._remaining)
        layout.addLayout(texts)

    def begin(self, *, long: bool) -> None:
        """A job begins; how long it will take is not known yet, only whether it may be `long`.

        That is no longer said once there is a measured time, or few products to read.
        """
        self._long = long
        self._last = None
        self._say(translate(PHASES[Phase.PREPARE]), most=0)
        self._shown = None
        self._say_length()

    def _say_length(self) -> None:
        text = _("The sync can take as long as 1–2 hours.") if self._long else ""
        self._remaining.setText(text)

    def wait(self) -> None:
        """The job waits for those before it."""
        self._last = None
        self._say(_("Waiting for its turn"), most=1)

    def show_progress(self, progress: Progress) -> None:
        """How far the job is; a measured time gives way only to another, or to the next phase."""
        self._last = progress
        self._phase.setText(translate(PHASES[progress.phase]))
        self._bar.setRange(0, progress.total or 0)
        self._bar.setValue(progress.done)
        set_tone(self._bar, "waiting", progress.waiting_seconds is not None)
        self._text.setText(progress_line(progress))
        if progress.remaining_seconds is not None:
            left = format_duration(progress.remaining_seconds)
            self._remaining.setText(_("about {time} left in this step").format(time=left))
            self._shown = progress.phase
        elif self._shown is None and self._long and 0 < (progress.total or 0) <= MANY:
            self._long = False
            self._say_length()
        elif self._shown not in (None, progress.phase):
            self._remaining.setText("")

    def retranslate(self) -> None:
        """Say again how far the job is, in the language in use."""
        if self._last is not None:
            self.show_progress(self._last)
            if self._shown is None:
                self._say_length()

    def _say(self, phase: str, *, most: int) -> None:
        self._phase.setText(phase)
        self._text.setText("")
        self._remaining.setText("")
        self._bar.setRange(0, most)
        self._bar.setValue(0)
