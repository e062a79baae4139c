"""Texts by ids are a mapping, whatever order the ids come in, and take little more than their letters."""

from __future__ import annotations

import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from shopsync_gui.core.account.arrivals import Arrivals
from shopsync_gui.core.structures.id_set import IdSet
from shopsync_gui.core.structures.id_texts import IdTexts

IDS = st.integers(1, 12)
STEPS = st.lists(st.tuples(IDS, st.none() | st.text(st.characters(), max_size=3)))


@given(STEPS, st.lists(IDS))
def test_it_is_a_mapping(steps: list[tuple[int, str | None]], asked: list[int]) -> None:
    texts, plain = IdTexts(), dict[int, str]()
    for sa_id, text in steps:
        if text is None:
            assert texts.pop(sa_id) == plain.pop(sa_id, None)
        else:
            texts.put(sa_id, text)
            plain[sa_id] = text
        assert len(texts) == len(plain)
    assert dict(texts) == plain
    for sa_id in asked:
        assert (texts.get(sa_id), sa_id in texts) == (plain.get(sa_id), sa_id in plain)


def test_what_a_run_has_created_takes_a_few_bytes_each() -> None:
    many = 20_000
    arrivals, ids = Arrivals([]), IdSet([])
    tracemalloc.start()
    try:
        for sa_id in range(8637, 8637 + many):
            arrivals.created(sa_id, f"sku-{sa_id}")
            ids.add(sa_id)
        taken, _most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert taken / many < 50
