"""Mutated answers, settings, command lines, searches and backups, some of them in every test run."""

from __future__ import annotations

from functools import partial

import pytest

from tests.parallel import broken_of
from tests.portions import portion
from tests.tools.fuzz import KINDS, play

#: Seeds from 0 on of each kind, and the part of them that an ordinary run plays.
SEEDS = {
    "answers": (120, 40),
    "settings": (60, 20),
    "commands": (60, 20),
    "search": (60, 20),
    "archives": (120, 40),
}
#: Seeds that once broke an invariant.
CORPUS = {"answers": (7600042, 7600376), "archives": (7600409,)}


def play_all(kind: str, seeds: list[int]) -> list[str]:
    """Try seeds in this process; what broke."""
    return [told for seed in seeds if (told := play(kind, seed))]


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", KINDS)
def test_mutated_input_breaks_no_invariant(kind: str) -> None:
    count, share = SEEDS[kind]
    broken = broken_of(
        partial(play_all, kind), [*CORPUS.get(kind, ()), *portion(range(count), share)]
    )
    assert not broken, "\n".join(broken)
