"""Deciding writes of unknown outcome by what the account holds after the quiet time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.catalogue import category_key, sku_key
from shopsync_gui.store.journal import JournalEntry, JournalOp
from shopsync_gui.sync.carried_out import took

if TYPE_CHECKING:
    from shopsync_gui.core.plan import Target
    from shopsync_gui.sync.session import Session


async def settle(session: Session, target: Target) -> None:
    """Decide every write of unknown outcome.

    `target` must have been read after `Session.wait_quiet`. A create that is there is adopted, an
    update that shows and a removal whose product is not there are done; everything else is dropped,
    for the next plan compares the whole account anew.
    """
    journal, now = session.store.journal, session.parts.now
    by_sku: dict[str, int] = {}
    for product in sorted(target.products, key=lambda p: p.sa_id, reverse=True):
        by_sku[sku_key(product.sku)] = product.sa_id
    names = category_ids(target)
    listed = {product.sa_id: product for product in target.products}
    for entry in journal.unsettled(session.connection.id):
        found: int | None = None
        if entry.op is JournalOp.DELETE_PRODUCT and entry.sa_id not in listed:
            note_removed(session, entry)
            continue
        if entry.op is JournalOp.DELETE_CATEGORY:
            if all(category.sa_id != entry.sa_id for category in target.categories):
                found = entry.sa_id
        elif entry.op is JournalOp.CREATE_PRODUCT:
            found = by_sku.get(sku_key(entry.sku))
        elif entry.op is JournalOp.CREATE_CATEGORY:
            found = names.get(category_key(entry.name))
        elif entry.op is JournalOp.RENAME_CATEGORY:
            held = next((c.name for c in target.categories if c.sa_id == entry.sa_id), None)
            found = entry.sa_id if held is not None and held != entry.former else None
        elif entry.op is JournalOp.UPDATE_PRODUCT and entry.sa_id in listed:
            found = entry.sa_id if took(entry, listed[entry.sa_id], names) else None
        if found is None:
            journal.dropped(entry.id, now())
            continue
        with session.store.transaction():
            journal.done(entry.id, found, now())
            if entry.op is JournalOp.RENAME_CATEGORY:
                session.store.echoes.renamed(session.connection.id, found, entry.name)
            if entry.product_id is not None:
                session.store.catalogue.adopt(session.connection.id, {entry.product_id: found})


def category_ids(target: Target) -> dict[str, int]:
    """The account's categories by `category_key(name)`; of twins the oldest."""
    return {
        category_key(category.name): category.sa_id
        for category in sorted(target.categories, key=lambda c: c.sa_id, reverse=True)
    }


def note_removed(session: Session, entry: JournalEntry) -> None:
    """Note that the account no longer has the entry's product."""
    store, connection_id = session.store, session.connection.id
    with store.transaction():
        store.journal.done(entry.id, entry.sa_id, session.parts.now())
        if entry.sa_id is not None:
            store.target.remove_product(connection_id, entry.sa_id)
        if entry.product_id is not None:
            store.catalogue.adopt(connection_id, {entry.product_id: None})
