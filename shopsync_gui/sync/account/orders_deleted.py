"""Old orders' products that were in both: the shop dropped them, somebody deleted them in the account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.account.target_index import ProductsById
from shopsync_gui.sync.account.unlisted_products import MOST_ALONE, may_have, shown_alone

if TYPE_CHECKING:
    from shopsync_gui.core.plan.plan import Target
    from shopsync_gui.sync.run.session import Session


async def release_deleted(session: Session, target: Target) -> bool:
    """Forget the account's ids of such products, so that the import brings them in; whether there were any.

    One that the account's list lacks is asked for alone where the list may not hold everything.
    Raises ServiceError.
    """
    connection_id = session.connection.id
    listed = ProductsById(target.products)
    left = session.store.orders.left_products(connection_id)
    missing = {sa_id: product_id for product_id, sa_id in left if listed.position(sa_id) is None}
    if not missing:
        return False
    ids = list(missing)
    if not target.whole or await may_have(session.account, ids, target):
        there = {product.sa_id for product in await shown_alone(session, ids)}
        ids = [sa_id for sa_id in ids[:MOST_ALONE] if sa_id not in there]
    session.store.catalogue.adopt(connection_id, {missing[sa_id]: None for sa_id in ids})
    return bool(ids)
