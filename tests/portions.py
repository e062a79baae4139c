"""The portion of a long sweep that an ordinary run plays; from day to day it is another one.

`dev.py test --all` plays every case. A failure names its case, which `--all` finds again by its id;
so does the same `SHOPSYNC_TEST_ROUND`, which every run prints.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from datetime import date
from typing import TypeVar

T = TypeVar("T")

_ALL = "SHOPSYNC_TEST_ALL"
_ROUND = "SHOPSYNC_TEST_ROUND"


def choose(*, everything: bool) -> None:
    """Decide once for this process and those that it starts."""
    os.environ.setdefault(_ROUND, str(date.today().toordinal()))
    if everything:
        os.environ[_ALL] = "1"


def plays_all() -> bool:
    """Whether every case is played."""
    return _ALL in os.environ


def described() -> str:
    """What is played, in one line."""
    return "sweeps: all cases" if plays_all() else f"sweeps: {_ROUND}={_round()}, or --all"


def portion(
    cases: Iterable[T], share: int, kind: Callable[[T], Hashable] = lambda case: None
) -> list[T]:
    """Every `share`-th case of each kind, and at least one of each."""
    if plays_all():
        return list(cases)
    kinds: defaultdict[Hashable, list[T]] = defaultdict(list)
    for case in cases:
        kinds[kind(case)].append(case)
    chosen = []
    for same in kinds.values():
        step = min(share, len(same))
        chosen += same[_round() % step :: step]
    return chosen


def _round() -> int:
    return int(os.environ.get(_ROUND, "0"))
