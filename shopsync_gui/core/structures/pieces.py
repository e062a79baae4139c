"""Long work that is done in pieces, between which somebody else has a turn, and that has a result."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeAlias, TypeVar

T = TypeVar("T")

#: Work in pieces of some 10 ms; it yields after each and returns the result.
Pieces: TypeAlias = Generator[None, None, T]
#: Products looked at in one piece.
PIECE = 400


def at_once(pieces: Pieces[T]) -> T:
    """The result, without a turn for anybody else."""
    while True:
        try:
            next(pieces)
        except StopIteration as end:
            result: T = end.value
            return result
