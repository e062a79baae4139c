"""The faults of a simulation by their names, and where in a sync each of them can be met."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable

from shopsync_gui.sandbox import faults as f

#: A step of a run or a state of its journal, and a fault that is met then.
Aim = tuple[str, str]

WRITE_FAULTS: tuple[Callable[[random.Random], f.Action], ...] = (
    lambda r: f.drop(apply=True),
    lambda r: f.drop(),
    lambda r: f.refuse(),
    lambda r: f.late(r.uniform(1, 90)),
    lambda r: f.status(500, apply=r.random() < 0.5),
    lambda r: f.status(504, apply=r.random() < 0.5),
    lambda r: f.status(429),
    lambda r: f.html(apply=r.random() < 0.5),
    lambda r: f.empty(apply=r.random() < 0.5),
    lambda r: f.hang(apply=r.random() < 0.5),
    lambda r: f.cut(),
)
READ_FAULTS: tuple[Callable[[random.Random], f.Action], ...] = (
    lambda r: f.drop(),
    lambda r: f.refuse(),
    lambda r: f.status(r.choice([429, 500, 503, 504])),
    lambda r: f.html(),
    lambda r: f.empty(),
    lambda r: f.truncated(),
    lambda r: f.wrong_type(),
    lambda r: f.hang(),
    lambda r: f.cut(),
    lambda r: f.own(r.uniform(0, 40)),
)


def told(action: f.Action) -> str:
    """The fault's name; it may have been carried out all the same."""
    return f"{action.answer}{' applied' * action.apply}"


def named(faults: Iterable[Callable[[random.Random], f.Action]]) -> dict[str, f.Action]:
    """One of each fault, by its name."""
    chance = random.Random(1)
    return {told(action): action for make in faults for action in (make(chance) for _ in range(9))}


def _reachable() -> tuple[Aim, ...]:
    reads, writes = named(READ_FAULTS), named(WRITE_FAULTS)
    every = {**reads, **writes}
    pairs = [(step, fault) for step in ("prepare", "pull", "target", "verify") for fault in reads]
    # Nothing that is late keeps a settling from its end, and nothing is written before the first write.
    pairs += [("settle", fault) for fault in reads if fault != "own"]
    pairs += [("none", fault) for fault in reads]
    with_writes = ("push", "ready", "planned", "sent", "done", "unknown")
    return (*pairs, *((step, fault) for step in with_writes for fault in every))


#: Every step of a sync, and every state of its writes, with every fault that can be met then.
REACHABLE = _reachable()
