"""How late the window's event loop is."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Qt, QTimer

from tests.bench.common import Result, percentile


class Heartbeat(QObject):
    """Measures how late the window's event loop is, in milliseconds.

    `busy` is the processor's time of the program between two beats, all threads together: on a machine
    with nothing else to do the loop is never later than that.
    """

    def __init__(self, parent: QObject, every: int = 5) -> None:
        super().__init__(parent)
        self.late: list[float] = []
        self.busy: list[float] = []
        self._every = every / 1000
        self._last, self._processor = time.perf_counter(), time.process_time()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(every)

    def _beat(self) -> None:
        now, processor = time.perf_counter(), time.process_time()
        self.late.append(max(0.0, now - self._last - self._every) * 1000)
        self.busy.append((processor - self._processor) * 1000)
        self._last, self._processor = now, processor

    def result(self) -> Result:
        """p50, p99 and the longest, and the most processor's time between two beats, since the start."""
        return {
            "beats": len(self.late),
            "p50_ms": round(percentile(self.late, 0.5), 1),
            "p99_ms": round(percentile(self.late, 0.99), 1),
            "max_ms": round(max(self.late, default=0.0), 1),
            "busiest_ms": round(max(self.busy, default=0.0), 1),
        }
