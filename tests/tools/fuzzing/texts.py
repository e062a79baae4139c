"""Texts of every kind, for all that takes one."""

from __future__ import annotations

import random
from collections.abc import Sequence

_PIECES = (
    *"aáeőŰqßİıxµ½ﬁǅ%_*\"'\\()[]{}^+-=:;,.!?|&#@~`$<>0129 ",
    "\n", "\r", "\t", "\x1b[31m", "\x7f", "\u0085", "\u00a0", "\u00ad", "\u200b", "\u200d", "\u202e",
    "\u2028", "\u2066", "\u0301", "\ufe0f", "\ufeff", "\U0010ffff", "\ufffe", "😀", "👩‍👩‍👧", "ꙮ",
    "AND", "OR", "NOT", "NEAR(", "rowid:", "--", "{0}", "{x!r}", "%s", "%n", "&amp;", "<b>", "null",
    "true", "igen", "no", "-1", "0", "1e999", "NaN", "inf", "1_000", "٣", "²", "9" * 30, "0x10", "1,5",
    "2026-02-30", "9999-12-31", "0001-01-01", "25:00", "24:00", "a" * 600, "=1+1", "@SUM(A1)",
)  # fmt: skip


def odd_text(chance: random.Random, words: Sequence[str] = ()) -> str:
    """A text out of odd pieces and parts of `words`; often a single piece or word."""
    made = []
    for _ in range(chance.choice((0, 1, 1, 1, 2, 3, 6))):
        if words and chance.random() < 0.5:
            word = chance.choice(words)
            start = chance.randrange(len(word) + 1) if chance.random() < 0.5 else 0
            made.append(word[start : start + chance.choice((1, 2, 3, 5, 900))])
        else:
            made.append(chance.choice(_PIECES))
    return "".join(made)
