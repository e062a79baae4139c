"""What a run works with, so that the window, the command line and tests build it in one place."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import TYPE_CHECKING

from shopsync_gui.core.plan import Plan
from shopsync_gui.core.settings import value_of
from shopsync_gui.remote import AccountClient, ShopClient
from shopsync_gui.store import Store
from shopsync_gui.store.connections import Connection
from shopsync_gui.system.lock import job_lock
from shopsync_gui.system.secrets import CLIENT_SECRET, SA_PASSWORD, Secrets

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class RunDependencies:
    """The store, the two clients' makers, the wall clock and the lock of one data folder.

    `open_shop` and `open_account` raise SecretMissing; `lock` raises AlreadyRunning on entry.
    `show_plan` is called with every plan before anything is written.
    """

    store: Store
    open_shop: Callable[[Connection], ShopClient]
    open_account: Callable[[Connection], AccountClient]
    lock: Callable[[], AbstractContextManager[None]]
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    show_plan: Callable[[Plan], None] = lambda plan: None
    #: The order of creates, and how long to wait for another program: two computers must differ.
    random: Random = field(default_factory=Random)

    def number(self, key: str) -> float:
        """A numeric setting, its default where the user chose nothing."""
        return float(value_of(key, self.store.settings.get(key)))


def proxy_of(store: Store) -> str:
    """The proxy that the user chose; empty where there is none."""
    return str(value_of("network.proxy", store.settings.get("network.proxy")))


def make_parts(
    store: Store,
    secrets: Secrets,
    home: Path,
    *,
    show_plan: Callable[[Plan], None] = lambda plan: None,
) -> RunDependencies:
    """The parts for real work on the data folder `home`."""

    def number(key: str) -> float:
        return float(value_of(key, store.settings.get(key)))

    def open_shop(connection: Connection) -> ShopClient:
        return ShopClient(
            shop=connection.name,
            shop_url=connection.shop_url,
            token_url=connection.token_url,
            client_id=connection.client_id,
            client_secret=secrets.need(connection.name, CLIENT_SECRET),
            language=connection.options.language,
            rate=number("pull.rate") * connection.options.pace.share,
            proxy=proxy_of(store),
        )

    def open_account(connection: Connection) -> AccountClient:
        share = connection.options.pace.share
        return AccountClient(
            url=connection.sa_url,
            user=connection.sa_user,
            password=secrets.need(connection.name, SA_PASSWORD),
            start_rate=number("push.start_rate") * share,
            max_rate=number("push.max_rate") * share,
            proxy=proxy_of(store),
        )

    return RunDependencies(
        store=store,
        open_shop=open_shop,
        open_account=open_account,
        lock=lambda: job_lock(home),
        show_plan=show_plan,
    )
