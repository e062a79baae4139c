"""Thousands of random schedules in the test run; each failure says how to repeat it."""

from __future__ import annotations

import logging
import tempfile
from functools import partial
from pathlib import Path

import pytest

from tests.parallel import broken_of, memory_folder
from tests.portions import portion
from tests.tools.disk_schedules import DiskSchedule
from tests.tools.simulated_faults import REACHABLE, Aim
from tests.tools.simulation import InvariantBroken, Simulation
from tests.tools.smallest_schedule import Played, smallest

#: Seeds from 1 on, of which an ordinary run plays a portion; `python dev.py simulate N` runs any others.
SCHEDULES = 1000
#: Seeds from 0 on of schedules in which the services have manners and others write, too.
MIXED = 60
#: Seeds from 0 on of schedules whose disk fails at some calls.
DISKS = 200
#: Seeds that once broke an invariant; each day others of them are played.
CORPUS = (1347, 350, 858, 1403, 2724, 473, 573, 786, 5000159, 6001689, 6001740, 7001632)
#: The same of those with manners.
MIXED_CORPUS = (20074, 20213)


def play(
    seeds: list[int], *, mixed: bool = False, kind: type[Simulation] = Simulation
) -> list[str]:
    """Run schedules in this process; what broke."""
    logging.disable(logging.CRITICAL)
    broken = []
    for seed in seeds:
        try:
            trace(seed, mixed=mixed, kind=kind)
        except Exception as error:
            broken.append(f"seed {seed}: {type(error).__name__}: {error}")
    return broken


def trace(seed: int, *, mixed: bool = False, kind: type[Simulation] = Simulation) -> str:
    """Run one schedule; the hash of what happened."""
    with tempfile.TemporaryDirectory(dir=memory_folder()) as folder:
        return kind(seed, Path(folder), mixed).run()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_no_schedule_breaks_an_invariant() -> None:
    seeds = sorted({*portion(CORPUS, 3), *portion(range(1, SCHEDULES + 1), 120)})
    broken = broken_of(play, seeds)
    assert not broken, "\n".join(broken)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_no_mixed_schedule_breaks_an_invariant() -> None:
    seeds = sorted({*MIXED_CORPUS, *portion(range(MIXED), 30)})
    broken = broken_of(partial(play, mixed=True), seeds)
    assert not broken, "\n".join(broken)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_no_schedule_of_a_failing_disk_breaks_an_invariant() -> None:
    broken = broken_of(partial(play, kind=DiskSchedule), [*portion(range(DISKS), 50)])
    assert not broken, "\n".join(broken)


class NoDelete(Simulation):
    """A schedule for which it is a fault that a product is deleted in the shop."""

    def _check(self) -> None:
        self.expect(not self.deleted, "a product was deleted")


def test_a_failing_schedule_is_shrunk_to_what_it_needs(tmp_path: Path) -> None:
    def once(without: frozenset[int]) -> Played:
        with tempfile.TemporaryDirectory(dir=tmp_path) as folder:
            simulation = NoDelete(27, Path(folder), without=without)
            try:
                simulation.run()
            except InvariantBroken as error:
                return Played(simulation.events, error)
            return Played(simulation.events, None)

    whole = once(frozenset())
    assert whole.broken is not None
    found = smallest(once, whole.broken)
    told = str(found.broken).splitlines()
    happened = [line for line in told if "edit" in line or "fault at" in line or "killed" in line]
    assert [line.split()[1:] for line in happened] == [["edit", "delete"]]
    command = told[-1]
    assert "--seed 27 --aim none --without" in command
    numbers = command.rsplit(" ", 1)[1].split(",")
    assert once(frozenset(map(int, numbers))).broken is not None


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
                met |= simulation.steered.met
        if aim not in met:
            told.append(f"{aim} was not met")
    return told


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_fault_is_met_in_every_step_and_state_of_the_writes() -> None:
    broken = broken_of(steer, portion(REACHABLE, 24))
    assert not broken, "\n".join(broken)


@pytest.mark.slow
@pytest.mark.parametrize("seed", portion(range(1, SCHEDULES, 100), 10))
def test_the_same_seed_happens_the_same_way(seed: int) -> None:
    assert trace(seed) == trace(seed)
