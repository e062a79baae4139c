"""Thousands of random schedules in the test run; each failure says how to repeat it."""

from __future__ import annotations

import logging
import tempfile
from functools import partial
from pathlib import Path

import pytest

from tests.parallel import broken_of, memory_folder
from tests.portions import portion
from tests.tools.simulated_faults import REACHABLE, Aim
from tests.tools.simulation import Simulation

#: Seeds from 1 on, of which an ordinary run plays a quarter; `python dev.py simulate N` runs any others.
SCHEDULES = 1000
#: Seeds from 0 on of schedules in which the services have manners and others write, too.
MIXED = 60
#: Seeds that once broke an invariant.
CORPUS = (1347, 350, 858, 1403, 2724, 473, 573, 786, 5000159)
#: The same of those with manners.
MIXED_CORPUS = (20074,)


def play(seeds: list[int], *, mixed: bool = False) -> list[str]:
    """Run schedules in this process; what broke."""
    logging.disable(logging.CRITICAL)
    broken = []
    for seed in seeds:
        try:
            trace(seed, mixed=mixed)
        except Exception as error:
            broken.append(f"seed {seed}: {type(error).__name__}: {error}")
    return broken


def trace(seed: int, *, mixed: bool = False) -> str:
    """Run one schedule; the hash of what happened."""
    with tempfile.TemporaryDirectory(dir=memory_folder()) as folder:
        return Simulation(seed, Path(folder), mixed).run()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_no_schedule_breaks_an_invariant() -> None:
    seeds = sorted({*CORPUS, *portion(range(1, SCHEDULES + 1), 12)})
    broken = broken_of(play, seeds)
    assert not broken, "\n".join(broken)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_no_mixed_schedule_breaks_an_invariant() -> None:
    seeds = sorted({*MIXED_CORPUS, *portion(range(MIXED), 6)})
    broken = broken_of(partial(play, mixed=True), seeds)
    assert not broken, "\n".join(broken)


def steer(aims: list[Aim]) -> list[str]:
    """Steer schedules at each of these faults, in this process; what broke, and what was never met."""
    logging.disable(logging.CRITICAL)
    told, met = [], set[Aim]()
    for aim in aims:
        for seed in range(12):
            if aim in met:
                break
            with tempfile.TemporaryDirectory(dir=memory_folder()) as folder:
                simulation = Simulation(seed, Path(folder), aim=aim)
                try:
                    simulation.run()
                except Exception as error:
                    told.append(f"seed {seed}, {aim}: {type(error).__name__}: {error}")
                met |= simulation.met
        if aim not in met:
            told.append(f"{aim} was not met")
    return told


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_fault_is_met_in_every_step_and_state_of_the_writes() -> None:
    broken = broken_of(steer, portion(REACHABLE, 6))
    assert not broken, "\n".join(broken)


@pytest.mark.slow
@pytest.mark.parametrize("seed", portion(range(1, SCHEDULES, 100), 5))
def test_the_same_seed_happens_the_same_way(seed: int) -> None:
    assert trace(seed) == trace(seed)
