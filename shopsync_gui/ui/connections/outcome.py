"""What a card says of the last run, and which buttons help from there."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.errors import Remedy
from shopsync_gui.core.receipt import verified_text
from shopsync_gui.core.run_labels import JOB_KINDS, RUN_STATES, brake_label
from shopsync_gui.core.runs import RESUMABLE_KINDS, JobKind, RunReport, RunState
from shopsync_gui.core.text import _, format_int, ngettext, translate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shopsync_gui.core.plan import PlanCounts
    from shopsync_gui.ui.connections.facts import CardFacts


class Step(Enum):
    """What the user can do next."""

    SYNC = auto()
    CONTINUE = auto()
    APPROVE = auto()
    EDIT = auto()
    DETAILS = auto()
    LOOK = auto()
    SKIPPED = auto()


_FIRST_STEPS = (Step.LOOK, Step.SYNC)
_ENDED = (RunState.DONE, RunState.PARTIAL)


class Remark(msgspec.Struct, frozen=True):
    """A box in the card: its tone as in `widgets.note`, its texts and its buttons.

    A "quiet" one has no box: it is as things should be, and only worth a mention.
    """

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
        Step.SKIPPED: _("Which ones?"),
    }[step]


def remarks_on(facts: CardFacts) -> Iterator[tuple[RunReport | None, Remark]]:
    """What is worth saying: of the last run, of what is skipped, and of a preview since then."""
    latest, looked = facts.latest, facts.looked
    remark = None if looked is None else _on_preview(looked)
    if latest is not None:
        of_latest = _on_undo(latest) if facts.undone and latest.state in _ENDED else _on_run(latest)
        if of_latest is not None:
            yield latest, of_latest
        if facts.counts.failed and latest.state is RunState.DONE:
            yield latest, _on_failed(facts.counts.failed)
        if facts.counts.skipped and (
            latest.state is RunState.DONE or latest.kind is JobKind.VERIFY
        ):
            yield latest, _on_skipped(facts.counts.skipped)
    elif remark is None:
        yield None, Remark("plain", _("No product has been brought over yet."), (), _FIRST_STEPS)
    if remark is not None:
        yield looked, remark


def on_others(kind: JobKind | None) -> Remark:
    """That another window or command is at work: with this shop, or (`kind` is None) with another."""
    if kind is None:
        text = _("Another window or command is at work; this shop can be synced after it.")
        return Remark("quiet", text)
    if kind is JobKind.SYNC:
        title = _("Another window or command is syncing just now.")
    else:
        what = translate(JOB_KINDS[kind])
        title = _("Another window or command is at work just now: {what}").format(what=what)
    return Remark("plain", title, (_("Its result appears here when it is ready."),))


def _on_undo(latest: RunReport) -> Remark:
    """What an undo left: the account is no longer what a sync made it."""
    texts = []
    if latest.updated:
        text = ngettext(
            "{n} product has its earlier data again.",
            "{n} products have their earlier data again.",
            latest.updated,
        )
        texts.append(text.format(n=format_int(latest.updated)))
    if latest.removed:
        text = ngettext(
            "{n} product was removed from the account.",
            "{n} products were removed from the account.",
            latest.removed,
        )
        texts.append(text.format(n=format_int(latest.removed)))
    texts.append(_("The next sync would write the shop's values once more."))
    tone = "warning" if latest.state is RunState.PARTIAL else "plain"
    title = _("A run has been undone; the account does not hold what the shop has.")
    return Remark(tone, title, (" ".join(texts),), (Step.SYNC, Step.DETAILS))


def _on_failed(count: int) -> Remark:
    text = ngettext(
        "{n} product could not be written.", "{n} products could not be written.", count
    )
    return Remark("warning", text.format(n=format_int(count)), (), (Step.SKIPPED,))


def _on_preview(looked: RunReport) -> Remark | None:
    """What a preview found; nothing of one that was broken off."""
    if looked.problem is not None:
        return _on_problem(looked, Step.LOOK)
    if looked.orders_since is not None:
        title = _("The orders have been read; nothing has been written.")
        return Remark("plain", title, (), (Step.CONTINUE,))
    if looked.planned is None or looked.state is not RunState.DONE:
        return None
    title = _("The preview is ready; nothing has been written.")
    return Remark("plain", title, (plan_line(looked.planned),), (Step.SYNC,))


def _on_problem(report: RunReport, again: Step) -> Remark:
    problem = report.problem
    assert problem is not None
    tone = "bad" if report.state is RunState.FAILED else "warning"
    steps: tuple[Step, ...]
    match problem.remedy:
        case Remedy.EDIT_CONNECTION:
            steps = (again, Step.EDIT)
        case Remedy.TYPE_SECRETS:  # nothing goes on before they are there
            steps = (Step.EDIT, again)
        case Remedy.PREVIEW_AGAIN:
            steps = (Step.LOOK,)
        case _:
            steps = (again,)
    return Remark(tone, problem.title, (problem.message, problem.action), steps)


def _on_run(latest: RunReport) -> Remark | None:
    again = Step.CONTINUE if latest.kind in RESUMABLE_KINDS else Step.DETAILS
    if latest.problem is not None:
        return _on_problem(latest, again)
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
        case RunState.CANCELLED if again is Step.CONTINUE:
            return Remark(
                "plain",
                _title(latest, _("The last sync was interrupted.")),
                (_("The next one goes on from there; nothing is written twice."),),
                (again,),
            )
        case RunState.CANCELLED:
            return Remark("plain", _title(latest, ""), (), (again,))
    return None


def _on_skipped(count: int) -> Remark:
    text = ngettext("{n} product was skipped.", "{n} products were skipped.", count)
    return Remark("quiet", text.format(n=format_int(count)), (), (Step.SKIPPED,))


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
