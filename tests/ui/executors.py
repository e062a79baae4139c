"""An executor for tests of what is done in the background."""

from __future__ import annotations

from collections.abc import Callable


def at_once(work: Callable[[], None]) -> None:
    """Run it on the thread that asks."""
    work()
