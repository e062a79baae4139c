"""A remark on a shop: its words and the steps that help, and what of it has been told already."""

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
    IMPORT = auto()
    UNDO = auto()
    TAKE_BACK = auto()
    APPROVE = auto()
    EDIT = auto()
    DETAILS = auto()
    PREVIEW = auto()
    SKIPPED = auto()
    CHECK = auto()
    FAILED = auto()


#: Steps that write to the account.
WRITING_STEPS = frozenset(
    {Step.SYNC, Step.CONTINUE, Step.IMPORT, Step.UNDO, Step.TAKE_BACK, Step.APPROVE}
)
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
    #: The obstacle of a schedule of which it tells, where the user may put that away.
    obstacle: str = ""

    @property
    def texts_in_commands(self) -> tuple[str, ...]:
        """Its texts, with what a problem asks for as it is done with commands."""
        problem = self.problem or (None if self.run is None else self.run.problem)
        if problem is None:
            return self.texts
        action, instead = problem.action, problem.action_in_commands
        return tuple(instead if text == action else text for text in self.texts)


class Told:
    """The statements that a command has made on a shop: a run's receipt and problem, if one, and the remarks since.

    What a remark states is told once. It is the same in a receipt and in another remark where both
    take the words from one function.
    """

    def __init__(self, run: RunReport | None = None) -> None:
        self._run = run
        self._statements = set[str]()
        if run is not None:
            from shopsync_gui.core.runs.receipt import receipt_statements  # `status` needs none

            self._statements.update(receipt_statements(run))

    def tells(self, remark: Remark) -> bool:
        """Whether the run's receipt tells all about the remark."""
        if self._run is None:
            return False
        if remark.run is not None:
            return remark.run.run_id == self._run.run_id
        return remark.problem is not None and remark.problem == self._run.problem

    def news_of(self, remark: Remark) -> list[str]:
        """The statements of a remark, as commands tell it, that are news; they are told from here on."""
        more = () if self.tells(remark) else remark.texts_in_commands
        texts = (remark.title, *more)
        news = [text for text in texts if text not in self._statements]
        self._statements.update(news)
        return news


def step_label(step: Step) -> str:
    """Name a step, as on a button."""
    return {
        Step.SYNC: _("Product sync…"),
        Step.CONTINUE: _("Continue"),
        Step.IMPORT: _("Import of old orders…"),
        Step.UNDO: _("Continue the undo…"),
        Step.TAKE_BACK: _("Undo…"),
        Step.APPROVE: _("Review and approve…"),
        Step.EDIT: _("Edit…"),
        Step.DETAILS: _("Show details"),
        Step.PREVIEW: _("Preview…"),
        Step.SKIPPED: _("Show in the list"),
        Step.CHECK: _("Compatibility report…"),
        Step.FAILED: _("Why?"),
    }[step]
