"""Faults in what a consent to a plan covers, put into the program: schedules of bound syncs have to find each."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.parallel import broken_of, play_each
from tests.portions import portion
from tests.tools.planted import schedules_find

#: The module, what stands there, and the fault; a seed that finds it.
PLANTED = {
    "the plan is not held against the one that was seen": (
        "sync.run_consent",
        "if not session.job.approve_brake and not session.job.is_for(plan.fingerprint):",
        "if False:",
        5,
    ),
    "later rounds write whatever came up": (
        "sync.run_consent",
        "agreed_part(plan, self._agreed)",
        "agreed_part(plan, None)",
        3031,
    ),
    "whatever is left is written when a run goes on": (
        "sync.run_consent",
        "if session.job.goes_on and not await",
        "if False and not await",
        1101,
    ),
    "a run that has ended is gone on with by another one": (
        "sync.run_opening",
        '        return ""\n',
        "        return None\n",
        1175,
    ),
}
#: Those seeds that are bound to plans, without and with old orders.
SEEDS = [seed for seed in range(400) if seed % 10 in (1, 5)]


def play(seeds: list[int]) -> list[str]:
    """Play schedules in this process; what broke."""
    from tests.tools.simulation import Simulation  # of the program as it is in this process

    def one(folder: Path, seed: int) -> None:
        Simulation(seed, folder).run()

    return play_each(one, ((seed,) for seed in seeds))


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_no_sync_of_a_plan_writes_more_than_that() -> None:
    broken = broken_of(play, portion(SEEDS, 40))
    assert not broken, "\n".join(broken)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(os.name != "posix", reason="a process is copied as it is")
@pytest.mark.parametrize("name", PLANTED)
def test_a_fault_that_is_planted_is_found(name: str) -> None:
    assert schedules_find(PLANTED[name], play, SEEDS)
