"""The faults of a schedule: at requests by chance, or steered at a step of a run and a state of its writes."""

from __future__ import annotations

import random
from collections.abc import Callable

from shopsync_gui.sandbox import faults as f
from shopsync_gui.sandbox.asgi import Request
from shopsync_gui.store.runs.journal_entries import JournalState
from tests.sync.world import World
from tests.tools.simulated_faults import READ_FAULTS, WRITE_FAULTS, Aim, named, told

#: A step of a run, a state of its journal, and the fault that was met then.
Reached = tuple[str, str, str]

#: Said in place of a state where a run has no writes yet.
_NO_WRITES = "none"
_STATES = {state.value: state for state in JournalState}


class SteeredFaults:
    """The faults of one schedule; `happens` says of each whether it does, `note` is told of it."""

    def __init__(
        self,
        r: random.Random,
        world: World,
        happens: Callable[[], bool],
        note: Callable[[str], None],
    ) -> None:
        self._random, self._world = r, world
        self._happens, self._note = happens, note
        #: Steps, states of the journal and faults that met.
        self.reached: set[Reached] = set()

    @property
    def met(self) -> set[Aim]:
        """Each fault with the steps, and with the states of writes, that it was met in."""
        return {(step, fault) for *steps, fault in self.reached for step in steps}

    def add(self, number: int) -> None:
        """A fault of chance at a request, and at those after it."""
        r = self._random
        write, read = r.choice(WRITE_FAULTS)(r), r.choice(READ_FAULTS)(r)
        times = r.choice([1, 1, 1, 2, 7, None])

        def due(request: Request) -> bool:
            return request.number >= number

        def action(request: Request) -> f.Action:
            chosen = write if f.is_write(request) else read
            self._reach(told(chosen))
            return chosen

        if self._happens():
            self._note(f"fault at {number} x{times}: {write} {read}")
            self._world.sandbox.faults.at(due, action, times)

    def aim(self, where: str, fault: str) -> None:
        """A fault at a request of a step, or while a write is in a state; once or for good."""
        reading, writing = (named(faults).get(fault) for faults in (READ_FAULTS, WRITE_FAULTS))
        times = self._random.choice([1, 1, 3, None])

        def due(request: Request) -> bool:
            known = writing if f.is_write(request) else reading
            return known is not None and self._stands(where)

        def action(request: Request) -> f.Action:
            chosen = writing if f.is_write(request) else reading
            assert chosen is not None
            self._reach(fault)
            return chosen

        if self._happens():
            self._note(f"{fault} in {where} x{times}")
            self._world.sandbox.faults.at(due, action, times)

    def _stands(self, where: str) -> bool:
        """Whether a run is in this step, or has a write in this state."""
        store = self._world.store
        for run in store.runs.running():
            if store.runs.phase(run.run_id) == where:
                return True
            if where == _NO_WRITES and not store.past_writes.entries(run.run_id, None, 1):
                return True
            if where in _STATES and store.past_writes.entries(run.run_id, _STATES[where], 1):
                return True
        return False

    def _standing(self) -> set[tuple[str, str]]:
        """The step of each run, with each state that its writes are in."""
        store, found = self._world.store, set()
        for run in store.runs.running():
            states = {
                state.value
                for state in JournalState
                if store.past_writes.entries(run.run_id, state, 1)
            } or {_NO_WRITES}
            found |= {(str(store.runs.phase(run.run_id)), state) for state in states}
        return found

    def _reach(self, fault: str) -> None:
        """Note in which step, with which writes under way, a fault was met."""
        self.reached |= {(phase, state, fault) for phase, state in self._standing()}
