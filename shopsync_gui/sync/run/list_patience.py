"""The time that an account's list is given to show what is there."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from shopsync_gui.store.runs.journal_entries import JournalOp

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from shopsync_gui.sync.run.session import Session

#: Seconds before the first readings of a list that may be behind; the next is at the end of its time.
_PAUSES = (2.0, 6.0)
#: A list is taken to be behind by so many times what it took to show the first create, in s at least.
_LAG_SPREAD, _LEAST_PATIENCE = 3, 8.0
#: An account whose list was late before is waited for so many times as long.
_LATE_SPREAD = 1.5
#: Lists are cut at these lengths, and at multiples of the last.
_USUAL_ENDS = frozenset({10, 20, 25, 30})
_ROUND = 50


def looks_cut(listed: int) -> bool:
    """Whether a list has as many rows as services are wont to end lists at."""
    return listed in _USUAL_ENDS or (listed > 0 and listed % _ROUND == 0)


class ListPatience:
    """Patience with a list that lacks products which are there: how long it may still be behind.

    It is read again once at least, and given the whole quiet time, which counts from the oldest create
    that it lacks: that it showed one create at once says little of the next. One of as many rows as
    lists are cut at, which does not catch up, is given as long as it may be behind by what was seen of
    it: by what it took to show creates, and by how late it was in earlier runs.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._pauses = iter(_PAUSES)
        self._since = session.parts.now()
        #: Products that the reading before lacked; before the first one, any number.
        self._lacked = math.inf
        self._quiet = self._patience = float(session.parts.settings.push.quiet_seconds)

    def next_pause(self, missing: Sequence[int], listed: int) -> float:
        """Seconds until the list, of `listed` rows, is to be read again; 0 where it is incomplete."""
        now = self._session.parts.now()
        first = self._lacked == math.inf
        if first:
            lag = self._session.lists.lag
            if lag is not None and looks_cut(listed):
                late = _LATE_SPREAD * self._session.lists.late
                patience = max(_LEAST_PATIENCE, _LAG_SPREAD * lag, late)
                self._patience = min(self._quiet, patience)
            self._since = min(self._oldest_create(missing) or now, now)
        elif len(missing) < self._lacked:
            self._patience = self._quiet
        self._lacked = len(missing)
        left = self._patience - (now - self._since).total_seconds()
        # A clock that was set back must not make the wait longer.
        left = min(left, self._patience)
        if first:
            left = max(left, _PAUSES[0])
        return max(0.0, min(left, next(self._pauses, left)))

    def caught_up(self) -> None:
        """Note how late the list was, now that it shows everything."""
        if self._lacked < math.inf:
            waited = (self._session.parts.now() - self._since).total_seconds()
            self._session.lists.note_late(min(max(0.0, waited), self._quiet))

    def _oldest_create(self, missing: Sequence[int]) -> datetime | None:
        """Find when the oldest of the missing products was created, if a run wrote all of them lately."""
        journal = self._session.store.journal
        lacking = set(missing)
        claims = {
            claim.sa_id: claim.entry_id
            for claim in journal.claimed(self._session.connection.id)
            if claim.op is JournalOp.CREATE_PRODUCT and claim.sa_id in lacking
        }
        if len(claims) < len(lacking):
            return None
        return journal.get(min(claims.values())).sent_at
