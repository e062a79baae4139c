"""The shops of a team in its database: which account each is written to, and who runs its schedule."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from shopsync_gui.core.account.same_account import Landmark, common, is_same
from shopsync_gui.core.errors import ScheduleOfColleague
from shopsync_gui.core.team.told_shop import with_changes
from shopsync_gui.team.turn import COMPUTER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shopsync_gui.core.account.target_index import ProductsById
    from shopsync_gui.core.team.told_shop import Change
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.team.database import TeamDatabase
    from shopsync_gui.team.turn import Fence

_NEW_ACCOUNT = "INSERT INTO account DEFAULT VALUES RETURNING id"


class SharedShop(NamedTuple):
    """A shop of the team, its account, and what is told of it; `recognised` by what the account holds."""

    shop_id: int
    account_id: int
    recognised: bool
    told: str


def share_shop(
    db: TeamDatabase, connection: Connection, changes: Mapping[str, Change]
) -> SharedShop:
    """The shop and account of a connection in the team: made known where they are new, else changed.

    An account is known by its API users. One that is new belongs to the account of its shop, until
    `recognise` has seen what the account holds.
    """
    user = (urlsplit(connection.sa_url).netloc, connection.sa_user)
    unchanged = db.rows(
        "SELECT shop.id, account_id, recognised, body FROM shop JOIN account_user USING (account_id)"
        " WHERE name = %s AND host = %s AND api_user = %s",
        (connection.name, *user),
    )
    if unchanged and not changes:
        return SharedShop(*unchanged[0])
    with db.atomic():
        db.rows("SELECT pg_advisory_xact_lock(-2, 0)")
        shop = db.rows("SELECT body, account_id FROM shop WHERE name = %s", (connection.name,))
        told, account_id = shop[0] if shop else (connection.told, None)
        of_user = (
            "SELECT account_id, recognised FROM account_user WHERE host = %s AND api_user = %s"
        )
        known = db.rows(of_user, user)
        if not known:
            known = [(account_id or db.value(_NEW_ACCOUNT), False)]
            add = "INSERT INTO account_user (host, api_user, account_id) VALUES (%s, %s, %s)"
            db.rows(add, (*user, known[0][0]))
        account_id, recognised = known[0]
        told = with_changes(told, changes)
        shop_id = db.value(
            "INSERT INTO shop (name, title, body, account_id) VALUES (%s, %s::json ->> 'title', %s, %s)"
            " ON CONFLICT (name) DO UPDATE SET title = excluded.title, body = excluded.body,"
            " account_id = excluded.account_id, seq = CASE shop.body WHEN excluded.body THEN shop.seq"
            " ELSE nextval('seq') END RETURNING id",
            (connection.name, told, told, account_id),
        )
    return SharedShop(shop_id, account_id, recognised, told)


def claim_schedule(db: TeamDatabase, name: str, member_id: int) -> None:
    """Run the schedule of the shop of this name, if nobody else does. Raises ScheduleOfColleague."""
    db.rows(
        "UPDATE shop SET schedule_member_id = %s WHERE name = %s AND (schedule_member_id IS NULL"
        " OR schedule_member_id IN (SELECT id FROM member WHERE left_at IS NOT NULL))",
        (member_id, name),
    )
    keeper = schedule_keepers(db, member_id).get(name)
    if keeper is not None:
        raise ScheduleOfColleague(member=keeper[0], computer=keeper[1])


def schedule_keepers(db: TeamDatabase, member_id: int) -> dict[str, tuple[str, str]]:
    """The shops whose schedule another computer runs, by name: whose it is, and how it is called."""
    return {
        shop: (name, computer)
        for shop, name, computer in db.rows(
            f"SELECT shop.name, member.name, {COMPUTER} FROM shop"
            " JOIN member ON member.id = schedule_member_id"
            " WHERE member.id <> %s AND left_at IS NULL",
            (member_id,),
        )
    }


def keep_landmarks(db: TeamDatabase, account_id: int, marks: Sequence[Landmark]) -> None:
    """Take over what an account is known by; one that is empty is known by nothing new."""
    if not marks:
        return
    db.rows("DELETE FROM landmark WHERE account_id = %s", (account_id,))
    db.rows(
        "INSERT INTO landmark (account_id, mark) SELECT %s, unnest(%s::text[])"
        " ON CONFLICT DO NOTHING",
        (account_id, [f"{mark.sa_id} {mark.sku}" for mark in marks]),
    )


def recognise(
    db: TeamDatabase,
    fence: Fence,
    shop: SharedShop,
    connection: Connection,
    listed: ProductsById,
    *,
    surely: bool,
) -> int:
    """Find the account that an API user leads to, by what it holds; several users may lead to one account.

    Noted for the user and the shop, once the account holds anything. With `surely` 0 where it does not
    hold what a known one does.
    """
    host = urlsplit(connection.sa_url).netloc
    account_id, holds_any = fence.account_id, bool(listed.ids)
    hits: dict[int, tuple[int, int]] = {}
    for known_id, marks in db.rows(
        "SELECT account_id, array_agg(mark) FROM landmark"
        " WHERE account_id IN (SELECT account_id FROM account_user WHERE host = %s)"
        " GROUP BY account_id ORDER BY account_id",
        (host,),
    ):
        hits[known_id] = common([_landmark(mark) for mark in marks], listed.sku), len(marks)
    same = [known_id for known_id, counts in hits.items() if is_same(*counts)]
    if same:
        account_id = max(same, key=lambda known_id: hits[known_id])
    elif surely:
        return 0
    elif hits.get(account_id, (1,))[0] == 0:  # what that one holds, this one does not show
        account_id = db.value(_NEW_ACCOUNT)
    with db.at_once():
        db.rows(
            "UPDATE account_user SET account_id = %s, recognised = %s"
            " WHERE host = %s AND api_user = %s",
            (account_id, holds_any, host, connection.sa_user),
        )
        db.rows("UPDATE shop SET account_id = %s WHERE id = %s", (account_id, shop.shop_id))
    return int(account_id)


def _landmark(text: str) -> Landmark:
    """A landmark as `keep_landmarks` wrote it."""
    sa_id, _space, sku = text.partition(" ")
    return Landmark(int(sa_id), sku)
