"""The turn of a run at an account: while it lasts, nobody else in the team writes there."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Concatenate, NamedTuple, ParamSpec, TypeVar

from shopsync_gui.core.errors import AccountLeased, LeaseLost, TeamUnreachable
from shopsync_gui.core.jobs import Phase
from shopsync_gui.core.text import format_moment

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.sync.session import Session
    from shopsync_gui.team.connection import TeamConnection
    from shopsync_gui.team.database import TeamDatabase

P = ParamSpec("P")
T = TypeVar("T")

#: Seconds between two tries to reach a database that was lost.
_TRY_EVERY = 0.5
#: Seconds after which a proof of the turn is too old for a request to leave.
_PROVEN_FOR = 2.0
#: The locks of accounts that are held now: `classid` is the account, `objid` the generation.
LOCKS = (
    "pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND granted"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


class Fence(NamedTuple):
    """The number of a turn at an account: a statement that carries an older one is not taken.

    The lock is of a `generation`; who ends a turn from outside begins another one, whose lock is free.
    """

    account_id: int
    generation: int
    number: int


def acquire(db: TeamDatabase, account_id: int, member_id: int, kind: str) -> Fence:
    """Begin a turn. Raises AccountLeased.

    The lock is the session's: the server frees it when the program or its connection ends.
    """
    while True:
        generation = db.value("SELECT generation FROM account WHERE id = %s", (account_id,))
        if not _lock(db, account_id, generation, member_id):
            member, computer, since = _holder(db, account_id)
            raise AccountLeased(member=member, computer=computer, since=since)
        number = db.value(
            "UPDATE account SET fence = fence + 1, member_id = %s, kind = %s, since = now()"
            " WHERE id = %s AND generation = %s RETURNING fence",
            (member_id, kind, account_id, generation),
        )
        if number is not None:
            return Fence(account_id, generation, number)
        db.rows("SELECT pg_advisory_unlock(%s, %s)", (account_id, generation))


def release(db: TeamDatabase, fence: Fence) -> None:
    """End a turn."""
    db.rows(
        "UPDATE account SET member_id = NULL, kind = '', since = NULL WHERE id = %s AND fence = %s",
        (fence.account_id, fence.number),
    )
    db.rows("SELECT pg_advisory_unlock(%s, %s)", fence[:2])


def end_turn(db: TeamDatabase, shop_id: int) -> None:
    """End whoever's turn at the account of a shop: what still carries its number is not taken."""
    db.rows(
        "UPDATE account SET fence = fence + 1, generation = generation + 1, member_id = NULL,"
        " kind = '', since = NULL WHERE id = (SELECT account_id FROM shop WHERE id = %s)",
        (shop_id,),
    )


def _lock(db: TeamDatabase, account_id: int, generation: int, member_id: int) -> bool:
    """Take the account's lock, also from a dead connection of this very computer."""
    take = "SELECT pg_try_advisory_lock(%s, %s)"
    if db.value(take, (account_id, generation)):
        return True
    db.rows(
        f"SELECT pg_terminate_backend(pid, 1000) FROM {LOCKS}"
        " AND classid::bigint = %s AND objid::bigint = %s"
        " AND EXISTS (SELECT 1 FROM account WHERE id = %s AND member_id = %s)",
        (account_id, generation, account_id, member_id),
    )
    return bool(db.value(take, (account_id, generation)))


def _holder(db: TeamDatabase, account_id: int) -> tuple[str, str, str]:
    """Who holds the account, on which computer, since when."""
    for member, computer, since in db.rows(
        "SELECT name, computer, since FROM account JOIN member ON member.id = member_id"
        " WHERE account.id = %s",
        (account_id,),
    ):
        return member, computer, format_moment(since)
    return "–", "–", "–"


class Turn:
    """A run's turn, over every connection that it takes; `patience` is how long a lost one is waited for."""

    def __init__(self, link: TeamConnection, member_id: int, kind: str, patience: float) -> None:
        self._link, self._patience = link, patience
        self._member_id, self._kind = member_id, kind
        self.fence = Fence(0, 0, 0)
        #: The connection on which the account is locked.
        self._locked_on: TeamDatabase | None = None
        self._proven = (float("-inf"), 0.0)
        #: The run that is told while the database is waited for.
        self.session: Session | None = None

    def begin(self, db: TeamDatabase, account_id: int) -> None:
        """Begin it, or go on at another account. Raises AccountLeased."""
        if self._locked_on is not None:
            release(db, self.fence)
        self.fence = acquire(db, account_id, self._member_id, self._kind)
        self._locked_on = db

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
        if db is not self._locked_on:
            if not _lasts(db, self.fence):
                raise self._lost(db)
            if not _lock(db, *self.fence[:2], self._member_id):
                raise TeamUnreachable(host=db.address.host)
            self._locked_on = db
        done = work(db, self.fence, *args, **kwargs)
        if done is None:
            raise self._lost(db)
        return done

    async def hold(
        self,
        work: Callable[Concatenate[TeamDatabase, Fence, P], T | None],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Do something under the turn; wait where the database is lost. Raises LeaseLost, TeamError."""
        loop = asyncio.get_running_loop()
        until, phase = loop.time() + self._patience, None
        while True:
            try:
                done = await self._link.call(lambda db: self.under(db, work, *args, **kwargs))
                break
            except TeamUnreachable:
                if loop.time() >= until:
                    raise
                if phase is None and self.session is not None:
                    phase = self.session.phase
                    self.session.enter(Phase.TEAM)
                await asyncio.sleep(_TRY_EVERY)
        self._proven = (loop.time(), time.time())
        if phase is not None and self.session is not None:
            self.session.enter(phase)
        return done

    async def prove(self) -> None:
        """Prove the turn anew where the computer may have slept since. Raises LeaseLost, TeamError."""
        then, wall = self._proven
        aged = asyncio.get_running_loop().time() - then
        if aged >= _PROVEN_FOR or abs(time.time() - wall) >= _PROVEN_FOR:
            await self.hold(_lasts)

    def _lost(self, db: TeamDatabase) -> LeaseLost:
        return LeaseLost(member=_holder(db, self.fence.account_id)[0])


def _lasts(db: TeamDatabase, fence: Fence) -> bool | None:
    """Whether the account has had no other turn since."""
    still: bool | None = db.value(
        "SELECT true FROM account WHERE id = %s AND generation = %s AND fence = %s", fence
    )
    return still
