"""The standing of a shop's two sides: one state, decided from the receipts of its runs."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core import errors
from shopsync_gui.core.errors import Problem
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.reading_notes import ReadingNote
from shopsync_gui.core.runs.runs import RunReport, RunState, by_time
from shopsync_gui.core.team.verdict import Verdict
from shopsync_gui.store.runs.overwritings import Overwriting
from shopsync_gui.sync.standing import equality
from shopsync_gui.sync.standing.activity import Activity
from shopsync_gui.sync.standing.jobs_over_some import without_jobs_over_some
from shopsync_gui.sync.standing.shop_state import ShopState
from shopsync_gui.sync.standing.telling_runs import tells
from shopsync_gui.sync.standing.undos import with_earlier_parts
from shopsync_gui.sync.standing.unfinished_run import unfinished_run

if TYPE_CHECKING:
    from collections.abc import Iterable


_ATTENTION = frozenset({RunState.PARTIAL, RunState.STOPPED, RunState.PAUSED, RunState.FAILED})
_READING = frozenset({JobKind.SYNC, JobKind.PREVIEW, JobKind.VERIFY})
#: So many of the newest runs can have the plan that the next sync is to carry out.
RECENT = 10


class ShopStanding(msgspec.Struct, frozen=True, kw_only=True):
    """The standing of a shop's two sides.

    `latest` is the last run that was more than a preview and left anything other than it was;
    `recent` the newest runs of all kinds, the last one first; `in_shop` the products that the shop
    has, as it was last read, 0 where that was another shop; `synced_at` the moment of the last sync
    that came to its end or wrote something; `verified_at` that of the last proof, which was of
    `verified_count` products where that is known. `skipped` and `failed` count products, `refused` those of the skipped that SalesAutopilot did not take.
    `problem` kept a job from leaving a receipt, `moved` keeps all of them from running.
    `shared_with` holds the titles of other shops of the same account.
    """

    latest: RunReport | None = None
    recent: tuple[RunReport, ...] = ()
    synced_at: datetime | None = None
    verified_at: datetime | None = None
    verified_count: int | None = None
    in_shop: int = 0
    skipped: int = 0
    failed: int = 0
    refused: int = 0
    activity: Activity = Activity()
    problem: Problem | None = None
    moved: Problem | None = None
    shared_with: str = ""
    #: The last sync wrote to another account than the one that the shop leads to now.
    wrote_elsewhere: bool = False
    #: Whether a password is missing, without which no job can begin; None where that is not known.
    secrets_missing: bool | None = None
    #: This computer is a viewer in its team: it writes to no account.
    looks_only: bool = False
    #: It is a member of a team, where a colleague may have synced what was never synced here.
    in_team: bool = False
    #: The schedule goes on only once the user consents.
    awaits_consent: bool = False
    #: What another shop of the same account wrote last to products of this one.
    overwritten: Overwriting | None = None
    #: What a colleague's run said of the two sides after the last run here.
    colleague: Verdict | None = None

    @property
    def state(self) -> ShopState:
        """The one state that the rest adds up to."""
        if self.activity.running or self.activity.others_kind is not None:
            return ShopState.RUNNING
        if self.problem is not None and not self.problem.is_a(errors.AccountLeased):
            return ShopState.FAILED
        if self.moved is not None:
            return ShopState.PAUSED
        whole = self.whole
        if whole is not self:
            done = whole.state is ShopState.DONE
            return ShopState.IDLE if done and self.differing else whole.state
        if self.is_led_elsewhere:
            return ShopState.IDLE
        if self.colleague is not None and self.latest is not None:
            if not self.colleague.equal:
                return ShopState.IDLE
            return ShopState.PARTIAL if self.failed else ShopState.DONE
        told = unfinished_run(self) or self.latest
        state = ShopState.IDLE if told is None else ShopState.after(told.state)
        if state is not ShopState.DONE:
            return state
        unequal = self.is_restored or self.is_outdated or self.is_written_since
        if self.differing or self.is_undone or unequal:
            return ShopState.IDLE
        return ShopState.PARTIAL if self.failed else ShopState.DONE

    @property
    def state_name(self) -> str:
        """The state as other programs read it, which tells a cancelled run from a shop never synced."""
        whole, state = self.whole, self.state
        told = unfinished_run(whole) or whole.latest
        if state is not ShopState.IDLE or whole.is_led_elsewhere or told is None:
            return state.value
        return told.state.value if told.state is RunState.CANCELLED else state.value

    @property
    def whole(self) -> ShopStanding:
        """The standing of the shop as a whole, of which a job over some products says nothing."""
        return without_jobs_over_some(self)

    @property
    def may_begin(self) -> bool:
        """Whether a job of the shop could begin now."""
        return self.activity.lets_begin(moved=self.moved is not None)

    @property
    def needs_attention(self) -> bool:
        """Whether a colleague, the schedule, a run, products left out, or a new connection waits for the user."""
        if self.moved is not None or self.awaits_consent:
            return True
        if self.is_led_elsewhere:  # a first sync between the new sides is advised
            return True
        if self.is_overwritten or self.waits_to_go_on or self.doubtful_prices:
            return True
        if self.refused:  # no sync tries them again before the user has done something
            return True
        if self.colleague is not None and self.colleague.equal:
            return self.failed > 0
        whole = self.whole
        latest = unfinished_run(whole) or whole.latest
        if self.is_left_running:
            return True
        return latest is not None and (latest.state in _ATTENTION or self.failed > 0)

    @property
    def is_left_running(self) -> bool:
        """Whether the last run stands as running and nobody is at it: its end could not be stored."""
        latest = self.latest
        return latest is not None and latest.state is RunState.RUNNING and self.activity.is_free

    @property
    def whole_reading(self) -> RunReport | None:
        """The last run that read the whole shop; its notes on that count until the next one."""
        runs = (run for run in self.recent if run.kind in _READING and not run.quick)
        return next((run for run in runs if run.planned and not run.led_elsewhere), None)

    @property
    def doubtful_prices(self) -> RunReport | None:
        """The last reading of the whole shop, where it told prices that may be too high."""
        run = self.whole_reading
        return run if run and ReadingNote.NET_IS_GROSS in run.reading_notes else None

    @property
    def preview(self) -> RunReport | None:
        """The last preview since the last other run; that of an undo is only its dialog's.

        One that came out of a backup, or was by other options, says nothing of today.
        """
        previews = (r for r in self.recent if r.kind is JobKind.PREVIEW and not r.is_outdated)
        return self._newest(run for run in previews if run.undo_of is None)

    @property
    def comparison(self) -> RunReport | None:
        """The last preview since the last other run that compared the two sides as a whole."""
        whole = self.whole
        if whole is not self:
            return whole.comparison
        previews = (run for run in self.recent if run.kind is JobKind.PREVIEW)
        return self._newest(run for run in previews if run.has_compared and not run.is_outdated)

    @property
    def differing(self) -> int:
        """Products that are known to differ; by the last comparison, if there was one."""
        judged = equality.judged_by_orders(self)
        if judged is not None and not self.is_written_since:
            return judged.shop_to_write or 0
        return equality.differing(self.whole)

    @property
    def known_differing(self) -> int | None:
        """The same, with those that no sync would make equal.

        None where no run has compared, or planned for, the two sides that the shop has now.
        """
        if self.is_given_back:
            return None
        if self.colleague is not None:
            return 0 if self.colleague.equal else self.colleague.differing or None
        proven = self.synced_at is not None or self.verified_at is not None
        runs = self.recent if self.latest is None else (self.latest, *self.recent)
        planned = any(run.planned is not None and not run.led_elsewhere for run in runs)
        return max(self.differing, equality.apart(self.whole)) if proven or planned else None

    @property
    def latest_sync_was_broken_off(self) -> bool:
        """Whether `synced_at` is when a sync last wrote that did not come to its end."""
        runs = self.recent if self.latest is None else (self.latest, *self.recent)
        return any(
            run.counts_as_sync and not run.state.ended and run.synced_at == self.synced_at
            for run in runs
        )

    @property
    def waits_to_go_on(self) -> bool:
        """Whether the last run was cancelled with a part of its work undone."""
        latest = self.whole.latest
        if latest is None or latest.left_behind or latest.led_elsewhere:
            return False
        if self.colleague is not None and self.colleague.equal:
            return False
        return latest.state is RunState.CANCELLED and not latest.says_nothing_new

    @property
    def last_undo(self) -> RunReport | None:
        """The last run where it was an undo, with what earlier parts of it gave back and removed."""
        latest = self.latest
        if latest is None or latest.kind is not JobKind.UNDO or latest.left_behind:
            return None
        return with_earlier_parts(self, latest)

    @property
    def is_undone(self) -> bool:
        """Whether the last run about the whole shop took away what a sync had written."""
        latest = self.whole.latest
        if latest is None or latest.kind is not JobKind.UNDO or latest.left_behind:
            return False
        # One without a write may have ended what another had begun.
        return latest.has_undone or any(
            run.has_undone and run.undo_of == latest.undo_of for run in self.recent
        )

    @property
    def is_overwritten(self) -> bool:
        """Whether another shop's values stand at products of this one since the two sides were last compared."""
        return self.is_written_since and bool(self.overwritten and self.overwritten.products)

    @property
    def is_given_back(self) -> bool:
        """Whether all that another shop overwrote was given back by an undo, and not compared since."""
        return self.is_written_since and not self.is_overwritten

    @property
    def is_written_since(self) -> bool:
        """Whether another shop wrote to products of this one after the two sides were last compared."""
        if self.overwritten is None or self.latest is None or self.is_led_elsewhere:
            return False
        at = self.overwritten.at
        if self.verified_at is not None and self.verified_at > at:
            return False
        runs = (self.latest, *self.recent)
        return not any(run.last_at > at and run.has_compared for run in runs)

    @property
    def is_restored(self) -> bool:
        """Whether all that is known of the two sides came out of a backup."""
        run = self._informing
        return run is not None and run.left_behind and not run.led_elsewhere

    @property
    def is_outdated(self) -> bool:
        """Whether other options decide what the account is given than when the two sides were last compared."""
        run = self._informing
        return run is not None and run.options_changed and self.comparison is None

    @property
    def is_led_elsewhere(self) -> bool:
        """Whether the shop leads to another one, or another account, than its last run was about."""
        latest = self.whole.latest
        return latest is not None and latest.led_elsewhere

    @property
    def is_account_read(self) -> bool:
        """Whether what was last read of an account is that of the one to which the shop leads now."""
        former = [run for run in self.recent if run.led_elsewhere]
        return not former or any(run.planned and not run.led_elsewhere for run in self.recent)

    @property
    def tells_of_account(self) -> bool:
        """Whether the products' places in the account are known, and not those in a former one."""
        return self.is_account_read and not self.wrote_elsewhere

    @property
    def equal_at(self) -> datetime | None:
        """The moment when a run last found both sides equal; None if something since says otherwise."""
        return equality.equal_at(self)

    @property
    def is_proof_old(self) -> bool:
        """Whether a run since the last proof found, or left, the two sides unequal."""
        return equality.is_proof_old(self)

    @property
    def proof(self) -> equality.Proof | None:
        """The last proof, be it a colleague's."""
        return equality.last_proof(self)

    def after(self, run: RunReport) -> ShopStanding:
        """The standing after one more run; a preview of an undo says nothing about it."""
        if run.kind is JobKind.PREVIEW and not run.previews_sync and run.shop_to_write is None:
            return self
        others = (known for known in self.recent if known.run_id != run.run_id)
        recent = by_time((run, *others))[:RECENT]
        changed = msgspec.structs.replace(self, recent=recent)
        if run.kind is JobKind.PREVIEW or not tells(run, self.latest):
            return changed
        synced_at = run.synced_at if run.counts_as_sync else self.synced_at
        return msgspec.structs.replace(changed, latest=run, synced_at=synced_at)

    @property
    def _informing(self) -> RunReport | None:
        """The last run that is more than a preview and came so far as to learn, or change, how the two sides stand."""
        whole = self.whole
        if whole.latest is None or whole.latest.has_informed:
            return whole.latest
        runs = (run for run in whole.recent if run.kind is not JobKind.PREVIEW)
        return next((run for run in runs if run.has_informed), whole.latest)

    def _newest(self, runs: Iterable[RunReport]) -> RunReport | None:
        """The first of these runs, unless something has run since."""
        newest = next(iter(runs), None)
        if newest is None or self.latest is None or newest.run_id == self.latest.run_id:
            return newest
        return newest if by_time((newest, self.latest))[0] is newest else None
