"""The obstacles of schedules that the user knows of and has put away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.ui.jobs.services.shop_answers import TOLD_OBSTACLES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtCore import QSettings

    from shopsync_gui.sync.schedule.schedule_obstacles import Obstacle


class ToldObstacles:
    """A memory of them for each shop, by its name, as long as it is connected; the dialog of the schedule says all."""

    def __init__(self, memory: QSettings) -> None:
        self._memory = memory

    def untold(self, shop: str, obstacles: Iterable[Obstacle]) -> tuple[Obstacle, ...]:
        """Return what was not put away of a shop, or cannot be."""
        told = self._told(shop)
        return tuple(each for each in obstacles if each.stops_all or each.value not in told)

    def put_away(self, shop: str, obstacle: str) -> None:
        """Remind of it no more."""
        told = {*self._told(shop), obstacle}
        self._memory.setValue(f"{TOLD_OBSTACLES}/{shop}", " ".join(sorted(told)))

    def _told(self, shop: str) -> frozenset[str]:
        return frozenset(str(self._memory.value(f"{TOLD_OBSTACLES}/{shop}", "")).split())
