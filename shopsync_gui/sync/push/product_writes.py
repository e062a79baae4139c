"""The creating and removing of products in the account, as one run's journal says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.account.account_products import AccountProducts
from shopsync_gui.core.catalogue import TargetProduct, sku_key
from shopsync_gui.core.structures.id_set import IdSet
from shopsync_gui.store.runs.journal_entries import JournalOp
from shopsync_gui.sync.account.account_watch import AnotherWriter
from shopsync_gui.sync.push.carried_out import note_equal
from shopsync_gui.sync.push.claims import disprove, names_ids_trait
from shopsync_gui.sync.push.settling import note_removed

if TYPE_CHECKING:
    from shopsync_gui.core.catalogue import MasterProduct
    from shopsync_gui.core.plan.plan import Plan, Target
    from shopsync_gui.remote import WriteAnswer
    from shopsync_gui.store.runs.journal_entries import JournalEntry
    from shopsync_gui.sync.push.push_parts import PushParts

#: Products among which looking at the account is more frequent than later.
_FIRST = 12


class ProductWrites:
    """The products of one run: which ids the account has given them."""

    def __init__(self, parts: PushParts, plan: Plan, target: Target) -> None:
        session = self._session = parts.session
        self._journal = session.store.journal
        self._watch = parts.watch
        self._sender = parts.sender
        self._judge = parts.judge
        self._unread = parts.unread
        self._creates_left = plan.counts.create
        #: Whether the account was seen to show what it had said to be removed.
        self._removes_late = False
        #: The ids of the products that the account is known to have.
        self.ids = IdSet(AccountProducts.of(target.products).ids)
        self._newest = self.ids.newest()
        #: Whether the ids that answers name may be believed, as long as a reading does not say else.
        self._names_ids = session.traits.value(names_ids_trait(JournalOp.CREATE_PRODUCT)) is None

    async def create(
        self, entry: JournalEntry, desired: MasterProduct, ids: tuple[int, ...]
    ) -> None:
        """Create a product, unless another program did. Raises AnotherWriter, AccountListIncomplete."""
        account = self._session.account
        if self._is_early(entry):
            return
        await self._watch.before_product()
        self._creates_left -= 1
        if self._watch.rows.products.stranger(sku_key(entry.sku)) is not None:
            # It is there by now; the plan that follows adopts it.
            self._journal.dropped(entry.id, self._session.parts.now())
            self._sender.ended(entry)
            return
        answer = await self._sender.send(entry, lambda: account.create_product(desired, ids))
        if answer is None:
            return
        sa_id, more = answer.new_id, self._creates_left > 0
        if sa_id is None or sa_id <= self._newest or not self._names_ids:  # ids grow
            self._unread.park(entry, answer, ids)
            return
        self._note(entry, sa_id, desired, ids)
        if not await self._watch.prove_product(sa_id, entry.name, more=more):
            self._disprove(entry, sa_id)
            self._unread.park(entry, answer, ids)
            if self._watch.seen:
                raise AnotherWriter
            return
        self._sender.carried_out(entry)
        looked = await self._watch.product_created(more=more)
        if looked and self._sender.done < _FIRST:
            # Early looks say nothing of the speed later.
            self._session.progress.measure_anew()

    def _is_early(self, entry: JournalEntry) -> bool:
        """Whether a create may have arrived before, while no list has shown yet one of this run that is unsettled.

        It has its turn once that is settled.
        """
        doubted = entry.product_id in self._session.doubted
        return doubted and not self._watch.products_proven and self._session.has_open_writes()

    async def delete(self, entry: JournalEntry) -> None:
        """Remove a product, as its answer says; whether it is gone shows when all is read again.

        Where the account shows one for a while after it, the others are not waited for.
        """
        account, sa_id = self._session.account, entry.sa_id
        if sa_id is None:
            raise ValueError("a removal in the journal without the account's id")
        answer = await self._sender.send(entry, lambda: account.delete_product(sa_id))
        if answer is None:
            return
        if answer.is_page:
            self._sender.not_carried_out(entry, answer)
            return
        if not self._removes_late:
            self._removes_late = not await self._judge.removed(entry, answer)
        note_removed(self._session, entry)
        self._sender.carried_out(entry)

    def was_there(self, sa_id: int | None) -> bool:
        """Whether the account had this product before it was answered to a create, and so made none."""
        return sa_id in self.ids and self._names_ids

    def written(
        self, entry: JournalEntry, sa_id: int, desired: MasterProduct, ids: tuple[int, ...]
    ) -> None:
        """Note a product as created or updated."""
        if entry.op is JournalOp.CREATE_PRODUCT and sa_id in self.ids:
            self._note_overwritten(entry, sa_id)
        self._note(entry, sa_id, desired, ids)
        self._sender.carried_out(entry)

    def _note(
        self, entry: JournalEntry, sa_id: int, desired: MasterProduct, ids: tuple[int, ...]
    ) -> None:
        store, connection_id = self._session.store, self._session.connection.id
        self.ids.add(sa_id)
        self._newest = max(self._newest, sa_id)
        if entry.op is JournalOp.CREATE_PRODUCT:
            self._watch.rows.note_product(sa_id, entry.sku)
        # What is lost of this in a power cut is settled by the account's list.
        with store.unhurried():
            self._journal.done(entry.id, sa_id, self._session.parts.now())
            self._session.note_written(sa_id)
            store.target.upsert_product(
                connection_id,
                TargetProduct(
                    sa_id=sa_id,
                    sku=desired.sku,
                    name=desired.name,
                    net=desired.net,
                    vat=desired.vat,
                    currency=desired.currency,
                    category_ids=ids,
                ),
            )
            if entry.product_id is not None:
                store.catalogue.adopt(connection_id, {entry.product_id: sa_id})
                store.findings.set_failure(entry.product_id, None)
                note_equal(self._session, entry, entry.product_id)

    def _note_overwritten(self, entry: JournalEntry, sa_id: int) -> None:
        """Note that a create overwrote another product, whose SKU is the same to the account.

        An undo gives back what that was, unless it was created just before. One of the shop's has no
        place by now.
        """
        store, connection_id = self._session.store, self._session.connection.id
        before = self._session.former.get(sa_id)
        if before is None or sku_key(before.sku) == sku_key(entry.sku):
            return
        if self._journal.get(entry.id).sa_id != sa_id:  # its answer named something else
            return
        created = [
            claim.entry_id
            for claim in self._journal.claimed(connection_id)
            if claim.op is JournalOp.CREATE_PRODUCT and claim.sa_id == sa_id
        ]
        with store.transaction():
            for entry_id in created:
                self._journal.dropped(entry_id, self._session.parts.now())
            if not created:
                self._journal.keep_before(entry.id, before)
            for product_id, sku in store.catalogue.counterparts(connection_id, sa_id):
                if product_id != entry.product_id:
                    store.echoes.take(product_id, sku)
                    store.catalogue.adopt(connection_id, {product_id: None})

    def _disprove(self, entry: JournalEntry, sa_id: int) -> None:
        """Forget the id that an answer named: the product has another one, which a reading shows."""
        self._names_ids = False
        self.ids.discard(sa_id)
        self._newest = self.ids.newest()
        disprove(self._session, entry)

    def not_shown(self, entry: JournalEntry, answer: WriteAnswer) -> None:
        """Note that no list shows what was written. Raises CreatesRefused, ServiceDown."""
        self._sender.not_carried_out(entry, answer)
        if answer.new_id in self.ids and entry.product_id is not None:
            self._session.store.echoes.take(entry.product_id, entry.sku)
