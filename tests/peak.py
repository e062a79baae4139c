"""The most memory that this process has had at a time."""

from __future__ import annotations

import sys

import pytest


def peak() -> float:
    """In megabytes; skips the test where the system does not tell it."""
    resource = pytest.importorskip("resource", reason="only POSIX tells a peak of memory")
    told = float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    return told / (1024 * 1024 if sys.platform == "darwin" else 1024)
