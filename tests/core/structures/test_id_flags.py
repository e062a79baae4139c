"""Flags of very many ids: a set of those up to a highest one."""

from __future__ import annotations

import random

import pytest

from shopsync_gui.core.structures.id_flags import IdFlags


@pytest.mark.parametrize("seed", range(5))
def test_flags_are_a_set_of_ids_in_their_order(seed: int) -> None:
    chance = random.Random(seed)
    ids = [chance.randrange(200) for _ in range(chance.randrange(300))]
    flags = IdFlags(199, ids)
    assert list(flags) == sorted(set(ids))
    assert len(flags) == len(set(ids))
    assert [i for i in range(200) if flags.flag(i)] == sorted(set(ids))


def test_what_is_no_id_is_not_among_them() -> None:
    flags = IdFlags(9, (9,))
    assert 9 in flags
    assert not any(other in flags for other in (-1, 0, 10, "9", None))
    assert not IdFlags(0, ())
