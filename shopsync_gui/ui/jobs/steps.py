"""The pages that next steps lead to, from wherever they are offered."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from shopsync_gui.core.products.numbers import (
    FROM_ORDER,
    IN_SHOP,
    NOT_CREATED,
    NOT_WRITTEN,
    SKIPPED,
)
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.sync.standing.remark import Step
from shopsync_gui.ui.jobs.purposes import ListPurpose, Purpose, ShowRuns

if TYPE_CHECKING:
    from shopsync_gui.core.products.numbers import CataloguePart
    from shopsync_gui.core.runs.runs import RunReport
    from shopsync_gui.ui.jobs.requests import WindowRequests


class TakeStep(Purpose, frozen=True):
    """A next step of a shop; `run` is the one that it goes on from."""

    page: ClassVar[str] = "pageConnections"
    step: Step
    connection_id: int
    run: RunReport | None


class ApproveRun(Purpose, frozen=True):
    """The approval of a run that the safety brake stopped."""

    page: ClassVar[str] = "pageConnections"
    run: RunReport


def open_step(
    requests: WindowRequests, step: Step, connection_id: int, run: RunReport | None
) -> None:
    """Open the page where a step is taken; `run` is the one that it goes on from."""
    match step:
        case Step.SKIPPED:
            of_orders = run is not None and run.kind is JobKind.ORDERS
            open_left_out(requests, connection_id, of_orders=of_orders)
        case Step.FAILED:
            open_products(requests, connection_id, NOT_WRITTEN)
        case Step.DETAILS:
            requests.open_for(ShowRuns(run_id=None if run is None else run.run_id))
        case _:
            requests.open_for(TakeStep(step, connection_id, run))


def open_left_out(requests: WindowRequests, connection_id: int, *, of_orders: bool) -> None:
    """Show what was skipped or failed, and why: products of the shop, or those that only old orders know."""
    parts = FROM_ORDER if of_orders else IN_SHOP
    requests.open_for(ListPurpose(connection_id=connection_id, parts=parts, skipped_or_failed=True))


def open_products(
    requests: WindowRequests, connection_id: int, parts: frozenset[CataloguePart]
) -> None:
    """Show the products of a shop that a number counts; why they were not written where they were not."""
    says_why = parts in (SKIPPED, NOT_CREATED, NOT_WRITTEN)
    requests.open_for(
        ListPurpose(connection_id=connection_id, parts=parts, skipped_or_failed=says_why)
    )
