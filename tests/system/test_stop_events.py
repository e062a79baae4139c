"""The system's wishes that a command ends."""

from __future__ import annotations

import asyncio
import os
import signal
import threading

import pytest

from shopsync_gui.system.stop_events import ConsoleEvents, stopped_by_system
from tests.patience import patient

CTRL_C, CTRL_BREAK, CLOSE, LOG_OFF, SHUT_DOWN = 0, 1, 2, 5, 6


@pytest.mark.parametrize("event", [CLOSE, LOG_OFF, SHUT_DOWN])
def test_the_end_of_the_session_waits_for_the_end_of_the_sync(event: int) -> None:
    stopped = threading.Event()
    events = ConsoleEvents(stopped.set, patience=60)
    answers: list[bool] = []
    system = threading.Thread(target=lambda: answers.append(events.handle(event)))
    system.start()
    assert stopped.wait(patient(10))
    assert answers == []
    events.finish()
    system.join(patient(10))
    assert answers == [True]


def test_the_system_is_not_kept_waiting_for_ever() -> None:
    assert ConsoleEvents(lambda: None, patience=0).handle(CLOSE)


def test_ctrl_break_stops_at_once_and_ctrl_c_is_asyncios() -> None:
    stops: list[bool] = []
    events = ConsoleEvents(lambda: stops.append(True), patience=60)
    assert not events.handle(CTRL_C)
    assert stops == []
    assert events.handle(CTRL_BREAK)
    assert stops == [True]


def test_a_loop_that_is_closed_already_is_no_fault() -> None:
    loop = asyncio.new_event_loop()
    loop.close()
    events = ConsoleEvents(lambda: loop.call_soon_threadsafe(print), patience=0)
    assert events.handle(LOG_OFF)


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_cancels_the_work(name: str) -> None:
    number = signal.Signals[name]
    former = signal.signal(number, signal.SIG_DFL)  # whatever this process was started to ignore

    async def work() -> None:
        task = asyncio.current_task()
        assert task is not None
        with stopped_by_system(task):
            os.kill(os.getpid(), number)
            await asyncio.sleep(60)

    try:
        with pytest.raises(asyncio.CancelledError):
            asyncio.run(work())
    finally:
        signal.signal(number, former)


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_after_the_work_a_signal_means_what_it_meant_before(name: str) -> None:
    heard: list[int] = []
    number = signal.Signals[name]
    former = signal.signal(number, lambda number, _frame: heard.append(number))

    async def work() -> None:
        task = asyncio.current_task()
        assert task is not None
        with stopped_by_system(task):
            await asyncio.sleep(0)

    try:
        asyncio.run(work())
        os.kill(os.getpid(), number)
        assert heard == [number]
    finally:
        signal.signal(number, former)


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_an_echo_does_not_break_off_the_clean_end() -> None:
    ends: list[str] = []

    async def work() -> None:
        task = asyncio.current_task()
        assert task is not None
        with stopped_by_system(task):
            try:
                os.kill(os.getpid(), signal.SIGTERM)
                await asyncio.sleep(60)
            finally:
                os.kill(os.getpid(), signal.SIGTERM)
                os.kill(os.getpid(), signal.SIGINT)
                await asyncio.sleep(0.01)  # the loop hears them
                ends.append("clean")

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(work())
    assert ends == ["clean"]


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_command_that_shall_outlive_its_terminal_does() -> None:
    former = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does

    async def work() -> str:
        task = asyncio.current_task()
        assert task is not None
        with stopped_by_system(task):
            os.kill(os.getpid(), signal.SIGHUP)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            return "done"

    try:
        assert asyncio.run(work()) == "done"
    finally:
        signal.signal(signal.SIGHUP, former)
