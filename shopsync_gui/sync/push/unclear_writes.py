"""Settling, by the account's lists, what was answered without saying what came of it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from shopsync_gui.store.runs.journal_entries import JournalOp
from shopsync_gui.sync.account.beyond_list import shows_new
from shopsync_gui.sync.push.claims import names_ids_trait
from shopsync_gui.sync.push.read_back import read_back

if TYPE_CHECKING:
    from collections.abc import Collection

    from shopsync_gui.sync.push.category_writes import CategoryWrites
    from shopsync_gui.sync.push.product_writes import ProductWrites
    from shopsync_gui.sync.push.push_parts import PushParts
    from shopsync_gui.sync.push.read_back import Unread

_CREATES = (JournalOp.CREATE_CATEGORY, JournalOp.CREATE_PRODUCT)
#: So many writes with the same answer that were carried out: it is no fault on the way.
_USUAL = 3
#: So many creates in one reading whose answers named the right ids.
_TRUSTED = 5


class UnclearWrites:
    """The writes of one run that the lists are read for, and which answers turned out to be the usual ones."""

    def __init__(
        self, parts: PushParts, categories: CategoryWrites, products: ProductWrites
    ) -> None:
        self._session = parts.session
        self._watch = parts.watch
        self._sender = parts.sender
        self._unread = parts.unread
        self._categories = categories
        self._products = products
        #: Writes of each kind that were found carried out, by the form of their answers.
        self._confirmed: Counter[tuple[JournalOp, str]] = Counter()

    async def settle(self) -> None:
        """Read the lists for what waits, and note what they show. Raises AccountListIncomplete and as a write does."""
        unread = self._unread.take()
        if not unread:
            return
        known = set(self._categories.ids.values())
        target = await read_back(self._session, unread, self._products.ids, known, self._may_appear)
        self._categories.know(target)
        held = {category.sa_id for category in target.categories}
        shown = [written for written in unread if written.sa_id]
        self._confirmed.update((written.entry.op, written.answer.form) for written in shown)
        self._trust_ids(shown)
        for written in shown:
            self._settle_read(written, held)
        left = [written for written in unread if not written.sa_id]
        doubtful = [w for w in left if self._may_be_there(w, held)]
        categories = [w for w in doubtful if w.entry.op is JournalOp.CREATE_CATEGORY]
        if doubtful and not categories and await shows_new(self._session, target):
            doubtful = []
        for written in left:
            if written not in doubtful:  # those stay of unknown outcome
                self._settle_read(written, held)
        if categories:
            made = any(self._seems_made(written) for written in categories)
            self._watch.category_not_shown(len(target.categories), made=made)
        if doubtful:
            self._watch.not_shown()
        self._unread.adapt(all_shown=not left)

    def _trust_ids(self, shown: Collection[Unread]) -> None:
        """Believe the ids that answers to creates name from the next round on, where they are right."""
        for op in _CREATES:
            right = [w.sa_id == w.answer.new_id for w in shown if w.entry.op is op]
            if len(right) >= _TRUSTED and all(right):
                self._session.traits.forget(names_ids_trait(op))

    def _may_be_there(self, written: Unread, held: Collection[int] = ()) -> bool:
        """Whether a create may have been carried out although the list does not show it.

        Its answer names an id, none of its kind was shown yet, or others with the same answer were. A
        category with the id of one that is `held` is that one, and so is a product with the id of one
        that was there before, where answers name the right ids.
        """
        answer, op = written.answer, written.entry.op
        if answer.denies or answer.is_page:
            return False
        if op is JournalOp.CREATE_CATEGORY and answer.new_id in held:
            return False
        if op is JournalOp.CREATE_PRODUCT and self._products.was_there(answer.new_id):
            return False
        if answer.new_id is not None or self._confirmed[op, answer.form]:
            return op in _CREATES
        if op is JournalOp.CREATE_PRODUCT:
            return not self._watch.products_proven
        return op is JournalOp.CREATE_CATEGORY and not self._watch.categories_proven

    def _seems_made(self, written: Unread) -> bool:
        """Whether its answer names an id, or is the one that this account usually gives."""
        answer = written.answer
        usual = self._confirmed[written.entry.op, answer.form] >= _USUAL
        return answer.new_id is not None or usual

    def _may_appear(self, written: Unread) -> bool:
        """Whether a write that the lists do not show is to be looked for in the whole quiet time."""
        answer = written.answer
        if written.entry.op is not JournalOp.CREATE_PRODUCT:
            return not answer.denies and not answer.is_page
        return self._may_be_there(written)

    def _settle_read(self, written: Unread, held: set[int]) -> None:
        """Note what the lists, whose categories are `held`, showed of a write."""
        entry, answer = written.entry, written.answer
        if entry.op is JournalOp.CREATE_CATEGORY:
            if self._categories.read(entry, written.sa_id, answer.new_id, held):
                self._watch.prove_categories()
            else:
                self._sender.not_carried_out(entry, answer)
                self._categories.note_refusal(entry)
        elif not written.sa_id:
            self._products.not_shown(entry, answer)
        elif entry.desired is not None:
            self._products.written(entry, written.sa_id, entry.desired, written.ids)
            if entry.op is JournalOp.CREATE_PRODUCT:
                self._watch.prove_products()
