"""Deciding writes of unknown outcome by what the account holds after the quiet time."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from msgspec.structs import replace

from shopsync_gui.core.account_products import AccountProducts
from shopsync_gui.core.catalogue import category_key, sku_key
from shopsync_gui.core.likeness import alike, derives, is_same, same_letters
from shopsync_gui.core.target_index import ProductsById, ProductsBySku
from shopsync_gui.store.journal_entries import JournalEntry, JournalOp
from shopsync_gui.sync.account_reading import beyond, read_target, with_unlisted
from shopsync_gui.sync.carried_out import took
from shopsync_gui.sync.unlisted_categories import lost_categories
from shopsync_gui.sync.unlisted_products import named_products

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shopsync_gui.core.catalogue import TargetProduct
    from shopsync_gui.core.plan import Target
    from shopsync_gui.store.journal import Claim
    from shopsync_gui.sync.session import Session


async def settle(session: Session, target: Target) -> Target:
    """Decide every write of unknown outcome; the account, with what was found beside its list.

    `target` must have been read after `Session.wait_quiet`. A create that is there is adopted, an
    update that shows and a removal whose product is not there are done; everything else is dropped,
    for the next plan compares the whole account anew. A create stays of unknown outcome while its
    list does not hold everything. Where a create is not listed, the id that its answer named and those
    that follow are asked for.
    """
    target = await _doubt_claims(session, target)
    journal, now = session.store.journal, session.parts.now
    unsettled = journal.unsettled(session.connection.id)
    if not unsettled:
        return target
    by_sku = product_ids(target)
    if any(
        e.op is JournalOp.CREATE_PRODUCT and by_sku.oldest(sku_key(e.sku)) is None
        for e in unsettled
    ):
        target = await beyond(session, target)
        by_sku = product_ids(target)
    claims = [
        (entry, entry.sa_id)
        for entry in unsettled
        if entry.op is JournalOp.CREATE_PRODUCT and by_sku.oldest(sku_key(entry.sku)) is None
    ]
    named = await named_products(session, claims)
    target = await with_unlisted(session, target, named.values())
    beyond_list = await lost_categories(session, unsettled, target)
    held = replace(target, categories=(*target.categories, *(beyond_list or ())))
    names = category_ids(held)
    listed = ProductsById(target.products)
    for entry in unsettled:
        if entry.op is JournalOp.DELETE_PRODUCT and entry.sa_id not in listed:
            note_removed(session, entry)
            continue
        if entry.op is JournalOp.CREATE_PRODUCT:
            found = by_sku.oldest(sku_key(entry.sku)) or _altered_product(session, entry, target)
            if found is None and entry.id in named:
                found = named[entry.id].sa_id
        elif entry.op is JournalOp.UPDATE_PRODUCT:
            shown = listed.get(entry.sa_id)
            found = entry.sa_id if shown and took(entry, shown, names) else None
        else:
            found = _settled_category(session, entry, held, names)
        if (
            found is None
            and session.may_be_unlisted(entry.op)
            and (beyond_list is None or entry.op is not JournalOp.CREATE_CATEGORY)
        ):
            continue  # it may be there all the same
        if found is None:
            journal.dropped(entry.id, now())
            continue
        with session.store.transaction():
            journal.done(entry.id, found, now())
            if entry.op is JournalOp.CREATE_CATEGORY:
                session.settled_categories[category_key(entry.name)] = found
            if entry.op is JournalOp.RENAME_CATEGORY:
                session.store.echoes.renamed(session.connection.id, found, entry.name)
            if entry.product_id is not None:
                session.store.catalogue.adopt(session.connection.id, {entry.product_id: found})
    return target


async def _doubt_claims(session: Session, target: Target) -> Target:
    """Make creates of unknown outcome of those whose answer named an id that the account denies.

    The id of an answer is a claim until a reading shows it. The account is read once more if it
    does not show such a product under another id either.
    """
    wrong = [claim for claim in _unshown(session, target) if await _is_denied(session, claim)]
    for claim in wrong:
        disprove(session, session.store.journal.get(claim.entry_id))
    if not wrong:
        return target
    by_sku = product_ids(target)
    if all(_is_category(claim) or by_sku.oldest(sku_key(claim.sku)) for claim in wrong):
        return target
    await session.wait_quiet()
    return await read_target(session)


def _unshown(session: Session, target: Target) -> list[Claim]:
    """Creates whose outcome was not learned yet, and whose id the account does not show as theirs."""
    claims = session.store.journal.claimed(session.connection.id)
    first = next(claims, None)
    if first is None:
        return []
    products = ProductsById(target.products)
    by_sku = product_ids(target)
    categories = {category.sa_id: category.name for category in target.categories}
    names = category_ids(target)
    unshown = []
    for claim in chain((first,), claims):
        if _is_category(claim):
            # It is believed as long as no other one bears its name.
            other = names.get(category_key(claim.name), claim.sa_id) != claim.sa_id
            if other and not alike(claim.name, categories.get(claim.sa_id, "")):
                unshown.append(claim)
            continue
        found = products.get(claim.sa_id)
        if found is None or _is_other(session, claim, found, by_sku):
            unshown.append(claim)
    return unshown


def _is_other(session: Session, claim: Claim, found: TargetProduct, by_sku: ProductsBySku) -> bool:
    """Whether the product under a claimed id is not the one created, which stands elsewhere or nowhere.

    It may bear the SKU of another one of the shop's; an account that alters SKUs tells nothing.
    """
    key = sku_key(claim.sku)
    if sku_key(found.sku) == key or is_same(claim.sku, claim.name, found):
        return False
    elsewhere = by_sku.oldest(key) not in (None, claim.sa_id)
    return elsewhere or session.store.catalogue.has_sku(session.connection.id, found.sku)


async def _is_denied(session: Session, claim: Claim) -> bool:
    """Whether the account, asked by the id, does not have what was created."""
    if _is_category(claim):
        return True
    found = await session.account.product(claim.sa_id)
    return found is None or not is_same(claim.sku, claim.name, found)


def names_ids_trait(op: JournalOp) -> str:
    """The trait that says that the answers to creates name ids of something else."""
    return f"{op.value}.ids"


def disprove(session: Session, entry: JournalEntry) -> None:
    """Forget the id that the answer to a create named, for it is not that of what was created."""
    store, connection_id = session.store, session.connection.id
    sa_id = store.journal.get(entry.id).sa_id
    if sa_id is None:
        return
    session.traits.note(names_ids_trait(entry.op), "other")
    with store.transaction():
        store.journal.disproved(entry.id)
        if entry.op is JournalOp.CREATE_CATEGORY:
            store.target.remove_category(connection_id, sa_id)
            store.echoes.forget_pairs(connection_id, sa_id)
            return
        store.target.remove_product(connection_id, sa_id)
        if entry.product_id is not None:
            store.catalogue.adopt(connection_id, {entry.product_id: None})


def own_doubles(session: Session, target: Target) -> dict[int, str]:
    """Categories that a broken-off run created after another program, by id with their names.

    Nothing uses them yet; the shop's categories stand for the older ones from now on. That run may
    have planned to remove them, or not have come to that.
    """
    connection_id, journal = session.connection.id, session.store.journal
    claims = [c for c in journal.claimed(connection_id) if _is_category(c)]
    removals = journal.planned_removals(connection_id)
    if not claims and not removals:
        return {}
    pairs = session.store.echoes.pairs(connection_id).values()
    ours = {claim.sa_id for claim in claims} | {pair.sa_id for pair in pairs}
    oldest, held = category_ids(target), {c.sa_id: c.name for c in target.categories}
    used = AccountProducts.of(target.products).category_sizes
    created = {c.sa_id: c.name for c in claims if oldest.get(category_key(c.name)) not in ours}
    doubles = {}
    for sa_id, name in (created | removals).items():
        key = category_key(name)
        mine = category_key(held.get(sa_id, "")) == key
        if mine and sa_id not in used and oldest[key] != sa_id:
            doubles[sa_id] = name
            session.store.echoes.forget_pairs(connection_id, sa_id)
    return doubles


def _is_category(claim: Claim) -> bool:
    return claim.op is JournalOp.CREATE_CATEGORY


def _settled_category(
    session: Session, entry: JournalEntry, target: Target, names: Mapping[str, int]
) -> int | None:
    """The id of a category that was created, renamed or removed; None where that did not happen."""
    held: dict[int | None, str] = {c.sa_id: c.name for c in target.categories}
    name = held.get(entry.sa_id)
    if entry.op is JournalOp.DELETE_CATEGORY:
        return entry.sa_id if name is None else None
    if entry.op is JournalOp.RENAME_CATEGORY:
        return entry.sa_id if name is not None and name != entry.former else None
    if entry.op is JournalOp.CREATE_CATEGORY:
        return names.get(category_key(entry.name)) or _altered_category(session, entry, target)
    return None


def _altered_category(session: Session, entry: JournalEntry, target: Target) -> int | None:
    """The category that may be a created one, as an account that alters names shows it."""
    paired = {pair.sa_id for pair in session.store.echoes.pairs(session.connection.id).values()}
    others = paired | categories_of_others(session, target)
    free = [category for category in target.categories if category.sa_id not in others]
    same = [c.sa_id for c in free if same_letters(entry.name, c.name)]
    like = [
        c.sa_id for c in free if c.sa_id in session.new_categories and alike(entry.name, c.name)
    ]
    return _only(same) or _only(like)


def _altered_product(session: Session, entry: JournalEntry, target: Target) -> int | None:
    """The product that may be a created one, as an account that alters SKUs shows it."""
    new = set(session.new_products)
    for linked in session.store.catalogue.linked(session.connection.id):
        new.difference_update(linked)
    listed = ProductsById(target.products)
    free = [product for sa_id in sorted(new) if (product := listed.get(sa_id)) is not None]
    like = [
        product.sa_id
        for product in free
        if alike(entry.sku, product.sku)
        and alike(entry.name, product.name)
        and not is_of_another(session, target, product)
    ]
    return _only(like) or by_name(session, entry, target, free)


def by_name(
    session: Session, entry: JournalEntry, target: Target, free: Iterable[TargetProduct]
) -> int | None:
    """The only one of these products that has the name and price of a create, whatever its SKU.

    Of some SKUs an account keeps nothing that could be compared.
    """
    desired = entry.desired
    if desired is None:
        return None
    like = [
        product.sa_id
        for product in free
        if (desired.name == product.name or same_letters(desired.name, product.name))
        and derives("net", desired, product)
        and not is_of_another(session, target, product)
    ]
    return _only(like)


def categories_of_others(session: Session, target: Target) -> set[int]:
    """Categories that bear a name the shop asks for as it is: no other one's, altered."""
    names = category_ids(target)
    return {names[key] for key in session.category_names & names.keys()}


def is_of_another(session: Session, target: Target, product: TargetProduct) -> bool:
    """Whether a product bears the SKU of one of the shop as it is: it is no other one, altered."""
    if not session.store.catalogue.has_sku(session.connection.id, product.sku):
        return False
    return (
        product_ids(target).oldest(sku_key(product.sku)) == product.sa_id
    )  # a twin may be altered


def _only(ids: list[int]) -> int | None:
    return ids[0] if len(ids) == 1 else None


def product_ids(target: Target) -> ProductsBySku:
    """The account's products by `sku_key`."""
    return ProductsBySku(AccountProducts.of(target.products))


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
