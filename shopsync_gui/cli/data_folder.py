"""The data folder as a command uses it."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from shopsync_gui.cli.console import keep_logs_from_terminal
from shopsync_gui.core import errors
from shopsync_gui.core.text import _
from shopsync_gui.store import Store, open_store, open_store_to_read
from shopsync_gui.system.paths import data_folder, data_location, database_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shopsync_gui.cli.console import Console
    from shopsync_gui.store.account.connections import Connection


@contextmanager
def opened(folder: Path | None = None) -> Iterator[Store]:
    """The store of the data folder, made if it is missing. Raises StoreError."""
    store = open_store(database_file(folder or data_folder()))
    try:
        yield store
    finally:
        store.close()


@contextmanager
def opened_to_read() -> Iterator[Store]:
    """The store for a command that only reads: it makes nothing, and goes on where nothing can be written.

    A run whose program is dead is ended, or shown so where that cannot be written. Raises StoreError.
    """
    store = open_store_to_read(database_file(data_location()))
    try:
        end_dead_runs(store)
        yield store
    finally:
        store.close()


def end_dead_runs(store: Store) -> None:
    """End the runs whose program is dead, which stand as running."""
    if store.runs.running():
        from shopsync_gui.sync.run.job_locks import close_dead_runs

        keep_logs_from_terminal()
        close_dead_runs(store, store.path.parent)


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
    if store.read_only or store.team.membership() is None:
        return False
    from shopsync_gui.system.secrets import Secrets
    from shopsync_gui.team.members import TeamOffice

    keep_logs_from_terminal()
    try:
        TeamOffice(store, Secrets(store.path.parent)).exchange()
    except errors.TeamError:
        return False
    return True


def note_busy_shops(console: Console) -> None:
    """Name the shops for which a run is at work, as far as that can be read now."""
    with suppress(errors.ShopSyncError), opened_to_read() as store:
        busy = {run.connection_id for run in store.runs.running()}
        names = [shop.name for shop in store.connections.all() if shop.id in busy]
        if names:
            console.note(_("At work now: {shops}").format(shops=", ".join(names)))


def no_shop(store: Store) -> errors.NoShopConnected:
    """The error of a folder in which no shop is connected: perhaps it is not the one that was meant."""
    return errors.NoShopConnected(folder=store.path.parent)
