"""The receipt of a run as plain text, the same in the window, on the command line and in mail."""

from __future__ import annotations

from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

from shopsync_gui.core.products.reasons import SkipReason
from shopsync_gui.core.runs.account_words import (
    account_lines,
    doubles_upkeep,
    note_text,
    shared_advice,
)
from shopsync_gui.core.runs.finding_words import (
    difference_text,
    double_text,
    edit_text,
    suspected_text,
)
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.plan_words import order_counts, plan_counts
from shopsync_gui.core.runs.reading_notes import note_lines
from shopsync_gui.core.runs.run_labels import JOB_KINDS, brake_label, state_label
from shopsync_gui.core.runs.runs import RunState, account_user
from shopsync_gui.core.runs.verified_words import verified_statements, verified_text
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
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from shopsync_gui.core.runs.runs import RunReport

#: Lines of each list that a receipt shows.
_MOST_LINES = 50


def receipt_text(report: RunReport, shop: str, *, with_problem: bool = True) -> str:
    """The whole receipt, one fact a line; `shop` is the connection's shown name.

    Without its problem where that is told beside it.
    """
    return "\n".join(_lines(report, shop, with_problem=with_problem)) + "\n"


def _lines(report: RunReport, shop: str, *, with_problem: bool) -> Iterator[str]:
    yield f"{shop} – {translate(JOB_KINDS[report.kind])} #{report.run_id}"
    for label, text in undone_facts(report):
        yield f"{label}: {text}"
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
    if report.problem is not None and with_problem:
        problem = report.problem
        yield ""
        yield problem.title
        yield problem.message
        yield problem.action
    yield from _findings(report)


def receipt_statements(report: RunReport) -> Iterator[str]:
    """The sentences of a receipt and of its problem, as commands tell it, each by itself."""
    yield from verified_statements(report)
    yield from account_lines(report)
    yield from note_lines(report.reading_notes)
    if report.problem is not None:
        yield from (report.problem.title, report.problem.message, report.problem.action_in_commands)


def undone_facts(report: RunReport) -> tuple[tuple[str, str], ...]:
    """Name the run that an undo is about, as a caption and a text; nothing of other runs."""
    return () if report.undo_of is None else ((_("Undone run"), f"#{report.undo_of}"),)


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
            (_("Changed"), report.changed),
            (_("Unchanged"), report.unchanged),
            (_("Skipped"), report.skipped),
            (_("Failed"), report.all_failed),
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
        yield _("Changed"), report.changed
    yield _("Unchanged"), report.unchanged
    if report.kept:
        yield _("Stays different"), report.kept
    yield _("Skipped"), report.skipped
    yield _("Failed"), report.all_failed
    if report.not_written:
        differs = report.kind is JobKind.VERIFY
        yield _("Differs") if differs else _("Not written yet"), report.not_written
    yield _("No longer in the shop, still in the account"), report.gone


def _findings(report: RunReport) -> Iterator[str]:
    yield from _listed(
        _("What could not be written:"),
        (
            f"{failure.sku or failure.name}: {failure.problem.message}"
            for failure in report.failures
        ),
        report.failed,
    )
    yield from _listed(
        _("What SalesAutopilot does not take, and what is left out until it changes in the shop:"),
        report.given_up_skus,
        report.given_up,
    )
    yield from _listed(
        _("What was left out because the account may have it under another SKU:"),
        map(suspected_text, report.suspected),
        report.skip_reasons.get(SkipReason.SKU_ALTERED, 0),
    )
    undo = report.undo_of is not None
    yield from _listed(
        _("What could not be given back:") if undo else _("What differs:"),
        map(difference_text, report.differences),
        report.difference_count,
    )
    yield from _listed(
        _("Changed in the account since, and left so:"),
        map(difference_text, report.changed_since),
        len(report.changed_since),
    )
    yield from _listed(
        _("Changed in the account, from there to the shop's value:"),
        map(edit_text, report.only_edited),
        len(report.only_edited),
    )
    kept = report.only_kept
    told = report.difference_count if report.keeps_apart else len(report.kept_values) - len(kept)
    yield from _listed(
        _("Values that the account stores differently:"),
        map(difference_text, kept),
        sum(report.kept_differently.values()) - told,
    )
    yield from _listed(
        _("Categories of the account:"),
        map(note_text, report.noted_categories),
        len(report.noted_categories),
    )
    yield from _account_findings(report)


def quiet_text(report: RunReport, shown: Callable[[datetime], str] = format_moment) -> str:
    """Say until when this run, or after it the next one, waits for changes whose answers were lost.

    Empty where none need wait. `shown` writes the moment.
    """
    if report.quiet_until is None:
        return ""
    if report.state is RunState.RUNNING:
        text = _(
            "A change whose answer was lost may still arrive in SalesAutopilot. This run waits until {when} before it reads the account."
        )
    else:
        text = _(
            "A change whose answer was lost may still arrive in SalesAutopilot. The next run waits until {when} before it reads the account."
        )
    until = report.quiet_until + timedelta(seconds=59)  # the minute that is over by then
    return text.format(when=shown(until))


def unsettled_lines(
    report: RunReport, shown: Callable[[datetime], str] = format_moment
) -> Iterator[str]:
    """Tell of changes whose answers were lost: how many they are, and until when a run waits for them."""
    if report.unsettled and report.state is RunState.RUNNING:
        yield ngettext(
            "It is not known whether SalesAutopilot carried out {n} change. This run tries to find that out before it writes anything.",
            "It is not known whether SalesAutopilot carried out {n} changes. This run tries to find that out before it writes anything.",
            report.unsettled,
        ).format(n=format_int(report.unsettled))
    elif report.unsettled:
        yield ngettext(
            "It is not known whether SalesAutopilot carried out {n} change. The next run tries to find that out before it writes anything.",
            "It is not known whether SalesAutopilot carried out {n} changes. The next run tries to find that out before it writes anything.",
            report.unsettled,
        ).format(n=format_int(report.unsettled))
    if waits := quiet_text(report, shown):
        yield waits


def _account_findings(report: RunReport) -> Iterator[str]:
    for text in unsettled_lines(report):
        yield ""
        yield text
    if report.other_writer:
        yield ""
        yield _("Another program was writing to this account during the run.")
    if report.doubled:
        yield from _listed(
            _("SKUs that appear more than once in the account:"),
            map(double_text, report.doubled),
            len(report.doubled),
        )
        yield doubles_upkeep(report)
    if report.shared:
        yield from _listed(
            _("SKUs that appear more than once in the shop and in the account:"),
            map(double_text, report.shared),
            len(report.shared),
        )
        yield shared_advice()


def _listed(heading: str, lines: Iterable[str], count: int) -> Iterator[str]:
    """The first of some lines below a heading, and how many more there are of `count`; nothing where there is none."""
    shown = [f"- {line}" for line in islice(lines, _MOST_LINES)]
    if not shown:
        return
    yield from ("", heading, *shown)
    if (rest := count - len(shown)) > 0:
        yield ngettext("and {n} more", "and {n} more", rest).format(n=format_int(rest))
