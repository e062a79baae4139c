"""Findings of a plan about the products, noted at them in pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.errors import ValueNotTaken
from shopsync_gui.core.plan.plan import Action, Cause
from shopsync_gui.core.products.labels import field_label
from shopsync_gui.core.products.reasons import KeepReason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shopsync_gui.core.errors import Problem
    from shopsync_gui.core.plan.plan import Plan, PlanItem
    from shopsync_gui.core.products.suspect import SuspectRow
    from shopsync_gui.sync.run.session import Session

#: Items that are looked at in one piece.
_PIECE = 1000


def keep_counterparts(session: Session, plan: Plan) -> Iterator[None]:
    """Note which products and categories of the account stand for which of the shop; yields between the pieces."""
    echoes, connection_id = session.store.echoes, session.connection.id
    yield from session.store.catalogue.adopting(connection_id, plan.linking)
    echoes.change(connection_id, plan.echo_news)
    echoes.keep_pairs(connection_id, plan.categories.pairs)
    taken = echoes.taken(connection_id)
    echoes.release([product_id for product_id in taken if product_id in plan.adopted])


def keep_findings(session: Session, plan: Plan, only: frozenset[int] | None) -> Iterator[None]:
    """Note counterparts, reasons and differences; yields between the pieces.

    Counterparts in what may be another account wait for the user's consent: the ids that are missing
    there are what tells it, today and the next time.
    """
    store, connection_id = session.store, session.connection.id
    if not plan.doubts_account:
        yield from keep_counterparts(session, plan)
    from_order = session.job.orders_since is not None
    findings = _Findings(store.findings.failed_ids(connection_id, from_order=from_order))
    for number, item in enumerate(plan.items, 1):
        findings.add(item)
        if item.reason is KeepReason.NOT_TAKEN:
            store.findings.set_failure(item.product_id, _not_taken(item))
        if not number % _PIECE:
            yield
    solved = findings.solved if only is None else findings.solved & only
    store.findings.clear_failures(connection_id, solved)
    noted = store.findings
    if not from_order:
        noted.keep_suspects(connection_id, findings.suspects, only)
    yield from noted.setting_reasons(connection_id, findings.reasons, only, from_order=from_order)
    yield from noted.setting_differences(
        connection_id, findings.differs, only, from_order=from_order
    )
    yield from noted.setting_kept(connection_id, findings.kept, only, from_order=from_order)


def keep_differences(session: Session, plan: Plan) -> Iterator[None]:
    """Note the differences of the shop's products alone, of a plan that is not carried out."""
    findings = _Findings(set())
    for number, item in enumerate(plan.items, 1):
        findings.add(item)
        if not number % _PIECE:
            yield
    yield from session.store.findings.setting_differences(session.connection.id, findings.differs)


class _Findings:
    """Findings in the items of a plan, by the products' ids; `solved` failures are past."""

    def __init__(self, failed: set[int]) -> None:
        self.solved = failed
        self.reasons: dict[int, str] = {}
        self.differs: dict[int, tuple[str, ...]] = {}
        self.kept: dict[int, tuple[str, ...]] = {}
        self.suspects: dict[int, SuspectRow] = {}
        self._same: dict[tuple[str, ...], tuple[str, ...]] = {}

    def add(self, item: PlanItem) -> None:
        """Take in an item."""
        product_id = item.product_id
        if item.action in (Action.CREATE, Action.UPDATE) or item.reason is KeepReason.NOT_TAKEN:
            self.solved.discard(product_id)
        if item.action is Action.SKIP and item.reason is not None:
            self.reasons[product_id] = item.reason.value
            if item.suspect is not None:
                self.suspects[product_id] = item.suspect
        elif item.action is Action.UPDATE:
            self.differs[product_id] = self._once(tuple(change.field for change in item.changes))
        elif item.action is Action.KEEP:
            fields = tuple(c.field for c in item.changes if c.cause is Cause.ALTERED)
            if fields:
                self.kept[product_id] = self._once(fields)

    def _once(self, fields: tuple[str, ...]) -> tuple[str, ...]:
        """The same fields as one object, however many products they are of."""
        return self._same.setdefault(fields, fields)


def _not_taken(item: PlanItem) -> Problem:
    fields = [c.field for c in item.changes if c.cause is Cause.NOT_TAKEN]
    return ValueNotTaken(
        product=item.name, fields=", ".join(field_label(field) for field in fields)
    ).problem
