"""How long tests wait for what comes sooner or later, in one file.

A test is about that something comes, not about how soon, so that no wait is short. A computer on
which everything takes a multiple of the usual time is told so: SHOPSYNC_TEST_PATIENCE=8.
"""

from __future__ import annotations

import os

#: How many times slower than usual everything may be here.
FACTOR = float(os.environ.get("SHOPSYNC_TEST_PATIENCE", "1"))


def patient(seconds: float) -> float:
    """So many seconds on an ordinary computer, more on a slow one."""
    return seconds * FACTOR


#: Milliseconds within which whatever a test of the window waits for comes, on a busy computer too.
PATIENCE = int(patient(60) * 1000)
