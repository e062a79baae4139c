"""Recognising in the account's lists what was sent, also where the account alters names and SKUs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.account.account_products import AccountProducts
from shopsync_gui.core.account.likeness import alike, derives, same_letters
from shopsync_gui.core.account.target_index import ProductsById, ProductsBySku
from shopsync_gui.core.catalogue import category_key, sku_key
from shopsync_gui.store.runs.journal_entries import JournalOp

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shopsync_gui.core.catalogue import TargetProduct
    from shopsync_gui.core.plan.plan import Target
    from shopsync_gui.store.runs.journal_entries import JournalEntry
    from shopsync_gui.sync.run.session import Session


_CREATES = (JournalOp.CREATE_PRODUCT, JournalOp.CREATE_CATEGORY)


def product_ids(target: Target) -> ProductsBySku:
    """The account's products by `sku_key`."""
    return ProductsBySku(AccountProducts.of(target.products))


def category_ids(target: Target) -> dict[str, int]:
    """The account's categories by `category_key(name)`; of twins the oldest."""
    return {
        category_key(category.name): category.sa_id
        for category in sorted(target.categories, key=lambda c: c.sa_id, reverse=True)
    }


def shows_creates(session: Session, target: Target) -> bool:
    """Whether a reading shows every create of unknown outcome, of which there are some: it is younger than they."""
    unsettled = session.store.journal.unsettled(session.connection.id)
    creates = [entry for entry in unsettled if entry.op in _CREATES]
    if not creates:
        return False
    products, categories = product_ids(target), category_ids(target)
    return all(
        products.oldest(sku_key(entry.sku)) is not None
        if entry.op is JournalOp.CREATE_PRODUCT
        else category_key(entry.name) in categories
        for entry in creates
    )


def altered_category(session: Session, entry: JournalEntry, target: Target) -> int | None:
    """The category that may be a created one, as an account that alters names shows it."""
    paired = {pair.sa_id for pair in session.store.echoes.pairs(session.connection.id).values()}
    others = paired | categories_of_others(session, target)
    free = [category for category in target.categories if category.sa_id not in others]
    same = [c.sa_id for c in free if same_letters(entry.name, c.name)]
    like = [
        c.sa_id for c in free if c.sa_id in session.new_categories and alike(entry.name, c.name)
    ]
    return _only(same) or _only(like)


def altered_product(session: Session, entry: JournalEntry, target: Target) -> int | None:
    """The product that may be a created one, as an account that alters SKUs shows it."""
    new = set(session.new_products)
    for linked in session.store.catalogue.linked(session.connection.id, ordered=True):
        if not new:
            return None
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
    # A twin may be altered.
    return product_ids(target).oldest(sku_key(product.sku)) == product.sa_id


def _only(ids: list[int]) -> int | None:
    return ids[0] if len(ids) == 1 else None
