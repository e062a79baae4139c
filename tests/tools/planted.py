"""Faults that are put into the program again: schedules have to find each."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tests.tools.mutants import in_mutant, source_of

#: The module, what stands there once, the fault in its place, and the seed of a schedule that finds it.
Planted = tuple[str, str, str, int]


def schedules_find(
    planted: Planted, play: Callable[[list[int]], list[str]], seeds: Iterable[int]
) -> bool:
    """Whether a schedule breaks by a planted fault: that of its own seed, or of one of `seeds`.

    `play` plays schedules in this process and tells what broke.
    """
    module, before, after, finder = planted
    source = source_of(module)
    assert source.count(before) == 1, f"{module} has changed: plant this fault elsewhere"

    def fails() -> bool:
        return any(play([seed]) for seed in (finder, *seeds))

    return in_mutant(module, source.replace(before, after), fails)
