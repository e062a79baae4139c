"""The updating of products in the account: what is sent of each, and what its answer says."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from msgspec.structs import replace

from shopsync_gui.core.errors import AccountRefused, AnswerLost
from shopsync_gui.sync.push.carried_out import changed_besides, fields_left_out, repeats_only

if TYPE_CHECKING:
    from shopsync_gui.core.account.echoes import Echoes
    from shopsync_gui.core.catalogue import MasterProduct
    from shopsync_gui.remote import WriteAnswer
    from shopsync_gui.store.runs.journal_entries import JournalEntry
    from shopsync_gui.sync.push.category_writes import CategoryWrites
    from shopsync_gui.sync.push.product_writes import ProductWrites
    from shopsync_gui.sync.push.push_parts import PushParts

#: How often an update, which is repeatable, is sent at once when its answer is lost.
_ATTEMPTS = 3
#: The trait that says what a write of some fields does to the others.
_PARTIAL = "partial"


class ProductUpdates:
    """The updates of one run: whether some fields may be sent alone, whether asking before helps."""

    def __init__(
        self, parts: PushParts, categories: CategoryWrites, products: ProductWrites
    ) -> None:
        self._session = parts.session
        self._journal = parts.session.store.journal
        self._judge = parts.judge
        self._sender = parts.sender
        self._unread = parts.unread
        self._categories = categories
        self._products = products
        self._asks_before = True
        #: The fields that the account has kept where an update left them out; whether it tells of one product.
        self._kept: set[str] = set()
        self._asks_after = True
        #: What was remembered of the account's values when it was first asked for.
        self._echoes: Echoes | None = None

    async def update(
        self, entry: JournalEntry, desired: MasterProduct, ids: tuple[int, ...]
    ) -> None:
        """Update a product; an answer that says nothing plain is settled by reading back."""
        sa_id = entry.sa_id
        if sa_id is None:
            raise ValueError("an update in the journal without the account's id")
        entry = await self._with_before(entry)
        answer = await self._sender.send(entry, lambda: self._modify(entry, desired, ids))
        if answer is None:
            return
        if answer.number == 0 and self._repeats_only(entry):
            # The account has it already (contract "salesautopilot" 3.6), and shows it otherwise.
            self._products.written(entry, sa_id, desired, ids)
            return
        done = await self._judge.updated(entry, answer, self._categories.ids)
        # What shows no effect yet may be carried out later: the lists are read for it.
        waits = not done and not answer.denies and not answer.is_page
        if done is None or waits:
            self._unread.park(entry, answer, ids)
        elif done:
            self._products.written(entry, sa_id, desired, ids)
        else:
            self._sender.not_carried_out(entry, answer)

    def _repeats_only(self, entry: JournalEntry) -> bool:
        if self._echoes is None:
            self._echoes = self._session.store.echoes.all(self._session.connection.id)
        known = self._echoes.get(entry.sa_id or 0, {})
        return repeats_only(entry, known, self._categories.ids)

    async def _with_before(self, entry: JournalEntry) -> JournalEntry:
        """The entry with what the list does not tell of its product as it was, if asking helps."""
        before, sa_id = entry.before, entry.sa_id
        told = ("net", "vat", "currency", "category_ids")
        if before is None or sa_id is None or not self._asks_before or entry.attempts:
            return entry
        lacking = [name for name in told if getattr(before, name) is None]
        if not lacking:
            return entry
        found = await self._session.account.product(sa_id)
        more = {
            name: value
            for name in lacking
            if found is not None and (value := getattr(found, name)) is not None
        }
        if not more:
            self._asks_before = False
            return entry
        before = replace(before, **more)
        self._journal.keep_before(entry.id, before)
        return self._journal.get(entry.id)

    async def _modify(
        self, entry: JournalEntry, desired: MasterProduct, ids: tuple[int, ...]
    ) -> WriteAnswer:
        """Send an update, some fields alone where the account is not known to spoil the others."""
        fields = entry.fields
        knows_all = entry.before is None or entry.before.tells_all
        if not fields or (knows_all and self._judge.trait(_PARTIAL) in ("refused", "blanks")):
            return await self._repeated(entry, desired, ids)
        try:
            answer = await self._repeated(entry, desired, ids, fields)
        except AccountRefused as error:
            if error.pauses or not knows_all:
                raise
            answer = await self._repeated(entry, desired, ids)
            self._judge.note(_PARTIAL, "refused")
            return answer
        left_out = fields_left_out(entry)
        if left_out <= self._kept or not self._asks_after:
            return answer
        found = await self._session.account.product(entry.sa_id or 0)
        if found is None:
            self._asks_after = False
        elif changed_besides(entry, found):
            self._judge.note(_PARTIAL, "blanks")
            return await self._repeated(entry, desired, ids) if knows_all else answer
        else:
            self._kept |= left_out
        return answer

    async def _repeated(
        self,
        entry: JournalEntry,
        desired: MasterProduct,
        ids: tuple[int, ...],
        fields: tuple[str, ...] = (),
    ) -> WriteAnswer:
        """Send an update, which may be repeated, until an answer comes."""
        account, sa_id = self._session.account, entry.sa_id or 0
        for attempt in range(1, _ATTEMPTS):
            try:
                return await account.update_product(sa_id, desired, ids, fields)
            except AnswerLost:
                await asyncio.sleep(2.0**attempt)
        return await account.update_product(sa_id, desired, ids, fields)
