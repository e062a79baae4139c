"""The data folder as a command uses it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from shopsync_gui.core import errors
from shopsync_gui.store import Store, open_store
from shopsync_gui.system.paths import data_folder, database_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shopsync_gui.store.account.connections import Connection


@contextmanager
def opened(folder: Path | None = None) -> Iterator[Store]:
    """The store of the data folder, made if it is missing. Raises StoreError."""
    store = open_store(database_file(folder or data_folder()))
    try:
        yield store
    finally:
        store.close()


def connection_of(store: Store, shop: str) -> Connection:
    """The connection that `shop` (a name or any address) means. Raises InputError.

    One that a colleague connected lately is asked for where a team was joined.
    """
    found = store.connections.meant_by(shop)
    if not found and hear_from_team(store):
        found = store.connections.meant_by(shop)
    if len(found) > 1:
        raise errors.ShopUnclear(shop=shop, known=", ".join(each.name for each in found))
    if not found:
        raise errors.ShopNotConnected(shop=shop)
    return found[0]


def hear_from_team(store: Store) -> bool:
    """Take in what colleagues connected and changed, as far as a team answers; whether one did."""
    if store.team.membership() is None:
        return False
    from shopsync_gui.system.secrets import Secrets
    from shopsync_gui.team.members import TeamOffice

    try:
        TeamOffice(store, Secrets(store.path.parent)).exchange()
    except errors.TeamError:
        return False
    return True


def no_shop(store: Store) -> errors.NoShopConnected:
    """The error of a folder in which no shop is connected: perhaps it is not the one that was meant."""
    return errors.NoShopConnected(folder=store.path.parent)
