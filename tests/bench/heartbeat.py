"""How late the window's event loop is."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Qt, QTimer

from tests.bench.common import Result, percentile


class Heartbeat(QObject):
    """Measures how late the window's event loop is, in milliseconds.

    `busy` is the processor's time of the program between two beats, all threads together: on a machine
    with nothing else to do the loop is never later than that. `own` is that of the window's thread.
    """

    def __init__(self, parent: QObject, every: int = 5) -> None:
        super().__init__(parent)
        self.late: list[float] = []
        self.busy: list[float] = []
        self.own: list[float] = []
        self._every = every / 1000
        self._last = self._now()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(every)

    @staticmethod
    def _now() -> tuple[float, float, float]:
        return time.perf_counter(), time.process_time(), time.thread_time()

    def _beat(self) -> None:
        now = self._now()
        passed, busy, own = (1000 * (n - b) for n, b in zip(now, self._last, strict=True))
        self.late.append(max(0.0, passed - 1000 * self._every))
        self.busy.append(busy)
        self.own.append(own)
        self._last = now

    def forget(self) -> None:
        """Measure from now on."""
        for values in (self.late, self.busy, self.own):
            values.clear()

    def result(self) -> Result:
        """How late the loop was, and the processor's time between two beats, of all threads and its own."""
        return {
            "beats": len(self.late),
            "p50_ms": round(percentile(self.late, 0.5), 1),
            "p99_ms": round(percentile(self.late, 0.99), 1),
            "max_ms": round(max(self.late, default=0.0), 1),
            "busiest_ms": round(max(self.busy, default=0.0), 1),
            "own_p99_ms": round(percentile(self.own, 0.99), 1),
            "own_max_ms": round(max(self.own, default=0.0), 1),
        }
