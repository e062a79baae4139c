"""The exchange of a team's common knowledge: others' rows are taken in, then what changed here is told.

Shops and documents (letters, presets, views) are told by everybody, each only over the state that its
writer has seen. Facts about a shop are told by the holder of its account's lease.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.team.team import Document, DocumentKind, Exchange, Fact, Role
from shopsync_gui.core.team.team_words import keeper_text
from shopsync_gui.store.team.team import DOCUMENTS, SHOPS
from shopsync_gui.team.database import TeamDatabase
from shopsync_gui.team.runs import end_run, runs_without_end
from shopsync_gui.team.shops import schedule_keepers, share_shop
from shopsync_gui.team.status import role_of
from shopsync_gui.team.verdicts import verdicts_of_others

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from shopsync_gui.core.team.team import DocumentChange, Membership
    from shopsync_gui.core.team.told_shop import Change
    from shopsync_gui.core.team.verdict import Verdict
    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.team.connection import TeamConnection
    from shopsync_gui.team.shops import SharedShop

#: The shops that were made known or changed since, as `take_in_shops` takes them.
SHOPS_SINCE = "SELECT name, body, seq FROM shop WHERE seq > %s ORDER BY seq"
#: So long a colleague's computer is taken to run a schedule before that is asked again.
ELSEWHERE_FOR = timedelta(days=1)
#: Rows that are read or written at once; a document may be long.
_FACTS, _DOCUMENTS = 2000, 500
#: So often it is tried anew where a colleague wrote the same document in between.
_ATTEMPTS = 5


def take_in_shops(store: Store, rows: Sequence[Sequence[Any]]) -> int:
    """Take over what the team holds of its shops; of how many anything is other than before."""
    with store.transaction():
        now = datetime.now(UTC)
        came = sum(store.team_shops.take_in(name, told, now) for name, told, _ in rows)
        if rows:
            store.team.note_seen(SHOPS, rows[-1][-1])
    return came


async def take_in_facts(
    link: TeamConnection, store: Store, connection_id: int, shop_id: int, account_id: int
) -> None:
    """Take over what the team has learned of a shop in its account since the last time. Raises TeamError.

    It waits while the products here may be those of another shop, for they have the same keys.
    """
    connection = store.connections.get(connection_id)
    if connection is None or not connection.is_shop_known:
        return

    def take_in(rows: Sequence[Sequence[Any]], seq: int) -> None:
        facts = [Fact(*row) for row in rows]
        links = store.team_facts.take_in(connection_id, account_id, facts, seq)
        if links:
            store.catalogue.adopt(connection_id, links)

    sql = f"SELECT kind, key, body, seq FROM fact WHERE shop_id = {shop_id} AND"
    await _read(link, sql, _FACTS, lambda: store.team.seen(connection_id), take_in)
    await link_products(store, connection_id, account_id)


async def link_products(store: Store, connection_id: int, account_id: int) -> None:
    """Note the account's ids, as the team knows them, of products that have none here."""
    for links in store.team_facts.links(connection_id, account_id):
        if links:
            store.catalogue.adopt(connection_id, links)
        await asyncio.sleep(0)


async def tell_facts(
    link: TeamConnection,
    store: Store,
    connection_id: int,
    shop_id: int,
    account_id: int,
    member_id: int,
) -> None:
    """Have what was learned here known to all, of the shop and account that it leads to now. Raises TeamError."""
    connection = store.connections.get(connection_id)
    if connection is None or not connection.is_shop_known or not connection.is_account_known:
        return
    for facts in store.team_facts.changed(connection_id, account_id):
        await asyncio.sleep(0)
        if not facts:
            continue
        columns = [list(column) for column in zip(*facts, strict=True)]
        keep = "SELECT keep_facts(%s, %s, %s::text[], %s::text[], %s::text[])"
        await link.call(TeamDatabase.rows, keep, (shop_id, member_id, *columns))
        store.team_facts.shared(connection_id, facts)


async def meet(link: TeamConnection, store: Store, member: Membership) -> Role:
    """See that the team knows this computer, and that its database is the one that was read; its role of now.

    What was read of another one, such as that before it was restored, is forgotten. Raises TeamError.
    """
    role, schema = await link.call(lambda db: (role_of(db, member), db.schema_number()))
    store.team.read_from(schema)
    store.team.note_role(role)
    return role


async def exchange(link: TeamConnection, store: Store, member: Membership) -> Exchange:
    """Take in the shops and documents of others, then tell one's own; a viewer tells none. Raises TeamError.

    Where a colleague was quicker, its version of a document is taken in first.
    """
    came = went = 0
    beside: tuple[str, ...] = ()

    def take_in(rows: Sequence[Sequence[Any]], seq: int) -> None:
        nonlocal came, beside
        documents = [Document(DocumentKind(kind), *rest) for kind, *rest in rows]
        taken, named = store.team_documents.take_in(documents, seq, member.name)
        came, beside = came + taken, beside + named

    role, me = await meet(link, store, member), member.member_id
    after = store.team.seen(SHOPS)
    shops, keepers, verdicts = await link.call(
        lambda db: (
            db.rows(SHOPS_SINCE, (after,)),
            schedule_keepers(db, me),
            verdicts_of_others(db, me),
        )
    )
    came += take_in_shops(store, shops)
    came += _note_colleagues(store, keepers, verdicts)
    await _tell_ends(link, store, me)
    tells = role is not Role.VIEWER
    if tells:
        went += await _tell_shops(link, store)
    for _attempt in range(_ATTEMPTS):
        sql = "SELECT kind, key, shop, body, seq FROM document WHERE"
        await _read(link, sql, _DOCUMENTS, lambda: store.team.seen(DOCUMENTS), take_in)
        changes = store.team_documents.changed() if tells else []
        if not changes:
            break
        done = await link.call(_write, me, changes)
        store.team_documents.shared(done)
        went += len(done)
    return Exchange(came=came, went=went, beside=beside)


def _note_colleagues(
    store: Store, keepers: Mapping[str, tuple[str, str]], verdicts: Mapping[str, Verdict]
) -> int:
    """Note which schedules colleagues run, and the words of their last runs; how many of these are news.

    A colleague that has left runs no schedule.
    """
    news, now = 0, datetime.now(UTC)
    with store.transaction():
        for connection in store.connections.all():
            keeper = keepers.get(connection.name)
            if keeper is not None:
                until = now + ELSEWHERE_FOR
                store.team.note_elsewhere(connection.id, until, keeper_text(*keeper))
            elif store.team.elsewhere_until(connection.id) is not None:
                store.team.note_elsewhere(connection.id, None)
            news += store.team_verdicts.note(connection.id, verdicts.get(connection.name), now)
    return news


async def _tell_ends(link: TeamConnection, store: Store, member_id: int) -> None:
    """Have the ends of runs known that could not be told: the team takes them for broken off."""
    for shop_id, run_id, started_at in await link.call(runs_without_end, member_id):
        run = store.runs.get(run_id)
        if run is not None and run.started_at == started_at and run.state is not RunState.RUNNING:
            await link.call(end_run, shop_id, member_id, run)


async def _tell_shops(link: TeamConnection, store: Store) -> int:
    """Tell of the shops that are new, or whose title, addresses or users were changed here; how many."""
    told = 0
    for connection in store.connections.all():
        changes = store.team_shops.changes(connection)
        if changes or not store.team_shops.is_told(connection):
            await tell_shop(link, store, connection, changes)
            told += 1
    return told


async def tell_shop(
    link: TeamConnection, store: Store, connection: Connection, changes: Mapping[str, Change]
) -> SharedShop:
    """Tell of one shop, and take over what the team then holds of it. Raises TeamError."""
    shop = await link.call(share_shop, connection, changes)
    store.team_shops.take_in(connection.name, shop.told, datetime.now(UTC))
    return shop


async def _read(
    link: TeamConnection,
    sql: str,
    most: int,
    seen: Callable[[], int],
    take_in: Callable[[Sequence[Sequence[Any]], int], None],
) -> None:
    """Hand over the rows that were written after what was `seen`, and how far they reach."""
    while True:
        after = seen()
        limited = f"{sql} seq > %s ORDER BY seq LIMIT %s"
        rows = await link.call(TeamDatabase.rows, limited, (after, most))
        take_in([row[:-1] for row in rows], rows[-1][-1] if rows else after)
        if len(rows) < most:
            return


def _write(
    db: TeamDatabase, member_id: int, changes: Sequence[DocumentChange]
) -> list[DocumentChange]:
    """Write documents; those that nobody has written to in between."""
    keep = "SELECT keep_document(%s, %s, %s, %s, %s, %s)"
    return [
        change for change in changes if db.value(keep, (member_id, *change.document, change.before))
    ]
