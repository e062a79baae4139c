"""The judgement on a run: whether the account agrees with the shop now, and what differs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.sync.plan.verdict import (
    leaves_unlisted,
    left_to_write,
    skip_reasons,
    suspected,
    unfinished,
)
from shopsync_gui.sync.run.tasks import in_pieces

if TYPE_CHECKING:
    from shopsync_gui.core.plan.plan import Plan
    from shopsync_gui.core.runs.runs import RunReport
    from shopsync_gui.sync.run.session import Session
    from shopsync_gui.sync.shop.pull import Pulled

#: So many products, or a fifth, may be given up where a sync is done without them.
_FEW_GIVEN_UP = 5
#: Differences kept in a receipt; their whole number is kept beside.
MOST_DIFFERENCES = 1000
#: Products named in a receipt that are left out because the account may have them.
MOST_SUSPECTED = 100


class Judgement(NamedTuple):
    """The judgement on one run: it came to its end where what was compared `agrees`, be it without a few that are given up.

    It is `verified` where anything was compared and none is given up: these are not equal.
    """

    agrees: bool
    verified: bool
    nothing_compared: bool
    #: The same for the receipt, by the names of its fields.
    told: dict[str, Any]


async def judge(
    session: Session, report: RunReport, plan: Plan, pulled: Pulled, bad_orders: int
) -> Judgement:
    """Judge a run by the plan that was made after it: nothing may be left to write, and few given up."""
    store = session.store
    failed = store.past_writes.failed_products(report.run_id)
    to_write = await in_pieces(left_to_write(plan, failed))
    left, left_count, apart = await in_pieces(unfinished(plan, MOST_DIFFERENCES))
    bad = store.pull.bad_count(report.run_id)
    unsettled = len(store.journal.unsettled(session.connection.id))
    may_be_nothing = report.kind is JobKind.ORDERS  # all of it may be in the shop
    skips_all = plan.counts.skip > 0 and plan.counts.unchanged == 0
    nothing_compared = skips_all and not may_be_nothing
    present = plan.counts.unchanged + plan.given_up
    gave_up = plan.given_up > max(_FEW_GIVEN_UP, present // 5)
    is_cut = session.lists.incomplete
    # What a list lacks that is known to be short was asked for singly.
    is_short = session.lists.is_short
    unlisted = is_cut and (not is_short or await in_pieces(leaves_unlisted(plan)))
    # A sync goes on with such a doubt only where the user has approved it.
    verifies = report.kind is JobKind.VERIFY
    doubted = verifies and any(brake.kind.doubts_reading for brake in plan.brakes)
    wrong = left or plan.duplicates or unlisted or bad or bad_orders or unsettled or doubted
    agrees = not (wrong or gave_up) and pulled.stable
    verified = agrees and not nothing_compared and not plan.given_up
    skipped = report.skipped if is_cut else _skipped(session, report, plan.counts.skip)
    told = {
        "verified": verified,
        "compared": plan.counts.unchanged if agrees and not nothing_compared else None,
        "skipped": skipped,
        "skip_reasons": await in_pieces(skip_reasons(plan)),
        "suspected": await in_pieces(suspected(plan, MOST_SUSPECTED)),
        "doubled": plan.duplicates,
        "shared": plan.shared,
        "doubled_here": _doubled_here(session, report, plan),
        "differences": left,
        "difference_count": left_count,
        "left_to_write": to_write,
        "apart": apart,
        "unsettled": unsettled,
    }
    return Judgement(agrees, verified, nothing_compared, told)


def _doubled_here(session: Session, report: RunReport, plan: Plan) -> int:
    """Count the SKUs that stand more than once by a product that the run has created."""
    if not plan.duplicates:
        return 0
    own = set(session.store.journal.created(report.run_id, report.started_at))
    return sum(not own.isdisjoint(double.sa_ids) for double in plan.duplicates)


def _skipped(session: Session, report: RunReport, by_now: int) -> int:
    """Count the products left out: the writing may have shown that the account takes one SKU for another.

    One that failed to be written because of that is told as failed.
    """
    if by_now <= report.skipped:
        return report.skipped
    findings = session.store.findings
    after_failing = findings.skipped_after_failing(session.connection.id, report.run_id)
    return max(report.skipped, by_now - after_failing)
