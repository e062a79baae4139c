"""Faults of meaning that the program once had, put into it again: odd schedules have to find each."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.parallel import broken_of, play_each
from tests.portions import portion
from tests.tools.planted import schedules_find

#: The module, what stands there, and what once stood there, or may as well; a seed that finds it.
PLANTED = {
    "a date that stands still counts more than the values": (
        "store.products.upsert",
        "says_the_same(row[3:], product)",
        "(row[19] == time_in(product.updated_at) or says_the_same(row[3:], product))",
        6,
    ),
    "what was read before an interruption is not read again": (
        "sync.sync_steps",
        "bool(part.categories.renames), self._pulled.earlier",
        "bool(part.categories.renames), 0",
        20,
    ),
    "zones that are not told are taken for none": (
        "remote.shop.profile_reader",
        '            raise self._not_told("geoZones")\n        return None',
        '            raise self._not_told("geoZones")\n        return frozenset()',
        3,
    ),
    "languages that are not told are taken for none": (
        "remote.shop.profile_reader",
        "        if told:\n",
        "        if languages is not None:\n",
        5,
    ),
    "a secret is kept for whatever address": (
        "system.secrets",
        '    return " ".join(host.lower() for host in hosts)\n',
        '    return ""\n',
        10,
    ),
}
SEEDS = 40


def play(seeds: list[int]) -> list[str]:
    """Play odd schedules in this process; what broke."""
    from tests.tools.odd_schedules import OddSchedule  # of the program as it is in this process

    def one(folder: Path, seed: int) -> None:
        OddSchedule(seed, folder).run()

    return play_each(one, ((seed,) for seed in seeds))


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_no_odd_schedule_breaks_an_invariant() -> None:
    broken = broken_of(play, portion(range(200), 50))
    assert not broken, "\n".join(broken)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(os.name != "posix", reason="a process is copied as it is")
@pytest.mark.parametrize("name", PLANTED)
def test_a_fault_that_is_planted_is_found(name: str) -> None:
    assert schedules_find(PLANTED[name], play, range(SEEDS))
