"""Several computers that sync one shop into one account, on one virtual clock."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from random import Random
from typing import Any

from shopsync_gui.core.catalogue import category_key, sku_key
from shopsync_gui.core.runs.jobs import Job, JobKind
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.sandbox.app import Sandbox
from shopsync_gui.sync.engine import run
from tests.sync.world import World

#: Hours by which a computer's clock may be wrong.
_SKEWS = (0, -5, 3, -26, 49, 8760)


class Computer(World):
    """One of the computers: a store of its own beside the others' shop and account."""

    def __init__(self, folder: Path, sandbox: Sandbox, seed: int, /, **config: Any) -> None:
        self._shared = sandbox
        super().__init__(folder, **config)
        self.random = Random(seed)

    async def _make_sandbox(self) -> Sandbox:
        return self._shared


class Computers:
    """So many computers, whose chance depends on `seed` alone."""

    def __init__(self, folder: Path, count: int, seed: int, **config: Any) -> None:
        self.shared = World(_made(folder / "shared"), **config)
        self.each = [
            Computer(_made(folder / str(n)), self.shared.sandbox, seed * 10 + n, **config)
            for n in range(count)
        ]

    def sync(
        self, delays: Sequence[float], beside: Callable[[], Coroutine[Any, Any, None]] | None = None
    ) -> list[RunReport]:
        """Start a sync on each computer after so many seconds, and `beside` with them."""

        async def after(computer: Computer, delay: float) -> RunReport:
            await asyncio.sleep(delay)
            job = Job(kind=JobKind.SYNC, connection_id=computer.connection.id, consent=True)
            return await run(job, computer.parts(), lambda progress: None)

        async def main() -> list[RunReport]:
            other = asyncio.create_task(beside()) if beside is not None else None
            work = (after(*pair) for pair in zip(self.each, delays, strict=True))
            reports = await asyncio.gather(*work)
            if other is not None:
                await other
            return list(reports)

        return self.shared.on_loop(main())

    def doubled_products(self) -> set[str]:
        """Keys of the SKUs that stand more than once in the account."""
        return _doubled(sku_key(p.prod_sku) for p in self.shared.account_products())

    def doubled_categories(self) -> set[str]:
        """Keys of the category names that stand more than once in the account."""
        categories = self.shared.sandbox.account.categories.values()
        return _doubled(category_key(c.prodcat_name) for c in categories)

    def close(self) -> None:
        """Close every store."""
        for world in (self.shared, *self.each):
            world.store.close()


def play_writers(seed: int, folder: Path) -> int:
    """Let two or three computers begin nearly together; how many products stand twice then.

    Of every other seed their clocks are hours, days or a year apart. Asserts that no category does,
    that two products do at most, and that each computer tells them.
    """
    chance = Random(seed)
    count = chance.choice([2, 2, 3])
    delays = [
        0.0,
        *(
            chance.choice([0, chance.uniform(0, 3), chance.uniform(0, 60)])
            for _ in range(count - 1)
        ),
    ]
    computers = Computers(
        folder,
        count,
        seed,
        products=chance.choice([20, 60, 120]),
        latency_ms=chance.choice([5, 40, 100, 300]),
        rate_limit=30,
    )
    if seed % 2:
        clocks = Random(f"clocks {seed}")
        for computer in computers.each:
            computer.clock = clocks.choice(_SKEWS) * 3600.0
    for computer, report in zip(computers.each, computers.sync(delays), strict=True):
        if report.state is RunState.PAUSED:
            computer.job()  # it goes on by itself, and mends what it left
    doubled = computers.doubled_products()
    assert computers.doubled_categories() == set(), computers.doubled_categories()
    assert len(doubled) <= 2, f"{len(doubled)} products stand twice"
    for computer in computers.each:
        report = computer.job()
        assert told([report]) == doubled, f"told {told([report])}, doubled {doubled}"
        assert report.verified is (not report.doubled), f"verified {report.verified}"
    computers.close()
    return len(doubled)


def told(reports: list[RunReport]) -> set[str]:
    """Keys of the SKUs that the newest receipts call doubled."""
    doubles = (double for report in reports for double in (*report.doubled, *report.shared))
    return {sku_key(double.sku) for double in doubles}


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


def _doubled(keys: Any) -> set[str]:
    return {key for key, count in Counter(keys).items() if key and count > 1}
