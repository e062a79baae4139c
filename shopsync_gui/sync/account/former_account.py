"""Forgetting what is known of an account once the connection leads to another one."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from shopsync_gui.core.same_account import common, is_same
from shopsync_gui.core.target_index import ProductsById

if TYPE_CHECKING:
    from shopsync_gui.core.plan import Target
    from shopsync_gui.sync.run.session import Session

log = logging.getLogger(__name__)


async def leave_former_account(session: Session, target: Target) -> bool:
    """Forget the ids of the account that was read last, if `target` is another one; whether it is.

    The same id stands for another product there. Another API user may lead to the same account: it
    shows most of the oldest products under the same ids, with the same SKUs. In a team a colleague may
    have synced into the new account before, and told what the ids are there: these are known then.
    """
    store, connection = session.store, session.connection
    known = connection.linked_account or connection.account_identity
    if session.is_account_known or known in ("", connection.account_key):
        return False
    if _is_same(session, target):
        return False
    log.info("the account is another one than before: its ids are forgotten")
    for _ in store.catalogue.unlinking(connection.id):
        await asyncio.sleep(0)
    with store.transaction():
        store.echoes.forget(connection.id)
        store.echoes.all_read(connection.id)
    await session.lease.recall(session)
    return True


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
