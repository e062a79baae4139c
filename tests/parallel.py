"""Spreads many small cases over the processor's cores, for tests that would take too long."""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import shutil
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from tests import portions

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)

_PIECES = 50
_MEMORY = Path("/dev/shm")
#: What all processes of a run may need at a time, in bytes.
_ROOM = 2 << 30


def broken_of(play: Callable[[list[T]], list[str]], cases: Sequence[T]) -> list[str]:
    """Give each process pieces of `cases`; the lines of all that broke.

    A process beside which others test has no processor to spare: it plays a portion by itself.
    """
    if "PYTEST_XDIST_WORKER" in os.environ and not portions.plays_all():
        return play(list(cases))
    pieces = [list(cases[start::_PIECES]) for start in range(_PIECES)]
    workers = min(4, os.cpu_count() or 1)
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        return [line for lines in pool.map(play, pieces) for line in lines]


def play_each(play: Callable[..., None], cases: Iterable[tuple[Any, ...]]) -> list[str]:
    """Play cases in this process, each with a folder of its own before its values; what broke."""
    logging.disable(logging.CRITICAL)
    broken = []
    for case in cases:
        try:
            with TemporaryDirectory(dir=memory_folder()) as folder:
                play(Path(folder), *case)
        except Exception as error:
            broken.append(f"{case}: {type(error).__name__}: {error}")
    return broken


def spread(tests: Iterable[T], module: Callable[[T], K], waits: Callable[[T], bool]) -> list[T]:
    """Whole modules in an order in which those with tests that wait stand evenly among the others.

    Beside a test that waits for a window another one has the processor, but only if it does not wait itself.
    """
    modules: defaultdict[K, list[T]] = defaultdict(list)
    for test in tests:
        modules[module(test)].append(test)
    groups: dict[bool, list[list[T]]] = {True: [], False: []}
    for same in modules.values():
        groups[any(map(waits, same))].append(same)
    places: list[tuple[float, list[T]]] = []
    for group in groups.values():
        total, before = sum(map(len, group)), 0
        for same in group:
            places.append((before / total, same))
            before += len(same)
    places.sort(key=itemgetter(0))
    return [test for _place, same in places for test in same]


def memory_folder() -> Path | None:
    """Where files cost no disk; None where there is no such place, or too little of it."""
    enough = os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM
    return _MEMORY if enough else None


def search_garbage_seldom() -> None:
    """Keep what there is out of every search for garbage, which took a sixth of the time of many tests."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
