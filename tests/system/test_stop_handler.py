"""A request to stop, and what only repeats it."""

from __future__ import annotations

import pytest

from shopsync_gui.system.stop_handler import ECHO_SECONDS, StopHandler


def test_an_echo_changes_nothing_and_a_later_signal_forces() -> None:
    now, stops = [100.0], []
    handler = StopHandler(lambda: stops.append(now[0]), clock=lambda: now[0])
    assert [handler.has_heard] == [False]
    for seconds in (0, 0, 0.02, ECHO_SECONDS - 1, ECHO_SECONDS, ECHO_SECONDS + 0.02):
        now[0] = 100.0 + seconds
        handler()
    assert [handler.has_heard] == [True]
    assert stops == [100.0, 100.0 + ECHO_SECONDS]


def test_alone_it_is_pythons_interrupt() -> None:
    with pytest.raises(KeyboardInterrupt):
        StopHandler()()
