"""The Hungarian order."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from shopsync_gui.core.strings.collation import sort_key


def test_hungarian_order() -> None:
    words = "1 alma álom ár cukor czér csiga dal dzsem gáz gyár ló lyuk nap nyúl ó öböl őr sál szél tó tyúk út ür zár zsák"
    ordered = words.split()
    mixed = random.Random(1).sample(ordered, len(ordered))
    assert sorted(mixed, key=sort_key) == ordered


def test_doubled_digraphs_stand_for_two_letters() -> None:
    assert sorted(["kasszó", "kaszt", "kastély"], key=sort_key) == [
        "kastély",
        "kasszó",
        "kaszt",
    ]


def test_a_short_vowel_stands_before_its_long_pair_only_when_all_else_is_equal() -> None:
    assert sorted(["ér", "erő", "er"], key=sort_key) == ["er", "ér", "erő"]


@given(st.text(alphabet="aábccsőöszzs 1-X"))
def test_order_ignores_case(word: str) -> None:
    assert sort_key(word.upper()) == sort_key(word)
