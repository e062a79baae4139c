"""The runs that say how the two sides of a shop stand after them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.runs.jobs import JobKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shopsync_gui.core.runs.runs import RunReport


def tells(run: RunReport, before: RunReport | None) -> bool:
    """Whether a run says how the sides stand after the one `before` that did.

    One without a write does as the end of an undo that was broken off.
    """
    if not run.says_nothing_new:
        return True
    if before is None or run.undo_of is None or before.undo_of != run.undo_of:
        return False
    return before.kind is JobKind.UNDO and not before.state.ended


def last_telling(recent: Sequence[RunReport]) -> RunReport | None:
    """The last of these runs, the newest of which is the first, that says how the sides stand."""
    found: RunReport | None = None
    for run in reversed(recent):
        if run.kind is not JobKind.PREVIEW and tells(run, found):
            found = run
    return found
