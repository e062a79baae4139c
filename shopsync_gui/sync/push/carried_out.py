"""Proof that the account carried out a write, where its answer does not say so plainly.

An answer with a 2xx that is not understood is settled by reading back. Once the same form of
answer has been confirmed a few times it is this account's usual one, and only samples are read.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from shopsync_gui.core.account.echoes import differing, shown_text, wanted_text
from shopsync_gui.core.plan.plan import Echo
from shopsync_gui.core.planning.plan_items import differences
from shopsync_gui.core.runs.jobs import JobKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from shopsync_gui.core.catalogue import TargetProduct
    from shopsync_gui.remote import WriteAnswer
    from shopsync_gui.store.runs.journal_entries import JournalEntry
    from shopsync_gui.sync.run.session import Session

#: Confirmations that make a form of answer the usual one, and which of those is still checked.
_USUAL = 3
_SAMPLE = 50
#: Seconds before each reading back: an account may show a write a little later.
_PAUSES = (0.0, 2.0, 8.0)
_SHOWN = ("name", "sku", "net", "vat", "currency", "category_ids")


class AnswerJudge:
    """The judgement of answers to updates and removals, by what is usual for the account."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._trusted = 0
        known = session.traits.all()
        self._seen = {name: (trait.value, trait.times_seen) for name, trait in known.items()}

    def trait(self, name: str) -> str | None:
        """Return what is known of the account under this name."""
        return self._seen[name][0] if name in self._seen else None

    def note(self, name: str, value: str) -> None:
        """Count a sighting."""
        before, times = self._seen.get(name, (value, 0))
        self._seen[name] = (value, times + 1 if before == value else 1)
        self._session.traits.note(name, value)

    def _contradict(self, name: str, value: str) -> None:
        if self.trait(name) == value:
            del self._seen[name]
            self._session.traits.forget(name)

    def _is_usual(self, name: str, answer: WriteAnswer) -> bool:
        """Whether the answer needs no reading back: the usual one, but for a sample of them."""
        value, times = self._seen.get(name, ("", 0))
        if answer.is_no or answer.is_page or value != answer.form or times < _USUAL:
            return False
        self._trusted += 1
        return self._trusted % _SAMPLE != 0

    async def updated(
        self, entry: JournalEntry, answer: WriteAnswer, category_ids: Mapping[str, int]
    ) -> bool | None:
        """Whether an update was carried out; None where the account does not show the product."""

        def shows(found: TargetProduct | None) -> bool | None:
            return None if found is None else took(entry, found, category_ids)

        return await self._read_back("answer.update", entry, answer, shows)

    async def removed(self, entry: JournalEntry, answer: WriteAnswer) -> bool:
        """Whether a removal was carried out."""
        return bool(
            await self._read_back("answer.delete", entry, answer, lambda found: found is None)
        )

    async def _read_back(
        self,
        name: str,
        entry: JournalEntry,
        answer: WriteAnswer,
        shows: Callable[[TargetProduct | None], bool | None],
    ) -> bool | None:
        """Whether a write was carried out, where its answer says so, or the product `shows` it within a while."""
        if answer.is_yes or self._is_usual(name, answer):
            return True
        for pause in _PAUSES:
            await asyncio.sleep(pause)
            shown = shows(await self._session.account.product(entry.sa_id or 0))
            if shown is None:
                return None
            if shown:
                if not answer.is_no:
                    self.note(name, answer.form)
                return True
        self._contradict(name, answer.form)
        return False


def took(entry: JournalEntry, found: TargetProduct, category_ids: Mapping[str, int]) -> bool:
    """Whether the account's product shows that it was written.

    It holds what was wanted, or another value than before in a field that was to change: an
    account may keep values its own way.
    """
    if entry.desired is None:
        return False
    left = {change.field for change in differences(entry.desired, found, category_ids, {})}
    wanted = left & set(entry.fields) if entry.fields else left
    if not wanted:
        return True
    before = entry.before
    return before is not None and any(_moved(before, found, name) for name in _SHOWN)


def repeats_only(
    entry: JournalEntry, known: Mapping[str, Echo], category_ids: Mapping[str, int]
) -> bool:
    """Whether an update sends nothing new but what was written before and is shown otherwise since.

    `known` is what is remembered of the product's values.
    """
    desired, before = entry.desired, entry.before
    if desired is None or before is None:
        return False
    fields = [
        field
        for field in differing(desired, before, category_ids)
        if not entry.fields or field in entry.fields
    ]
    return bool(fields) and all(
        known.get(field)
        == Echo(
            wanted_text(field, desired, category_ids), shown_text(field, before), Echo.UNCONFIRMED
        )
        for field in fields
    )


def _moved(before: TargetProduct, found: TargetProduct, name: str) -> bool:
    old, new = getattr(before, name), getattr(found, name)
    if old is None or new is None:
        return False
    return set(old) != set(new) if isinstance(old, tuple) else bool(old != new)


def changed_besides(entry: JournalEntry, found: TargetProduct) -> bool:
    """Whether a write of some fields changed others too."""
    before = entry.before
    return before is not None and any(_moved(before, found, name) for name in _besides(entry))


def fields_left_out(entry: JournalEntry) -> set[str]:
    """The fields that a write of some others could have emptied: those that were not empty before."""
    before = entry.before
    return set() if before is None else {n for n in _besides(entry) if getattr(before, n)}


def _besides(entry: JournalEntry) -> list[str]:
    """The fields of a product that a write does not send."""
    sent = {"category_ids" if name == "categories" else name for name in entry.fields}
    return [name for name in _SHOWN if name not in sent]


def note_equal(session: Session, entry: JournalEntry, product_id: int) -> None:
    """Note at a product that a write was carried out; what an undo gave back is not as in the shop."""
    kind: JobKind | None = session.job.kind
    if entry.run_id != session.run_id:
        run = session.store.runs.get(entry.run_id)
        kind = None if run is None else run.kind
    given_back = entry.fields if kind is JobKind.UNDO else ()
    session.store.findings.note_written(product_id, given_back)
