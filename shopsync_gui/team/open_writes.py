"""The writes of an account that have no end in the team's database, as one run meets, settles and ends them."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from msgspec.structs import replace

from shopsync_gui.core.errors import TeamRecordTooNew
from shopsync_gui.team import intents
from shopsync_gui.team.runs import begin_run

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from shopsync_gui.store import Store
    from shopsync_gui.store.runs.journal_entries import Ended, JournalEntry
    from shopsync_gui.sync.run.session import Session
    from shopsync_gui.team.connection import TeamConnection
    from shopsync_gui.team.database import TeamDatabase
    from shopsync_gui.team.turn import Turn

log = logging.getLogger(__name__)


class OpenWrites:
    """Intents without an end in the database, by the entry of this computer's journal that stands for each."""

    def __init__(
        self, store: Store, link: TeamConnection, turn: Turn, connection_id: int, me: int
    ) -> None:
        self._store, self._link, self._turn = store, link, turn
        self._connection_id, self._me = connection_id, me
        self._open: dict[int, UUID] = {}
        #: Those of them that colleagues sent.
        self._taken: set[UUID] = set()
        #: Ends of own writes that colleagues found.
        self.heard: list[UUID] = []
        #: Whether the run is known to have begun to write.
        self._has_begun = False

    async def take_over(self, session: Session, shop_id: int, account_id: int) -> None:
        """Have a run settle every write to its account that has no end, as one of this computer's.

        What a newer version of the program wrote stays open.
        """
        await self._doubt_ready(shop_id)
        for intent in await self._link.call(intents.open_intents, self._turn.account_id):
            product_id = None  # another shop's
            if intent.shop_id == shop_id:
                product_id = self._store.team_facts.product_id(
                    self._connection_id, account_id, intent.inner_id
                )
            try:
                self._take(intent, session.run_id, session.parts.now(), product_id)
            except TeamRecordTooNew:  # what it may create, the database lets nobody else create
                log.warning("a write that a newer version left open is for that one to settle")

    async def _doubt_ready(self, shop_id: int) -> None:
        """Take as sent what a dead program had made ready, but for what cannot have left."""
        journal = self._store.journal
        if ready := journal.made_ready(self._connection_id):
            for entry_id in await self._link.call(intents.never_left, shop_id, self._me, ready):
                journal.not_ready(entry_id)
            journal.doubt_ready(self._connection_id)

    def _take(
        self, intent: intents.Intent, run_id: int, now: datetime, product_id: int | None
    ) -> None:
        """Keep an intent as our own entry, or as a new one for another computer's. Raises TeamRecordTooNew."""
        entry, journal = intent.entry, self._store.journal
        if intent.member_id == self._me and journal.holds(intent.entry_id, entry):
            self._open[intent.entry_id] = intent.id
            return
        log.warning("a write that another computer left open is settled first")
        self._taken.add(intent.id)
        entry = replace(entry, product_id=product_id)
        taken = journal.take_over(run_id, self._connection_id, str(intent.id), entry, now)
        self._open[taken.id] = intent.id

    async def ends_told(self, shop_id: int, *, by_turn: bool) -> Mapping[int, Ended]:
        """Hear what colleagues found of writes of this computer, by their numbers in its journal.

        Raises TeamUnreachable, `by_turn` after the run's patience.
        """

        def ask(db: TeamDatabase, _fence: object = None) -> list[intents.Settled]:
            return intents.settled_by_others(db, shop_id, self._me)

        found = await (self._turn.hold(ask) if by_turn else self._link.call(ask))
        self.heard += [each.id for each in found]
        return {each.entry_id: each.end for each in found if self._is_known(each)}

    def _is_known(self, write: intents.Settled | intents.Intent) -> bool:
        """Whether the journal of this computer has the write; not one of a newer version."""
        try:
            return self._store.journal.holds(write.entry_id, write.entry)
        except TeamRecordTooNew:
            return False

    async def begin(self, entry: JournalEntry, shop_id: int, account_id: int) -> None:
        """Commit the intent, and with it the ends of earlier ones. Raises LeaseLost, TeamError."""
        product = entry.product_id
        key = self._store.team_facts.key(product, account_id) if product else ""
        about = shop_id, entry.run_id, entry.id
        intent = intents.Intent(uuid4(), self._me, *about, key, entry.told.decode())
        ends = self.ends()
        if not self._has_begun:
            await self._begin_run(entry.run_id, shop_id, ends)
        await self._turn.hold(intents.open_intent, intent, ends)
        self._open = {key: own for key, own in self._open.items() if own not in ends}
        self._open[entry.id] = intent.id

    async def _begin_run(self, run_id: int, shop_id: int, ends: Mapping[UUID, Ended]) -> None:
        """Have the run known, with what earlier parts of it wrote."""
        run = self._store.runs.get(run_id)
        if run is not None:
            await self._turn.hold(begin_run, shop_id, self._me, run, self.own_done(ends))
        self._has_begun = True

    def ends(self) -> dict[UUID, Ended]:
        """The ends that this computer's journal knows by now."""
        found = self._store.journal.ended(self._open) if self._open else {}
        return {self._open[entry_id]: end for entry_id, end in found.items()}

    def done_among(self, others: Iterable[intents.Intent]) -> list[UUID]:
        """Find among open writes those that this computer sent, and knows to have been carried out."""
        sent = [each for each in others if each.member_id == self._me and self._is_known(each)]
        ends = self._store.journal.ended([each.entry_id for each in sent])
        return [each.id for each in sent if (end := ends.get(each.entry_id)) and end.done]

    def own_done(self, ends: Mapping[UUID, Ended]) -> list[UUID]:
        """The writes of this computer that were carried out: its runs' numbers have them."""
        return [intent for intent, end in ends.items() if end.done and intent not in self._taken]
