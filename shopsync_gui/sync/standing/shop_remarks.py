"""The remarks on a shop: what its runs left, what other programs do to it, and what helps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core import errors
from shopsync_gui.core.errors import Remedy
from shopsync_gui.core.plan.plan_summary import BrakeKind
from shopsync_gui.core.runs.account_words import account_lines, own_ways
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.run_labels import others_work_text
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.core.text import _
from shopsync_gui.core.tone import Tone
from shopsync_gui.sync.standing.remark import Remark, Step
from shopsync_gui.sync.standing.run_remarks import (
    on_backup,
    on_doubtful_prices,
    on_failed,
    on_new_options,
    on_new_sides,
    on_overwriting,
    on_preview,
    on_refused,
    on_run,
    on_skipped,
    on_skipped_of_orders,
    on_undo,
)
from shopsync_gui.sync.standing.undos import undo_in_force
from shopsync_gui.sync.standing.unfinished_run import unfinished_run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shopsync_gui.core.team.verdict import Verdict
    from shopsync_gui.sync.standing.standing import ShopStanding


def shared_text(shops: str) -> str:
    """The warning where other shops are written to the same account."""
    return _(
        "The same account is also filled from: {shops}. Products with the same SKU overwrite"
        " each other."
    ).format(shops=shops)


def shop_remarks(standing: ShopStanding) -> Iterator[Remark]:
    """The remarks on a shop, whoever reads them; none while a job of this program is at work for it."""
    activity = standing.activity
    if activity.running or activity.waiting:
        return
    if activity.others:
        yield _on_others(activity.others_kind)
    elif standing.problem is not None:
        problem = standing.problem
        tone = Tone.WARNING if problem.is_a(errors.AccountLeased) else Tone.BAD
        steps: tuple[Step, ...] = ()
        if problem.is_a(errors.StoreNotWritten):  # what was to be done then is to be done still
            before = None if standing.latest is None else on_run(standing.latest)
            steps = (Step.SYNC,) if before is None else before.steps
        texts = (problem.message, problem.action)
        yield Remark(tone, problem.title, texts, steps, standing.latest, problem=problem)
    elif standing.moved is not None:
        moved = standing.moved
        yield Remark(
            Tone.WARNING,
            moved.title,
            (moved.message, moved.action),
            (Step.EDIT,),
            comes_first=True,
            problem=moved,
        )
    else:
        yield from _on_runs(standing)
    if standing.shared_with:
        yield Remark(Tone.MUTED, shared_text(standing.shared_with))


def _on_runs(standing: ShopStanding) -> Iterator[Remark]:
    """Remark on what the last run left, what is skipped, and what a preview since then found."""
    latest, whole = standing.latest, standing.whole
    preview = standing.preview or whole.comparison
    of_preview = None if preview is None else on_preview(preview)
    if whole.latest is not None and whole.latest.led_elsewhere:
        if of_preview is None:
            yield on_new_sides(whole.latest)
    elif latest is not None:
        yield from _on_whole(whole, preview, of_preview)
        tells = account_lines if latest.undo_of is None else own_ways  # an undo is told by itself
        if texts := tuple(tells(latest)):
            tone = Tone.MUTED if latest.verified else Tone.PLAIN
            yield Remark(tone, texts[0], texts[1:], (Step.DETAILS,), latest, of_account=True)
        yield from _on_products(standing, latest)
        if not standing.is_account_read and of_preview is None:
            yield msgspec.structs.replace(on_new_sides(latest), steps=(Step.PREVIEW,))
    if whole.latest is None and of_preview is None:
        title, texts = _("No product has been brought over yet."), ()
        if latest is not None:
            title = _("The shop itself has not been synced yet.")
        elif standing.in_team:
            title = _("This computer has not brought over any product yet.")
            texts = (_("What colleagues have synced is among the team's runs."),)
        yield Remark(Tone.PLAIN, title, texts, (Step.PREVIEW, Step.SYNC))
    if of_preview is not None:
        yield of_preview


def _on_products(standing: ShopStanding, latest: RunReport) -> Iterator[Remark]:
    """Remark on prices that may be wrong, and on products that were not written."""
    done = latest.state is RunState.DONE
    stops = latest.state is RunState.STOPPED
    told = stops and any(brake.kind is BrakeKind.GROSS for brake in latest.brakes)
    if standing.doubtful_prices is not None and not told:
        yield on_doubtful_prices(standing.doubtful_prices)
    if standing.failed and done:
        yield on_failed(standing.failed, latest)
    if latest.kind is JobKind.ORDERS and latest.skipped and latest.state.ended:
        yield on_skipped_of_orders(latest)
    if not (done or latest.kind is JobKind.VERIFY):
        return
    if standing.refused:
        yield on_refused(standing.refused, latest)
    if others := standing.skipped - standing.refused:
        yield on_skipped(others, latest)


def _on_whole(
    whole: ShopStanding, preview: RunReport | None, of_preview: Remark | None
) -> Iterator[Remark]:
    """Remark on the last run about the whole shop, but for what the remark on the preview since then offers.

    One that only asks for another preview is answered by it.
    """
    if whole.latest is None:
        return
    offered = () if of_preview is None else of_preview.steps
    is_there = preview is not None and preview.has_compared
    for remark in _on_latest(whole, whole.latest):
        problem = None if remark.run is None else remark.run.problem
        if is_there and problem is not None and problem.remedy is Remedy.PREVIEW_AGAIN:
            continue
        steps = tuple(step for step in remark.steps if step not in offered)
        yield msgspec.structs.replace(remark, steps=steps)


def _on_latest(standing: ShopStanding, latest: RunReport) -> Iterator[Remark]:
    """Remark on how the last run ended, or that what it found does not count any more."""
    if standing.colleague is not None and latest.state is not RunState.RUNNING:
        yield _on_colleague(standing.colleague)
        return
    unfinished = unfinished_run(standing)
    refused: frozenset[Step] = frozenset()
    if unfinished is not None and (of_unfinished := on_run(unfinished)) is not None:
        yield of_unfinished
        if unfinished.state is RunState.STOPPED:
            refused = frozenset({Step.SYNC})  # the brake stops it again
    ended = latest.state.ended
    undo = undo_in_force(standing)
    of_latest = on_run(latest)
    if standing.is_undone and ended and undo and standing.last_undo:
        of_latest = on_undo(standing.last_undo)
    if latest.left_behind:
        of_latest = None  # how it ended is not how the sides stand today
    # A preview since then says whether the brake still holds; by other options it says nothing.
    overtaken = latest.state is RunState.STOPPED and (
        standing.comparison is not None or latest.is_outdated
    )
    if of_latest is not None and not overtaken:
        steps = tuple(step for step in of_latest.steps if step not in refused)
        yield msgspec.structs.replace(of_latest, steps=steps)
        if undo is not None and not standing.is_undone:
            yield msgspec.structs.replace(on_undo(undo), steps=(Step.DETAILS,))
    told = of_latest is not None and not overtaken
    if standing.is_restored:
        yield _after(on_backup(latest), told=told)
    elif standing.is_outdated and not (told and latest.is_outdated):
        yield _after(on_new_options(latest), told=told)
    if standing.is_written_since and standing.overwritten is not None:
        yield on_overwriting(standing.overwritten)


def _on_colleague(verdict: Verdict) -> Remark:
    """Remark on what a colleague did after the last run here."""
    if verdict.equal:
        text = _("Synced by {who}: both sides are equal.")
        return Remark(Tone.MUTED, text.format(who=verdict.who))
    text = _("The account was changed by {who}; the two sides are not equal.")
    return Remark(Tone.PLAIN, text.format(who=verdict.who), (), (Step.PREVIEW, Step.SYNC))


def _after(remark: Remark, *, told: bool) -> Remark:
    """The remark without a step of its own where how the last run ended is `told`, with the one that helps."""
    return msgspec.structs.replace(remark, steps=()) if told else remark


def _on_others(kind: JobKind | None) -> Remark:
    """Remark that another program is at work: with this shop, or (`kind` is None) with another one."""
    if kind is None:
        text = _("Another window or command is at work; this shop can be synced after it.")
        return Remark(Tone.MUTED, text)
    return Remark(
        Tone.PLAIN, others_work_text(kind), (_("Its result appears here when it is ready."),)
    )
