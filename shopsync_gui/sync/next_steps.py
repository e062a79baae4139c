"""The words on how a shop stands, and the next step that mends it; every front end says the same."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core import errors
from shopsync_gui.core.account_words import account_lines
from shopsync_gui.core.errors import Problem, Remedy
from shopsync_gui.core.jobs import RESUMABLE_KINDS, JobKind
from shopsync_gui.core.run_labels import JOB_KINDS, brake_label, kind_label, state_label
from shopsync_gui.core.runs import RunReport, RunState
from shopsync_gui.core.text import _, format_int, ngettext, translate
from shopsync_gui.core.tone import Tone
from shopsync_gui.sync.unfinished_run import unfinished_run

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shopsync_gui.store.overwritings import Overwriting
    from shopsync_gui.sync.missing_consent import MissingConsent
    from shopsync_gui.sync.schedule_obstacles import Obstacle
    from shopsync_gui.sync.standing import ShopStanding


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


class Remark(msgspec.Struct, frozen=True):
    """A remark on a shop: its texts, the steps that help, and the run that they are about.

    A muted one says that all is as it should be, and is only worth a mention; one on the account's
    ways (`of_account`) sums up what the run's receipt tells one by one.
    """

    tone: Tone
    title: str
    texts: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    run: RunReport | None = None
    of_account: bool = False


def step_label(step: Step) -> str:
    """What a step is called, as on a button."""
    return {
        Step.SYNC: _("Product sync…"),
        Step.CONTINUE: _("Continue"),
        Step.UNDO: _("Continue the undo…"),
        Step.APPROVE: _("Review and approve…"),
        Step.EDIT: _("Edit…"),
        Step.DETAILS: _("Show details"),
        Step.PREVIEW: _("Preview…"),
        Step.SKIPPED: _("Which ones?"),
        Step.CHECK: _("Compatibility report…"),
        Step.FAILED: _("Why?"),
    }[step]


def shared_text(shops: str) -> str:
    """The warning where other shops are written to the same account."""
    return _(
        "The same account is also filled from: {shops}. Products with the same SKU overwrite"
        " each other."
    ).format(shops=shops)


def remarks_on(standing: ShopStanding) -> Iterator[Remark]:
    """The remarks worth making on a shop; none while a job of this program is at work for it.

    A viewer of a team is offered nothing that writes.
    """
    for remark in _remarks_on(standing):
        if standing.looks_only:
            steps = tuple(step for step in remark.steps if step not in WRITING_STEPS)
            yield msgspec.structs.replace(remark, steps=steps)
        else:
            yield remark


def _remarks_on(standing: ShopStanding) -> Iterator[Remark]:
    activity = standing.activity
    if activity.running or activity.waiting:
        return
    if activity.others:
        yield _on_others(activity.others_kind)
    elif standing.problem is not None:
        problem = standing.problem
        tone = Tone.WARNING if problem.is_a(errors.AccountLeased) else Tone.BAD
        yield Remark(tone, problem.title, (problem.message, problem.action))
    elif standing.moved is not None:
        moved = standing.moved
        yield Remark(Tone.WARNING, moved.title, (moved.message, moved.action), (Step.EDIT,))
    else:
        yield from _on_runs(standing)
    if standing.shared_with:
        yield Remark(Tone.MUTED, shared_text(standing.shared_with))


def on_schedule(
    obstacles: Sequence[Obstacle], missing: MissingConsent | None = None
) -> Iterator[Remark]:
    """What keeps scheduled syncs from running: a warning where none can, else a mention.

    Where consent is `missing`, the remarks on the shop itself have the button.
    """
    from shopsync_gui.sync.schedule_obstacles import obstacle_text

    for obstacle in obstacles:
        if obstacle.stops_all:
            title = _("The schedule cannot run")
            yield Remark(Tone.WARNING, title, (obstacle_text(obstacle),), (Step.EDIT,))
        else:
            yield Remark(Tone.MUTED, obstacle_text(obstacle))
    if missing is not None:
        from shopsync_gui.sync.missing_consent import missing_consent_text

        yield Remark(Tone.MUTED, missing_consent_text(missing))


def _on_runs(standing: ShopStanding) -> Iterator[Remark]:
    """What the last run left, what is skipped, and what a preview since then found."""
    latest, preview = standing.latest, standing.preview
    of_preview = None if preview is None else _on_preview(preview)
    if latest is not None and latest.led_elsewhere:
        if of_preview is None:
            yield _on_new_sides(latest)
    elif latest is not None:
        yield from _on_latest(standing, latest)
        done = latest.state is RunState.DONE
        if texts := tuple(account_lines(latest)):
            tone = Tone.MUTED if latest.verified else Tone.PLAIN
            title, *rest = (". ".join(texts),) if tone is Tone.MUTED else texts
            yield Remark(tone, title, tuple(rest), (Step.DETAILS,), latest, of_account=True)
        if standing.failed and done:
            yield _on_failed(standing.failed, latest)
        if latest.kind is JobKind.ORDERS and latest.skipped and latest.state.ended:
            yield _on_skipped_of_orders(latest)
        if standing.skipped and (done or latest.kind is JobKind.VERIFY):
            yield _on_skipped(standing.skipped, latest)
    elif of_preview is None:
        title = _("No product has been brought over yet.")
        yield Remark(Tone.PLAIN, title, (), (Step.PREVIEW, Step.SYNC))
    if of_preview is not None:
        yield of_preview


def _on_latest(standing: ShopStanding, latest: RunReport) -> Iterator[Remark]:
    """How the last run ended, or that what it found does not count any more."""
    unfinished = unfinished_run(standing)
    if unfinished is not None and (of_unfinished := _on_run(unfinished)) is not None:
        yield of_unfinished
    ended = latest.state.ended
    of_latest = _on_undo(latest) if standing.is_undone and ended else _on_run(latest)
    # A preview since then says whether the brake still holds.
    overtaken = latest.state is RunState.STOPPED and standing.comparison is not None
    if of_latest is not None:
        if not overtaken:
            yield of_latest
    elif standing.is_restored:
        yield _on_backup(latest)
    elif standing.is_outdated:
        yield _on_new_options(latest)
    if standing.is_overwritten and standing.overwritten is not None:
        yield _on_overwriting(standing.overwritten)


def _on_others(kind: JobKind | None) -> Remark:
    """That another program is at work: with this shop, or (`kind` is None) with another one."""
    if kind is None:
        text = _("Another window or command is at work; this shop can be synced after it.")
        return Remark(Tone.MUTED, text)
    if kind is JobKind.SYNC:
        title = _("Another window or command is syncing just now.")
    else:
        what = translate(JOB_KINDS[kind])
        title = _("Another window or command is at work just now: {what}").format(what=what)
    return Remark(Tone.PLAIN, title, (_("Its result appears here when it is ready."),))


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
    tone = Tone.WARNING if latest.state is RunState.PARTIAL else Tone.PLAIN
    title = _("You undid a sync; the account no longer matches the shop.")
    return Remark(tone, title, (" ".join(texts),), (Step.SYNC, Step.DETAILS), latest)


def _on_new_sides(latest: RunReport) -> Remark:
    """That the last run was about another shop or account than the one that is connected now."""
    text = _("What was found between the former ones no longer counts. Look at a preview first.")
    title = _("The connection leads to another shop or account now.")
    return Remark(Tone.PLAIN, title, (text,), (Step.PREVIEW, Step.SYNC), latest)


def _on_overwriting(overwriting: Overwriting) -> Remark:
    """That another shop of the same account wrote over products of this one."""
    title = ngettext(
        "{shop} overwrote {n} product of this shop in the account.",
        "{shop} overwrote {n} products of this shop in the account.",
        overwriting.products,
    ).format(shop=overwriting.shop, n=format_int(overwriting.products))
    text = _(
        "Both shops fill the same account and have products with the same SKU, so each sync writes"
        " over what the other shop's wrote. Connect each shop to an account of its own, or give their"
        " products different SKUs."
    )
    return Remark(Tone.WARNING, title, (text,), (Step.PREVIEW, Step.SYNC))


def _on_backup(latest: RunReport) -> Remark:
    """That the last run came out of a backup, so that nobody knows what was written since."""
    text = _(
        "What was written since then is not known here. The next sync compares both sides anew."
    )
    return Remark(Tone.PLAIN, _("The data come from a backup."), (text,), (Step.SYNC,), latest)


def _on_new_options(latest: RunReport) -> Remark:
    """That the account holds what other options decided than those of now."""
    text = _("The account has what the former ones decided. Look at a preview first.")
    title = _("The options have changed since the last sync.")
    return Remark(Tone.PLAIN, title, (text,), (Step.PREVIEW, Step.SYNC), latest)


def _on_failed(count: int, latest: RunReport) -> Remark:
    return Remark(Tone.WARNING, not_written(count), (), (Step.FAILED,), latest)


def _on_skipped(count: int, latest: RunReport) -> Remark:
    """The products of the shop that are skipped; after an import of old orders said to be no others."""
    if latest.kind is JobKind.ORDERS:
        text = ngettext(
            "{n} product of the shop itself is skipped.",
            "{n} products of the shop itself are skipped.",
            count,
        )
        return Remark(Tone.MUTED, text.format(n=format_int(count)), (), (Step.SKIPPED,))
    text = ngettext("{n} product was skipped.", "{n} products were skipped.", count)
    return Remark(Tone.MUTED, text.format(n=format_int(count)), (), (Step.SKIPPED,), latest)


def _on_skipped_of_orders(latest: RunReport) -> Remark:
    text = ngettext(
        "{n} product of old orders was skipped.",
        "{n} products of old orders were skipped.",
        latest.skipped,
    ).format(n=format_int(latest.skipped))
    return Remark(Tone.MUTED, text, (), (Step.SKIPPED,), latest)


def not_written(count: int) -> str:
    """That so many products could not be written."""
    return ngettext(
        "{n} product could not be written.", "{n} products could not be written.", count
    ).format(n=format_int(count))


def _on_preview(preview: RunReport) -> Remark | None:
    """What a preview found; nothing of one that was broken off, or found nothing to do."""
    if preview.problem is not None:
        return _on_problem(preview.problem, preview, Step.PREVIEW)
    if preview.orders_since is not None:
        title = _("The orders have been read; nothing has been written.")
        return Remark(Tone.PLAIN, title, (), (Step.CONTINUE,), preview)
    if preview.planned is None or preview.state is not RunState.DONE:
        return None
    from shopsync_gui.core.plan_words import nothing_to_write_text, plan_line

    if nothing_to_write_text(preview.planned) and not preview.brakes:
        return None
    if preview.brakes:
        title = _("The preview is ready; the safety brake would stop the sync.")
        texts = (plan_line(preview.planned), *(brake_label(brake) for brake in preview.brakes))
        return Remark(Tone.WARNING, title, texts, (Step.APPROVE,), preview)
    title = _("The preview is ready; nothing has been written.")
    return Remark(Tone.PLAIN, title, (plan_line(preview.planned),), (Step.SYNC,), preview)


def _on_problem(problem: Problem, run: RunReport, again: Step) -> Remark:
    if run.mended or problem.is_a(errors.ShopMoved):
        title = _("The new connection is in force.")
        if again is Step.CONTINUE:
            title = _("The new connection is in force; the sync can go on.")
        return Remark(Tone.PLAIN, title, (), (again,), run)
    tone = Tone.BAD if run.state is RunState.FAILED else Tone.WARNING
    steps: tuple[Step, ...]
    match problem.remedy:
        case Remedy.EDIT_CONNECTION:
            steps = (again, Step.EDIT)
        case Remedy.TYPE_SECRETS:  # nothing goes on before they are there
            steps = (Step.EDIT, again)
        case Remedy.PREVIEW_AGAIN if again is not Step.UNDO:  # that one begins with its own
            steps = (Step.PREVIEW,)
        case Remedy.CHECK_ACCOUNT:
            steps = (Step.CHECK, again)
        case _:
            steps = (again,)
    return Remark(tone, problem.title, (problem.message, problem.action), steps, run)


def _on_run(latest: RunReport) -> Remark | None:
    again = _again(latest)
    if latest.problem is not None and latest.problem.is_a(errors.AccountListIncomplete):
        again = again if latest.not_written else Step.DETAILS  # nothing is left to be done
    if latest.problem is not None:
        return _on_problem(latest.problem, latest, again)
    match latest.state:
        case RunState.STOPPED:
            title = _("The safety brake stopped the sync. Nothing has been written.")
            reasons = tuple(brake_label(brake) for brake in latest.brakes)
            return Remark(Tone.WARNING, title, reasons, (Step.APPROVE,), latest)
        case RunState.PARTIAL:
            from shopsync_gui.core.receipt import verified_text

            title = _title(latest, _("The sync is only partly done."))
            text = not_written(latest.failed) if latest.failed else verified_text(latest)
            verified = latest.kind is JobKind.VERIFY
            steps = (Step.SYNC, Step.DETAILS) if verified else (Step.DETAILS,)
            return Remark(Tone.WARNING, title, (text,), steps, latest)
        case RunState.CANCELLED if again is not Step.DETAILS:
            title = _title(latest, _("The last sync was cancelled."))
            text = _("Start it again and it continues from there; nothing is written twice.")
            return Remark(Tone.PLAIN, title, (text,), (again,), latest)
        case RunState.CANCELLED:
            return Remark(Tone.PLAIN, _title(latest, ""), (), (again,), latest)
    return None


def _again(latest: RunReport) -> Step:
    """The step that goes on with a run that did not come to its end."""
    if latest.kind in RESUMABLE_KINDS:
        return Step.CONTINUE
    return Step.DETAILS if latest.kind is not JobKind.UNDO else Step.UNDO


def _title(latest: RunReport, of_sync: str) -> str:
    if latest.kind is JobKind.SYNC:
        return of_sync
    return f"{kind_label(latest)}: {state_label(latest)}"
