"""A plan that is carried out by itself, against an account that answers in ways of its own."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

from shopsync_gui.core.errors import ShopSyncError
from shopsync_gui.core.runs.jobs import JobKind, Phase
from shopsync_gui.sandbox import faults as f
from shopsync_gui.store.runs.journal_entries import JournalEntry, JournalOp, JournalState
from shopsync_gui.sync.account.account_reading import read_target
from shopsync_gui.sync.account.account_watch import AccountWatch, AnotherWriter
from shopsync_gui.sync.push.plan_entries import write_down
from shopsync_gui.sync.push.push import push
from shopsync_gui.sync.run.session import Session
from tests.sync.world import World

Op, State = JournalOp, JournalState
CREATE, UPDATE = "POST sa/createproduct", "POST sa/modifyproduct"
DELETE = "DELETE sa/deleteproduct/{id}"
CATEGORY, RENAME = "POST sa/createprodcategory", "POST sa/modprodcategory"


class Pushing:
    """A shop of a few products, an account, and the writing of the plan."""

    def __init__(self, folder: Path, products: int = 14, **config: Any) -> None:
        self.world = World(folder, products=products, orders=0, **config)
        self.account, self.store = self.world.sandbox.account, self.world.store
        self.faults = self.world.sandbox.faults
        self.run_id: int | None = None
        #: Seconds after which a push is cancelled, and how many tasks it left running.
        self.cancel_after: float | None = None
        self.left_running = 0
        self.raised: str | None = None
        self.seconds = 0.0
        self.lists = self.asked = 0
        self.traits: dict[str, str] = {}

    def push(self) -> None:
        """Plan, and carry the plan out; what ended it early, if anything did."""
        self.world.job(JobKind.PREVIEW)
        plan = self.world.plans[-1]
        shop_id = self.world.connection.id
        run_id = self.store.runs.start(JobKind.SYNC, shop_id, self.world.now()).run_id
        self.run_id = run_id

        async def work(session: Session) -> None:
            target = await read_target(session)
            watch = AccountWatch(session, target)
            await write_down(session, plan, {})
            begun, before = self.world.loop_time(), self._requests()
            others = asyncio.all_tasks()
            task = asyncio.ensure_future(push(session, plan, target, watch))
            if self.cancel_after is not None:
                asyncio.get_running_loop().call_later(self.cancel_after, task.cancel)
            try:
                await task
            except (ShopSyncError, AnotherWriter, asyncio.CancelledError) as error:
                self.raised = type(error).__name__
            self.left_running = len(asyncio.all_tasks() - others - {task})
            self.seconds = self.world.loop_time() - begun
            self.traits = {
                name: trait.value
                for name, trait in session.traits.all().items()
                if not name.startswith("clock.")  # tells nothing of the account
            }
            self.lists, self.asked = (
                now - then for now, then in zip(self._requests(), before, strict=True)
            )

        self.world.in_session(run_id, work)

    def _requests(self) -> tuple[int, int]:
        lists = self.world.request_count("listprod")
        return lists, self.world.request_count("getproduct")

    def sold(self, count: int) -> list[int]:
        """Keys of so many products of the shop that the account holds."""
        shop, known = self.world.sandbox.shop, {p.prod_sku for p in self.account.products.values()}
        return [key for key in shop.keys() if shop.product(key).sku in known][:count]  # noqa: SIM118

    def all_entries(self) -> list[JournalEntry]:
        """The run's writes, in their order."""
        ids = self.store.database.rows(
            "SELECT id FROM journal WHERE run_id = ? ORDER BY id", (self.run_id,)
        )
        return [self.store.journal.get(entry_id) for (entry_id,) in ids]

    def entries(self, op: JournalOp = Op.CREATE_PRODUCT) -> list[JournalEntry]:
        """The run's writes of a kind, in their order."""
        return [entry for entry in self.all_entries() if entry.op is op]

    def outcome(self) -> tuple[str, str | None, int, int, int]:
        """The ends of all writes, that of the push, its seconds, lists read and products asked for."""
        entries = sorted(self.all_entries(), key=lambda entry: entry.op.value)
        counts = Counter(f"{entry.op.value} {entry.state.value}" for entry in entries)
        ends = ", ".join(f"{what} {count}" for what, count in counts.items())
        return ends, self.raised, round(self.seconds), self.lists, self.asked

    def told(self) -> tuple[float | None, bool]:
        """How far the push was in the end, as it told, and whether all its products were written."""
        last = [each for each in self.world.progress if each.phase is Phase.PUSH][-1]
        return last.share, last.done == last.total

    def doubled(self) -> int:
        """How many products and categories stand in the account more than once."""
        skus = Counter(p.prod_sku for p in self.account.products.values() if p.prod_sku != "?")
        names = Counter(c.prodcat_name for c in self.account.categories.values())
        return sum(1 for count in (*skus.values(), *names.values()) if count > 1)

    def misremembered(self) -> list[object]:
        """What the stored picture of the account says and the account does not, or not so."""
        stored = self.store.target.load(self.world.connection.id)
        held = {(c.prodcat_id, c.prodcat_name) for c in self.account.categories.values()}
        kept = {(c.sa_id, c.name) for c in stored.categories}
        ids = {p.sa_id for p in stored.products} ^ {*self.account.products}
        return [*(held ^ kept), *ids]

    def unsaid(self) -> set[int | None]:
        """Products whose write failed without a word at the product, or that say so and did not fail."""
        failed = {e.product_id for e in self.all_entries() if e.state is State.FAILED and e.desired}
        return failed ^ self.store.findings.failed_ids(self.world.connection.id)

    def unpaired(self) -> list[int | None]:
        """The ids of created categories that no category of the shop is paired with."""
        pairs = self.store.echoes.pairs(self.world.connection.id).values()
        made = [e.sa_id for e in self.entries(Op.CREATE_CATEGORY) if e.state is State.DONE]
        held = [sa_id for sa_id in made if sa_id in self.account.categories]
        return [sa_id for sa_id in held if sa_id not in {pair.sa_id for pair in pairs}]

    def unlinked(self) -> list[tuple[int | None, int | None]]:
        """Created products, and their ids, that the shop's are not known by, or that are not there."""
        linked = {*self.store.database.rows("SELECT id, sa_id FROM product")}
        done = [(e.product_id, e.sa_id) for e in self.entries() if e.state is State.DONE]
        return [e for e in done if e not in linked or e[1] not in self.account.products]


def said(body: bytes, status: int = 200) -> f.Action:
    """An answer to a write that was not carried out."""
    return f.status(status, body=body)
