"""An agency's shops and a team for pictures: many shops in every state, and colleagues at work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec.structs import replace

from shopsync_gui.core.runs import JobKind, RunState
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.connections import ConnectionOptions
from shopsync_gui.system.paths import database_file
from shopsync_gui.system.secrets import Secrets
from shopsync_gui.team import at_office
from tests.team.server import PostgresServer

TITLES = (
    "Levendula Otthon", "Biciklibolt Pécs", "Zsebkendő és Társa Nagykereskedés Kft.", "Kávépörkölő",
    "Duna Cipő", "Mesekönyv Sziget", "Teaház", "Kertész Áruda", "Macskajancsi", "Fonalvilág",
    "Kisvasút Modell", "Háztáji Lekvár", "Bőrműves", "Hegyi Túra",
)  # fmt: skip
LABELS = ("Anna", "Béla", "export")
_STATES = (
    RunState.DONE, RunState.DONE, RunState.PARTIAL, RunState.PAUSED, RunState.STOPPED, RunState.FAILED,
)  # fmt: skip


def add_shops(home: Path, count: int = len(TITLES)) -> None:
    """So many shops; each fifth one was never synced, the others ended in one of many ways."""
    with closing(open_store(database_file(home))) as store, store.transaction():
        for number in range(count):
            _add_shop(store, number)


def _add_shop(store: Store, number: int) -> None:
    now, title = datetime.now(UTC), TITLES[number % len(TITLES)]
    connection = store.connections.add(
        name=f"bolt{number}",
        title=title if number < len(TITLES) else f"{title} {number}",
        shop_url=f"https://bolt{number}.api2.myshoprenter.hu/api",
        token_url="https://example.com/token",
        sa_url="https://api.salesautopilot.com",
        client_id="id",
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
UPDATE shopsync.shop SET schedule_member_id = CASE WHEN id % 7 = 0 THEN 1 ELSE 3 END WHERE id % 5 > 0;
UPDATE shopsync.account SET member_id = 2, kind = 'sync', since = now() WHERE id = 3;
INSERT INTO shopsync.planner (shop_id, member_id) VALUES (6, 2)
"""


@contextmanager
def team_of(home: Path, server: PostgresServer, name: str) -> Iterator[None]:
    """This data folder as the owner of a team with some colleagues."""
    server.make(name)
    secrets = Secrets(home)
    at_office(home, secrets, lambda office: office.create(server.address(name)))
    server.run(name, _OTHERS)
    yield
    at_office(home, secrets, lambda office: office.leave())
