"""An agency's shops and a team for pictures: many shops in every state, and colleagues at work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.sandbox.config import Endpoints
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.account.connections import ConnectionOptions
from shopsync_gui.system.paths import database_file
from shopsync_gui.system.secrets import Secrets
from shopsync_gui.team import at_office
from shopsync_gui.ui.shell.main_window import MainWindow
from tests.connected import connect_shop
from tests.team.server import PostgresServer
from tests.ui.program import program

TITLES = (
    "Levendula Otthon", "Biciklibolt Pécs", "Zsebkendő és Társa Nagykereskedés Kft.", "Kávépörkölő",
    "Duna Cipő", "Mesekönyv Sziget", "Teaház", "Kertész Áruda", "Macskajancsi", "Fonalvilág",
    "Kisvasút Modell", "Háztáji Lekvár", "Bőrműves", "Hegyi Túra",
)  # fmt: skip
LABELS = ("Anna", "Béla", "export")
_STATES = (
    RunState.DONE, RunState.DONE, RunState.PARTIAL, RunState.PAUSED, RunState.STOPPED, RunState.FAILED,
)  # fmt: skip


def _add_shop(store: Store, number: int) -> None:
    """Each fifth shop was never synced, the others ended in one of many ways."""
    now, title = datetime.now(UTC), TITLES[number % len(TITLES)]
    connection = connect_shop(
        store,
        f"bolt{number}",
        title=title if number < len(TITLES) else f"{title} {number}",
        sa_user=f"fiok{number}",
        options=ConnectionOptions(labels=LABELS[: number % 4]),
        now=now,
    )
    if number % 5 == 4:
        return
    state, ended = _STATES[number % len(_STATES)], now - timedelta(hours=3 * number, minutes=3)
    run = store.runs.start(JobKind.SYNC, connection.id, ended - timedelta(minutes=4))
    store.runs.save(
        replace(
            run,
            state=state,
            finished_at=ended,
            pulled=1200 + number * 977,
            verified=state is RunState.DONE,
            failed=3 if state is RunState.PARTIAL else 0,
            created=20,
            updated=number * 3,
        )
    )
    if state is RunState.DONE:
        store.connections.update(connection.id, verified_at=ended, verified_count=1200)


#: A colleague, a server by night whose schedules are those of most shops, a viewer; a sync that runs.
_OTHERS = """
INSERT INTO shopsync.member (computer_key, name, computer, role, program) VALUES
    ('k', 'Kati', 'iroda-2', 'member', '1'), ('s', 'shopsync', 'szerver', 'member', '1'),
    ('b', 'Béla', 'laptop', 'viewer', '1');
UPDATE shopsync.member SET name = 'Anna', computer = 'iroda-1' WHERE id = 1;
UPDATE shopsync.shop SET schedule_member_id = CASE WHEN id % 7 = 0 THEN 1 ELSE 3 END WHERE id % 5 > 0;
UPDATE shopsync.account SET member_id = 2, kind = 'sync', since = now() WHERE id = 3
"""


@contextmanager
def several_shops(count: int = len(TITLES)) -> Iterator[MainWindow]:
    """The program of somebody with so many shops."""
    with program() as window:
        with closing(open_store(database_file(window.context.home))) as store, store.transaction():
            for number in range(count):
                _add_shop(store, number)
        window.context.connections.reload()
        yield window


@contextmanager
def team(count: int) -> Iterator[MainWindow]:
    """The same as the owner of a team with some colleagues; needs a PostgreSQL that is installed."""
    with closing(PostgresServer()) as server, several_shops(count) as window:
        home, secrets = window.context.home, Secrets(window.context.home)
        at_office(home, secrets, lambda office: office.create(server.address("postgres")))
        server.run("postgres", _OTHERS)
        with server.planning("postgres", min(count, 6), 2):
            yield window
        server.run(
            "postgres", "UPDATE shopsync.member SET role = 'owner'"
        )  # the last one may not leave
        at_office(home, secrets, lambda office: office.leave())


@contextmanager
def moved_shop(endpoints: Endpoints) -> Iterator[MainWindow]:
    """The program of somebody whose colleague has changed the client id and the address of a shop."""
    with program(endpoints, RunState.DONE) as window:
        shop = window.context.connections[0]
        moved = {"client_id": "7c1f0aa2b3", "shop_url": f"https://{shop.name}.example.com/api"}
        with closing(open_store(database_file(window.context.home))) as store:
            store.connections.update(shop.id, moved=moved)
        window.context.connections.reload()
        yield window
