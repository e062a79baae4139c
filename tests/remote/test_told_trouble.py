"""The trouble with a service: told while it lasts, with its next try, and taken back however it ends."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext

import pytest

from shopsync_gui.core.errors import ServiceDown, TooManyRequests, UnexpectedAnswer
from shopsync_gui.core.runs.jobs import Trouble
from shopsync_gui.remote.transport.retry import Retry, Retryable
from shopsync_gui.remote.transport.trouble_watch import SLOW_SECONDS, TroubleWatch
from tests.virtual import run_virtual

SERVICE = "SalesAutopilot"
DOWN = ServiceDown(service=SERVICE)


class Listening:
    """A watch whose every word is kept."""

    def __init__(self) -> None:
        self.watch = TroubleWatch(SERVICE)
        self.told: list[Trouble | None] = []
        self.watch.tell(self.told.append)

    @property
    def troubles(self) -> list[Trouble]:
        return [trouble for trouble in self.told if trouble is not None]


@pytest.mark.parametrize(
    "ending", [None, UnexpectedAnswer(service=SERVICE), asyncio.CancelledError()]
)
def test_trouble_is_taken_back_however_the_read_ends(ending: BaseException | None) -> None:
    listening = Listening()
    failures: list[BaseException | None] = [Retryable(DOWN, wait=3.5), ending]
    retry = Retry(listening.watch, "seed")

    async def once() -> None:
        if (failure := failures.pop(0)) is not None:
            raise failure

    async def main() -> None:
        with nullcontext() if ending is None else pytest.raises(type(ending)):
            await retry.persist(once)
        await asyncio.sleep(1)

    run_virtual(main())
    assert not failures
    troubles = listening.troubles
    assert {(trouble.reason, trouble.tries) for trouble in troubles} == {(DOWN.problem.title, 2)}
    assert [round(trouble.seconds) for trouble in troubles] == [0, 1, 2, 3]
    assert [trouble.again_in for trouble in troubles] == pytest.approx([3.5, 2.5, 1.5, 0.5])
    assert listening.told[-1] is None


def test_an_answer_that_is_late_is_told_each_second_and_no_more_once_it_came() -> None:
    listening = Listening()

    async def main() -> None:
        with listening.watch.under_way():
            await asyncio.sleep(SLOW_SECONDS + 2.5)
        listening.watch.answered()
        with listening.watch.under_way():
            await asyncio.sleep(0.5)

    run_virtual(main())
    assert [round(trouble.seconds) for trouble in listening.troubles] == [5, 6, 7]
    assert {trouble.reason for trouble in listening.troubles} == {""}
    assert listening.told[-1] is None


def test_a_service_that_answers_others_is_not_silent() -> None:
    listening = Listening()

    async def main() -> None:
        with listening.watch.under_way():
            for _ in range(10):
                with listening.watch.under_way():
                    await asyncio.sleep(2)
                listening.watch.answered()
            for _ in range(10):
                await asyncio.sleep(2)
                listening.watch.heard()

    run_virtual(main())
    assert not listening.troubles


def test_patience_asked_for_once_is_told_only_where_it_is_long() -> None:
    busy = TooManyRequests(service=SERVICE)
    for wait, told in ((1.0, 0), (30.0, 30)):
        listening = Listening()

        async def main(listening: Listening = listening, wait: float = wait) -> None:
            with listening.watch.asking() as asked:
                listening.watch.hold(wait)
                asked.failed(busy, 1.0)
                await asyncio.sleep(wait - 0.5)
                listening.watch.answered()

        run_virtual(main())
        assert len(listening.troubles) == told
