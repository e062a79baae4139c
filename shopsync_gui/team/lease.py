"""The lease of an account in a team: one writer at a time, every intent known before it leaves."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.errors import (
    ScheduleOfColleague,
    ShopOptionsChanged,
    TeamError,
    TeamUnreachable,
)
from shopsync_gui.core.runs import WRITING_KINDS, Phase, RunState
from shopsync_gui.core.team import CHECK, Role
from shopsync_gui.sync.lease import alone
from shopsync_gui.team import accounts, approvals, documents, facts, intents
from shopsync_gui.team.address import DEADLINE, parse_address
from shopsync_gui.team.connection import TeamConnection
from shopsync_gui.team.members import demand, password_of
from shopsync_gui.team.runs import keep_run, note_planner

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from concurrent.futures import Executor
    from uuid import UUID

    from shopsync_gui.core.plan import Plan
    from shopsync_gui.core.runs import Job
    from shopsync_gui.core.team import Membership
    from shopsync_gui.store import Store
    from shopsync_gui.store.connections import Connection
    from shopsync_gui.store.journal_entries import JournalEntry
    from shopsync_gui.sync.lease import Lease
    from shopsync_gui.sync.session import Session
    from shopsync_gui.system.secrets import Secrets
    from shopsync_gui.team.connection import TeamDatabase

log = logging.getLogger(__name__)

#: Seconds that a run waits for a database that it lost, before it pauses.
PATIENCE = 120.0
_TRY_EVERY = 0.5
#: Seconds after which a proof of the lease is too old for a request to leave.
_PROVEN_FOR = 2.0
#: So long a colleague's computer is taken to run a schedule before that is asked again.
_ELSEWHERE_FOR = timedelta(days=1)
#: Seconds that the end of a run which the user cancelled may take here.
_CANCEL_SECONDS = 0.6


class TeamLeases:
    """The leases of one computer in a team: called for each run."""

    def __init__(
        self,
        store: Store,
        secrets: Secrets,
        *,
        executor: Executor | None = None,
        patience: float = PATIENCE,
    ) -> None:
        self._store = store
        self._secrets = secrets
        self._executor = executor
        self._patience = patience

    def __call__(
        self, job: Job | None, connection: Connection
    ) -> AbstractAsyncContextManager[Lease]:
        """Hold the account of this connection while a run works; that of the demo is nobody else's."""
        return alone(job, connection) if connection.demo else self._hold(job, connection)

    @asynccontextmanager
    async def _hold(self, job: Job | None, connection: Connection) -> AsyncIterator[Lease]:
        membership = self._store.team.membership()
        assert membership is not None
        address = parse_address(membership.address)
        link = TeamConnection(
            address, password_of(self._secrets, membership.address), self._executor
        )
        lease = _TeamLease(self._store, membership, link, job, connection, self._patience)
        try:
            await lease.begin()
            yield lease
        finally:
            try:
                await lease.end()
            finally:
                link.close()


class _TeamLease:
    """The lease of one run; one that only reads takes in what is known and says that it plans."""

    def __init__(
        self,
        store: Store,
        membership: Membership,
        link: TeamConnection,
        job: Job | None,
        connection: Connection,
        patience: float,
    ) -> None:
        self._store = store
        self._member = membership
        self._link = link
        self._job = job
        self._connection = connection
        self._patience = patience
        self._writes = job is None or job.kind in WRITING_KINDS
        self._shop: accounts.SharedShop | None = None
        self._lease: accounts.Lease | None = None
        self._session: Session | None = None
        #: The connection on which the account is locked.
        self._locked_on: TeamDatabase | None = None
        #: Intents without an end in the database, by the journal's entry.
        self._open: dict[int, UUID] = {}
        self._proven = (float("-inf"), 0.0)

    # --- beginning ------------------------------------------------------------------------------

    async def begin(self) -> None:
        """Obtain the right to write. Raises AccountLeased, ScheduleOfColleague, TeamRightMissing, TeamError."""
        try:
            await self._link.call(self._enter, 2 * DEADLINE)
        except TeamUnreachable:
            if self._writes:
                raise
            log.warning("a preview without the team's database")
        except ScheduleOfColleague:
            until = datetime.now(UTC) + _ELSEWHERE_FOR
            self._store.team.note_elsewhere(self._connection.id, until)
            raise

    def _enter(self, db: TeamDatabase) -> None:
        db.check()
        self._shop = shop = accounts.share_shop(db, self._connection)
        note_planner(db, shop.shop_id, self._member.member_id, plans=True)
        if not self._writes:
            return
        demand(db, self._member.member_id, Role.OWNER, Role.MEMBER)
        if self._job is not None and self._job.unattended:
            accounts.claim_schedule(db, shop.shop_id, self._member.member_id)
        self._acquire(db, shop.account_id)

    def _acquire(self, db: TeamDatabase, account_id: int) -> None:
        kind = CHECK if self._job is None else self._job.kind.value
        self._lease = accounts.acquire(db, account_id, self._member.member_id, kind)
        self._locked_on = db

    async def take_over(self, session: Session) -> None:
        """Take in what the team knows of the shop, and every write without an end as one of ours.

        Such a write counts as sent now: no clock but this one says how long it has been quiet.
        """
        self._session = session
        if self._shop is None:
            return
        with contextlib.nullcontext() if self._writes else contextlib.suppress(TeamUnreachable):
            await facts.take_in(self._link, self._store, self._connection.id, self._shop.shop_id)
        if not self._writes:
            return
        known_now = self._store.connections.get(self._connection.id)
        if known_now is not None and known_now.options != self._connection.options:
            # This run has read the shop by the former ones.
            raise ShopOptionsChanged(shop=self._connection.title)
        if not self._shop.recognised:
            marks = accounts.landmarks((await session.account.target()).products)
            await self._hold(lambda db: self._recognise(db, marks))
        account_id = self._held.account_id
        known = await self._link.call(lambda db: intents.open_intents(db, account_id))
        for intent in known:
            self._open[self._entry_of(intent, session)] = intent.id

    def _recognise(self, db: TeamDatabase, marks: list[str]) -> bool:
        """See by what the account holds whether it is one that the team knows by another user."""
        assert self._shop is not None
        account_id = accounts.recognise(db, self._shop, self._connection, marks)
        if account_id != self._held.account_id:
            accounts.release(db, self._held)
            self._acquire(db, account_id)
        return True

    def _entry_of(self, intent: intents.Intent, session: Session) -> int:
        """The journal's entry of an intent: our own, or a new one for another computer's."""
        mine = intent.member_id == self._member.member_id
        if mine and (own := intents.own_entry(self._store, intent)):
            return own.id
        connection_id = self._connection.id
        entry = intent.entry
        if self._shop is not None and intent.shop_id == self._shop.shop_id:
            product_id = self._store.team.product_id(connection_id, intent.inner_id)
            entry = msgspec.structs.replace(entry, product_id=product_id)
        log.warning("a write that another computer left open is settled first")
        now = session.parts.now()
        return self._store.journal.take_over(session.run_id, connection_id, entry, now).id

    # --- writing --------------------------------------------------------------------------------

    @property
    def _held(self) -> accounts.Lease:
        if self._lease is None:
            raise RuntimeError("a run that only reads has no lease")
        return self._lease

    async def before_write(self, entry: JournalEntry) -> None:
        """Commit the intent, and with it the ends of earlier ones. Raises LeaseLost, TeamError."""
        shop = self._shop
        assert shop is not None
        intent = intents.intent_of(self._store, entry, self._member.member_id, shop.shop_id)
        ended = self._ended()
        ends = {self._open[entry_id]: sa_id for entry_id, sa_id in ended.items()}
        await self._hold(lambda db: intents.open_intent(db, self._held, intent, entry, ends))
        for entry_id in ended:
            del self._open[entry_id]
        self._open[entry.id] = intent.id

    async def before_leaving(self) -> None:
        """Prove the lease once more where the computer may have slept since the last proof."""
        then, wall = self._proven
        aged = asyncio.get_running_loop().time() - then
        if aged < _PROVEN_FOR and abs(time.time() - wall) < _PROVEN_FOR:
            return
        await self._hold(lambda db: intents.close_intents(db, self._held, {}))

    async def approve(self, session: Session, plan: Plan) -> None:
        """Have every computer of the team know it, before anything is written."""
        shop_id, me = self._shop_id, self._member.member_id
        scope = self._scope(session)
        await self._hold(lambda db: approvals.approve(db, self._held, shop_id, me, scope, plan))

    async def is_approved(self, session: Session, plan: Plan) -> bool:
        """Whether the team knows of an approval; this computer may have been away meanwhile."""
        shop_id, scope = self._shop_id, self._scope(session)
        covered = False

        def ask(db: TeamDatabase) -> bool:
            nonlocal covered
            covered = approvals.is_approved(db, self._held, shop_id, scope, plan)
            return True

        await self._hold(ask)
        return covered

    def _scope(self, session: Session) -> str:
        job, me = session.job, self._member.member_id
        return approvals.scope_of(job.kind, job.orders_since, session.run_id, me)

    @property
    def _shop_id(self) -> int:
        assert self._shop is not None
        return self._shop.shop_id

    def _ended(self) -> dict[int, int | None]:
        return self._store.journal.ended(self._open) if self._open else {}

    async def _hold(self, work: Callable[[TeamDatabase], bool]) -> None:
        """Do something under the lease; wait where the database is lost, then go on if it still is ours."""
        loop = asyncio.get_running_loop()
        until, phase = loop.time() + self._patience, None
        while True:
            try:
                done = await self._link.call(lambda db: self._locked(db) and work(db))
            except TeamUnreachable:
                if loop.time() >= until:
                    raise
                if phase is None and self._session is not None:
                    phase = self._session.phase
                    self._session.enter(Phase.TEAM)
                await asyncio.sleep(_TRY_EVERY)
                continue
            if not done:
                raise await self._link.call(lambda db: accounts.lost(db, self._held))
            break
        self._proven = (loop.time(), time.time())
        if phase is not None and self._session is not None:
            self._session.enter(phase)

    def _locked(self, db: TeamDatabase) -> bool:
        """Whether the account is locked on this connection, which may be a new one."""
        if db is not self._locked_on:
            if not accounts.regain(db, self._held, self._member.member_id):
                raise TeamUnreachable(host=self._link.address.host)
            self._locked_on = db
        return True

    # --- ending ---------------------------------------------------------------------------------

    async def end(self) -> None:
        """Tell what came of the run, and give the account back; what cannot be told now waits."""
        if self._shop is None or not self._link.is_open:
            return
        run = self._store.runs.get(self._session.run_id) if self._session is not None else None
        quickly = run is None or run.state is RunState.CANCELLED
        try:
            await asyncio.wait_for(self._tell(quickly), _CANCEL_SECONDS if quickly else None)
        except (TeamError, TimeoutError) as error:
            log.warning("the team was not told of the run: %s", type(error).__name__)

    async def _tell(self, quickly: bool) -> None:
        shop, me = self._shop, self._member.member_id
        assert shop is not None
        run = self._store.runs.get(self._session.run_id) if self._session is not None else None
        if self._lease is not None:
            ended = self._ended()
            ends = {self._open.pop(entry_id): sa_id for entry_id, sa_id in ended.items()}
            if not await self._link.call(lambda db: intents.close_intents(db, self._held, ends)):
                raise await self._link.call(lambda db: accounts.lost(db, self._held))
            if not quickly:
                await facts.share(self._link, self._store, self._connection.id, shop.shop_id, me)
                known = self._store.target.sample(self._connection.id, accounts.LANDMARKS)
                account_id, marks = self._held.account_id, accounts.landmarks(known)
                await self._link.call(lambda db: accounts.keep_landmarks(db, account_id, marks))

        def leave(db: TeamDatabase) -> None:
            note_planner(db, shop.shop_id, me, plans=False)
            account_id = None if self._lease is None else self._lease.account_id
            if run is not None:
                keep_run(db, shop.shop_id, me, run, account_id)
            if self._lease is not None:
                if run is not None:
                    approvals.end(db, shop.shop_id, run)
                accounts.release(db, self._lease)

        await self._link.call(leave)
        if not quickly:
            await documents.exchange(self._link, self._store, self._member)
