"""The quiet time: how long an account is left alone after writes of unknown outcome before it is read."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from shopsync_gui.core.errors import ShopSyncError
from shopsync_gui.core.runs.jobs import JobKind, Phase
from shopsync_gui.sync.run.clock_watch import ClockWatch

if TYPE_CHECKING:
    from datetime import datetime

    from shopsync_gui.store.runs.journal_entries import JournalEntry
    from shopsync_gui.sync.run.session import Session

#: Seconds of a wait between two looks whether the right to write still holds.
_KEPT_EVERY = 5.0


class QuietTime:
    """The wait of one run for writes whose answers were lost, in this run or an earlier one.

    Such a write may still be applied late; a list read before that would miss it (reliability,
    measured: 120 s leaves no duplicate).
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        #: Whether this computer's clock was set forward since the account was written to.
        self._clock = ClockWatch(session.traits, self._ahead)

    async def wait(self) -> None:
        """Wait until the account has been quiet for long enough."""
        loop = asyncio.get_running_loop()
        seconds = self.left()
        end = loop.time() + seconds
        while (left := end - loop.time()) > 0:
            part = min(left, _KEPT_EVERY)
            await self._session.progress.pause(part, Phase.SETTLE, later=left - part)
            await self._session.lease.keep()
        if seconds:
            self._clock.note()

    def left(self) -> float:
        """Seconds for which a reading would still come too early for what was written; 0 for none."""
        session = self._session
        if session.is_elsewhere:
            return 0.0
        moments = [entry.sent_at for entry in self._unsettled() if entry.sent_at is not None]
        if not moments:
            return 0.0
        quiet = timedelta(seconds=session.parts.settings.push.quiet_seconds)
        passed = self.passed_since(max(moments))
        if passed < timedelta(0):
            # By the clock of now they are still to come: it counts from here, for later runs, too.
            begin = session.parts.now() - self._clock.set_forward()
            session.store.journal.unsettled_since(session.connection.id, begin)
            passed = timedelta(0)
        return max(0.0, (quiet - passed).total_seconds())

    def until(self) -> datetime | None:
        """The moment at which it is over for what is left unsettled; None where nothing is, or it cannot be read."""
        try:
            left = self.left()
        except ShopSyncError:
            return None
        return self._session.parts.now() + timedelta(seconds=left) if left else None

    def passed_since(self, moment: datetime) -> timedelta:
        """Measure the time since a moment of this computer, which may have been set forward meanwhile."""
        return self._session.parts.now() - moment - self._clock.set_forward()

    def unclear(self) -> tuple[str, ...]:
        """The writes that a preview, which writes nothing, need not see settled: whoever wants it is not kept waiting."""
        if self._session.job.kind is not JobKind.PREVIEW or not self.left():
            return ()
        return tuple(entry.sku or entry.name for entry in self._unsettled())

    def before_write(self) -> None:
        """Note by which clock a write leaves, unless older ones wait that left by another one."""
        if not self._clock.set_forward() or not self._unsettled():
            self._clock.note()

    def _unsettled(self) -> list[JournalEntry]:
        return self._session.store.journal.unsettled(self._session.connection.id)

    def _ahead(self) -> timedelta | None:
        """Return how much the account's clock is ahead of this computer's; else the shop's."""
        account, shop = self._session.account, self._session.shop
        return shop.clock_ahead if account.clock_ahead is None else account.clock_ahead
