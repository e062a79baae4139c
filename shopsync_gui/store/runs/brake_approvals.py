"""The user's approvals of what the safety brake stopped a run at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.plan.plan_summary import Brake

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shopsync_gui.store.database.database import Database


class BrakeApprovals:
    """The approved reasons of the brake, by run."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def approve(self, run_id: int, brakes: Sequence[Brake]) -> None:
        """Note that the user approved these reasons of the brake for this run."""
        self._db.execute_sql(
            "UPDATE run SET approved = ? WHERE id = ?",
            (msgspec.json.encode(tuple(brakes)), run_id),
        )

    def approved(self, run_id: int) -> tuple[Brake, ...]:
        """The approved reasons of the brake."""
        body = self._db.value("SELECT approved FROM run WHERE id = ?", (run_id,))
        return () if body is None else msgspec.json.decode(body, type=tuple[Brake, ...])
