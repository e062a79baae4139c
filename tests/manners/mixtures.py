"""Mixtures of three manners, by seed; manners of one aspect contradict each other and never meet."""

from __future__ import annotations

from random import Random

from shopsync_gui.sandbox.manners import MANNERS

SIZE = 3


def mixture(seed: int) -> tuple[str, ...]:
    """Three manners of three aspects."""
    random = Random(seed)
    names: list[str] = []
    aspects: set[str] = set()
    while len(names) < SIZE:
        name = random.choice(sorted(MANNERS))
        if MANNERS[name].aspect not in aspects:
            names.append(name)
            aspects.add(MANNERS[name].aspect)
    return tuple(names)
