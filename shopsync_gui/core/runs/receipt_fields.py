"""The fields of a run's receipt, as it is stored; what they say is in `runs.py`."""

# Annotations are no strings here: msgspec would compile each of the receipt's when it reads the first one.

from datetime import date

import msgspec

from shopsync_gui.core.errors import Problem
from shopsync_gui.core.kept_types import Moment
from shopsync_gui.core.plan.category_changes import NotedCategory
from shopsync_gui.core.plan.plan_summary import Brake, Duplicate, PlanCounts
from shopsync_gui.core.products.suspect import SuspectRow
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.run_state import RunState


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One field of one product that the account holds otherwise than planned; `currency` is of prices."""

    sku: str
    sa_id: int | None
    field: str
    wanted: str
    found: str
    currency: str = ""


class Suspected(msgspec.Struct, frozen=True, kw_only=True):
    """A product of the shop that was left out because a row of the account may be it."""

    sku: str
    row: SuspectRow


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """A product that could not be written, and why."""

    sku: str
    name: str
    problem: Problem


class ReceiptFields(msgspec.Struct, frozen=True, kw_only=True):
    """Fields of a run's receipt, as it is stored. Counts are products; `verified` is None where nothing was compared.

    Where old orders were read, `orders` counts these, `pulled` the products in them and `in_shop`
    those of them that the catalogue told of: the shop has them, or had them and the account still does.
    """

    run_id: int
    kind: JobKind
    state: RunState
    connection_id: int
    #: The account that it wrote to, or would have (`Connection.account_key`); "" of older programs.
    account_key: str = ""
    started_at: Moment
    finished_at: Moment | None = None
    pulled: int = 0
    created: int = 0
    #: Products that were changed, those apart that the run itself had created.
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    #: How many products its last plan skipped for which reason (`SkipReason`); older programs do not tell.
    skip_reasons: dict[str, int] = {}
    #: The first of those that are left out because the account may have them under another SKU.
    suspected: tuple[Suspected, ...] = ()
    #: Products that could not be written, and how many of them are told under another heading: the run had created
    #: them before, or the account did not take a value of theirs.
    failed: int = 0
    failed_beside: int = 0
    gone: int = 0
    #: Products of which the account did not take a value, those apart that the run created. They failed,
    #: beside those of `failed`. Of both, `not_taken_updates` count as updated, too.
    not_taken: int = 0
    not_taken_updates: int = 0
    #: Products that the run created and then changed, since the shop went on.
    rewritten: int = 0
    #: Products of the shop that could not be read; they count as failed, too.
    unreadable: int = 0
    verified: bool | None = None
    #: Products that the proof covers, where there is one; what the run wrote may be gone from the shop since.
    compared: int | None = None
    requests_shop: int = 0
    requests_target: int = 0
    #: The time at work; the waits between the parts of a run that was continued are not in it.
    seconds: float = 0.0
    #: How often it was continued after it had been broken off.
    continued: int = 0
    #: When it last wrote something or came to its end; None where its only part did, at the end of that.
    advanced_at: Moment | None = None
    planned: PlanCounts | None = None
    #: What the run had created and changed already, be it its own, when it was planned (again).
    written_before: tuple[int, int] = (0, 0)
    #: The newest write in the journal at that moment; older programs do not tell.
    planned_after: int | None = None
    plan_fingerprint: str | None = None
    #: The fingerprint of the plan to which the user consented last; None for a consent to any plan, "" where
    #: it was to what was left of another run, which had come to its end.
    agreed_plan: str | None = None
    #: The newest write in the journal when the user consented so to what was left of an interrupted run.
    agreed_after: int = 0
    #: The fingerprint of the last plan found to be covered by this consent; None while there was none.
    covered_plan: str | None = None
    brakes: tuple[Brake, ...] = ()
    problem: Problem | None = None
    #: Its connection was saved again since, which is what its problem asked for.
    mended: bool = False
    #: The first of the products that failed.
    failures: tuple[Failure, ...] = ()
    differences: tuple[Difference, ...] = ()
    difference_count: int = 0
    #: Products that a plan made after the writing would still write, those apart that failed.
    left_to_write: int = 0
    #: Products that the account holds otherwise than planned, be it that no sync would change that.
    apart: int = 0
    #: SKUs of one product of the shop that stand more than once in the account; first the one that is kept up to date.
    doubled: tuple[Duplicate, ...] = ()
    #: SKUs that several products of the shop have, and several of the account: each may be another one's only row.
    shared: tuple[Duplicate, ...] = ()
    #: So many of these stand there more than once by what the run itself created.
    doubled_here: int = 0
    #: Writes of which it is not known whether the account carried them out.
    unsettled: int = 0
    #: Until when the next run waits before it reads the account: what is unsettled may still arrive.
    quiet_until: Moment | None = None
    undo_of: int | None = None
    #: Whether an undo was to remove what its run had created; the other counts say so of older receipts.
    remove_created: bool = False
    removed: int = 0
    kept: int = 0
    #: The first of the values that an undo left, since somebody had changed them.
    changed_since: tuple[Difference, ...] = ()
    orders_since: date | None = None
    orders: int = 0
    in_shop: int = 0
    #: Products of the shop itself that a job about old orders found to be written by the next sync; None of others.
    shop_to_write: int | None = None
    quick: bool = False
    #: Since when all that it knows of the whole shop was read, where that is later than its begin: an
    #: interrupted run may have read everything anew.
    read_since: Moment | None = None
    #: What the reading of the shop met (`reading_notes.py`).
    reading_notes: tuple[str, ...] = ()
    #: It ended while the account seemed to have lost everything, and this was neither believed nor refuted.
    doubted: bool = False
    #: Another program created rows in the account while this run did.
    other_writer: bool = False
    #: At how many products the account's list ends; None where it was not seen to.
    list_ends_at: int | None = None
    #: How many products the account's list leaves out although it shows newer ones, and the SKUs of the first.
    list_leaves_out: int = 0
    left_out_skus: tuple[str, ...] = ()
    #: At how many products it may end, by their number alone; None where nothing speaks for that.
    list_may_end_at: int | None = None
    #: How many values of which field the account keeps its own way, and the first of them.
    kept_differently: dict[str, int] = {}
    kept_values: tuple[Difference, ...] = ()
    #: How many values of which field the account does not show, so that they could not be compared.
    not_told: dict[str, int] = {}
    #: Products that somebody changed in the account; of them those that were left so.
    edited: int = 0
    left_edited: int = 0
    #: The first of the values that somebody changed, each with the shop's.
    edits: tuple[Difference, ...] = ()
    #: Another shop of the same account that wrote to products of this one since they were last compared.
    overwritten_by: str = ""
    #: Categories that it created in the account, those whose names follow the shop's, and what is to be
    #: told of others.
    created_categories: int = 0
    renamed_categories: int = 0
    noted_categories: tuple[NotedCategory, ...] = ()
    #: It came out of a backup: no run goes on with it, and what it proved may not be so any more.
    left_behind: bool = False
    #: Its connection was led to another shop or account since; it is left behind, too.
    led_elsewhere: bool = False
    #: The options by which it decided what the account is given are others now.
    options_changed: bool = False
    #: Skipped products that SalesAutopilot did not take before, and the first of their SKUs.
    given_up: int = 0
    given_up_skus: tuple[str, ...] = ()
