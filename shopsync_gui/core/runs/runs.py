"""The receipt of a run, as every front end is handed it: what its fields say."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

import msgspec

from shopsync_gui.core.runs.jobs import UNDOABLE_KINDS, JobKind
from shopsync_gui.core.runs.reading_notes import ReadingNote
from shopsync_gui.core.runs.receipt_fields import Difference, Failure, ReceiptFields, Suspected
from shopsync_gui.core.runs.run_state import RESUMABLE, RunState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shopsync_gui.core.plan.plan_summary import PlanCounts

__all__ = [
    "RESUMABLE",
    "Difference",
    "Failure",
    "RunReport",
    "RunState",
    "Suspected",
    "account_user",
    "by_time",
]


def account_user(account_key: str) -> str:
    """The API user in the key of an account."""
    return account_key.rpartition("@")[0]


class RunReport(ReceiptFields, frozen=True, kw_only=True):
    """The receipt of a run: what its fields say of it, and of how the two sides stand after it."""

    @property
    def counts_as_sync(self) -> bool:
        """Whether it is a sync that came to its end, or wrote something before it was broken off."""
        if self.kind is not JobKind.SYNC:
            return False
        if self.state is RunState.RUNNING:
            return self.advanced_at is not None  # an earlier part of it wrote
        return self.state.ended or self.writes_carried_out > 0

    @property
    def synced_at(self) -> datetime:
        """The moment at which it last wrote something or came to its end: a part that did neither counts for nothing."""
        return self.advanced_at or self.last_at

    @property
    def creates(self) -> int:
        """Products it created, or would as a preview; those an undo removed count against it."""
        ahead = self.planned if self.kind is JobKind.PREVIEW else None
        return self.created - self.removed if ahead is None else ahead.create

    @property
    def updates(self) -> int:
        """Products it changed, or would as a preview."""
        ahead = self.planned if self.kind is JobKind.PREVIEW else None
        return self.changed if ahead is None else ahead.update

    @property
    def changed(self) -> int:
        """Products that it changed and at which nothing failed afterwards: they show what was written."""
        return self.updated - self.not_taken_updates

    @property
    def all_failed(self) -> int:
        """Products that could not be read or written, and those of which the account did not take a value.

        Those apart that it created and could not correct, which stand under that heading.
        """
        return self.failed - self.failed_beside + self.not_taken

    @property
    def says_nothing_new(self) -> bool:
        """Whether it left all as it was, and what is known of the whole shop, too.

        A retry or an undo had nothing to write; one of them or an import of old orders was cancelled
        before its first write, a verification before it had found anything.
        """
        if self.kind in (JobKind.SYNC, JobKind.PREVIEW):
            return False
        if self.has_written or self.unsettled:
            return False
        if self.state is RunState.DONE:
            return self.kind in (JobKind.RETRY, JobKind.UNDO)
        found = self.kind is JobKind.VERIFY and (self.planned is not None or self.doubted)
        return self.state is RunState.CANCELLED and not found

    @property
    def has_informed(self) -> bool:
        """Whether it ended, or came so far that it had a plan or wrote something."""
        return self.state.ended or self.planned is not None or self.has_written

    @property
    def had_nothing_to_compare(self) -> bool:
        """Whether it is a retry that came to its end with every one of its products left out."""
        done = self.kind is JobKind.RETRY and self.state is RunState.DONE
        return done and not self.verified

    @property
    def writes_carried_out(self) -> int:
        """Writes to products and categories that the account carried out."""
        products = self.created + self.updated + self.rewritten + self.removed
        return products + self.created_categories + self.renamed_categories

    @property
    def has_written(self) -> bool:
        """Whether it wrote more than new categories: products, or names of categories, are others by it."""
        return self.writes_carried_out > self.created_categories

    @property
    def may_have_written(self) -> bool:
        """Whether it wrote anything, an earlier part of it included, or may have."""
        return self.writes_carried_out + self.unsettled > 0

    @property
    def list_is_short(self) -> bool:
        """Whether the account's list was seen to lack products that the account shows one by one."""
        return self.list_ends_at is not None or self.list_leaves_out > 0

    @property
    def has_undone(self) -> bool:
        """Whether it is an undo that took back something."""
        return self.kind is JobKind.UNDO and self.has_written

    @property
    def may_be_undone(self) -> bool:
        """Whether it wrote something that an undo could give back or remove."""
        return self.kind in UNDOABLE_KINDS and self.has_written

    @property
    def made_doubles(self) -> bool:
        """Whether SKUs stand more than once by what it created, which its undo would remove."""
        return self.may_be_undone and self.doubled_here > 0

    @property
    def is_kept(self) -> bool:
        """Whether the history keeps it: the preview of an undo leaves nothing, and its number is given again."""
        return self.undo_of is None or self.kind is not JobKind.PREVIEW

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

    def ends(self, broken_off: Self) -> bool:
        """Whether it is an undo of the same run that came to its end after one that was broken off, and did its work."""
        same = self.kind is JobKind.UNDO and self.undo_of == broken_off.undo_of
        removes = self.remove_created or not broken_off.remove_created
        return same and self.state.ended and removes and self.run_id > broken_off.run_id

    @property
    def previews_sync(self) -> bool:
        """Whether it is a preview of an ordinary sync, neither of old orders nor of an undo."""
        ordinary = self.orders_since is None and self.undo_of is None
        return self.kind is JobKind.PREVIEW and ordinary

    @property
    def has_compared(self) -> bool:
        """Whether it came to its end and compared the two sides as a whole: a sync, a verification, a preview of a sync."""
        if self.kind in (JobKind.SYNC, JobKind.VERIFY):
            return self.state.ended
        return self.previews_sync and self.state is RunState.DONE

    @property
    def found_apart(self) -> bool:
        """Whether it found, or left, something to be written before the two sides are equal.

        An import of old orders is about other products than those of the shop, but counts these, too; a
        retry that is done without a proof had nothing to compare.
        """
        if self.doubted or self.shop_to_write:
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
            # Those of earlier parts are no part of a later plan: they come first in each.
            categories=max(0, self.planned.categories - self.created_categories),
            unchanged=self.planned.unchanged + created + updated,
        )

    @property
    def in_shop_now(self) -> int | None:
        """Products of the shop that it was about; None where it ended before there was a plan."""
        return None if self.planned is None else self.planned.in_shop + self.unreadable

    @property
    def not_written(self) -> int:
        """Products that it neither wrote nor failed at, as planned or as found after the writing."""
        left = self.left
        if left is None or self.verified:
            return 0
        failed = max(0, self.failed - self.unreadable)
        return max(left.create + left.update - failed, self.left_to_write)

    @property
    def stays_apart(self) -> bool:
        """Whether the sides differ by nothing but values that no sync changes: it would write none of them again."""
        other = self.not_written + self.kept + self.failed + len(self.doubled) + self.unsettled
        return self.difference_count > 0 and not other

    @property
    def keeps_apart(self) -> bool:
        """Whether some of these are values that the account keeps its own way."""
        return self.stays_apart and bool(self.kept_differently)

    @property
    def is_unsteady(self) -> bool:
        """Whether it found nothing unequal, but the shop's list was not the same each time it was read."""
        wrong = (
            self.failed
            + self.not_taken
            + self.kept
            + self.given_up
            + len(self.doubled)
            + self.unsettled
        )
        found = self.difference_count or wrong or self.problem is not None
        return ReadingNote.UNSTEADY in self.reading_notes and not found

    @property
    def is_equal_but_for_refused(self) -> bool:
        """Whether what was compared is equal, and the account does not take some others."""
        return self.verified is False and self.given_up > 0 and self.compared is not None

    @property
    def leaves_to_write(self) -> bool:
        """Whether another sync would, or might, write something: what is left of its plan, or was not found out."""
        if self.planned is None or self.failed or self.unsettled or self.is_unsteady:
            return True
        return self.not_written > 0 or self.planned.renamed_categories > 0

    @property
    def only_kept(self) -> tuple[Difference, ...]:
        """The first of the values kept differently that leave the two sides equal."""
        return tuple(value for value in self.kept_values if value not in self.differences)

    @property
    def only_edited(self) -> tuple[Difference, ...]:
        """The first of the values that somebody changed in the account, but for those told as differing."""
        return tuple(value for value in self.edits if value not in self.differences)

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


def by_time(runs: Iterable[RunReport]) -> tuple[RunReport, ...]:
    """A shop's runs by their places in time, the last one first.

    A run that was taken up again has the place of its later end, though only the newest of a kind
    can be; one that began before an earlier number did so by a clock that was set back meanwhile.
    """
    dated: list[tuple[datetime, RunReport]] = []
    for run in sorted(runs, key=lambda run: run.run_id):
        earlier = (
            moment
            for moment, other in dated
            if other.kind is run.kind or other.started_at > run.started_at
        )
        dated.append((max((run.last_at, *earlier)), run))
    dated.sort(key=lambda found: (found[0], found[1].run_id), reverse=True)
    return tuple(run for _moment, run in dated)
