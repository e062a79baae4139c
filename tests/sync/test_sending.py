"""One write at a time: what becomes of it by its answer, how long is waited, and when is given up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from shopsync_gui.core.catalogue import MasterProduct
from shopsync_gui.core.errors import (
    SALESAUTOPILOT,
    AccountPartlyReadOnly,
    AccountRefused,
    AnswerLost,
    AskedToWait,
    ConnectionNotSafe,
    NoNetwork,
    QuotaReached,
    ServiceDown,
    ShopSyncError,
    TooManyRequests,
    WrongAccountPassword,
)
from shopsync_gui.core.jobs import JobKind
from shopsync_gui.remote import WriteAnswer
from shopsync_gui.store.journal_entries import JournalEntry, JournalOp, JournalState, NewEntry
from shopsync_gui.sync.sending import Sender
from shopsync_gui.sync.session import Session
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


def test_an_answer_is_given_back_and_leaves_the_rest_to_who_asked(tmp_path: Path) -> None:
    async def work(sending: Sending) -> None:
        assert await sending.send(0, YES) is YES
        assert sending.state(0) is State.SENT
        assert sending.session.writes == 1
        assert sending.sender.done == 0
        sending.sender.carried_out(sending.entries[0])
        assert sending.sender.done == 1

    play(tmp_path, work)


@pytest.mark.parametrize("error", [TooManyRequests(service="s"), NoNetwork(service="s", host="h")])
def test_what_surely_was_not_carried_out_is_sent_six_times(
    tmp_path: Path, error: ShopSyncError
) -> None:
    async def work(sending: Sending) -> None:
        assert await sending.send(0, error, error, YES) is YES
        assert sending.sent_at == pytest.approx([0, 2, 6])
        with pytest.raises(type(error)):
            await sending.send(1, error)
        assert sending.sent_at == pytest.approx([0, 2, 6, 14, 30, 62])
        assert sending.state(1) is State.PLANNED
        assert sending.session.writes == 9

    play(tmp_path, work)


@pytest.mark.parametrize(
    "error",
    [
        AskedToWait(service="s", time="t"),
        ConnectionNotSafe(service="s", host="h"),
        WrongAccountPassword(user="u"),
        AccountPartlyReadOnly(user="u", name="n"),
        QuotaReached(name="n", status=402, detail="d"),
    ],
)
def test_what_lasts_ends_the_run_at_once_and_the_write_stays_planned(
    tmp_path: Path, error: ShopSyncError
) -> None:
    async def work(sending: Sending) -> None:
        with pytest.raises(type(error)):
            await sending.send(0, error)
        assert sending.sent_at == [0]
        assert sending.state(0) is State.PLANNED
        assert await sending.now() == pytest.approx(begun, abs=1)

    begun = 0.0

    async def timed(sending: Sending) -> None:
        nonlocal begun
        begun = await sending.now()
        await work(sending)

    play(tmp_path, timed)


def test_a_refused_write_fails_alone_at_its_product_too(tmp_path: Path) -> None:
    refused = AccountRefused(name="Kék 1", status=406, detail="no")

    async def work(sending: Sending) -> None:
        assert await sending.send(0, refused) is None
        assert sending.state(0) is State.FAILED
        assert (sending.failure(0), sending.failure(1)) == (True, False)
        assert sending.sender.done == 1

    play(tmp_path, work)


def test_a_right_that_was_lost_is_remembered_until_a_write_is_carried_out(tmp_path: Path) -> None:
    async def work(sending: Sending) -> None:
        forbidden = "writes.forbidden"
        traits = sending.session.traits
        with pytest.raises(AccountPartlyReadOnly):
            await sending.send(0, AccountPartlyReadOnly(user="u", name="n"))
        assert traits.value(forbidden) == "yes"
        await sending.send(1, YES)
        assert traits.value(forbidden) is None
        with pytest.raises(WrongAccountPassword):
            await sending.send(2, WrongAccountPassword(user="u"))
        assert traits.value(forbidden) is None

    play(tmp_path, work)


def test_lost_answers_are_waited_after_longer_and_longer_and_five_in_a_row_end_the_run(
    tmp_path: Path,
) -> None:
    async def work(sending: Sending) -> None:
        waits = []
        for number in range(4):
            begun = await sending.now()
            assert await sending.send(number, LOST) is None
            assert sending.state(number) is State.UNKNOWN
            waits.append(round(await sending.now() - begun))
        assert waits == [0, 2, 4, 8]
        with pytest.raises(ServiceDown) as down:
            await sending.send(4, LOST)
        assert down.value.values["status"] == "504"
        assert sending.state(4) is State.UNKNOWN

    play(tmp_path, work)


@pytest.mark.parametrize(
    ("between", "ends"), [(YES, False), (AccountRefused(name="n", status=406), False), (PAGE, True)]
)
def test_an_answer_between_shows_that_the_account_is_there(
    tmp_path: Path, between: object, ends: bool
) -> None:
    """A page may come from anywhere."""

    async def work(sending: Sending) -> None:
        for number in range(4):
            await sending.send(number, LOST)
        await sending.send(4, between)
        begun = await sending.now()
        if ends:
            with pytest.raises(ServiceDown):
                await sending.send(5, LOST)
        else:
            await sending.send(5, LOST)
            assert await sending.now() == begun  # the first one in a row

    play(tmp_path, work)


def test_a_page_in_the_place_of_an_answer_is_a_lost_one_and_anything_else_a_refusal(
    tmp_path: Path,
) -> None:
    async def work(sending: Sending) -> None:
        await sending.send(0, PAGE)
        sending.sender.not_carried_out(sending.entries[0], PAGE)
        assert sending.state(0) is State.UNKNOWN
        no = WriteAnswer(status=200, form="number", number=0, words="0")
        await sending.send(1, no)
        sending.sender.not_carried_out(sending.entries[1], no)
        assert sending.state(1) is State.FAILED
        assert sending.sender.done == 1

    play(tmp_path, work)


def test_a_write_is_given_up_after_five_lost_answers_or_two_faults(tmp_path: Path) -> None:
    def kind(sending: Sending, number: int) -> str | None:
        problem = sending.sender.given_up(sending.entries[number])
        return None if problem is None else problem.code

    async def work(sending: Sending) -> None:
        for _ in range(4):
            await sending.send(0, LOST)
            assert kind(sending, 0) is None
        sending.session.store.journal.again(sending.entries[0].id)
        await sending.send(0, LOST)
        # Nothing else was carried out: what is lost may be lost on the way.
        assert kind(sending, 0) == "AnswerLost"
        await sending.send(1, FAULT)
        assert kind(sending, 1) is None
        await sending.send(1, FAULT)
        assert kind(sending, 1) == "AnswerLost"
        await sending.send(2, YES)
        assert kind(sending, 1) == "ProductFault"  # others are carried out
        await sending.send(3, FAULT, FAULT)
        await sending.send(3, FAULT)
        assert kind(sending, 3) == "AnswerLost"  # since it was first lost none was
        sending.sender.carried_out(sending.entries[2])
        assert kind(sending, 3) == "ProductFault"

    play(tmp_path, work)


def test_a_product_that_failed_in_an_earlier_run_fails_alone(tmp_path: Path) -> None:
    async def work(sending: Sending) -> None:
        session = sending.session
        before, journal = sending.entries[0], session.store.journal
        journal.failed(before.id, AccountRefused(name="n").problem, session.parts.now())
        same = NewEntry(op=before.op, sku="A-1", name="Kék 1", product_id=1, desired=DESIRED)
        journal.plan(session.run_id, session.connection.id, [same])
        sending.entries = journal.planned(session.run_id)
        last = len(sending.entries) - 1
        for number in (0, last):
            for _ in range(2):
                await sending.send(number, FAULT)
        codes = [sending.sender.given_up(sending.entries[n]) for n in (0, last)]
        assert [problem and problem.code for problem in codes] == ["AnswerLost", "ProductFault"]

    play(tmp_path, work)


async def _slow(entry: JournalEntry, sending: Sending) -> None:
    """Send a write whose answer takes a second."""

    async def write() -> WriteAnswer:
        await asyncio.sleep(1)
        return YES

    await sending.sender.send(entry, write)


def test_the_next_intent_is_made_ready_while_an_answer_is_awaited_and_taken_back(
    tmp_path: Path,
) -> None:
    async def work(sending: Sending) -> None:
        sender, (first, second, third, *_) = sending.sender, sending.entries
        sender.next = second.id
        await _slow(first, sending)
        assert sending.state(1) is State.READY
        sender.passed(first)
        assert sending.state(1) is State.READY
        await sending.send(1, YES)
        sender.take_back()
        assert sending.state(1) is State.SENT
        sender.next = third.id
        await sending.send(3, YES)  # answered at once: there is nothing to be awaited
        assert sending.state(2) is State.PLANNED
        await _slow(sending.entries[4], sending)
        assert sending.state(2) is State.READY
        sender.passed(third)
        assert sending.state(2) is State.PLANNED
        await _slow(sending.entries[5], sending)
        sender.next = None
        await sending.send(6, YES)  # another one leaves before it
        assert sending.state(2) is State.READY
        sender.take_back()
        assert sending.state(2) is State.PLANNED
        await _slow(sending.entries[7], sending)
        assert sending.state(8) is State.PLANNED

    play(tmp_path, work)


def test_a_cancel_while_an_answer_is_awaited_leaves_the_outcome_unknown(tmp_path: Path) -> None:
    async def work(sending: Sending) -> None:
        task = asyncio.ensure_future(_slow(sending.entries[0], sending))
        await asyncio.sleep(0.5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert sending.state(0) is State.SENT

    play(tmp_path, work)


@pytest.mark.parametrize("seconds", [0.001, 0.5])
def test_a_cancel_ends_the_request_that_is_under_way(tmp_path: Path, seconds: float) -> None:
    async def work(sending: Sending) -> None:
        ended: list[bool] = []

        async def write() -> WriteAnswer:
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                ended.append(True)
                raise
            return YES

        begun = await sending.now()
        task = asyncio.ensure_future(sending.sender.send(sending.entries[0], write))
        await asyncio.sleep(seconds)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert ended == [True]
        assert await sending.now() - begun < 1

    play(tmp_path, work)
