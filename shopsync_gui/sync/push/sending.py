"""The sending of the journal's entries, one by one, and what became of each."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from typing import TYPE_CHECKING, Any

from shopsync_gui.core.errors import (
    SALESAUTOPILOT,
    AccountPartlyReadOnly,
    AccountRefused,
    AnswerLost,
    AnswersUnusable,
    AskedToWait,
    ConnectionNotSafe,
    NoNetwork,
    Problem,
    ProductFault,
    ServiceDown,
    ShopSyncError,
    TooManyRequests,
)
from shopsync_gui.sync.push.refusals import RefusalCount

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from shopsync_gui.remote import Asked, WriteAnswer
    from shopsync_gui.store.runs.journal_entries import JournalEntry
    from shopsync_gui.sync.run.session import Session

log = logging.getLogger(__name__)

#: Seconds to wait after each lost answer in a row.
_AFTER_LOST = (0.0, 2.0, 4.0, 8.0)
#: With one more the account counts as down and the run pauses.
_LOST_IN_A_ROW = len(_AFTER_LOST) + 1
#: Where all of these turned out to be carried out, so many times as many may be lost next, up to a bound.
_MORE_LOST, _MOST_LOST = 4, 320
#: How often a create may be sent in all, each time after the account was seen not to have it.
_CREATE_ATTEMPTS = 5
#: Rounds for a write that the service answers with a fault of its own each time, which is likely
#: about what it holds: with every answer lost, the run would have paused.
_FAULT_ROUNDS = 2
#: How often a write is sent that was surely not carried out, and the longest wait between, in s.
_UNSENT_ATTEMPTS = 6
_LONGEST_WAIT = 60.0
#: Seconds after which a request surely is on its way.
_UNDER_WAY = 0.005


class Sender:
    """The sending of one run: how the account has been answering, and how many writes are done."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._journal = session.store.journal
        self._lost_in_a_row: set[int] = set()
        #: With so many lost answers in a row the account counts as down.
        self._most_lost = _LOST_IN_A_ROW
        self._lost: Counter[int] = Counter()
        self._faults: Counter[int] = Counter()
        self._good = 0
        self._good_before: dict[int, int] = {}
        self.refusals = RefusalCount(session)
        #: Products whose write has come to its end, well or not.
        self.done = 0
        #: The entry that follows, where it is a product's, and that whose intent is on the disk.
        self.next: int | None = None
        self._ready: int | None = None

    async def send(
        self, entry: JournalEntry, write: Callable[[], Coroutine[Any, Any, WriteAnswer]]
    ) -> WriteAnswer | None:
        """Commit the intent, send, and note what became of it; the answer where one came.

        What was surely not carried out (no connection, too many requests) is sent again after a
        wait. A cancellation while the answer is awaited leaves the entry SENT: outcome unknown.
        """
        with self._session.account.asking() as asked:
            return await self._send(entry, write, asked)

    async def _send(
        self,
        entry: JournalEntry,
        write: Callable[[], Coroutine[Any, Any, WriteAnswer]],
        asked: Asked,
    ) -> WriteAnswer | None:
        for attempt in range(1, _UNSENT_ATTEMPTS + 1):
            if self._session.locks is not None:
                self._session.locks.make_sure()
            await self._session.lease.before_write(entry)
            was_ready = self._ready == entry.id
            if was_ready:
                self._ready = None
            self._session.quiet.before_write()
            self._journal.sent(entry.id, self._session.parts.now(), was_ready=was_ready)
            self._session.writes += 1
            try:
                answer = await self._answer(write())
            except AnswerLost as error:
                self._lose(entry, error)
                # One may fail alone; several in a row may be too many for a while.
                wait = 0.0
                if self._most_lost == _LOST_IN_A_ROW:
                    wait = _AFTER_LOST[len(self._lost_in_a_row) - 1]
                asked.failed(_outage(error), wait)
                await asyncio.sleep(wait)
                return None
            except (TooManyRequests, NoNetwork) as error:
                self._journal.again(entry.id)
                lasts = isinstance(error, AskedToWait | ConnectionNotSafe)
                if lasts or attempt == _UNSENT_ATTEMPTS:
                    raise
                wait = min(2.0**attempt, _LONGEST_WAIT)
                asked.failed(error, wait)
                await asyncio.sleep(wait)
            except AccountRefused as error:
                if error.pauses:
                    self._journal.again(entry.id)
                    raise
                self._lost_in_a_row.clear()
                self.fail(entry, error.problem)
                return None
            except ShopSyncError as error:
                self._journal.again(entry.id)
                if isinstance(error, AccountPartlyReadOnly):
                    self._session.note_forbidden(forbidden=True)
                raise
            else:
                if not answer.is_page:
                    self._answered_well()
                return answer
        return None

    async def _answer(self, write: Coroutine[Any, Any, WriteAnswer]) -> WriteAnswer:
        """The answer to a write; while it is awaited, the next intent is put on the disk."""
        under_way = asyncio.ensure_future(write)
        try:
            await asyncio.wait({under_way}, timeout=_UNDER_WAY)
            if not under_way.done() and self.next is not None:
                self._journal.ready(self.next, self._session.parts.now())
                self._ready = self.next
        except BaseException:
            under_way.cancel()
            await asyncio.wait({under_way})
            raise
        return await under_way

    def take_back(self) -> None:
        """Note that what was made ready does not leave now."""
        if self._ready is not None:
            self._journal.not_ready(self._ready)
            self._ready = None

    def passed(self, entry: JournalEntry) -> None:
        """Note that an entry had its turn, be it that it was not sent."""
        if self._ready == entry.id:
            self.take_back()

    def carried_out(self, entry: JournalEntry) -> None:
        """Note that a write was carried out, as its answer says or as it was read back."""
        self._answered_well()
        self.refusals.accepted(entry)
        self.ended(entry)

    def not_carried_out(self, entry: JournalEntry, answer: WriteAnswer) -> None:
        """Note that what was answered with a 2xx is not there: refused, or lost on the way.

        A web page may come from another server than the account's. Raises CreatesRefused, ServiceDown.
        """
        if answer.is_page:
            self._lose(entry, AnswerLost(service=SALESAUTOPILOT, status=answer.status))
        else:
            account, of_category = self._session.account, entry.op.of_category
            self.fail(entry, account.refusal(entry.name, answer, of_category=of_category).problem)

    def _answered_well(self) -> None:
        self._lost_in_a_row.clear()
        if not self._good:
            self._session.note_forbidden(forbidden=False)
        self._good += 1

    def _lose(self, entry: JournalEntry, error: AnswerLost) -> None:
        """Park a write of unknown outcome; give up on a service that loses every answer."""
        log.warning("the answer to a write was lost; parked")
        self._journal.unknown(entry.id, self._session.parts.now())
        self._lost[entry.id] += 1
        self._good_before.setdefault(entry.id, self._good)
        if error.values.get("status") == "500":
            self._faults[entry.id] += 1
        self._lost_in_a_row.add(entry.id)
        if len(self._lost_in_a_row) >= self._most_lost:
            raise _outage(error) from error

    @property
    def faults_in_a_row(self) -> frozenset[int]:
        """The last writes in a row whose answers were lost, where each was a fault of the service's own (HTTP 500)."""
        lost = frozenset(self._lost_in_a_row)
        return lost if all(self._faults[entry_id] for entry_id in lost) else frozenset()

    def trust_faults(self) -> None:
        """Note that what was answered with a fault was carried out each time: it is the account's usual answer."""
        self._lost_in_a_row.clear()
        self._most_lost = min(self._most_lost * _MORE_LOST, _MOST_LOST)

    def given_up(self, entry: JournalEntry) -> Problem | None:
        """Tell why an entry whose answer was lost again and again is not sent once more, if so."""
        if self._lost[entry.id] < _CREATE_ATTEMPTS and self._faults[entry.id] < _FAULT_ROUNDS:
            return None
        kind = ProductFault if self._fails_alone(entry) else AnswerLost
        return kind(service=SALESAUTOPILOT, name=entry.name).problem

    def _fails_alone(self, entry: JournalEntry) -> bool:
        """Whether the service fails on this entry and carries out others, now or in earlier runs.

        Answers that are lost each time may come from a firewall that does not let it pass.
        """
        others = self._good > self._good_before[entry.id]
        product = entry.product_id
        return others or (product is not None and self._journal.has_failed(product, entry.id))

    def fail(self, entry: JournalEntry, problem: Problem) -> None:
        """Note that the account refused a write. Raises CreatesRefused."""
        self.give_up(entry, problem)
        self.refusals.refused(entry, problem)

    def give_up(self, entry: JournalEntry, problem: Problem) -> None:
        """Note that a write failed for good, at its product too."""
        with self._session.store.transaction():
            self._journal.failed(entry.id, problem, self._session.parts.now())
            if entry.product_id is not None:
                self._session.store.findings.set_failure(entry.product_id, problem)
        self.ended(entry)

    def ended(self, entry: JournalEntry) -> None:
        """Count a product whose write has come to its end."""
        if not entry.op.of_category:
            self.done += 1


def _outage(error: AnswerLost) -> ServiceDown:
    """The outage that lost answers mean: a fault that the service reports, or what it says instead of an answer."""
    status = error.values.get("status", "–")
    kind = AnswersUnusable if status.startswith("2") else ServiceDown
    return kind(service=SALESAUTOPILOT, status=status)
