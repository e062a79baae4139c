"""Schedules of a computer whose disk fails now and then, at any call of SQLite's."""

from __future__ import annotations

from html import unescape
from typing import ClassVar

from shopsync_gui.core.errors import StoreError
from shopsync_gui.core.runs.runs import RunState
from tests.faulty_disk import faulty_disk
from tests.sync.world import Killed
from tests.tools.simulation import Simulation


class DiskSchedule(Simulation):
    """A schedule in each session of which some calls fail, beside a program that dies and edits.

    A run ends with a reason or with the error of the store; what came of it in the account is what the
    shop has said at some time.
    """

    option: ClassVar[str] = " --disk"

    def run(self) -> str:
        """As a simulation, on such a disk."""
        self.said: set[tuple[str, str]] = set()
        with faulty_disk() as self.disk:
            self.world.restart()
            try:
                return super().run()
            finally:
                self.world.store.close()

    def _session(self) -> None:
        r, world = self.random, self.world
        self._hear()
        number, times = (
            r.choice([r.randrange(40), r.randrange(400), r.randrange(3000)]),
            r.choice([1, 1, 3, 200]),
        )
        if self.happens():
            self.note(f"{times} calls of the disk fail from the next {number} on")
            self.disk.fail(number, times)
        for _ in range(r.choice([0, 0, 1, 2])):
            self.edit()
            self._hear()
        killed = len(world.sandbox.log) + 1 + r.randrange(60) if r.random() < 0.3 else None
        world.kill_at = killed if self.happens() else None
        try:
            report = world.job(approve_brake=True)
            self.note(f"{report.state} {report.created} {report.updated} {report.verified}")
            self.expect(report.state is not RunState.RUNNING, "a run ends with a stated reason")
        except Killed:
            self.note("killed")
        except StoreError as error:
            self.note(f"the store: {error}")
        self.disk.work()
        world.kill_at = None
        world.restart()
        self._look()
        world.time += r.choice([1.0, 300.0, 4000.0, 90_000.0])
        self._watch_ids()

    def _hear(self) -> None:
        """Remember what the shop says now."""
        self.said |= {
            (product.sku.strip(), unescape(name).strip())
            for product in self.world.sandbox.shop.products()
            for name in (product.name, product.name_en)
        }

    def _look(self) -> None:
        """Nothing stands in the account that the shop never said."""
        for held in self.world.account_products():
            told = (held.prod_sku, held.prod_name) in self.said
            self.expect(told, f"the shop never said {held.prod_sku!r}: {held.prod_name!r}")
