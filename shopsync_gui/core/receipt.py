"""The receipt of a run as plain text, the same in the window, on the command line and in mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.account_words import (
    account_lines,
    doubles_advice,
    doubles_text,
    note_text,
)
from shopsync_gui.core.errors import AccountListIncomplete
from shopsync_gui.core.jobs import JobKind
from shopsync_gui.core.labels import field_label
from shopsync_gui.core.plan_words import from_to, order_counts, plan_counts, value_text
from shopsync_gui.core.reading_notes import note_lines
from shopsync_gui.core.run_labels import JOB_KINDS, brake_label, state_label
from shopsync_gui.core.runs import account_user
from shopsync_gui.core.text import (
    _,
    format_duration,
    format_int,
    format_moment,
    ngettext,
    pgettext,
    translate,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shopsync_gui.core.plan_summary import Duplicate
    from shopsync_gui.core.runs import Difference, RunReport

_MOST_DIFFERENCES = 50


def verified_text(report: RunReport) -> str:
    """Whether the two sides were found equal, as a sentence; empty where nothing was compared."""
    if report.verified is None:
        return ""
    if report.undo_of is not None:
        if report.verified:
            return _undone_text(report)
        return _("Not everything could be restored.")
    equal = report.compared
    if equal is None:
        equal = report.created + report.updated + report.unchanged
    other = report.kept + report.failed + report.difference_count
    if report.skipped and not equal + other:
        return _("Nothing was compared: every product was skipped.")
    cut = report.problem is not None and report.problem.is_a(AccountListIncomplete)
    if cut and equal and not report.difference_count:
        return ngettext(
            "{n} product was compared and is equal. Whether that is all of them, the account's list does not show.",
            "{n} products were compared and are equal. Whether that is all of them, the account's list does not show.",
            equal,
        ).format(n=format_int(equal))
    if report.is_unsteady and not report.verified:
        return ngettext(
            "{n} product was compared and is equal. Whether that is all of them, the shop's list does not show.",
            "{n} products were compared and are equal. Whether that is all of them, the shop's list does not show.",
            equal,
        ).format(n=format_int(equal))
    if report.verified:
        text = _compared(report, equal)
        if report.skipped:
            skipped = ngettext(
                "{n} product was skipped.", "{n} products were skipped.", report.skipped
            )
            text += " " + skipped.format(n=format_int(report.skipped))
        return text
    if report.brakes and not other and not report.doubled:
        return _("It is not proven that the two sides are equal.")
    return _unequal_text(report)


def _unequal_text(report: RunReport) -> str:
    """Say that the two sides are not equal, and why as far as no sync mends that."""
    text = _("The two sides are not equal.")
    if report.given_up:
        left_out = ngettext(
            "{n} product that SalesAutopilot did not take is left out until it changes in the shop or you retry it.",
            "{n} products that SalesAutopilot did not take are left out until they change in the shop or you retry them.",
            report.given_up,
        )
        text += " " + left_out.format(n=format_int(report.given_up))
    elif report.keeps_apart:
        text += " " + _(
            "SalesAutopilot stores these values in its own way, and another sync would not change that: {fields}. Ask SalesAutopilot's customer service whether it can store them unchanged, or give them another form in the shop."
        ).format(fields=_fields_apart(report))
    elif report.stays_apart and report.problem is None:
        text += " " + _(
            "SalesAutopilot did not take these values, and they are left until they change in the shop or you retry their products: {fields}."
        ).format(fields=_fields_apart(report))
    if doubles := doubles_text(report):
        text += f" {doubles}. {doubles_advice()}"
    return text


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
    """Say that the compared products are equal; a retry and an import of old orders compare their own alone."""
    if report.kind in (JobKind.RETRY, JobKind.ORDERS):
        text = ngettext(
            "{n} product was compared and is equal.",
            "{n} products were compared and are equal.",
            equal,
        )
    else:
        text = ngettext(
            "Both sides are equal: {n} product was compared.",
            "Both sides are equal: {n} products were compared.",
            equal,
        )
    return text.format(n=format_int(equal))


def receipt_text(report: RunReport, shop: str) -> str:
    """The whole receipt, one fact a line; `shop` is the connection's shown name."""
    return "\n".join(_lines(report, shop)) + "\n"


def _lines(report: RunReport, shop: str) -> Iterator[str]:
    yield f"{shop} – {translate(JOB_KINDS[report.kind])} #{report.run_id}"
    yield f"{_('State')}: {state_label(report)}"
    yield f"{_('Started')}: {format_moment(report.started_at)}"
    if report.finished_at is not None:
        yield f"{_('Finished')}: {format_moment(report.finished_at)}"
    if report.account_key:
        yield f"{_('API user name')}: {account_user(report.account_key)}"
    for label, text in duration_facts(report):
        yield f"{label}: {text}"
    yield ""
    for label, count in counts(report):
        yield f"{label}: {format_int(count)}"
    requests = _("Requests: {shop} to the shop, {account} to SalesAutopilot").format(
        shop=format_int(report.requests_shop), account=format_int(report.requests_target)
    )
    yield requests
    if text := verified_text(report):
        yield text
    yield from account_lines(report)
    yield from note_lines(report.reading_notes)
    for brake in report.brakes:
        yield f"- {brake_label(brake)}"
    if report.problem is not None:
        problem = report.problem
        yield ""
        yield problem.title
        yield problem.message
        yield problem.action
    yield from _findings(report)


def duration_facts(report: RunReport) -> tuple[tuple[str, str], ...]:
    """Tell how long a run took, as captions and texts; of one that was continued, how often, and its time at work."""
    took = format_duration(report.seconds)
    if not report.continued:
        return ((_("Duration"), took),)
    times = ngettext("{n} time", "{n} times", report.continued)
    return (
        (
            pgettext("a run, so many times", "Continued"),
            times.format(n=format_int(report.continued)),
        ),
        (_("Time at work"), took),
    )


def counts(report: RunReport) -> tuple[tuple[str, int], ...]:
    """Count what a run did, as captions and numbers of products."""
    if report.previews_sync and report.planned is not None:
        return plan_counts(report.planned)
    if report.kind is JobKind.PREVIEW and report.planned is not None:
        if report.orders_since is not None:
            return order_counts(report, report.planned)
        return ((_("Read from the shop"), report.pulled), *plan_counts(report.planned)[1:])
    if report.undo_of is not None:
        return (
            (_("Given back"), report.updated),
            (_("Removed"), report.removed),
            (_("Stays as it is"), report.kept),
            (_("Failed"), report.failed),
        )
    if report.orders_since is not None:
        return (
            (_("Orders read"), report.orders),
            (_("Products in them"), report.pulled),
            (_("Of these known from the shop itself, left alone"), report.in_shop),
            (_("Created"), report.created),
            (_("Changed"), report.updated),
            (_("Unchanged"), report.unchanged),
            (_("Skipped"), report.skipped),
            (_("Failed"), report.failed),
        )
    if report.in_shop_now is None:
        return ((_("Read from the shop"), report.pulled),)
    return tuple(_sum_of_sync(report))


def _sum_of_sync(report: RunReport) -> Iterator[tuple[str, int]]:
    """The shop's products, what adds up to them, and beside the sum those that it has no more."""
    some = report.kind is JobKind.RETRY
    yield _("Read from the shop") if some else _("In the shop"), report.in_shop_now or 0
    if report.quick:
        yield _("Of these read anew"), report.pulled
    if report.kind is not JobKind.VERIFY:
        yield _("Created"), report.created
        yield _("Changed"), report.updated
    yield _("Unchanged"), report.unchanged
    if report.kept:
        yield _("Stays different"), report.kept
    yield _("Skipped"), report.skipped
    yield _("Failed"), report.failed
    if report.not_written:
        differs = report.kind is JobKind.VERIFY
        yield _("Differs") if differs else _("Not written yet"), report.not_written
    yield _("No longer in the shop, still in the account"), report.gone


def _findings(report: RunReport) -> Iterator[str]:
    if report.failures:
        yield ""
        yield _("What could not be written:")
        for failure in report.failures:
            yield f"- {failure.sku or failure.name}: {failure.problem.message}"
        yield from _rest(report.failed - len(report.failures))
    if report.given_up:
        yield ""
        yield _(
            "What SalesAutopilot does not take, and what is left out until it changes in the shop:"
        )
        for sku in report.given_up_skus:
            yield f"- {sku}"
        yield from _rest(report.given_up - len(report.given_up_skus))
    if report.differences:
        yield ""
        yield _("What differs:")
        for difference in report.differences[:_MOST_DIFFERENCES]:
            yield f"- {difference_text(difference)}"
        yield from _rest(report.difference_count - min(len(report.differences), _MOST_DIFFERENCES))
    if kept := report.only_kept:
        yield ""
        yield _("Values that the account stores differently:")
        for difference in kept[:_MOST_DIFFERENCES]:
            yield f"- {difference_text(difference)}"
        told = (
            report.difference_count if report.keeps_apart else len(report.kept_values) - len(kept)
        )
        total = sum(report.kept_differently.values()) - told
        yield from _rest(total - min(len(kept), _MOST_DIFFERENCES))
    if report.noted_categories:
        yield ""
        yield _("Categories of the account:")
        for note in report.noted_categories[:_MOST_DIFFERENCES]:
            yield f"- {note_text(note)}"
        yield from _rest(len(report.noted_categories) - _MOST_DIFFERENCES)
    yield from _account_findings(report)


def _account_findings(report: RunReport) -> Iterator[str]:
    if report.unsettled:
        yield ""
        yield ngettext(
            "It is not known whether SalesAutopilot carried out {n} change. The next run tries to find that out before it writes anything.",
            "It is not known whether SalesAutopilot carried out {n} changes. The next run tries to find that out before it writes anything.",
            report.unsettled,
        ).format(n=format_int(report.unsettled))
    if report.other_writer:
        yield ""
        yield _("Another program was writing to this account during the run.")
    if report.doubled:
        yield ""
        yield _("SKUs that appear more than once in the account:")
        for double in report.doubled[:_MOST_DIFFERENCES]:
            yield f"- {double_text(double)}"
        yield from _rest(len(report.doubled) - _MOST_DIFFERENCES)
        yield _("Only the first of each is kept up to date. Delete the others in SalesAutopilot.")


def difference_text(difference: Difference) -> str:
    """A difference in words, from the account's value to the one it should be."""
    wanted, found = difference.wanted, difference.found
    if difference.field == "category":
        return f"#{difference.sa_id}: {field_label('category')}: {found or '–'} → {wanted or '–'}"
    if difference.field == "product":
        if found:
            text = _("{sku}: {name} is in the account, but should not be")
            return text.format(sku=difference.sku, name=found)
        return _("{sku}: {name} is not in the account's list").format(
            sku=difference.sku, name=wanted
        )
    if difference.currency:
        field, currency = difference.field, difference.currency
        wanted, found = (value_text(field, text, currency) for text in (wanted, found))
    return f"{difference.sku}: {from_to(difference.field, found or '–', wanted or '–')}"


def double_text(double: Duplicate) -> str:
    """A SKU with the account's ids of all products that carry it."""
    ids = ", ".join(f"#{sa_id}" for sa_id in double.sa_ids)
    return f"{double.sku}: {ids}"


def _rest(count: int) -> Iterator[str]:
    if count > 0:
        yield ngettext("and {n} more", "and {n} more", count).format(n=format_int(count))
