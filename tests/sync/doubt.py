"""A shop that was read, an account, and writes whose outcome nobody knows."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from shopsync_gui.core.catalogue import MasterProduct
from shopsync_gui.core.plan.plan import Target
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.store.runs.journal_entries import JournalEntry, JournalOp, JournalState, NewEntry
from shopsync_gui.sync.account.account_reading import read_target
from shopsync_gui.sync.push.claims import names_ids_trait
from shopsync_gui.sync.push.settling import own_doubles, settle
from shopsync_gui.sync.run.session import Session
from tests.sync.world import World

Op, State = JournalOp, JournalState
WANTED = MasterProduct(
    sku="KEK-01", name="Kék kancsó", net=Decimal(1000), vat=Decimal(27), currency="HUF"
)


class Doubt:
    """A shop that was read, an account, and writes of a run that broke off."""

    def __init__(self, folder: Path) -> None:
        self.world = World(folder, products=6, orders=0)
        self.world.job(JobKind.PREVIEW)
        self.store, self.account = self.world.store, self.world.sandbox.account
        self.shop_id = self.world.connection.id
        run = self.store.runs.start(JobKind.SYNC, self.shop_id, self.world.now())
        self.run_id = run.run_id
        self.names: frozenset[str] = frozenset()
        self.found: dict[int, str] = {}
        self.settled: dict[str, int] = {}
        self.names_ids: str | None = None

    def write(
        self, op: JournalOp, *, named: int | None = None, done: bool = False, **fields: Any
    ) -> int:
        """A write that left; of some an answer named an id, be it that of what was made or not."""
        journal, now = self.store.journal, self.world.now()
        usual: dict[str, Any] = {}
        if op in (Op.CREATE_PRODUCT, Op.UPDATE_PRODUCT, Op.DELETE_PRODUCT):
            usual = {"sku": "KEK-01", "name": "Kék kancsó", "desired": WANTED, "product_id": 1}
        journal.plan(self.run_id, self.shop_id, [NewEntry(op=op, **usual | fields)])
        entry = journal.planned(self.run_id)[-1]
        journal.sent(entry.id, now)
        if done:
            journal.done(entry.id, named, now)
        else:
            journal.unknown(entry.id, now, named)
        return entry.id

    def look(self) -> Target:
        """Read the account after the quiet time, and settle."""

        async def work(session: Session) -> Target:
            await session.quiet.wait()
            target = await settle(session, await read_target(session))
            self.found = own_doubles(session, target)
            self.settled = session.settled_categories
            self.names_ids = session.traits.value(names_ids_trait(Op.CREATE_PRODUCT))
            return target

        return self.world.in_session(self.run_id, work, category_names=self.names)

    def get(self, entry_id: int) -> JournalEntry:
        return self.store.journal.get(entry_id)

    def outcome(self, entry_id: int) -> tuple[JournalState, int | None]:
        """What became of a write."""
        self.look()
        entry = self.get(entry_id)
        return entry.state, entry.sa_id

    def linked(self, product_id: int = 1) -> int | None:
        """The account's id that a product of the shop is known by."""
        rows = self.store.database.rows("SELECT sa_id FROM product WHERE id = ?", (product_id,))
        return rows[0][0] if rows else None

    def shop_sku(self, product_id: int) -> str:
        rows = self.store.database.rows("SELECT sku FROM product WHERE id = ?", (product_id,))
        return str(rows[0][0])
