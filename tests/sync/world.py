"""A shop, an account, a store and a clock for one test of the engine."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import httpx

from shopsync_gui.core.plan.plan import Plan
from shopsync_gui.core.runs.jobs import Job, JobKind, Progress
from shopsync_gui.core.runs.runs import RunReport
from shopsync_gui.remote import AccountClient, ShopAccess, ShopClient
from shopsync_gui.sandbox.account.records import SaProduct
from shopsync_gui.sandbox.app import Sandbox
from shopsync_gui.sandbox.config import SandboxConfig, endpoints
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.account.connections import Connection
from shopsync_gui.store.database.database import BUSY_SECONDS
from shopsync_gui.store.lists.grid_row import GridRow
from shopsync_gui.store.search.query import GridQuery
from shopsync_gui.sync.engine import run
from shopsync_gui.sync.run.dependencies import RunDependencies
from shopsync_gui.sync.run.lease import Alone
from shopsync_gui.sync.run.secret_addresses import address_of, need_secret
from shopsync_gui.sync.run.session import Session
from shopsync_gui.system.secrets import CLIENT_SECRET, SA_PASSWORD, Secrets
from tests.prepared import prepared_store
from tests.sandbox.transport import SandboxTransport
from tests.virtual import EPOCH, VirtualLoop

T = TypeVar("T")
Fails = Callable[[httpx.Request], bool]
Reshape = Callable[[httpx.Request, httpx.Response], httpx.Response]


class Killed(BaseException):
    """The process died here; nothing of the program may catch it."""


class KillingTransport(SandboxTransport):
    """A network on which the program dies at a given request, before or after it is answered."""

    kill_at: int | None = None
    after: bool = False
    reshape: Reshape | None = None
    fails: Fails = staticmethod(lambda request: False)
    died: Callable[[], None] = staticmethod(lambda: None)

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__(sandbox)
        self._sandbox = sandbox

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        due = self.kill_at is not None and len(self._sandbox.log) + 1 >= self.kill_at
        if due and not self.after:
            self.died()
            raise Killed
        if self.fails(request):
            return httpx.Response(500, content=b"Internal error")
        response = await super().handle_async_request(request)
        if due:
            self.died()
            raise Killed
        if self.reshape is None:
            return response
        await response.aread()
        return self.reshape(request, response)


class World:
    """Everything a sync touches, in one process and on virtual time.

    The clock goes on from one sync to the next; `restart` opens the store anew, as a program that
    was killed would.
    """

    def __init__(self, folder: Path, *, busy_seconds: float = BUSY_SECONDS, **config: Any) -> None:
        self.path = folder / "shopsync.db"
        self.config = SandboxConfig(**({"products": 60} | config))
        self.busy_seconds = busy_seconds
        self.time = 0.0
        #: The chance of the program on this computer.
        self.random = Random(self.config.seed)
        #: Seconds by which the user's clock is ahead of everybody else's.
        self.clock = 0.0
        self.kill_at: int | None = None
        self.kill_after = False
        #: Turns the sandbox's answers into those of another service.
        self.reshape: Reshape | None = None
        #: Which requests are answered with a fault of the service, and not carried out.
        self.fails: Fails = lambda request: False
        self.sandbox = self.on_loop(self._make_sandbox())
        self.store: Store = prepared_store(self.path, busy_seconds=self.busy_seconds)
        #: The user's secrets, for the addresses that they were typed for.
        self.secrets = Secrets(folder, {})
        self.plans: list[Plan] = []
        self.progress: list[Progress] = []
        self.connection: Connection = self._connect()

    def _connect(self) -> Connection:
        addresses = endpoints(self.config, "http://127.0.0.1")
        connection = self.store.connections.add(
            name=addresses.shop_name,
            title="Bemutató bolt",
            shop_url=addresses.shop_url,
            token_url=addresses.token_url,
            sa_url=addresses.sa_url,
            client_id=addresses.client_id,
            sa_user=addresses.sa_user,
            now=EPOCH,
        )
        self.type_secrets(connection)
        return connection

    def type_secrets(self, connection: Connection) -> None:
        """Have the secrets at hand for a connection's addresses, as after the user has typed them."""
        for kind, secret in (
            (CLIENT_SECRET, self.config.client_secret),
            (SA_PASSWORD, self.config.sa_password),
        ):
            self.secrets.remember(connection.name, kind, address_of(connection, kind), secret)

    async def _make_sandbox(self) -> Sandbox:
        return Sandbox(self.config)

    def on_loop(self, main: Coroutine[Any, Any, T]) -> T:
        """Run something on a virtual loop whose clock goes on where the last one stopped."""
        loop = VirtualLoop(self.time)
        asyncio.set_event_loop(loop)
        try:
            return loop.run_until_complete(main)
        finally:
            self.time = loop.time()
            rest = asyncio.all_tasks(loop)
            for task in rest:
                task.cancel()
            loop.run_until_complete(asyncio.gather(*rest, return_exceptions=True))
            asyncio.set_event_loop(None)
            loop.close()

    def restart(self) -> None:
        """Forget everything that was only in memory, the sandbox apart."""
        self.store.close()
        self.store = open_store(self.path, busy_seconds=self.busy_seconds)

    def forget(self) -> None:
        """Go on as another computer, which knows nothing of what was."""
        self.store.close()
        self.path = self.path.parent / "another" / self.path.name
        self.store = prepared_store(self.path, busy_seconds=self.busy_seconds)
        self.connection = self._connect()

    def parts(self) -> RunDependencies:
        transport = KillingTransport(self.sandbox)
        transport.kill_at, transport.after = self.kill_at, self.kill_after
        transport.reshape, transport.fails = self.reshape, self.fails
        transport.died = self.died
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)
        virtual = loop

        def now() -> datetime:
            return virtual.now() + timedelta(seconds=self.clock)

        def open_shop(connection: Connection) -> ShopClient:
            return ShopClient(
                ShopAccess(
                    name=connection.name,
                    url=connection.shop_url,
                    token_url=connection.token_url,
                    client_id=self.config.client_id,
                    client_secret=need_secret(self.secrets, connection, CLIENT_SECRET),
                ),
                transport=transport,
                now=now,
            )

        def open_account(connection: Connection) -> AccountClient:
            return AccountClient(
                url=connection.sa_url,
                user=self.config.sa_user,
                password=need_secret(self.secrets, connection, SA_PASSWORD),
                transport=transport,
                now=now,
            )

        @contextmanager
        def lock(_connection: Connection) -> Iterator[None]:
            yield

        return RunDependencies(
            store=self.store,
            open_shop=open_shop,
            open_account=open_account,
            lock=lock,
            now=now,
            show_plan=self.plans.append,
            random=self.random,
        )

    def died(self) -> None:
        """The program ends here, without another word."""

    def loop_time(self) -> float:
        """Virtual seconds, within a job."""
        return asyncio.get_running_loop().time()

    def now(self) -> datetime:
        """What the user's clock says between two jobs."""
        return EPOCH + timedelta(seconds=self.time + self.clock)

    def job(self, kind: JobKind = JobKind.SYNC, **fields: Any) -> RunReport:
        """Do one job to its end."""
        return self.start(lambda task: None, kind, **fields)

    def start(
        self,
        meanwhile: Callable[[asyncio.Task[RunReport]], None],
        kind: JobKind = JobKind.SYNC,
        **fields: Any,
    ) -> RunReport:
        """Do one job; `meanwhile` is called with its task at every report of progress."""
        job = Job(kind=kind, connection_id=self.connection.id, consent=True, **fields)

        async def main() -> RunReport:
            tasks: list[asyncio.Task[RunReport]] = []

            def report(progress: Progress) -> None:
                self.progress.append(progress)
                meanwhile(tasks[0])

            tasks.append(asyncio.create_task(run(job, self.parts(), report)))
            return await tasks[0]

        return self.on_loop(main())

    def in_session(
        self, run_id: int, work: Callable[[Session], Coroutine[Any, Any, T]], **fields: Any
    ) -> T:
        """Do something as a part of a run, with the clients and the clock of this computer."""

        async def main() -> T:
            parts, connection = self.parts(), self.connection
            async with (
                parts.open_shop(connection) as shop,
                parts.open_account(connection) as account,
            ):
                return await work(
                    Session(
                        job=Job(kind=JobKind.SYNC, connection_id=connection.id),
                        parts=parts,
                        run_id=run_id,
                        connection=connection,
                        shop=shop,
                        account=account,
                        lease=Alone(),
                        report=self.progress.append,
                        **fields,
                    )
                )

        return self.on_loop(main())

    # --- looking at what came of it -------------------------------------------------------------

    def account_products(self) -> list[SaProduct]:
        """What the account holds now."""
        return list(self.sandbox.account.products.values())

    def write_count(self) -> int:
        """Writes that took effect in the account."""
        return len(self.sandbox.account.writes)

    def request_count(self, part: str) -> int:
        """Requests whose kind holds `part`."""
        return sum(n for kind, n in self.sandbox.requests.items() if part in kind)

    def rows(self, query: GridQuery) -> list[GridRow]:
        """What the products page would show."""
        return self.store.grid.rows(self.store.grid.ids(query))

    def ordinary(self, count: int) -> list[int]:
        """Keys of shop products with nothing odd about them."""
        found: list[int] = []
        for key in self.sandbox.shop.keys():  # noqa: SIM118 - a shop is no mapping
            product = self.sandbox.shop.product(key)
            plain = product.status == 1 and product.special_minor is None and product.outer_id == ""
            if key >= 40 and plain and product.sku and product.categories:
                found.append(key)
        assert len(found) >= count
        return found[:count]
