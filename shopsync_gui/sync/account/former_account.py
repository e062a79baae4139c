"""Leaving what is known of an account once the connection leads to another one, and finding it again."""

from __future__ import annotations

import asyncio
import logging
from itertools import chain
from typing import TYPE_CHECKING

from shopsync_gui.core.account.same_account import common, is_same
from shopsync_gui.core.account.target_index import ProductsById

if TYPE_CHECKING:
    from shopsync_gui.core.plan.plan import Target
    from shopsync_gui.sync.run.session import Session

log = logging.getLogger(__name__)


async def leave_former_account(session: Session, target: Target) -> bool:
    """Leave what is known of the account that was read last, if `target` is another one; whether it is.

    The same id stands for another product there. What was learned of the account stays its own: a
    connection that is led back to it finds that again (`store/account/former_accounts.py`). Another API user
    may lead to the same account: it shows most of the oldest products under the same ids, with the
    same SKUs. In a team a colleague may have synced into the new account before, and told what the
    ids are there: these are known then.
    """
    store, connection = session.store, session.connection
    known = connection.linked_account or connection.account_identity
    if session.is_account_known or known in ("", connection.account_key):
        if store.former_accounts.stay(connection.id, connection.account_key):
            await _link(session)
        return False
    if _is_same(session, target):
        return False
    log.info("the account is another one than before: its ids are forgotten")
    store.former_accounts.remember(connection.id, known, store.target.landmarks(connection.id))
    forgetting = (store.catalogue.unlinking, store.target.forgetting)
    for _ in chain.from_iterable(forget(connection.id) for forget in forgetting):
        await asyncio.sleep(0)
    sku_of = ProductsById(target.products).sku
    with store.transaction():
        store.former_accounts.enter(connection.id, connection.account_key, sku_of)
        if session.lease.is_shared:  # what colleagues know of it is newer
            store.echoes.forget(connection.id)
        store.echoes.all_read(connection.id)
    await _link(session)
    await session.lease.recall(session)
    return True


async def _link(session: Session) -> None:
    """Note again which products of a known account have SKUs that it made of the shop's."""
    store, connection_id = session.store, session.connection.id
    for links in store.former_accounts.links(connection_id):
        store.catalogue.adopt(connection_id, links)
        await asyncio.sleep(0)


def note_account(session: Session) -> None:
    """Note that what is known by now is known of this account."""
    if not session.is_account_known:
        key = session.connection.account_key
        session.store.connections.update(session.connection.id, linked_account=key)
        session.is_account_known = True


def _is_same(session: Session, target: Target) -> bool:
    """Whether most of the oldest products of the last reading stand in this one, too."""
    marks = session.store.target.landmarks(session.connection.id)
    return is_same(common(marks, ProductsById(target.products).sku), len(marks))
