"""Random schedules by the thousand, steered at what was not met yet; of one that fails the smallest part."""

from __future__ import annotations

import argparse
import logging
import random
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from tests.parallel import memory_folder, search_garbage_seldom
from tests.sync.computers import play_writers
from tests.tools.disk_schedules import DiskSchedule
from tests.tools.odd_schedules import OddSchedule
from tests.tools.simulated_faults import REACHABLE, Aim
from tests.tools.simulation import NO_AIM, Simulation
from tests.tools.smallest_schedule import Played, smallest
from tests.tools.steered_faults import Reached


class Schedules:
    """Schedules of one kind, and what they met."""

    def __init__(self, kind: type[Simulation], *, mixed: bool, aim: str | None) -> None:
        self._kind, self._mixed = kind, mixed
        where, _colon, fault = (aim or "").partition(":")
        self._aim: Aim | None = (where, fault) if fault else None
        #: Each is steered at something that was not met, as long as no aim is given.
        self._steered = aim is None and kind is Simulation
        self.broken = 0
        self.reached: set[Reached] = set()
        self.met: set[Aim] = set()
        #: Seeds that met something new.
        self.steering: list[int] = []

    def play(self, seed: int, without: frozenset[int]) -> None:
        """Play one; of one that breaks something tell the smallest part that still does."""
        aim = self._aim
        if self._steered:
            unmet = [pair for pair in REACHABLE if pair not in self.met]
            aim = unmet[seed % len(unmet)] if unmet else None
        played = self._once(seed, aim, without)
        if played.broken is not None:
            self.broken += 1
            print(f"seed {seed}: {type(played.broken).__name__}: {played.broken}", flush=True)
            found = smallest(lambda more: self._once(seed, aim, without | more), played.broken)
            print(
                f"the smallest that fails: {type(found.broken).__name__}: {found.broken}",
                flush=True,
            )

    def _once(self, seed: int, aim: Aim | None, without: frozenset[int]) -> Played:
        with tempfile.TemporaryDirectory(dir=memory_folder()) as folder:
            simulation = self._kind(seed, Path(folder), self._mixed, aim, without)
            try:
                simulation.run()
            except Exception as error:
                return Played(simulation.events, error)
        if simulation.steered.reached - self.reached:
            self.steering.append(seed)
        self.reached |= simulation.steered.reached
        self.met |= simulation.steered.met
        return Played(simulation.events, None)

    def tell(self) -> None:
        """Say what was met."""
        if not self.reached:
            return
        met = self.met & {*REACHABLE}
        print(f"{len(met)} of {len(REACHABLE)} pairs of place and fault were met")
        print(
            f"{len(self.reached)} combinations of step, journal and fault, by {len(self.steering)} seeds:"
        )
        print(" ".join(map(str, self.steering[-20:])))


def _play_writers(seeds: Iterable[int]) -> int:
    """Let several computers write at once; how many of the seeds broke something."""
    broken = doubled = 0
    for seed in seeds:
        with tempfile.TemporaryDirectory(dir=memory_folder()) as folder:
            try:
                doubled += play_writers(seed, Path(folder))
            except Exception as error:
                broken += 1
                print(f"seed {seed}: {type(error).__name__}: {error}", flush=True)
    print(f"{doubled} products stand twice, each of them told")
    return broken


def main(arguments: list[str]) -> int:
    """Run N schedules from a seed on; 1 if one of them broke an invariant."""
    parser = argparse.ArgumentParser(prog="python dev.py simulate", description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=200, help="how many schedules")
    parser.add_argument("--seed", type=int, default=None, help="the first seed")
    parser.add_argument("--aim", help=f"a fault to be met, and where: push:drop; or {NO_AIM}")
    parser.add_argument(
        "--without", default="", help="events that do not happen, by their numbers: 3,5"
    )
    parser.add_argument("--mixed", action="store_true", help="with manners and another writer")
    kinds = parser.add_mutually_exclusive_group()
    kinds.add_argument("--odd", action="store_true", help="a file that loses values, odd answers")
    kinds.add_argument("--disk", action="store_true", help="a disk that fails at any call")
    kinds.add_argument("--team", action="store_true", help="with the computers of a team")
    kinds.add_argument("--writers", action="store_true", help="with several computers at once")
    options = parser.parse_args(arguments)
    first = random.SystemRandom().randrange(10**9) if options.seed is None else options.seed
    seeds = range(first, first + options.count)
    logging.disable(logging.CRITICAL)
    search_garbage_seldom()
    if options.team:
        from tests.team.schedules import play_schedules  # needs a PostgreSQL

        return play_schedules(seeds)
    if options.writers:
        broken = _play_writers(seeds)
    else:
        kind = OddSchedule if options.odd else DiskSchedule if options.disk else Simulation
        schedules = Schedules(kind, mixed=options.mixed, aim=options.aim)
        without = frozenset(int(number) for number in options.without.split(",") if number)
        for seed in seeds:
            schedules.play(seed, without)
        schedules.tell()
        broken = schedules.broken
    print(f"{options.count - broken} passed, {broken} failed (seeds from {first})")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
