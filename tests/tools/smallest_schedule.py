"""The smallest part of a failing schedule that still fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Played(NamedTuple):
    """A schedule that was played: how many events were drawn, and what broke, if anything did."""

    events: int
    broken: Exception | None


#: Plays a schedule without these of its events.
Play = Callable[[frozenset[int]], Played]


class Smallest(NamedTuple):
    """The events that a schedule fails without, and what breaks then."""

    without: frozenset[int]
    broken: Exception


def smallest(play: Play, broken: Exception, *, tries: int = 300) -> Smallest:
    """Leave out what is not needed for the failure, half of the events first, then less and less.

    A failure of another kind does not count: it is another one.
    """
    found = Smallest(frozenset(), broken)
    events = play(frozenset()).events
    size = events
    while size and tries > 0:
        smaller = False
        left = [number for number in range(1, events + 1) if number not in found.without]
        for start in range(0, len(left), size):
            without = found.without | {*left[start : start + size]}
            if without == found.without or tries <= 0:
                continue
            tries -= 1
            played = play(without)
            if played.broken is not None and type(played.broken) is type(broken):
                found = Smallest(without, played.broken)
                events, smaller = max(events, played.events), True
        # At the end each event is tried once more, as long as one of them can go.
        size = size // 2 if size > 1 else int(smaller)
    return found
