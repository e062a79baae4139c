"""A sender of single writes, and the account's answers to them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from decimal import Decimal
from pathlib import Path
from typing import Any

from shopsync_gui.core.catalogue import MasterProduct
from shopsync_gui.core.errors import (
    SALESAUTOPILOT,
    AnswerLost,
    ShopSyncError,
)
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.remote import WriteAnswer
from shopsync_gui.store.runs.journal_entries import JournalOp, JournalState, NewEntry
from shopsync_gui.sync.push.sending import Sender
from shopsync_gui.sync.run.session import Session
from tests.sync.world import World

State = JournalState
DESIRED = MasterProduct(sku="A", name="Kék", net=Decimal(1), vat=Decimal(27), currency="HUF")
YES = WriteAnswer(status=200, form="number", number=7)
PAGE = WriteAnswer(status=200, form="page")
LOST = AnswerLost(service=SALESAUTOPILOT, status="504")
FAULT = AnswerLost(service=SALESAUTOPILOT, status="500")
Work = Callable[["Sending"], Coroutine[Any, Any, None]]


class Sending:
    """A sender, the planned writes of a run, and what the account answers to them."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.sender = Sender(session)
        self.entries = session.store.journal.planned(session.run_id)
        self.sent_at: list[float] = []

    async def send(self, number: int, *outcomes: object) -> WriteAnswer | None:
        """Send a write, which is answered so, each time that it is sent; the last one always."""
        self.sent_at.clear()
        begun = asyncio.get_running_loop().time()
        left = list(outcomes)

        async def write() -> WriteAnswer:
            self.sent_at.append(asyncio.get_running_loop().time() - begun)
            assert self.state(number) is State.SENT
            outcome = left.pop(0) if len(left) > 1 else left[0]
            if isinstance(outcome, ShopSyncError):
                raise outcome
            assert isinstance(outcome, WriteAnswer)
            return outcome

        return await self.sender.send(self.entries[number], write)

    def state(self, number: int) -> JournalState:
        return self.session.store.journal.get(self.entries[number].id).state

    def failure(self, number: int) -> bool:
        """Whether the product of a write shows that it failed."""
        product = self.entries[number].product_id
        return product in self.session.store.findings.failed_ids(self.session.connection.id)

    async def now(self) -> float:
        return asyncio.get_running_loop().time()


def play(folder: Path, work: Work, *ops: JournalOp) -> None:
    """Do something with a sender and nine writes, of products unless other ones are given."""
    world = World(folder, products=12, orders=0)
    world.job(JobKind.PREVIEW)
    run_id = world.store.runs.start(JobKind.SYNC, world.connection.id, world.now()).run_id
    new = [
        NewEntry(op=op, sku=f"A-{n}", name=f"Kék {n}", product_id=n, desired=DESIRED)
        for n, op in enumerate(ops or [JournalOp.CREATE_PRODUCT] * 9, 1)
    ]
    world.store.journal.plan(run_id, world.connection.id, new)

    async def main(session: Session) -> None:
        await work(Sending(session))

    world.in_session(run_id, main)
