"""What a card says of the last run, and which buttons help from there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from shopsync_gui.core.errors import PlanMoved
from shopsync_gui.core.labels import JOB_KINDS, RUN_STATES, brake_label
from shopsync_gui.core.receipt import verified_text
from shopsync_gui.core.runs import RESUMABLE_KINDS, JobKind, RunReport, RunState
from shopsync_gui.core.text import _, format_int, ngettext, translate

if TYPE_CHECKING:
    from shopsync_gui.core.plan import PlanCounts


class Step(Enum):
    """What the user can do next."""

    SYNC = auto()
    CONTINUE = auto()
    APPROVE = auto()
    EDIT = auto()
    DETAILS = auto()
    LOOK = auto()


@dataclass(frozen=True, slots=True)
class Remark:
    """A box in the card: its tone as in `widgets.note`, its texts and its buttons."""

    tone: str
    title: str
    texts: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()


def step_label(step: Step) -> str:
    """The text of a button."""
    return {
        Step.SYNC: _("Product sync…"),
        Step.CONTINUE: _("Continue"),
        Step.APPROVE: _("Look and approve…"),
        Step.EDIT: _("Edit…"),
        Step.DETAILS: _("Show details"),
        Step.LOOK: _("Preview…"),
    }[step]


def remark_on(latest: RunReport | None) -> Remark | None:
    """What is worth saying of the last run; None where it simply ended well."""
    if latest is None:
        return Remark("plain", _("No product has been brought over yet."), (), (Step.SYNC,))
    again = Step.CONTINUE if latest.kind in RESUMABLE_KINDS else Step.DETAILS
    if latest.problem is not None:
        problem = latest.problem
        tone = "bad" if latest.state is RunState.FAILED else "warning"
        steps: tuple[Step, ...] = (again, Step.EDIT)
        if problem.code == PlanMoved.__name__:
            steps = (Step.LOOK,)
        return Remark(tone, problem.title, (problem.message, problem.action), steps)
    match latest.state:
        case RunState.STOPPED:
            return Remark(
                "warning",
                _("The safety brake stopped the sync. Nothing has been written."),
                tuple(brake_label(brake) for brake in latest.brakes),
                (Step.APPROVE,),
            )
        case RunState.PARTIAL:
            title = _title(latest, _("The sync is only partly done."))
            return Remark("warning", title, (_shortfall(latest),), (Step.DETAILS,))
        case RunState.CANCELLED | RunState.RUNNING if again is Step.CONTINUE:
            return Remark(
                "plain",
                _title(latest, _("The last sync was interrupted.")),
                (_("The next one goes on from there; nothing is written twice."),),
                (again,),
            )
        case RunState.CANCELLED | RunState.RUNNING:
            return Remark("plain", _title(latest, ""), (), (again,))
    if latest.orders_since is not None and latest.kind is JobKind.PREVIEW:
        title = _("The orders have been read; nothing has been written.")
        return Remark("plain", title, (), (Step.CONTINUE,))
    if latest.kind is JobKind.PREVIEW and latest.planned is not None:
        title = _("The preview is ready; nothing has been written.")
        return Remark("plain", title, (plan_line(latest.planned),), (Step.SYNC,))
    return None


def _shortfall(latest: RunReport) -> str:
    if not latest.failed:
        return verified_text(latest)
    return ngettext(
        "{n} product could not be written.",
        "{n} products could not be written.",
        latest.failed,
    ).format(n=format_int(latest.failed))


def _title(latest: RunReport, of_sync: str) -> str:
    if latest.kind is JobKind.SYNC:
        return of_sync
    return f"{translate(JOB_KINDS[latest.kind])}: {translate(RUN_STATES[latest.state])}"


def plan_line(planned: PlanCounts) -> str:
    """What a plan holds, in one line."""
    counts = (
        (_("New"), planned.create),
        (_("Changes"), planned.update),
        (_("Unchanged"), planned.unchanged),
        (_("Gone"), planned.gone),
        (_("Skipped"), planned.skip),
    )
    return " · ".join(f"{name}: {format_int(count)}" for name, count in counts)
