"""The state of a run, and its receipt, as every front end is handed it."""

# Annotations are no strings here: msgspec would compile each of the receipt's when it reads the first one.

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Self

import msgspec

from shopsync_gui.core.category_changes import NotedCategory
from shopsync_gui.core.errors import Problem
from shopsync_gui.core.jobs import JobKind
from shopsync_gui.core.kept_types import Moment
from shopsync_gui.core.plan_summary import Brake, Duplicate, PlanCounts
from shopsync_gui.core.tone import Tone


class RunState(StrEnum):
    """The state or end of a run: partial, if something failed or differs; stopped, by the brake."""

    RUNNING = "running"
    DONE = "done"
    PARTIAL = "partial"
    STOPPED = "stopped"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    FAILED = "failed"

    @property
    def ended(self) -> bool:
        """Whether the run came to its end, be it that not every product was written."""
        return self in (RunState.DONE, RunState.PARTIAL)

    @property
    def tone(self) -> Tone:
        """The state's tone: good or bad."""
        return _TONES[self]


_TONES = {
    RunState.RUNNING: Tone.GOOD,
    RunState.DONE: Tone.GOOD,
    RunState.PARTIAL: Tone.WARNING,
    RunState.STOPPED: Tone.WARNING,
    RunState.PAUSED: Tone.WARNING,
    RunState.CANCELLED: Tone.MUTED,
    RunState.FAILED: Tone.BAD,
}

#: States from which the next sync of the same shop goes on instead of starting anew.
RESUMABLE = frozenset({RunState.RUNNING, RunState.PAUSED, RunState.CANCELLED, RunState.FAILED})


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One field of one product that the account holds otherwise than planned; `currency` is of prices."""

    sku: str
    sa_id: int | None
    field: str
    wanted: str
    found: str
    currency: str = ""


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """A product that could not be written, and why."""

    sku: str
    name: str
    problem: Problem


def account_user(account_key: str) -> str:
    """The API user in the key of an account."""
    return account_key.rpartition("@")[0]


class RunReport(msgspec.Struct, frozen=True, kw_only=True):
    """The receipt of a run. Counts are products; `verified` is None where nothing was compared.

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
    failed: int = 0
    gone: int = 0
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
    planned: PlanCounts | None = None
    #: What the run had created and changed already, be it its own, when it was planned (again).
    written_before: tuple[int, int] = (0, 0)
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
    #: SKUs of the shop that stand more than once in the account.
    doubled: tuple[Duplicate, ...] = ()
    #: Writes of which it is not known whether the account carried them out.
    unsettled: int = 0
    undo_of: int | None = None
    #: Whether an undo was to remove what its run had created; the other counts say so of older receipts.
    remove_created: bool = False
    removed: int = 0
    kept: int = 0
    orders_since: date | None = None
    orders: int = 0
    in_shop: int = 0
    quick: bool = False
    #: Since when all that it knows of the whole shop was read, where that is later than its begin: an
    #: interrupted run may have read everything anew.
    read_since: Moment | None = None
    #: What the reading of the shop met (core.reading_notes).
    reading_notes: tuple[str, ...] = ()
    #: It ended while the account seemed to have lost everything, and this was neither believed nor refuted.
    doubted: bool = False
    #: Another program created rows in the account while this run did.
    other_writer: bool = False
    #: At how many products the account's list ends; None where it was not seen to.
    list_ends_at: int | None = None
    #: At how many products it may end, by their number alone; None where nothing speaks for that.
    list_may_end_at: int | None = None
    #: How many values of which field the account keeps its own way, and the first of them.
    kept_differently: dict[str, int] = {}
    kept_values: tuple[Difference, ...] = ()
    #: Products that somebody changed in the account; of them those that were left so.
    edited: int = 0
    left_edited: int = 0
    #: Another shop of the same account that wrote to products of this one since they were last compared.
    overwritten_by: str = ""
    #: Categories of the account whose names follow the shop's, and what is to be told of others.
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

    @property
    def counts_as_sync(self) -> bool:
        """Whether it is a sync that came to its end, or wrote something before it was broken off."""
        if self.kind is not JobKind.SYNC or self.state is RunState.RUNNING:
            return False
        return self.state.ended or self.created + self.updated > 0

    @property
    def creates(self) -> int:
        """Products it created, or would as a preview; those an undo removed count against it."""
        ahead = self.planned if self.kind is JobKind.PREVIEW else None
        return self.created - self.removed if ahead is None else ahead.create

    @property
    def updates(self) -> int:
        """Products it changed, or would as a preview."""
        ahead = self.planned if self.kind is JobKind.PREVIEW else None
        return self.updated if ahead is None else ahead.update

    @property
    def says_nothing_new(self) -> bool:
        """Whether it left all as it was, and what is known of the whole shop, too.

        A retry or an undo had nothing to write; one of them or an import of old orders was cancelled
        before its first write, a verification before it had found anything.
        """
        if self.kind in (JobKind.SYNC, JobKind.PREVIEW):
            return False
        if self.created + self.updated + self.removed + self.unsettled:
            return False
        if self.state is RunState.DONE:
            return self.kind in (JobKind.RETRY, JobKind.UNDO)
        found = self.kind is JobKind.VERIFY and (self.planned is not None or self.doubted)
        return self.state is RunState.CANCELLED and not found

    @property
    def had_nothing_to_compare(self) -> bool:
        """Whether it is a retry that came to its end with every one of its products left out."""
        done = self.kind is JobKind.RETRY and self.state is RunState.DONE
        return done and not self.verified

    @property
    def has_undone(self) -> bool:
        """Whether it is an undo that took back something."""
        return self.kind is JobKind.UNDO and self.updated + self.removed > 0

    @property
    def has_undone_all(self) -> bool:
        """Whether it is an undo that left nothing of what it undid."""
        return self.kind is JobKind.UNDO and self.state is RunState.DONE and not self.kept

    def leaves_nothing_of(self, run: Self) -> bool:
        """Whether it is an undo that came to its end, and another one of that run would do nothing more.

        What it kept stays for reasons that hold, but for what the run had created.
        """
        ended = self.kind is JobKind.UNDO and self.state is RunState.DONE
        return ended and (not self.kept or self.remove_created or not run.created)

    @property
    def previews_sync(self) -> bool:
        """Whether it is a preview of an ordinary sync, neither of old orders nor of an undo."""
        ordinary = self.orders_since is None and self.undo_of is None
        return self.kind is JobKind.PREVIEW and ordinary

    @property
    def has_compared(self) -> bool:
        """Whether it is a preview that compared the two sides as a whole."""
        return self.previews_sync and self.state is RunState.DONE

    @property
    def found_apart(self) -> bool:
        """Whether it found, or left, something to be written before the two sides are equal.

        An import of old orders is about other products than those of the shop; a retry that is done
        without a proof had nothing to compare.
        """
        if self.doubted:
            return True
        if self.kind is JobKind.UNDO:
            return self.has_undone
        if self.kind is JobKind.ORDERS or self.had_nothing_to_compare or self.says_nothing_new:
            return False
        ahead = 0 if self.planned is None else self.planned.writes
        if self.kind is JobKind.PREVIEW:
            return self.has_compared and (bool(self.brakes) or ahead > 0)
        if self.brakes or self.verified is False:
            return True
        return not self.state.ended and ahead > self.created + self.updated

    @property
    def left(self) -> PlanCounts | None:
        """The part of its plan that it has not written yet; None without a plan."""
        if self.planned is None:
            return None
        created = max(0, self.created - self.written_before[0])
        updated = max(0, self.updated + self.rewritten - self.written_before[1])
        return msgspec.structs.replace(
            self.planned,
            create=max(0, self.planned.create - created),
            update=max(0, self.planned.update - updated),
            unchanged=self.planned.unchanged + created + updated,
        )

    @property
    def in_shop_now(self) -> int | None:
        """Products of the shop that it was about; None where it ended before there was a plan."""
        return None if self.planned is None else self.planned.in_shop + self.unreadable

    @property
    def not_written(self) -> int:
        """Products that its plan wanted written and that it neither wrote nor failed at."""
        left = self.left
        failed = max(0, self.failed - self.unreadable)
        return 0 if left is None or self.verified else max(0, left.create + left.update - failed)

    @property
    def removes(self) -> bool:
        """Whether an undo removes, or was to remove, what its run had created."""
        ahead = 0 if self.planned is None else self.planned.remove
        return self.remove_created or self.removed > 0 or ahead > 0

    @property
    def is_outdated(self) -> bool:
        """Whether what it found says nothing of what the next sync would: it came out of a backup, or by other options."""
        return self.left_behind or self.options_changed

    @property
    def last_at(self) -> datetime:
        """Its place in time: a run that was taken up again is later than its number says."""
        if self.state is RunState.RUNNING:
            return datetime.max.replace(tzinfo=UTC)
        return self.finished_at or self.started_at
