"""A job for the engine, and how far a run of it is."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import msgspec


class JobKind(StrEnum):
    """The kinds of work the engine does."""

    SYNC = "sync"
    PREVIEW = "preview"
    VERIFY = "verify"
    ORDERS = "orders"
    UNDO = "undo"
    RETRY = "retry"


#: Kinds whose next run goes on where an interrupted one ended.
RESUMABLE_KINDS = frozenset({JobKind.SYNC, JobKind.ORDERS})
#: Kinds that write to the account.
WRITING_KINDS = frozenset({JobKind.SYNC, JobKind.ORDERS, JobKind.UNDO, JobKind.RETRY})

#: Kinds whose writes an undo can give back.
UNDOABLE_KINDS = WRITING_KINDS - {JobKind.UNDO}


class Phase(StrEnum):
    """The steps of a run, in their order."""

    PREPARE = "prepare"
    PULL = "pull"
    UNSEEN = "unseen"
    ORDERS = "orders"
    TARGET = "target"
    PLAN = "plan"
    PUSH = "push"
    SETTLE = "settle"
    #: The account's list does not show yet what was written; it is read again.
    LIST = "list"
    #: The account shows less than was known to be there; that is believed after other readings only.
    DOUBT = "doubt"
    #: Another program writes into the account; this run waits for it.
    OTHERS = "others"
    #: The team's database does not answer; nothing is written until it does.
    TEAM = "team"
    VERIFY = "verify"
    FINISH = "finish"


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of work for the engine. What writes does so only when the user has consented.

    `product_ids` are the local ids that a retry is about, empty for all failed and skipped ones;
    `on_purpose` says that they were named one by one, with what the account may have of them already;
    `undo_run_id` names the run that is to be undone, or whose undoing is to be previewed;
    `orders_since` is the shop's day from which old orders are read, or previewed; a `quick` sync
    reads only what the shop changed since the last whole reading, where that is enough;
    an `unattended` one was started by nobody, who could be asked, and is `due` since that moment (UTC);
    `plan_fingerprint` ties what is written, or approved, to the plan that the user saw; one that
    `goes_on` carries out what is left of the plan of an interrupted run: anything else needs a new
    consent.
    """

    kind: JobKind
    connection_id: int
    consent: bool = False
    approve_brake: bool = False
    plan_fingerprint: str | None = None
    goes_on: bool = False
    undo_run_id: int | None = None
    remove_created: bool = False
    product_ids: tuple[int, ...] = ()
    on_purpose: bool = False
    orders_since: date | None = None
    quick: bool = False
    unattended: bool = False
    due: datetime | None = None

    def is_for(self, plan_fingerprint: str) -> bool:
        """Whether the consent is to this plan, or to none in particular."""
        return self.plan_fingerprint in (None, plan_fingerprint)


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """A service that is asked and does not answer well, `seconds` long by now.

    `reason` is the title of what failed last, empty while an answer is only late. The try number `tries`
    begins `again_in` seconds from now, or is under way where that is None.
    """

    service: str
    seconds: float
    reason: str = ""
    tries: int = 1
    again_in: float | None = None


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """A moment of a run. `total` and the rates are None until they are known.

    `waiting_seconds` is set while the run only waits (quiet time, back-off). `share` is the part of
    the phase's work that is done, 0 to 1, where `done` of `total` does not tell all of it, and `writes`
    is how much work that is in all.
    Of a run that goes on, `written` is how much its earlier parts have written, and `ahead` how much of
    their plan was left. `usual_pace` is how many writes a second the account took the last time. `elapsed` are the seconds
    since the phase began.
    """

    run_id: int
    phase: Phase
    done: int = 0
    total: int | None = None
    per_second: float | None = None
    remaining_seconds: float | None = None
    waiting_seconds: float | None = None
    share: float | None = None
    writes: int | None = None
    usual_pace: float | None = None
    written: int = 0
    ahead: int | None = None
    elapsed: float = 0.0
    #: The service that is waited for, or has to be asked again; None while all is well.
    trouble: Trouble | None = None

    @property
    def moment(self) -> tuple[Phase, str]:
        """The phase and what troubles it: whoever tells only some moments leaves out none that changes these."""
        if self.trouble is None:
            return self.phase, ""
        return self.phase, f"{self.trouble.service} {self.trouble.reason}"

    @property
    def categories(self) -> tuple[int, int] | None:
        """The categories that are written, and how many in all: they come first. None once products are."""
        if self.share is None or self.writes is None or self.total is None or self.done:
            return None
        most = self.writes - self.total
        return (min(round(self.share * self.writes), most), most) if most > 0 else None
