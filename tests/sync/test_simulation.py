"""Thousands of random schedules in the test run; each failure says how to repeat it."""

from __future__ import annotations

import logging
import tempfile
from functools import partial
from pathlib import Path

import pytest

from tests.parallel import broken_of, memory_folder
from tests.portions import portion
from tests.tools.simulation import Simulation

#: Seeds from 1 on, of which an ordinary run plays a quarter; `python dev.py simulate N` runs any others.
SCHEDULES = 1000
#: Seeds from 0 on of schedules in which the services have manners and others write, too.
MIXED = 60
#: Seeds that once broke an invariant.
CORPUS = (1347, 350, 858, 1403, 2724, 473, 573, 786)


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
    broken = broken_of(partial(play, mixed=True), portion(range(MIXED), 6))
    assert not broken, "\n".join(broken)


@pytest.mark.slow
@pytest.mark.parametrize("seed", portion(range(1, SCHEDULES, 100), 5))
def test_the_same_seed_happens_the_same_way(seed: int) -> None:
    assert trace(seed) == trace(seed)
