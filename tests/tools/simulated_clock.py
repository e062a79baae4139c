"""A shop that is synced by itself, on a computer that sleeps and whose clock is set."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import msgspec

from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.settings.schedule import Repeat, Schedule
from shopsync_gui.sync.schedule.due import Due, due_of
from tests.sync.world import World
from tests.virtual import EPOCH

Expect = Callable[[bool, str], None]


class OwnClock:
    """When the shop is synced by itself, with the user's consent; `expect` is told what must hold."""

    def __init__(self, r: random.Random, world: World, expect: Expect) -> None:
        self._random, self._world, self._expect = r, world, expect
        schedule = Schedule(
            repeat=r.choice([Repeat.HOURS, Repeat.DAILY, Repeat.WEEKLY]),
            hours=r.choice([1, 6, 48]),
            minute=r.randrange(24 * 60),
            weekday=r.randrange(7),
        )
        options = msgspec.structs.replace(world.connection.options, schedule=schedule)
        world.connection = world.store.connections.update(
            world.connection.id, options=options, consented_at=EPOCH
        )

    def _due(self) -> Due:
        found = due_of(self._world.store, self._world.connection, self._world.now())
        self._expect(found is not None, "a schedule always has a next run")
        assert found is not None
        return found

    def job(self, note: Callable[[str], None]) -> tuple[JobKind, dict[str, Any]]:
        """Wait for what the schedule asks for, asleep or under a clock that was set meanwhile."""
        r, world = self._random, self._world
        if r.random() < 0.3:
            world.clock += r.choice([-90_000.0, -3600.0, 3600.0, 40_000.0])
            note(f"the clock is set to {world.clock:+}")
        due = self._due()
        wait = (due.at - world.now()).total_seconds()
        asleep = r.choice([0.0, 30.0, 30.0, 20_000.0, 900_000.0])
        # A clock that was set back makes a sync due at once; it is right again after a sleep, and
        # whether that sync had been due before is then known.
        world.time += wait + asleep if wait > 0 else min(asleep, 30.0)
        due = self._due()
        self._expect(due.at <= world.now(), f"what was due stays due: {due}")
        return JobKind.SYNC, {"quick": due.job.quick}

    def is_over(self) -> None:
        """However a run ended, and however many moments passed before it, it was one."""
        self._expect(self._due().at > self._world.now(), "a run is due again at once")
