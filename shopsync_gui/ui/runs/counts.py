"""What the list of runs counts of each: what was written, what would be, what was taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.runs import JobKind, RunState
from shopsync_gui.core.text import format_int

if TYPE_CHECKING:
    from shopsync_gui.core.runs import RunReport

MINUS = "\N{MINUS SIGN}"


def figure(count: int) -> str:
    """A count; nothing is a dash."""
    return format_int(count).replace("-", MINUS) if count else "–"


def undid_all(run: RunReport) -> bool:
    """Whether it is an undo that left nothing of what it undid."""
    return run.kind is JobKind.UNDO and run.state is RunState.DONE and not run.kept


def created(run: RunReport) -> int:
    """What a run created; what a preview would; what an undo removed counts against it."""
    ahead = run.planned if run.kind is JobKind.PREVIEW else None
    return run.created - run.removed if ahead is None else ahead.create


def updated(run: RunReport) -> int:
    """What a run changed; what a preview would."""
    ahead = run.planned if run.kind is JobKind.PREVIEW else None
    return run.updated if ahead is None else ahead.update
