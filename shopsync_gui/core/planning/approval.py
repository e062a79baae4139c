"""The approval of a plan that the safety brake stops: which plans it covers, and for which runs it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.plan.plan_summary import Brake
from shopsync_gui.core.planning.brakes import within
from shopsync_gui.core.planning.plan_tally import write_marks
from shopsync_gui.core.runs.jobs import RESUMABLE_KINDS

if TYPE_CHECKING:
    from shopsync_gui.core.plan.plan import Plan
    from shopsync_gui.core.runs.jobs import Job
    from shopsync_gui.core.runs.runs import RunReport

#: Of a plan with more writes, nobody carries out what another computer left undone.
_MOST_MARKS = 50_000


class Approval(msgspec.Struct, frozen=True, kw_only=True):
    """An approved plan; `writes` tell its rest from another one, None of a large plan."""

    fingerprint: str
    brakes: tuple[Brake, ...]
    writes: frozenset[int] | None = None

    @classmethod
    def of(cls, plan: Plan) -> Approval:
        """The approval of a plan."""
        marks = frozenset(write_marks(plan)) if plan.counts.writes <= _MOST_MARKS else None
        return cls(fingerprint=plan.fingerprint, brakes=plan.brakes, writes=marks)

    def covers(self, plan: Plan, *, begun: bool) -> bool:
        """Whether this is the plan, or what is left of it after it was begun."""
        if not begun:
            return plan.fingerprint == self.fingerprint and self.allows(plan)
        rest = Approval.of(plan).writes
        if rest is None or self.writes is None:
            return False
        return rest <= self.writes and self.allows(plan)

    def allows(self, plan: Plan) -> bool:
        """Whether the brake stops a plan for nothing more than this one."""
        return within(plan.brakes, self.brakes)


def scope_of(of: Job | RunReport, run_id: int, member_id: int) -> str:
    """Name the runs that an approval is for: such as go on with each other, else this one alone."""
    if of.kind not in RESUMABLE_KINDS:
        return f"{of.kind.value} {member_id}/{run_id}"
    return of.kind.value if of.orders_since is None else f"{of.kind.value} {of.orders_since}"
