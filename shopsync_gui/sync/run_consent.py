"""The consent to a run: to its plan, to what the brake stops, and how much of what it finds later is covered."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from shopsync_gui.core.errors import PlanMoved
from shopsync_gui.sync.plan.agreement import agreed_part, agreed_writes, is_agreed
from shopsync_gui.sync.plan.plan_findings import keep_counterparts
from shopsync_gui.sync.run.tasks import in_pieces

if TYPE_CHECKING:
    from shopsync_gui.core.plan.plan import Plan
    from shopsync_gui.core.products.shop_profile import ShopProfile
    from shopsync_gui.core.runs.runs import RunReport
    from shopsync_gui.core.structures.hash_index import Occurrences
    from shopsync_gui.sync.run.session import Session
    from shopsync_gui.sync.run_receipt import RunReceipt


class RunConsent:
    """The user's agreement in one run, as its job says it, and as it is kept for the rest of the run."""

    def __init__(self, session: Session, receipt: RunReceipt) -> None:
        self._session = session
        self._receipt = receipt
        #: The writes that are agreed to, None for any.
        self._agreed: Occurrences | None = None
        #: Whether the run found more to write than those.
        self.found_more = False
        #: Whether an interrupted run had carried out its plan, and only other writes came up since.
        self.is_carried_out = False

    async def allows(self, plan: Plan, earlier: RunReport) -> bool:
        """Whether no brake stops a plan that stays within the consent. Raises PlanMoved where it does not.

        Where an interrupted run had carried out all of the plan that was agreed to, it has come to its
        end: nothing is written, and what came up since is another sync's.
        """
        session = self._session
        if not session.job.approve_brake and not session.job.is_for(plan.fingerprint):
            raise PlanMoved
        if session.job.goes_on and not await in_pieces(is_agreed(session.store, plan, earlier)):
            if not self._had_carried_out(earlier):
                raise PlanMoved
            self.found_more = self.is_carried_out = True
            return True
        return not plan.brakes or await self.approves(plan)

    async def note(self, plan: Plan, profile: ShopProfile) -> None:
        """Note what the consent covers, and which shop goes to which account from now on, and as what."""
        session = self._session
        self._receipt.note_covered(plan)
        report = self._receipt.report
        self._agreed = await in_pieces(agreed_writes(session.store, plan, report))
        session.store.connections.update(
            session.connection.id,
            shop_identity=profile.identity,
            synced_shop=session.connection.shop_number,
            account_identity=session.connection.account_key,
            consented_at=session.parts.now(),
        )
        if plan.doubts_account:
            for _ in keep_counterparts(session, plan):
                await asyncio.sleep(0)

    def _had_carried_out(self, earlier: RunReport) -> bool:
        past = self._session.store.past_writes
        wrote = earlier.covered_plan is not None and earlier.has_written
        return wrote and past.is_carried_out(earlier.run_id, earlier.agreed_after)

    async def approves(self, plan: Plan) -> bool:
        """Whether these brakes were approved: now, or before this run was interrupted or began."""
        session, job = self._session, self._session.job
        if job.approve_brake and job.is_for(plan.fingerprint):
            await session.lease.approve(session, plan)
            return True
        return await session.lease.is_approved(session, plan)

    async def part_of(self, plan: Plan | None) -> Plan | None:
        """The part of a plan made while the run was writing that the user has agreed to."""
        if plan is None:
            return None
        part = await in_pieces(agreed_part(plan, self._agreed))
        self.found_more = part is not plan
        return part
