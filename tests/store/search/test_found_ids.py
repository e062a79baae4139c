"""Ids that a search found are put together as sets are, whether they are few or very many."""

from __future__ import annotations

import random
from array import array

import msgspec
import pytest

from shopsync_gui.store.search import found_ids

HIGHEST = 4000


def some_ids(chance: random.Random) -> list[int]:
    """Ids in a random order, each once: none, a few, many or nearly all."""
    count = chance.choice((0, 1, 30, 400, 1500, HIGHEST - 3))
    return chance.sample(range(1, HIGHEST + 1), count)


@pytest.mark.parametrize("seed", range(40))
def test_ids_are_put_together_as_sets_are(seed: int) -> None:
    chance = random.Random(seed)
    lists = [some_ids(chance) for _ in range(chance.randint(1, 4))]
    some = [
        chance.choice((array("i", ids), ids, found_ids.collected(ids, HIGHEST))) for ids in lists
    ]
    sets = [set(ids) for ids in lists]
    assert list(found_ids.united(some, HIGHEST)) == sorted(set().union(*sets))
    assert sorted(found_ids.common(some, HIGHEST)) == sorted(sets[0].intersection(*sets[1:]))
    assert set(found_ids.without(some[0], some[-1], HIGHEST)) == sets[0] - sets[-1]
    is_among = found_ids.is_among(some[0], HIGHEST)
    assert {i for i in range(1, HIGHEST + 1) if is_among(i)} == sets[0]
    assert len(some[0]) == len(sets[0])


@pytest.mark.parametrize("count", [0, 1, 7, 3000])
def test_ids_that_come_twice_are_there_once(count: int) -> None:
    ids = array("i", range(1, count + 1))
    assert list(found_ids.each_once(ids, HIGHEST)) == list(ids)
    assert list(found_ids.each_once(ids[::-1] + ids, HIGHEST)) == list(ids)


@pytest.mark.parametrize("count", [0, 1, 20_000, 50_000])
def test_a_long_text_of_ids_is_read_in_pieces(count: int) -> None:
    ids = [random.Random(count).randrange(2**31) for _ in range(count)]
    text = msgspec.json.encode(ids).decode()
    assert list(found_ids.decoded(text, 2**31 - 1)) == ids
    assert found_ids.decoded("[1,4294967296]", 2**32).tolist() == [1, 2**32]
