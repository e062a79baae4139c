"""A small chart of the last runs: how long each took, and how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from shopsync_gui.core.runs.run_labels import kind_label, state_label
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.core.text import _, format_duration, format_int, format_when, ngettext
from shopsync_gui.ui.kit.plain_text import tooltip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shopsync_gui.ui.kit.theme import Theme

#: So many runs fit; pixels of a bar, between two bars, and of the lowest and the highest bar.
_MOST, _BAR, _GAP, _LOWEST, _HIGHEST = 24, 6, 3, 4, 32


class RunsChart(QWidget):
    """One bar a run, the newest at the right; the list beside it says the same for the keyboard."""

    #: A bar was clicked: the run's number.
    chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._runs: list[RunReport] = []
        self._current: int | None = None
        self.setObjectName("runsChart")
        self.setFixedHeight(_HIGHEST)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def sizeHint(self) -> QSize:
        """Room for the runs there are."""
        return QSize(max(0, len(self._runs) * (_BAR + _GAP) - _GAP), _HIGHEST)

    def minimumSizeHint(self) -> QSize:
        """A narrow window may cut the oldest bars off."""
        return QSize(0, _HIGHEST)

    def set_runs(self, runs: Sequence[RunReport]) -> None:
        """Show the first of these, which are in the order from the newest on."""
        self._runs = [run for run in runs[:_MOST] if run.state is not RunState.RUNNING][::-1]
        self.setVisible(len(self._runs) > 1)
        text = ngettext(
            "Length of the last {n} run", "Length of the last {n} runs", len(self._runs)
        )
        self.setAccessibleName(text.format(n=format_int(len(self._runs))))
        self.updateGeometry()
        self.update()

    def set_current(self, run_id: int | None) -> None:
        """Mark the run that is shown."""
        self._current = run_id
        self.update()

    def run_at(self, x: float) -> RunReport | None:
        """The run whose bar, or the gap after it, is at this distance from the left, in pixels."""
        index = int((x - self._left()) // (_BAR + _GAP))
        return self._runs[index] if 0 <= index < len(self._runs) else None

    def _left(self) -> float:
        return self.width() - self.sizeHint().width()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bars; half the length of time is more than half the height."""
        longest = max((run.seconds for run in self._runs), default=0.0) or 1.0
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for index, run in enumerate(self._runs):
            height = max(_LOWEST, (run.seconds / longest) ** 0.5 * _HIGHEST)
            color = QColor(getattr(self._theme.tokens, run.state.tone))
            color.setAlphaF(1.0 if run.run_id == self._current else 0.55)
            painter.setBrush(color)
            left = self._left() + index * (_BAR + _GAP)
            painter.drawRoundedRect(QRectF(left, _HIGHEST - height, _BAR, height), 2, 2)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the run."""
        run = self.run_at(event.position().x())
        if run is not None:
            self.chosen.emit(run.run_id)

    def event(self, event: QEvent) -> bool:
        """Each bar has a hint of its own."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._hint(event.globalPos(), self.run_at(event.pos().x()))
            return True
        return super().event(event)

    def _hint(self, at: QPoint, run: RunReport | None) -> None:
        if run is None:
            QToolTip.hideText()
        else:
            QToolTip.showText(at, tooltip(run_hint(run)), self)


def run_hint(run: RunReport) -> str:
    """Say when a run was, how it ended, and how long it took."""
    wrote = _("{created} new, {updated} changed, {failed} failed").format(
        created=format_int(run.created),
        updated=format_int(run.changed),
        failed=format_int(run.all_failed),
    )
    return "\n".join(
        (
            f"{kind_label(run)} #{run.run_id}: {state_label(run)}",
            f"{format_when(run.started_at)}, {format_duration(run.seconds)}",
            wrote,
        )
    )
