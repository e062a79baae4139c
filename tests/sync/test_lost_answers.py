"""Writes whose answers are lost: how long is waited, what shows that the account is there, and when is given up."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopsync_gui.core.errors import (
    AccountRefused,
    ServiceDown,
)
from shopsync_gui.remote import WriteAnswer
from tests.sync.writes import FAULT, LOST, PAGE, YES, Sending, State, play


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
