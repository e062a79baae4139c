"""Several computers that sync the same shop into the same account at the same moment."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

from shopsync_gui.core.catalogue import category_key, sku_key
from shopsync_gui.core.runs import Job, JobKind, RunReport
from shopsync_gui.sandbox.app import Sandbox
from tests.sync.world import World


class Computer(World):
    """One of several computers: a store of its own beside the others' shop and account."""

    def __init__(self, folder: Path, sandbox: Sandbox, seed: int, **config: Any) -> None:
        self._shared = sandbox
        super().__init__(folder, **config)
        self._random = Random(seed)

    async def _make_sandbox(self) -> Sandbox:
        return self._shared

    def parts(self) -> Any:
        return msgspec_free_replace(super().parts(), random=self._random)


def msgspec_free_replace(value: Any, **changes: Any) -> Any:
    import dataclasses

    return dataclasses.replace(value, **changes)


class Team:
    """Computers on one virtual clock."""

    def __init__(self, folder: Path, count: int, seed: int = 1, **config: Any) -> None:
        first = World(folder / "0", **config) if False else None
        self.computers: list[Computer] = []
        folder.mkdir(exist_ok=True)
        base = World(_made(folder / "base"), **config)
        self.base = base
        for number in range(count):
            self.computers.append(
                Computer(_made(folder / str(number)), base.sandbox, seed * 100 + number, **config)
            )

    def sync(self, delays: Sequence[float], beside: Any = None) -> list[RunReport]:
        """Start a sync on each computer after its delay; the receipts."""

        async def one(computer: Computer, delay: float) -> RunReport:
            await asyncio.sleep(delay)
            job = Job(kind=JobKind.SYNC, connection_id=computer.connection.id, consent=True)
            from shopsync_gui.sync.engine import run

            return await run(job, computer.parts(), lambda progress: None)

        async def main() -> list[RunReport]:
            others = [asyncio.create_task(beside())] if beside else []
            done = await asyncio.gather(
                *(one(c, d) for c, d in zip(self.computers, delays, strict=True))
            )
            for other in others:
                await other
            return done

        return self.base.on_loop(main())

    def doubled_products(self) -> int:
        return _doubled(sku_key(p.prod_sku) for p in self.base.account_products())

    def doubled_categories(self) -> int:
        return _doubled(
            category_key(c.prodcat_name) for c in self.base.sandbox.account.categories.values()
        )


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _doubled(keys: Any) -> int:
    seen: set[str] = set()
    doubles = 0
    for key in keys:
        if key and key in seen:
            doubles += 1
        seen.add(key)
    return doubles
