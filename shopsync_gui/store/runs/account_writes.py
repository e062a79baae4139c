"""Writes of all runs to an account, as the journal has them: its pace, and what was given up, renamed, removed."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.catalogue import MasterProduct

if TYPE_CHECKING:
    from shopsync_gui.store.database.database import Database

#: Runs that are looked through for a pace, and the writes by which it is told.
_RUNS = 20
_PACED = 30
#: So many times the usual time between two writes is a wait; so many of these times make a pace.
_UNLIKE = 20
_LEAST_PACED = 10
#: Whether a write failed for what it is, not for a service that was down.
_IS_ITS_OWN = (
    "(problem LIKE '%\"ProductFault\"%' OR problem LIKE '%\"AccountRefused\"%'"
    " OR problem LIKE '%\"NotCarriedOut\"%'"
    " OR problem LIKE '%\"CategoryRefused\"%' OR problem LIKE '%\"CategoryLimit\"%')"
)
#: Whether a write's run was one of the account that the connection leads to; older programs do not say.
_BY_THIS_ACCOUNT = (
    "(SELECT coalesce(CAST(report AS TEXT) ->> 'account_key', '') IN ('', sa_user || '@' || sa_url)"
    " FROM run JOIN connection ON connection.id = run.connection_id WHERE run.id = last.run_id)"
)


class AccountWrites:
    """The journal of a connection's runs, read; `PastWrites` is that of one run."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def pace(self, connection_id: int) -> float | None:
        """Measure the writes a second that the account took at the end of the last run with enough of them.

        What was waited for between two writes, and those that were settled together, are no measure.
        """
        for run_id in self._db.column(
            "SELECT id FROM run WHERE connection_id = ? ORDER BY id DESC LIMIT ?",
            (connection_id, _RUNS),
        ):
            ends = self._db.column(
                "SELECT ended_at FROM journal WHERE run_id = ? AND state = 'done' ORDER BY id DESC LIMIT ?",
                (run_id, _PACED),
            )
            if len(ends) == _PACED and (pace := _pace_of(sorted(ends))) is not None:
                return pace
        return None

    def names_before(self, connection_id: int, after_run: int) -> dict[int, str]:
        """The names that renamed categories of the account had, before the first rename after a run."""
        return dict(
            self._db.rows(
                "SELECT sa_id, former FROM journal WHERE id IN (SELECT min(id) FROM journal"
                " WHERE connection_id = ? AND run_id > ? AND state = 'done'"
                " AND op = 'rename_category' AND sa_id IS NOT NULL GROUP BY sa_id)",
                (connection_id, after_run),
            )
        )

    def removed_ids(self, connection_id: int, after_run: int) -> set[int]:
        """The account's ids of the products that were removed since a run."""
        return set(
            self._db.column(
                "SELECT sa_id FROM journal WHERE connection_id = ? AND run_id > ? AND state = 'done'"
                " AND op = 'delete_product' AND sa_id IS NOT NULL",
                (connection_id, after_run),
            )
        )

    def given_up(
        self, connection_id: int, but_for: int, after: int = 0
    ) -> dict[int, MasterProduct]:
        """Return what SalesAutopilot failed on or refused in two runs, by product; not by run `but_for`.

        A single run may have met a service that was down for a while and took others before. Writes
        whose ids are not beyond `after` tell nothing.
        """
        return {
            product_id: msgspec.json.decode(desired, type=MasterProduct)
            for product_id, desired in self._db.rows(
                "SELECT product_id, desired FROM journal AS last WHERE connection_id = ?1"
                " AND id > ?3 AND run_id <> ?2 AND state = 'failed' AND product_id IS NOT NULL"
                f" AND {_IS_ITS_OWN} AND EXISTS (SELECT 1 FROM journal"
                " WHERE product_id = last.product_id AND id > ?3 AND id < last.id"
                " AND run_id <> last.run_id AND state = 'failed' AND desired = last.desired"
                f" AND {_IS_ITS_OWN})"
                " AND NOT EXISTS (SELECT 1 FROM journal"
                " WHERE product_id = last.product_id AND id > last.id"
                " AND state IN ('done', 'failed'))"
                f" AND {_BY_THIS_ACCOUNT}",
                (connection_id, but_for, after),
            )
        }


def _pace_of(ends: list[int]) -> float | None:
    """Writes a second by the moments of their ends, in microseconds; None where they tell of none."""
    gaps = sorted(end - begin for begin, end in pairwise(ends) if end > begin)
    if not gaps:
        return None
    usual = gaps[len(gaps) // 2]
    measured = [gap for gap in gaps if usual <= gap * _UNLIKE and gap <= usual * _UNLIKE]
    if len(measured) < _LEAST_PACED:
        return None
    return len(measured) * 1_000_000 / sum(measured)
