"""The numbers of products in a run's receipt, by its plans and by what the journal says that it wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shopsync_gui.core.structures.id_set import IdBits
from shopsync_gui.sync.plan.verdict import add_edited, listed_products, not_taken
from shopsync_gui.sync.run.tasks import in_pieces

if TYPE_CHECKING:
    from shopsync_gui.core.plan.plan import Plan
    from shopsync_gui.core.plan.plan_summary import PlanCounts
    from shopsync_gui.core.runs.runs import RunReport
    from shopsync_gui.core.structures.pieces import Pieces
    from shopsync_gui.store import Store
    from shopsync_gui.store.runs.write_tally import WriteTally


class RunCounts:
    """The counts of one run; what is for the receipt comes by the names of its fields."""

    def __init__(self, store: Store, report: RunReport) -> None:
        self._past = store.past_writes
        self._run_id = report.run_id
        #: Products of which the account did not take a value, by the last plan.
        self._not_taken = IdBits()
        #: Products that somebody changed in the account, by all plans of the run; their number in earlier parts.
        self._edited = IdBits()
        self._edited_before = report.edited

    async def planned(self, plan: Plan) -> dict[str, Any]:
        """Count what a plan leaves to be done, beside what the run wrote before it."""
        self._not_taken = await in_pieces(not_taken(plan))
        written = await in_pieces(self.writing())
        return {
            "unchanged": await self._unchanged(plan, written),
            "not_taken": plan.counts.not_taken - written.created_among,
            "not_taken_updates": written.updated_among,
            "written_before": (written.created, written.updated + written.rewritten),
            "planned_after": self._past.newest(),
        }

    async def edited(self, plan: Plan) -> int:
        """Count the products that somebody changed in the account, be it while the run was writing."""
        await in_pieces(add_edited(plan, self._edited))
        # Those of earlier parts that were not written yet are among them.
        return max(self._edited_before, len(self._edited))

    async def judged(self, plan: Plan, planned: PlanCounts | None) -> dict[str, Any]:
        """Count by the plan that is judged; anew what is unchanged and what stays, if edited since it was `planned`."""
        self._not_taken = await in_pieces(not_taken(plan))
        if planned is None or len(self._edited) <= planned.edited:
            return {}
        written = await in_pieces(self.writing())
        return {"unchanged": await self._unchanged(plan, written), "kept": plan.counts.stays}

    @property
    def not_taken(self) -> int:
        """The number of products of which the account did not take a value, by the last plan."""
        return len(self._not_taken)

    def writing(self, since: int | None = None) -> Pieces[WriteTally]:
        """Count, in pieces, what the run wrote, those products among it; and what it wrote `since` a write."""
        return self._past.tallying(self._run_id, self._not_taken, since)

    async def _unchanged(self, plan: Plan, written: WriteTally) -> int:
        """Count the products that are equal by this plan; what the run wrote stands under created and updated."""
        equal = written.created + written.updated
        if equal:
            listed = await in_pieces(listed_products(plan))
            of_them = await in_pieces(self._past.tallying(self._run_id, listed))
            equal -= of_them.created_among + of_them.updated_among
        return max(0, plan.counts.unchanged - equal)
