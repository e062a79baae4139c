"""The words on how a run ended, and the step that mends it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from shopsync_gui.core import errors
from shopsync_gui.core.errors import Problem, Remedy
from shopsync_gui.core.runs.account_words import (
    doubles_advice,
    given_up_text,
    main_skip_reason,
    names_back_text,
    skipped_text,
)
from shopsync_gui.core.runs.jobs import RESUMABLE_KINDS, JobKind
from shopsync_gui.core.runs.reading_notes import ReadingNote, note_lines
from shopsync_gui.core.runs.run_labels import brake_label, kind_label, state_label
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.core.text import (
    NN_,
    _,
    format_int,
    format_when,
    ngettext,
    sentences,
    translate_counted,
)
from shopsync_gui.core.tone import Tone
from shopsync_gui.sync.standing.remark import Remark, Step

if TYPE_CHECKING:
    from shopsync_gui.store.runs.overwritings import Overwriting


_DATA_BACK = NN_(
    "{n} product has its earlier data again.", "{n} products have their earlier data again."
)
_REMOVED = NN_(
    "{n} product was removed from the account.", "{n} products were removed from the account."
)


def given_back_text(undo: RunReport) -> str:
    """Say what an undo gave back or removed."""
    texts = [
        translate_counted(text, count).format(n=format_int(count))
        for text, count in ((_DATA_BACK, undo.updated), (_REMOVED, undo.removed))
        if count
    ]
    if undo.renamed_categories:
        texts.append(names_back_text(undo.renamed_categories))
    return " ".join(texts)


def on_undo(latest: RunReport) -> Remark:
    """Remark on what an undo left: the account is no longer what a sync made it."""
    again = _("The next sync would write the shop's values once more.")
    tone = Tone.WARNING if latest.state is RunState.PARTIAL else Tone.PLAIN
    title = _("You undid a sync; the account no longer matches the shop.")
    text = sentences(given_back_text(latest), again)
    return Remark(tone, title, (text,), (Step.SYNC, Step.DETAILS), latest)


def on_new_sides(latest: RunReport) -> Remark:
    """Remark that the last run was about another shop or account than the one that is connected now."""
    text = _("What was found between the former ones no longer counts. Look at a preview first.")
    title = _("The connection leads to another shop or account now.")
    return Remark(Tone.PLAIN, title, (text,), (Step.PREVIEW, Step.SYNC), latest)


def on_overwriting(overwriting: Overwriting) -> Remark:
    """Remark that another shop of the same account wrote over products of this one, or gave them back."""
    if not overwriting.products:
        title = _("What {shop} had overwritten in the account was given back.")
        text = _("The two sides have not been verified since. Look at a preview first.")
        title = title.format(shop=overwriting.shop)
        return Remark(Tone.PLAIN, title, (text,), (Step.PREVIEW, Step.SYNC))
    title = ngettext(
        "{shop} overwrote {n} product of this shop in the account.",
        "{shop} overwrote {n} products of this shop in the account.",
        overwriting.products,
    ).format(shop=overwriting.shop, n=format_int(overwriting.products))
    text = _(
        "Both shops fill the same account and have products with the same SKU, so each shop's sync"
        " overwrites what the other's has written. Connect each shop to an account of its own, or give"
        " their products different SKUs."
    )
    return Remark(Tone.WARNING, title, (text,), (Step.PREVIEW, Step.SYNC))


def on_backup(latest: RunReport) -> Remark:
    """Remark that the last run came out of a backup, so that nobody knows what was written since."""
    text = _(
        "What was written since then is not known here. The next sync compares both sides anew."
    )
    return Remark(Tone.PLAIN, _("The data come from a backup."), (text,), (Step.SYNC,), latest)


def on_new_options(latest: RunReport) -> Remark:
    """Remark that the account still holds what other options than those of now gave."""
    text = _("The account still holds what the former options gave. Look at a preview first.")
    title = _("The options have changed since the last sync.")
    return Remark(Tone.PLAIN, title, (text,), (Step.PREVIEW, Step.SYNC), latest)


def on_doubtful_prices(reading: RunReport) -> Remark:
    """Warn that the shop may have told gross prices as net ones."""
    title = _("The net prices of the shop may be gross prices.")
    texts = tuple(note_lines((ReadingNote.NET_IS_GROSS,)))
    return Remark(Tone.WARNING, title, texts, (Step.DETAILS,), reading)


def on_failed(count: int, latest: RunReport) -> Remark:
    """Say how many products were not written."""
    return Remark(Tone.WARNING, not_written(count), (), (Step.FAILED,), latest)


def on_skipped(count: int, latest: RunReport) -> Remark:
    """The products of the shop that are skipped; after an import of old orders said to be no others."""
    if latest.kind is JobKind.ORDERS:
        text = ngettext(
            "{n} product of the shop itself is skipped.",
            "{n} products of the shop itself are skipped.",
            count,
        )
        return Remark(Tone.MUTED, text.format(n=format_int(count)), (), (Step.SKIPPED,))
    why = tuple(main_skip_reason(latest))
    return Remark(Tone.MUTED, skipped_text(count), why, (Step.SKIPPED,), latest)


def on_refused(count: int, latest: RunReport) -> Remark:
    """Warn of the products of the shop that are left out because SalesAutopilot did not take them."""
    return Remark(Tone.WARNING, given_up_text(count), (), (Step.SKIPPED,), latest)


def on_skipped_of_orders(latest: RunReport) -> Remark:
    """Say how many products of old orders were skipped."""
    text = ngettext(
        "{n} product of old orders was skipped.",
        "{n} products of old orders were skipped.",
        latest.skipped,
    ).format(n=format_int(latest.skipped))
    return Remark(Tone.MUTED, text, (), (Step.SKIPPED,), latest)


def not_written(count: int) -> str:
    """Say that so many products could not be written."""
    return ngettext(
        "{n} product could not be written.", "{n} products could not be written.", count
    ).format(n=format_int(count))


def on_preview(preview: RunReport) -> Remark | None:
    """Remark on what a preview found; nothing of one that was broken off, or found nothing to do."""
    if preview.problem is not None:
        return _on_problem(preview.problem, preview, Step.PREVIEW)
    if preview.state is not RunState.DONE:
        return None
    if preview.orders_since is not None:
        title = _("The orders have been read; nothing has been written.")
        return Remark(Tone.PLAIN, title, (), (Step.IMPORT,), preview)
    if preview.planned is None:
        return None
    from shopsync_gui.core.runs.plan_words import nothing_to_write_text, plan_line

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
    first = False
    match problem.remedy:
        case Remedy.EDIT_CONNECTION:
            steps = (again, Step.EDIT)
        case Remedy.TYPE_SECRETS:  # nothing goes on before they are there
            steps = (Step.EDIT, again)
            first = True
        case Remedy.PREVIEW_AGAIN if again is not Step.UNDO:  # that one begins with its own
            steps = (Step.PREVIEW,)
        case Remedy.RESTORE_BACKUP:  # no run goes on with such data
            steps = ()
        case Remedy.CHECK_ACCOUNT:
            steps = (Step.CHECK, again)
        case _:
            steps = (again,)
    texts = (problem.message, problem.action)
    return Remark(tone, problem.title, texts, steps, run, comes_first=first)


def on_run(latest: RunReport) -> Remark | None:
    """Say how the run ended, where that is worth a remark, and until when the next one has to wait."""
    remark = _on_end(latest)
    if remark is not None and latest.made_doubles:
        remark = _with_undo(remark, latest)
    if remark is None or latest.quiet_until is None or latest.quiet_until < datetime.now(UTC):
        return remark
    from shopsync_gui.core.runs.receipt import quiet_text

    return replace(remark, texts=(*remark.texts, quiet_text(latest, format_when)))


def _with_undo(remark: Remark, latest: RunReport) -> Remark:
    """The remark with the undo of a run that created what stands twice, and why, unless it says so."""
    advice = doubles_advice(latest)
    texts = remark.texts if advice in " ".join(remark.texts) else (*remark.texts, advice)
    return replace(remark, texts=texts, steps=(Step.TAKE_BACK, *remark.steps))


def _on_end(latest: RunReport) -> Remark | None:
    again = _again(latest)
    problem = latest.problem
    if problem is not None:
        if latest.state.ended and problem.is_a(errors.AccountListEnds):  # no sync mends that
            words = (problem.message, problem.action)
            return Remark(Tone.WARNING, problem.title, words, (Step.DETAILS,), latest)
        if problem.is_a(errors.AccountListIncomplete):
            again = again if latest.not_written else Step.SYNC
        return _on_problem(problem, latest, again)
    match latest.state:
        case RunState.RUNNING:  # nobody is at it: its end could not be stored
            return _on_problem(errors.Interrupted().problem, latest, again)
        case RunState.STOPPED:
            title = _("The safety brake stopped the sync.")
            wrote = _("Nothing has been written.")
            if latest.may_have_written:
                wrote = _("Nothing more was written.")
            texts = (wrote, *map(brake_label, latest.brakes))
            return Remark(Tone.WARNING, title, texts, (Step.APPROVE,), latest)
        case RunState.PARTIAL:
            from shopsync_gui.core.runs.verified_words import verified_text

            part_done = _("The sync is only partly done.")
            if not latest.may_have_written:
                part_done = _("The sync has written nothing.")
            title = _title(latest, part_done)
            text = not_written(latest.failed) if latest.failed else verified_text(latest)
            if not (latest.may_have_written or latest.failed) and (
                why := list(main_skip_reason(latest))
            ):
                title, text = why[0], why[1]
            helps = latest.not_written if latest.kind is JobKind.SYNC else latest.leaves_to_write
            helps = helps and latest.kind in (JobKind.SYNC, JobKind.VERIFY)
            steps = (Step.SYNC, Step.DETAILS) if helps else (Step.DETAILS,)
            return Remark(Tone.WARNING, title, (text,), steps, latest)
        case RunState.CANCELLED if again is not Step.DETAILS:
            title = _title(latest, _("The last sync was cancelled."))
            text = _("Start it again and it continues from there; nothing is written twice.")
            if latest.kind is JobKind.UNDO:
                text = _("Continue it, and it goes on from there; nothing is undone twice.")
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
