"""The turn of a run at an account: while it lasts, nobody else in the team writes there."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Concatenate, NamedTuple, ParamSpec, TypeVar

from shopsync_gui.core.errors import AccountLeased, LeaseLost, TeamUnreachable, TurnEnded
from shopsync_gui.core.runs.jobs import Phase
from shopsync_gui.core.text import format_moment

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.sync.run.session import Session
    from shopsync_gui.team.connection import TeamConnection
    from shopsync_gui.team.database import TeamDatabase

P = ParamSpec("P")
T = TypeVar("T")

#: Seconds between two tries to reach a database that was lost.
_TRY_EVERY = 0.5
#: Seconds after which a proof of the turn is too old for a request to leave.
_PROVEN_FOR = 2.0
#: The locks of the team's sessions: (account, 0) of whoever writes there, (shop, member) of who plans.
_LOCKS = (
    "pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND granted"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
WRITERS = f"{_LOCKS} AND objid::bigint = 0"
PLANNERS = f"{_LOCKS} AND objid::bigint > 0"


#: A member's computer, with the member's number where another one of that name is on one called the same.
COMPUTER = (
    "computer || CASE WHEN EXISTS (SELECT 1 FROM member AS other WHERE other.name = member.name"
    " AND other.computer = member.computer AND other.id <> member.id AND other.left_at IS NULL)"
    " THEN ' #' || member.id ELSE '' END AS computer"
)


class Fence(NamedTuple):
    """The number of a turn at an account: a statement that carries an older one is not taken."""

    account_id: int
    number: int


def acquire(db: TeamDatabase, account_id: int, member_id: int, kind: str) -> Fence:
    """Begin a turn; the server frees its lock when the program or its connection ends. Raises AccountLeased."""
    if not _lock(db, account_id, member_id):
        member, computer, since = _holder(db, account_id) or ("–", "–", "–")
        raise AccountLeased(member=member, computer=computer, since=since)
    number = db.value(
        "UPDATE account SET fence = fence + 1, member_id = %s, kind = %s, since = now()"
        " WHERE id = %s RETURNING fence",
        (member_id, kind, account_id),
    )
    return Fence(account_id, number)


def release(db: TeamDatabase, fence: Fence) -> None:
    """End a turn."""
    db.rows(
        "UPDATE account SET member_id = NULL, kind = '', since = NULL WHERE id = %s AND fence = %s",
        fence,
    )
    db.rows("SELECT pg_advisory_unlock(%s, 0)", (fence.account_id,))


def end_turn(db: TeamDatabase, shop_id: int) -> None:
    """End whoever's turn at the account of a shop: what still carries its number is not taken."""
    account_id = db.value(
        "UPDATE account SET fence = fence + 1, member_id = NULL, kind = '', since = NULL"
        " WHERE id = (SELECT account_id FROM shop WHERE id = %s) RETURNING id",
        (shop_id,),
    )
    _cut_off(db, account_id)


def _cut_off(db: TeamDatabase, account_id: int) -> None:
    """End the connection that holds an account's lock, whether or not its computer answers."""
    db.rows(
        f"SELECT pg_terminate_backend(pid, 1000) FROM {WRITERS} AND classid::bigint = %s",
        (account_id,),
    )


def _lock(db: TeamDatabase, account_id: int, member_id: int) -> bool:
    """Take the account's lock, also from a dead connection of this very computer."""
    take = "SELECT pg_try_advisory_lock(%s, 0)"
    if db.value(take, (account_id,)):
        return True
    if db.value("SELECT member_id FROM account WHERE id = %s", (account_id,)) == member_id:
        _cut_off(db, account_id)
    return bool(db.value(take, (account_id,)))


def _holder(db: TeamDatabase, account_id: int) -> tuple[str, str, str] | None:
    """Read who holds the account, on which computer, since when; None where nobody does."""
    held = db.rows(
        f"SELECT name, {COMPUTER}, since FROM account JOIN member ON member.id = member_id"
        " WHERE account.id = %s",
        (account_id,),
    )
    return (*held[0][:2], format_moment(held[0][2])) if held else None


def _lasts(db: TeamDatabase, fence: Fence) -> bool | None:
    """Whether the account has had no other turn since."""
    still: bool | None = db.value("SELECT true FROM account WHERE id = %s AND fence = %s", fence)
    return still


class Turn:
    """A run's turn, over every connection that it takes; `patience` is how long a lost one is waited for."""

    def __init__(self, link: TeamConnection, member_id: int, kind: str, patience: float) -> None:
        self._link, self._patience = link, patience
        self._member_id, self._kind = member_id, kind
        #: None before it has begun, and after another one has followed it.
        self._fence: Fence | None = None
        #: The connection on which the account is locked.
        self._locked_on: TeamDatabase | None = None
        self._loss: LeaseLost = TurnEnded()
        self._proven = (float("-inf"), 0.0)
        #: The run that is told while the database is waited for.
        self.session: Session | None = None

    @property
    def account_id(self) -> int | None:
        """The account, while nobody else is known to have it."""
        return None if self._fence is None else self._fence.account_id

    def begin(self, db: TeamDatabase, account_id: int) -> None:
        """Begin it, or go on at another account. Raises AccountLeased."""
        self.end(db)
        self._fence = acquire(db, account_id, self._member_id, self._kind)
        self._locked_on = db

    def end(self, db: TeamDatabase) -> None:
        """End it, if it lasts."""
        if self._fence is not None:
            release(db, self._fence)
            self._fence = None

    def under(
        self,
        db: TeamDatabase,
        work: Callable[Concatenate[TeamDatabase, Fence, P], T | None],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Do something while the turn is held; it answers None where its statement was not taken.

        Raises LeaseLost, and TeamUnreachable while the server has not noticed yet that a former
        connection is gone.
        """
        fence = self._fence
        if fence is None:
            raise self._loss
        if db is not self._locked_on:
            if not _lasts(db, fence):
                raise self._lost(db, fence)
            if not _lock(db, fence.account_id, self._member_id):
                raise TeamUnreachable(host=db.address.host)
            self._locked_on = db
        done = work(db, fence, *args, **kwargs)
        if done is None:
            raise self._lost(db, fence)
        return done

    async def hold(
        self,
        work: Callable[Concatenate[TeamDatabase, Fence, P], T | None],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Do something under the turn; wait where the database is lost. Raises LeaseLost, TeamError."""
        loop = asyncio.get_running_loop()
        began, phase = loop.time(), None
        until = began + self._patience
        while True:
            try:
                done = await self._link.call(lambda db: self.under(db, work, *args, **kwargs))
            except TeamUnreachable:
                if loop.time() >= until:
                    self._note_idle(phase, began)
                    raise
                if phase is None and self.session is not None:
                    phase = self.session.progress.phase
                    self.session.progress.enter(Phase.TEAM)
                await asyncio.sleep(_TRY_EVERY)
            else:
                self._proven = (loop.time(), time.time())
                self._note_idle(phase, began)
                if phase is not None and self.session is not None:
                    self.session.progress.enter(phase)
                return done

    def _note_idle(self, waited_in: Phase | None, began: float) -> None:
        """Have the time that was waited for the database be none of the run's work."""
        if waited_in is not None and self.session is not None:
            self.session.idle += asyncio.get_running_loop().time() - began

    async def prove(self) -> None:
        """Prove the turn anew where the computer may have slept since. Raises LeaseLost, TeamError."""
        then, wall = self._proven
        aged = asyncio.get_running_loop().time() - then
        if aged >= _PROVEN_FOR or abs(time.time() - wall) >= _PROVEN_FOR:
            await self.hold(_lasts)

    def _lost(self, db: TeamDatabase, fence: Fence) -> LeaseLost:
        self._fence = None
        holder = _holder(db, fence.account_id)
        self._loss = TurnEnded() if holder is None else LeaseLost(member=holder[0])
        return self._loss
