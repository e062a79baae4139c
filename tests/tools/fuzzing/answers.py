"""Schedules whose answers are mutated.

Values of a payload become others of every kind, keys go, bytes are cut, turned or made no text. A run
may end as it likes. Afterwards everything answers as it should, and all that the simulator asks for
has to hold.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import ClassVar

import httpx

from tests.tools.fuzzing.mutations import mutated
from tests.tools.simulation import Simulation


class Fuzz(Simulation):
    """A schedule whose services answer with mutated data while it lasts."""

    looks: ClassVar[bool] = False  # what a preview shows is mutated, too

    def run(self) -> str:
        """As a simulation; the mutations end before the calm part."""
        chance = random.Random(f"fuzz {self.seed}")
        rate = chance.choice([0.02, 0.1, 0.5])

        def reshape(request: httpx.Request, response: httpx.Response) -> httpx.Response:
            # A create that is answered with another id is another service's fault, for other tests.
            is_write = any(
                part in request.url.path for part in ("create", "modify", "delete", "mod")
            )
            if is_write or chance.random() > rate or response.status_code != 200:
                return response
            content = mutated(response.content, chance)
            self.note(f"mutated {request.url.path.rsplit('/', 2)[-1]}")
            headers = {"content-type": response.headers.get("content-type", "")}
            return httpx.Response(200, headers=headers, content=content)

        self.world.reshape = reshape
        return super().run()

    def _calm(self) -> None:
        self.world.reshape = lambda request, response: response
        # What was read mutated is read again: the next sync is of another day.
        self.world.time += 90_000
        super()._calm()


def play(seed: int, folder: Path) -> None:
    """One schedule. Raises what it breaks."""
    Fuzz(seed, folder).run()
