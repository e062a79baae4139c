"""How fast a newsletter is compiled, and painted in the preview."""

from __future__ import annotations

import subprocess
import sys
import time

from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from shopsync_gui.core.newsletter.letter import Layout
from shopsync_gui.core.newsletter.letter_sizes import PAGE
from shopsync_gui.letters.compiler import bytes_of, html_of
from shopsync_gui.ui.newsletter.letter_painter import LetterPainter
from tests.bench.common import Options, Result, percentile
from tests.letters.examples import letter

PRODUCTS = 50
ROUNDS = 20
GOAL_MS = 100

_FIRST = """
import time
from tests.letters.examples import letter
document = letter(50)
started = time.perf_counter()
from shopsync_gui.letters.compiler import html_of
html_of(document)
print((time.perf_counter() - started) * 1000)
"""


def newsletter(_options: Options) -> Result:
    """A letter of 50 products in every layout; the first one of a program, with its imports, too."""
    first = subprocess.run(
        [sys.executable, "-c", _FIRST], capture_output=True, text=True, check=True, timeout=60
    )
    worst, sizes = 0.0, {}
    for layout in Layout:
        document = letter(PRODUCTS, layout=layout)
        times = []
        for _round in range(ROUNDS):
            started = time.perf_counter()
            html = html_of(document)
            times.append((time.perf_counter() - started) * 1000)
        worst = max(worst, percentile(times, 0.5))
        sizes[layout.value] = bytes_of(html)
    return {
        "products": PRODUCTS,
        "compile_ms": round(worst, 1),
        "first_compile_ms": round(float(first.stdout), 1),
        "paint_ms": round(_painting(), 1),
        "bytes": sizes,
        "goal_ms": GOAL_MS,
        "reached": worst <= GOAL_MS,
    }


def _painting() -> float:
    """One picture of the preview after a change, in milliseconds."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    document = letter(PRODUCTS)
    times = []
    for _round in range(ROUNDS):
        started = time.perf_counter()
        sheet = LetterPainter(document, PAGE, "#ffffff")
        image = QImage(sheet.size.toSize(), QImage.Format.Format_RGB32)
        painter = QPainter(image)
        sheet.paint(painter, lambda _address, _side: None)
        painter.end()
        times.append((time.perf_counter() - started) * 1000)
    return percentile(times, 0.5)
