"""Schedules whose answers are mutated.

Values of a payload become others of every kind, keys go, bytes are cut, turned or made no text. A run
may end as it likes. Afterwards everything answers as it should, and all that the simulator asks for
has to hold.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from tests.tools.simulation import Simulation

_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**63, 10**40, 0.1, -0.0, 1e308, "", " ", "0", "-1", "null",
    "27.0000", "1 900,00", "1e999", "a" * 5000, "\u0000", "\ud800", "\u202e", "<b>&amp;", "á́", [], [[]],
    {}, [None], {"id": None}, {"href": 5}, "2026-02-30T25:61:00", "9999-12-31",
)  # fmt: skip
_NESTED = "[" * 3000 + "]" * 3000


class Fuzz(Simulation):
    """A schedule whose services answer with mutated data while it lasts."""

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


def mutated(content: bytes, chance: random.Random) -> bytes:
    """The same answer with one to three mutations."""
    for _ in range(chance.randint(1, 3)):
        content = chance.choice((_in_value, _in_value, _in_value, _in_bytes))(content, chance)
    return content


def _in_bytes(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content) + 1)
    piece = chance.choice(
        (b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"{", b"]", b'"', b",", b"<html>")
    )
    kinds: tuple[Callable[[], bytes], ...] = (
        lambda: content[:at],
        lambda: content[:at] + piece + content[at:],
        lambda: content[:at] + content[at + 1 :],
        lambda: content + content,
        lambda: b"\xef\xbb\xbf" + content,
        lambda: _NESTED.encode(),
    )
    return chance.choice(kinds)()


def _in_value(content: bytes, chance: random.Random) -> bytes:
    try:
        tree = json.loads(content)
    except (ValueError, RecursionError):
        return _in_bytes(content, chance)
    holder, key = _spot(tree, chance)
    if holder is None:
        return json.dumps(chance.choice(_VALUES)).encode()
    action = chance.random()
    if action < 0.2:
        del holder[key]
    elif action < 0.3 and isinstance(holder, list):
        holder.append(holder[key])
    elif action < 0.35 and isinstance(holder, list):
        chance.shuffle(holder)
    else:
        holder[key] = chance.choice(_VALUES)
    return json.dumps(tree).encode()


def _spot(tree: Any, chance: random.Random) -> tuple[Any, Any]:
    """A place in the tree: its holder and its key; None where there is none."""
    holder: Any = None
    key: Any = None
    while isinstance(tree, dict | list) and tree and chance.random() < 0.85:
        holder = tree
        key = chance.choice(list(tree)) if isinstance(tree, dict) else chance.randrange(len(tree))
        tree = holder[key]
    return holder, key


def play(seed: int, folder: Path) -> None:
    """One schedule. Raises what it breaks."""
    Fuzz(seed, folder).run()
