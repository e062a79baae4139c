"""The words on whether a run found the two sides equal, and what mends it where it did not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.errors import AccountListIncomplete
from shopsync_gui.core.products.labels import field_label
from shopsync_gui.core.runs.account_words import (
    doubles_advice,
    doubles_text,
    given_up_text,
    main_skip_reason,
    skipped_text,
)
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.text import _, format_int, ngettext, sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shopsync_gui.core.runs.runs import RunReport


def verified_text(report: RunReport) -> str:
    """Whether the two sides were found equal, in a sentence or several; empty where nothing was compared."""
    return sentences(*verified_statements(report))


def verified_statements(report: RunReport) -> Iterator[str]:
    """The same as single statements."""
    if report.verified is None:
        return
    if report.undo_of is not None:
        yield _undone_text(report) if report.verified else _("Not everything could be restored.")
        return
    if not report.failed:  # what failed comes first
        yield from main_skip_reason(report)
    equal = report.compared
    if equal is None:
        equal = report.created + report.updated + report.unchanged
    other = report.kept + report.failed + report.difference_count
    if report.skipped and not equal + other:
        yield _("Nothing was compared: every product was skipped.")
        return
    cut = report.problem is not None and report.problem.is_a(AccountListIncomplete)
    if cut and equal and not report.difference_count:
        yield ngettext(
            "{n} product was compared and is equal. Whether that is all of them, the account's list does not show.",
            "{n} products were compared and are equal. Whether that is all of them, the account's list does not show.",
            equal,
        ).format(n=format_int(equal))
    elif report.is_unsteady and not report.verified:
        yield ngettext(
            "{n} product was compared and is equal. Whether that is all of them, the shop's list does not show.",
            "{n} products were compared and are equal. Whether that is all of them, the shop's list does not show.",
            equal,
        ).format(n=format_int(equal))
    elif report.verified or report.is_equal_but_for_refused:
        yield _compared(report, equal)
        if others := max(0, report.skipped - report.given_up):
            yield skipped_text(others)
        if report.given_up:
            yield given_up_text(report.given_up)
    elif report.brakes and not other and not report.doubled:
        yield _("It is not proven that the two sides are equal.")
    else:
        yield from _unequal(report)
    if report.failed:
        yield from main_skip_reason(report)


def _unequal(report: RunReport) -> Iterator[str]:
    """Say that the two sides are not equal, and why as far as no sync mends that."""
    yield _("The two sides are not equal.")
    if report.given_up:
        yield given_up_text(report.given_up)
    elif report.keeps_apart:
        yield _(
            "SalesAutopilot stores these values in its own way, and another sync would not change that: {fields}. Ask SalesAutopilot's customer service whether it can store them unchanged, or give them another form in the shop."
        ).format(fields=_fields_apart(report))
    elif report.stays_apart and report.problem is None:
        yield _(
            "SalesAutopilot did not take these values, and they are left until they change in the shop or you retry their products: {fields}."
        ).format(fields=_fields_apart(report))
    if doubles := doubles_text(report):
        yield f"{doubles}."
        yield doubles_advice(report)


def _fields_apart(report: RunReport) -> str:
    """The names of the fields that differ."""
    return ", ".join(sorted({field_label(difference.field) for difference in report.differences}))


def _undone_text(report: RunReport) -> str:
    """Describe what an undo was found to have done."""
    if report.updated or report.renamed_categories:
        return _("Checked: the account holds the restored values.")
    if report.removed:
        return _("Checked: what was to be removed is no longer in the account.")
    return _("There was nothing to give back.")


def _compared(report: RunReport, equal: int) -> str:
    """Say that the compared products are equal, and both sides where that is known of all products.

    A retry and an import of old orders compare their own alone; what a list that ends lacks was asked for singly;
    a quick sync has read of the shop what changed.
    """
    if report.not_told:
        text = ngettext(
            "{n} product was compared and is equal, as far as SalesAutopilot shows it.",
            "{n} products were compared and are equal, as far as SalesAutopilot shows them.",
            equal,
        )
    elif report.kind in (JobKind.RETRY, JobKind.ORDERS) or report.list_is_short or report.given_up:
        text = ngettext(
            "{n} product was compared and is equal.",
            "{n} products were compared and are equal.",
            equal,
        )
    elif report.quick:
        text = ngettext(
            "{n} product was compared and is equal; of the shop only what had changed was read.",
            "{n} products were compared and are equal; of the shop only what had changed was read.",
            equal,
        )
    else:
        text = ngettext(
            "Both sides are equal: {n} product was compared.",
            "Both sides are equal: {n} products were compared.",
            equal,
        )
    return text.format(n=format_int(equal))
