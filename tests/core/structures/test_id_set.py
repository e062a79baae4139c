"""A set of many ids is one, whatever comes and goes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shopsync_gui.core.structures.id_set import IdBits, IdSet

IDS = st.integers(0, 12)


@given(st.lists(IDS), st.lists(IDS), st.lists(st.tuples(st.booleans(), IDS)))
def test_it_is_a_set(first: list[int], more: list[int], steps: list[tuple[bool, int]]) -> None:
    ids, plain = IdSet(first, more), {*first, *more}
    grown = ids.and_more([12])
    for adds, sa_id in steps:
        (ids.add if adds else ids.discard)(sa_id)
        (plain.add if adds else plain.discard)(sa_id)
    assert (set(ids), len(ids), ids.newest()) == (plain, len(plain), max(plain, default=0))
    assert [sa_id in ids for sa_id in range(13)] == [sa_id in plain for sa_id in range(13)]
    assert set(grown) == {*first, *more, 12}


MANY = st.lists(st.integers(-(2**63), 2**63 - 1) | st.integers(-3, 1030))


@given(MANY, MANY)
def test_bits_count_ids_once(some: list[int], others: list[int]) -> None:
    first, second = IdBits(), IdBits()
    first.update(some)
    first.update(some[:3])
    second.update(others)
    assert (len(first), len(second)) == (len({*some}), len({*others}))
    assert first.in_common(second) == second.in_common(first) == len({*some} & {*others})
