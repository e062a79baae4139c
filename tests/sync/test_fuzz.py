"""Mutated input of every kind, some of it in every test run, and all that once broke something."""

from __future__ import annotations

from functools import partial

import pytest

from tests.parallel import broken_of
from tests.portions import portion
from tests.tools.fuzz import KINDS, play, play_case
from tests.tools.fuzzing.cases import cases
from tests.tools.fuzzing.readers import READERS

#: Seeds from 0 on of each kind, and the part of them that an ordinary run plays.
SEEDS = {
    "answers": (120, 40),
    "settings": (60, 20),
    "commands": (60, 20),
    "search": (60, 20),
    "archives": (120, 40),
    **dict.fromkeys(READERS, (40, 20)),
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


@pytest.mark.parametrize("kind", READERS)
def test_what_broke_a_reader_once_breaks_it_no_more(kind: str) -> None:
    broken = [told for content in cases(kind) if (told := play_case(kind, content))]
    assert not broken, "\n".join(broken)


def test_there_are_such_cases() -> None:
    assert sum(len(cases(kind)) for kind in READERS) > 30
