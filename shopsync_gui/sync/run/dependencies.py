"""The parts a run works with, built in one place for the window, the command line and tests."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import TYPE_CHECKING

from shopsync_gui.core.plan.plan import Plan
from shopsync_gui.core.strings.addresses import check_url
from shopsync_gui.remote import AccountClient, ShopAccess, ShopClient
from shopsync_gui.store import Store
from shopsync_gui.store.account.connections import Connection
from shopsync_gui.sync.run.asked_secrets import AskedSecrets
from shopsync_gui.sync.run.job_locks import lock_job
from shopsync_gui.sync.run.lease import LeaseMaker, alone
from shopsync_gui.system.lock import HeldLocks
from shopsync_gui.system.secrets import CLIENT_SECRET, SA_PASSWORD, Secrets

if TYPE_CHECKING:
    from pathlib import Path

    from shopsync_gui.core.settings.settings import Settings


async def _nothing_to_ask(_connection: Connection) -> None:
    """Ask nothing: no secret is kept anywhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunDependencies:
    """The store, the two clients' makers, the wall clock and the locks of one data folder.

    `ask_secrets` comes before the two and may wait for the keyring. All three raise SecretError,
    `open_shop` and `open_account` also InsecureAddress. `lock` gives a job its shop
    and the right to write to its account, and raises AlreadyRunning on entry.
    `show_plan` is called with every plan before anything is written.
    """

    store: Store
    open_shop: Callable[[Connection], ShopClient]
    open_account: Callable[[Connection], AccountClient]
    lock: Callable[[Connection], AbstractContextManager[HeldLocks | None]]
    #: Comes after the lock, for one run: raises AccountLeased, ScheduleOfColleague, TeamError.
    lease: LeaseMaker = alone
    ask_secrets: Callable[[Connection], Awaitable[None]] = _nothing_to_ask
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    show_plan: Callable[[Plan], None] = lambda plan: None
    #: The order of creates, and how long to wait for another program: two computers must differ.
    random: Random = field(default_factory=Random)

    @property
    def settings(self) -> Settings:
        """The user's settings as they are now."""
        return self.store.settings.load()


def make_parts(
    store: Store,
    secrets: Secrets,
    home: Path,
    *,
    lease: LeaseMaker = alone,
    show_plan: Callable[[Plan], None] = lambda plan: None,
) -> RunDependencies:
    """The parts for real work on the data folder `home`.

    Addresses are checked whenever they are used: they may come out of a restored file.
    """
    asked = AskedSecrets(secrets, store.connections.all)

    def open_shop(connection: Connection) -> ShopClient:
        settings = store.settings.load()
        return ShopClient(
            ShopAccess(
                name=connection.name,
                url=check_url(connection.shop_url),
                token_url=check_url(connection.token_url),
                client_id=connection.client_id,
                client_secret=asked.need(connection, CLIENT_SECRET),
            ),
            language=connection.options.language,
            rate=connection.options.pace.of(settings.pull.rate),
            proxy=settings.network.proxy,
        )

    def open_account(connection: Connection) -> AccountClient:
        settings = store.settings.load()
        pace = connection.options.pace
        return AccountClient(
            url=check_url(connection.sa_url),
            user=connection.sa_user,
            password=asked.need(connection, SA_PASSWORD),
            start_rate=pace.of(settings.push.start_rate),
            max_rate=pace.of(settings.push.max_rate),
            proxy=settings.network.proxy,
        )

    return RunDependencies(
        store=store,
        open_shop=open_shop,
        open_account=open_account,
        ask_secrets=asked.ask,
        lock=lambda connection: lock_job(store, home, connection),
        lease=lease,
        show_plan=show_plan,
    )
