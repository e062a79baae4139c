"""One write at a time: what becomes of it by its answer, and by a cancel while that is awaited."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from shopsync_gui.core.errors import (
    AccountPartlyReadOnly,
    AccountRefused,
    AskedToWait,
    ConnectionNotSafe,
    NoNetwork,
    QuotaReached,
    ShopSyncError,
    TooManyRequests,
    WrongAccountPassword,
)
from shopsync_gui.remote import WriteAnswer
from shopsync_gui.store.runs.journal_entries import JournalEntry, NewEntry
from tests.sync.writes import DESIRED, FAULT, YES, Sending, State, play


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
