"""The lease of a run in a team: its turn at the account, what the others know, and what it tells them."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from shopsync_gui.core.account.target_index import ProductsById
from shopsync_gui.core.errors import (
    LeaseLost,
    ScheduleOfColleague,
    ShopOptionsChanged,
    TeamError,
    TeamMemberGone,
    TeamPasswordMissing,
    TeamSignInRefused,
    TeamUnreachable,
)
from shopsync_gui.core.planning.approval import scope_of
from shopsync_gui.core.runs.jobs import WRITING_KINDS
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.team.team import CHECK, Role
from shopsync_gui.core.team.team_words import keeper_text, options_text
from shopsync_gui.team import approvals, exchange, intents, shops
from shopsync_gui.team.exchange import ELSEWHERE_FOR
from shopsync_gui.team.open_writes import OpenWrites
from shopsync_gui.team.runs import keep_run, recount_run
from shopsync_gui.team.status import demand, note_planner
from shopsync_gui.team.turn import Turn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from shopsync_gui.core.account.same_account import Landmark
    from shopsync_gui.core.plan.plan import Plan
    from shopsync_gui.core.runs.jobs import Job
    from shopsync_gui.core.runs.runs import RunReport
    from shopsync_gui.core.team.team import Membership
    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.store.runs.journal_entries import Ended, JournalEntry
    from shopsync_gui.sync.run.lease import Look
    from shopsync_gui.sync.run.session import Session
    from shopsync_gui.team.connection import TeamConnection
    from shopsync_gui.team.database import TeamDatabase

log = logging.getLogger(__name__)

#: Seconds that the end of a run which the user cancelled may take here.
_CANCEL_SECONDS = 0.6
#: What keeps a run from asking the team; a preview does without.
_NOT_ASKED = (TeamUnreachable, TeamPasswordMissing, TeamSignInRefused, TeamMemberGone)


class TeamLease:
    """The lease of one run; one that only reads takes in what is known and says that it plans."""

    def __init__(
        self,
        store: Store,
        member: Membership,
        link: TeamConnection,
        job: Job | None,
        connection: Connection,
        patience: float,
    ) -> None:
        self._store, self._member, self._me = store, member, member.member_id
        self._link, self._job, self._connection = link, job, connection
        self._writes = job is None or job.kind in WRITING_KINDS
        self._turn = Turn(link, self._me, CHECK if job is None else job.kind.value, patience)
        self._session: Session | None = None
        #: The shop in the team; None for a preview that could not ask.
        self._shop: shops.SharedShop | None = None
        self._open = OpenWrites(store, link, self._turn, connection.id, self._me)

    @property
    def shop_id(self) -> int:
        """The shop, as the team has it."""
        assert self._shop is not None
        return self._shop.shop_id

    @property
    def _account_id(self) -> int:
        """The account, as the team has it; 0 while it is not recognised."""
        if self._turn.account_id is not None:
            return self._turn.account_id
        return self._shop.account_id if self._shop is not None and self._shop.recognised else 0

    # --- beginning ------------------------------------------------------------------------------

    async def begin(self) -> None:
        """Obtain the right to write. Raises AccountLeased, ScheduleOfColleague, TeamRightMissing, TeamError."""
        try:
            role = await exchange.meet(self._link, self._store, self._member)
            changes = (
                {} if role is Role.VIEWER else self._store.team_shops.changes(self._connection)
            )
            shop = await exchange.tell_shop(self._link, self._store, self._connection, changes)
            self._shop = shop
            await self._link.call(self._enter, shop, role)
        except _NOT_ASKED as error:
            if self._writes:
                raise
            log.warning("a preview without the team's database: %s", type(error).__name__)
        except ScheduleOfColleague as error:
            until = datetime.now(UTC) + ELSEWHERE_FOR
            keeper = keeper_text(str(error.values["member"]), str(error.values["computer"]))
            self._store.team.note_elsewhere(self._connection.id, until, keeper)
            raise

    def _enter(self, db: TeamDatabase, shop: shops.SharedShop, role: Role) -> None:
        note_planner(db, shop.shop_id, self._me, plans=True)
        if not self._writes:
            return
        demand(role, Role.OWNER, Role.MEMBER)
        if self._job is not None and self._job.unattended:
            shops.claim_schedule(db, self._connection.name, self._me)
        self._turn.begin(db, shop.account_id)

    @property
    def is_shared(self) -> bool:
        """Whether others write to the account, too: always, even where they cannot be asked."""
        return True

    @property
    def keeps_others_out(self) -> bool:
        """Whether this run has had its turn at the account, and it has turned out to be no other one."""
        return self._shop is not None and self._shop.account_id == self._turn.account_id

    async def take_over(self, session: Session, look: Look) -> None:
        """Take in what the team knows of the shop, and every write without an end as one of ours.

        Such a write counts as sent when this computer first met it: no clock but this one says how long
        it has been quiet.
        """
        self._session = self._turn.session = session
        if self._shop is None:
            return
        if self._writes and not self._shop.recognised:
            await self._recognise(self._shop, look)
        with contextlib.nullcontext() if self._writes else contextlib.suppress(TeamUnreachable):
            await exchange.take_in_facts(
                self._link, self._store, self._connection.id, self.shop_id, self._account_id
            )
        known_now = self._store.connections.get(self._connection.id)
        options = self._connection.options
        changed = () if known_now is None else known_now.options.written_otherwise(options)
        if changed:  # this run has read the shop by the former ones
            settings = options_text(changed)
            raise ShopOptionsChanged(shop=self._connection.title, settings=settings)
        if self._writes:
            await self._open.take_over(session, self.shop_id, self._account_id)

    async def ends_told(self) -> Mapping[int, Ended] | None:
        """Hear what colleagues found of writes of this computer; None for a preview that cannot ask."""
        if self._shop is None:
            return None
        try:
            return await self._open.ends_told(self.shop_id, by_turn=self._writes)
        except TeamUnreachable:
            if self._writes:
                raise
            return None

    async def recall(self, session: Session) -> None:
        """Take in once more what the team is known to know of the account."""
        if self._shop is not None:
            connection_id = session.connection.id
            self._store.team_facts.take_again(connection_id, self._account_id)
            await exchange.link_products(self._store, connection_id, self._account_id)

    async def _recognise(self, shop: shops.SharedShop, look: Look) -> None:
        """See by what the account holds whether it is one that the team knows by another user.

        One that an earlier reading does not tell may have been filled since.
        """
        account_id = 0
        for anew in (False, True):
            if not account_id:
                listed = ProductsById((await look(anew=anew)).products)
                account_id = await self._turn.hold(
                    shops.recognise, shop, self._connection, listed, surely=not anew
                )
        if account_id != self._turn.account_id:
            await self._link.call(self._turn.begin, account_id)

    # --- writing --------------------------------------------------------------------------------

    async def before_write(self, entry: JournalEntry) -> None:
        """Commit the intent, and with it the ends of earlier ones. Raises LeaseLost, TeamError."""
        await self._open.begin(entry, self.shop_id, self._account_id)

    async def before_leaving(self) -> None:
        """Prove the turn once more where the computer may have slept since the last proof."""
        await self._turn.prove()

    async def keep(self) -> None:
        """Take the account up again where the database was away meanwhile."""
        if self._turn.account_id is not None:
            await self._turn.prove()

    async def approve(self, session: Session, plan: Plan) -> None:
        """Have every computer of the team know it, before anything is written."""
        await self._turn.hold(approvals.approve, self.shop_id, self._scope(session), self._me, plan)

    async def is_approved(self, session: Session, plan: Plan) -> bool:
        """Whether the team knows of an approval; this computer may have been away meanwhile."""
        return await self._turn.hold(
            approvals.is_approved, self.shop_id, self._scope(session), plan
        )

    def _scope(self, session: Session) -> str:
        return scope_of(session.job, session.run_id, self._me)

    # --- ending ---------------------------------------------------------------------------------

    async def end(self) -> None:
        """Tell what came of the run, and give the account back; what cannot be told now waits."""
        if self._shop is None or not self._link.is_open:
            return
        run = self._store.runs.get(self._session.run_id) if self._session is not None else None
        quickly = run is None or run.state is RunState.CANCELLED
        try:
            async with asyncio.timeout(_CANCEL_SECONDS if quickly else None):
                try:
                    await self._tell(run, quickly)
                except TeamUnreachable:  # by a connection that was broken off; another one may do
                    await self._tell(run, quickly)
        except (TeamError, TimeoutError) as error:
            log.warning("the team was not told of the run: %s", type(error).__name__)

    async def _tell(self, run: RunReport | None, quickly: bool) -> None:
        """Tell it; of the account nothing where the turn was lost, for that is another's to tell."""
        account_id = self._turn.account_id
        ends = self._open.ends()
        try:
            if account_id is not None:
                await self._link.call(self._turn.under, intents.close_intents, ends)
        except LeaseLost:
            account_id = None
        counted: list[UUID] = []
        if account_id is None:  # what is open stays so, but for the numbers of runs that have it
            assert self._shop is not None
            still = await self._link.call(intents.open_intents, self._shop.account_id)
            counted = self._open.done_among(still)
        elif not quickly:
            await exchange.tell_facts(
                self._link, self._store, self._connection.id, self.shop_id, account_id, self._me
            )
        marks = () if quickly else self._store.target.landmarks(self._connection.id)
        await self._link.call(self._leave, run, counted, marks)
        if not quickly:
            await exchange.exchange(self._link, self._store, self._member)

    def _leave(
        self,
        db: TeamDatabase,
        run: RunReport | None,
        counted: Sequence[UUID],
        marks: Sequence[Landmark],
    ) -> None:
        account_id = self._turn.account_id
        with db.at_once():
            note_planner(db, self.shop_id, self._me, plans=False)
            recounted = self._recounted()
            own = [each.run_id for each in (run, *recounted) if each is not None]
            intents.note_counted(db, counted, own)
            for earlier in recounted:
                recount_run(db, self.shop_id, self._me, earlier)
            intents.note_heard(db, self._open.heard)
            if run is not None:
                keep_run(db, self.shop_id, self._me, run, account_id)
                if account_id is not None:
                    approvals.end(db, self.shop_id, run)
                    shops.keep_landmarks(db, account_id, marks)
            self._turn.end(db)

    def _recounted(self) -> list[RunReport]:
        """Earlier runs here whose numbers this one has changed."""
        runs = () if self._session is None else sorted(self._session.recounted)
        return [run for run_id in runs if (run := self._store.runs.get(run_id)) is not None]
