"""The writes of an account that have no end in the team's database, as one run meets, settles and ends them."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from shopsync_gui.store import Store
    from shopsync_gui.store.runs.journal_entries import Ended, JournalEntry
    from shopsync_gui.team.intents import Intent

log = logging.getLogger(__name__)


class OpenWrites:
    """Intents without an end in the database, by the entry of this computer's journal that stands for each."""

    def __init__(self, store: Store, connection_id: int, me: int) -> None:
        self._store, self._connection_id, self._me = store, connection_id, me
        self._open: dict[int, UUID] = {}
        #: Those of them that colleagues sent.
        self._taken: set[UUID] = set()

    def take_over(
        self, intent: Intent, run_id: int, now: datetime, *, product_id: int | None
    ) -> None:
        """Have a run settle an intent: as our own entry, or as a new one for another computer's.

        `product_id` is the product here, where the intent is of the run's shop. Raises TeamRecordTooNew.
        """
        entry, journal = intent.entry, self._store.journal
        if intent.member_id == self._me and journal.holds(intent.entry_id, entry):
            self._open[intent.entry_id] = intent.id
            return
        log.warning("a write that another computer left open is settled first")
        self._taken.add(intent.id)
        entry = replace(entry, product_id=product_id)
        taken = journal.take_over(run_id, self._connection_id, str(intent.id), entry, now)
        self._open[taken.id] = intent.id

    def begin(self, entry: JournalEntry, intent: Intent, told: Mapping[UUID, Ended]) -> None:
        """Note that a write was made known, and with it the ends of earlier ones."""
        self._open = {key: own for key, own in self._open.items() if own not in told}
        self._open[entry.id] = intent.id

    def ends(self) -> dict[UUID, Ended]:
        """The ends that this computer's journal knows by now."""
        found = self._store.journal.ended(self._open) if self._open else {}
        return {self._open[entry_id]: end for entry_id, end in found.items()}

    def own_done(self, ends: Mapping[UUID, Ended]) -> list[UUID]:
        """The writes of this computer that were carried out: its runs' numbers have them."""
        return [intent for intent, end in ends.items() if end.done and intent not in self._taken]
