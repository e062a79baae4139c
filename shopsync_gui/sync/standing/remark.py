"""A remark on a shop: its words and the steps that help."""

from __future__ import annotations

from enum import Enum, auto

import msgspec

from shopsync_gui.core.errors import Problem
from shopsync_gui.core.runs.runs import RunReport
from shopsync_gui.core.text import _
from shopsync_gui.core.tone import Tone


class Step(Enum):
    """A thing that the user can do next."""

    SYNC = auto()
    CONTINUE = auto()
    UNDO = auto()
    APPROVE = auto()
    EDIT = auto()
    DETAILS = auto()
    PREVIEW = auto()
    SKIPPED = auto()
    CHECK = auto()
    FAILED = auto()


#: Steps that write to the account.
WRITING_STEPS = frozenset({Step.SYNC, Step.CONTINUE, Step.UNDO, Step.APPROVE})
#: Steps that ask the shop or the account, for which passwords are needed.
ASKING_STEPS = WRITING_STEPS | {Step.PREVIEW}


class Remark(msgspec.Struct, frozen=True):
    """A remark on a shop: its texts, the steps that help, and the run that they are about.

    A muted one says that all is as it should be, and is only worth a mention; one on the account's
    ways (`of_account`) sums up what the run's receipt tells one by one. Before the first step of one
    that `comes_first`, nothing else can be done.
    """

    tone: Tone
    title: str
    texts: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    run: RunReport | None = None
    of_account: bool = False
    comes_first: bool = False
    #: The problem of which it tells, where that is not its run's.
    problem: Problem | None = None


def step_label(step: Step) -> str:
    """Name a step, as on a button."""
    return {
        Step.SYNC: _("Product sync…"),
        Step.CONTINUE: _("Continue"),
        Step.UNDO: _("Continue the undo…"),
        Step.APPROVE: _("Review and approve…"),
        Step.EDIT: _("Edit…"),
        Step.DETAILS: _("Show details"),
        Step.PREVIEW: _("Preview…"),
        Step.SKIPPED: _("Show in the list"),
        Step.CHECK: _("Compatibility report…"),
        Step.FAILED: _("Why?"),
    }[step]
