"""Schedules with mutated answers, some of them in every test run."""

from __future__ import annotations

import logging

import pytest

from tests.parallel import broken_of
from tests.portions import portion
from tests.tools.fuzz import play

SEEDS = 120


def play_all(seeds: list[int]) -> list[str]:
    """Run schedules in this process; what broke."""
    logging.disable(logging.CRITICAL)
    broken = []
    for seed in seeds:
        try:
            play(seed)
        except Exception as error:
            broken.append(f"seed {seed}: {type(error).__name__}: {error}")
    return broken


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_mutated_answers_break_no_invariant() -> None:
    broken = broken_of(play_all, portion(range(SEEDS), 12))
    assert not broken, "\n".join(broken)
