"""The claims of answers: ids that they named for what was created, until a reading of the account shows it."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from shopsync_gui.core.account.likeness import alike, is_same
from shopsync_gui.core.account.target_index import ProductsById, ProductsBySku
from shopsync_gui.core.catalogue import category_key, sku_key
from shopsync_gui.core.structures.pieces import PIECE
from shopsync_gui.store.runs.journal_entries import JournalEntry, JournalOp
from shopsync_gui.sync.account.account_reading import read_target
from shopsync_gui.sync.account.recognition import category_ids, product_ids
from shopsync_gui.sync.run.tasks import in_pieces

if TYPE_CHECKING:
    from shopsync_gui.core.catalogue import TargetProduct
    from shopsync_gui.core.plan.plan import Target
    from shopsync_gui.core.structures.pieces import Pieces
    from shopsync_gui.store.runs.journal import Claim
    from shopsync_gui.sync.run.session import Session


async def doubt_claims(session: Session, target: Target) -> Target:
    """Make creates of unknown outcome of those whose answer named an id that the account denies.

    The id of an answer is a claim until a reading shows it. The account is read once more if it
    does not show such a product under another id either.
    """
    unshown = await in_pieces(_unshown(session, target))
    wrong = [claim for claim in unshown if await _is_denied(session, claim)]
    for claim in wrong:
        disprove(session, session.store.journal.get(claim.entry_id))
    if not wrong:
        return target
    by_sku = product_ids(target)
    if all(_is_category(claim) or by_sku.oldest(sku_key(claim.sku)) for claim in wrong):
        return target
    await session.quiet.wait()
    return await read_target(session)


def _unshown(session: Session, target: Target) -> Pieces[list[Claim]]:
    """Collect the creates whose outcome was not learned yet, and whose id the account does not show as theirs."""
    claims = session.store.journal.claimed(session.connection.id)
    first = next(claims, None)
    if first is None:
        return []
    products = ProductsById(target.products)
    by_sku = product_ids(target)
    categories = {category.sa_id: category.name for category in target.categories}
    names = category_ids(target)
    unshown = []
    for number, claim in enumerate(chain((first,), claims), 1):
        if not number % PIECE:
            yield
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
    if is_same(claim.sku, claim.name, found):
        return False
    elsewhere = by_sku.oldest(sku_key(claim.sku)) not in (None, claim.sa_id)
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
    session.disproved[entry.id] = sa_id
    session.traits.note(names_ids_trait(entry.op), "other")
    with store.transaction():
        store.journal.disproved(entry.id, session.began)
        if entry.op is JournalOp.CREATE_CATEGORY:
            store.target.remove_category(connection_id, sa_id)
            store.echoes.forget_pairs(connection_id, sa_id)
            return
        store.target.remove_product(connection_id, sa_id)
        if entry.product_id is not None:
            store.catalogue.adopt(connection_id, {entry.product_id: None})


def _is_category(claim: Claim) -> bool:
    return claim.op is JournalOp.CREATE_CATEGORY
