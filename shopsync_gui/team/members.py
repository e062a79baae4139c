"""The members of a team: creating it, joining and leaving it, and how it stands."""

from __future__ import annotations

import asyncio
import getpass
import logging
import platform
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

import msgspec

from shopsync_gui import __version__
from shopsync_gui.core.errors import (
    NoKeyring,
    TeamAlreadyJoined,
    TeamNeedsOwner,
    TeamNotFound,
    TeamNotJoined,
    TeamRightMissing,
    TeamUnreachable,
)
from shopsync_gui.core.runs import RunReport
from shopsync_gui.core.team import ROLES, Membership, Role
from shopsync_gui.core.text import translate
from shopsync_gui.store.connections import ConnectionOptions
from shopsync_gui.system.secrets import TEAM, TEAM_PASSWORD
from shopsync_gui.team import approvals, documents
from shopsync_gui.team.accounts import share_shop
from shopsync_gui.team.address import parse_address
from shopsync_gui.team.connection import TeamConnection
from shopsync_gui.team.runs import keep_run
from shopsync_gui.team.status import read_status

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.core.team import Exchange, TeamRun, TeamStatus
    from shopsync_gui.store import Store
    from shopsync_gui.system.secrets import Secrets
    from shopsync_gui.team.connection import TeamDatabase

log = logging.getLogger(__name__)

T = TypeVar("T")

#: Runs of each shop that a new member brings along.
_RUNS_ALONG = 500


def password_of(secrets: Secrets, address: str) -> Callable[[], str | None]:
    """The password for this address; None where libpq is to look into the user's pgpass file."""
    return lambda: secrets.get(TEAM, TEAM_PASSWORD, address)


class TeamOffice:
    """What a user does about the team of a data folder; each call connects and ends by itself.

    All raise TeamError, and InputError for what the user can mend.
    """

    def __init__(self, store: Store, secrets: Secrets) -> None:
        self._store = store
        self._secrets = secrets

    # --- joining and leaving --------------------------------------------------------------------

    def create(self, address: str, password: str = "") -> Membership:
        """Set a team up in a database, or bring it up to date, and be its owner."""
        return self._enter(address, password, Role.OWNER, create=True)

    def join(self, address: str, password: str = "", *, viewer: bool = False) -> Membership:
        """Join a team; the runs so far come along, and its shops without their secrets."""
        return self._enter(address, password, Role.VIEWER if viewer else Role.MEMBER, create=False)

    def _enter(self, text: str, password: str, role: Role, *, create: bool) -> Membership:
        known = self._store.team.membership()
        if known is not None:
            raise TeamAlreadyJoined(address=known.address)
        address = parse_address(text)
        link = TeamConnection(
            address, (lambda: password) if password else password_of(self._secrets, address.text)
        )
        key = uuid4().hex

        def enter(db: TeamDatabase) -> tuple[int, list[tuple[Any, ...]]]:
            if create:
                db.upgrade()
            else:
                db.check()
            owners = db.value(
                "SELECT count(*) FROM member WHERE role = 'owner' AND left_at IS NULL"
            )
            given = Role.MEMBER if create and owners else role
            member_id = db.value(
                "INSERT INTO member (computer_key, name, computer, role, program)"
                " VALUES (%s, %s, %s, %s, %s) RETURNING id",
                (key, _user(), platform.node() or "–", given.value, __version__),
            )
            for connection in self._store.connections.all():
                if connection.demo:
                    continue
                shop = share_shop(db, connection)
                for run in self._store.runs.newest(_RUNS_ALONG, connection.id):
                    keep_run(db, shop.shop_id, member_id, run)
            role_now = db.value("SELECT role FROM member WHERE id = %s", (member_id,))
            return member_id, [
                (role_now,),
                *db.rows("SELECT name, title, body FROM shop ORDER BY id"),
            ]

        try:
            member_id, ((role_now,), *shops) = link.call_now(enter, 60.0)
        except TeamUnreachable as error:
            raise TeamNotFound(host=address.host) from error
        finally:
            link.close()
        membership = Membership(
            address=address.text,
            member_id=member_id,
            computer_key=key,
            name=_user(),
            role=Role(role_now),
            joined_at=datetime.now(UTC),
        )
        with self._store.transaction():
            self._store.team.join(membership)
            for name, title, body in shops:
                self._add_shop(name, title, body)
        if password:
            self._keep_password(address.text, password)
        return membership

    def _add_shop(self, name: str, title: str, body: str) -> None:
        """Add a shop of the team, whose secrets are asked for when they are needed."""
        if any(connection.name == name for connection in self._store.connections.all()):
            return
        told = msgspec.json.decode(body, type=dict[str, Any])
        options = msgspec.convert(told.pop("options"), ConnectionOptions)
        now = datetime.now(UTC)
        self._store.connections.add(name=name, now=now, title=title, options=options, **told)

    def _keep_password(self, address: str, password: str) -> None:
        try:
            self._secrets.set(TEAM, TEAM_PASSWORD, address, password)
        except NoKeyring:
            self._secrets.remember(TEAM, TEAM_PASSWORD, address, password)
            log.warning("no keyring keeps the team's password; it lasts for this session only")

    def leave(self) -> bool:
        """Leave the team; everything known here stays. False where the team could not be told."""
        member = self._membership()

        def leave(db: TeamDatabase) -> None:
            db.rows("UPDATE member SET left_at = now() WHERE id = %s", (member.member_id,))
            db.rows("DELETE FROM planner WHERE member_id = %s", (member.member_id,))

        try:
            self._call(leave)
            told = True
        except TeamUnreachable:
            told = False
        self._store.team.leave()
        self._secrets.delete(TEAM, TEAM_PASSWORD, member.address)
        return told

    # --- looking --------------------------------------------------------------------------------

    def status(self) -> TeamStatus:
        """How the team stands."""
        member = self._membership()
        return self._call(lambda db: read_status(db, member))

    def receipt(self, run: TeamRun) -> RunReport:
        """The receipt of a run, whoever's it was; its numbers are those of that computer."""
        given = (run.member_id, run.shop_id, run.run_id)
        where = "member_id = %s AND shop_id = %s AND run_id = %s"
        text = self._call(lambda db: db.value(f"SELECT receipt FROM run WHERE {where}", given))
        return msgspec.json.decode(text, type=RunReport)

    def exchange(self) -> Exchange:
        """Take in the letters, presets and views of the others, and tell one's own."""
        member = self._membership()
        link = self._link(member)
        try:
            link.call_now(lambda db: db.check())
            return asyncio.run(documents.exchange(link, self._store, member))
        finally:
            link.close()

    # --- owners ---------------------------------------------------------------------------------

    def end_lease(self, shop_id: int) -> None:
        """End the turn of whoever writes to a shop's account, and does not come to an end."""

        def end(db: TeamDatabase) -> None:
            self._demand(db, Role.OWNER)
            db.rows(
                "UPDATE account SET fence = fence + 1, generation = generation + 1,"
                " member_id = NULL, kind = '', since = NULL"
                " WHERE id = (SELECT account_id FROM shop WHERE id = %s)",
                (shop_id,),
            )

        self._call(end)

    def set_role(self, member_id: int, role: Role) -> None:
        """Give a member another role, from its next run on. Raises TeamNeedsOwner for the last owner."""

        def change(db: TeamDatabase) -> None:
            with db.atomic():
                db.rows("SELECT pg_advisory_xact_lock(-2, 1)")
                self._demand(db, Role.OWNER)
                db.rows("UPDATE member SET role = %s WHERE id = %s", (role.value, member_id))
                if not db.value("SELECT 1 FROM member WHERE role = 'owner' AND left_at IS NULL"):
                    raise TeamNeedsOwner

        self._call(change)

    def take_schedule(self, shop_id: int) -> None:
        """Have this computer run a shop's schedule."""

        def take(db: TeamDatabase) -> object:
            self._demand(db, Role.OWNER, Role.MEMBER)
            return db.value(
                "UPDATE shop SET schedule_member_id = %s WHERE id = %s RETURNING name",
                (self._membership().member_id, shop_id),
            )

        name = self._call(take)
        for connection in self._store.connections.all():
            if connection.name == name:
                self._store.team.note_elsewhere(connection.id, None)

    def approve(self, shop_id: int) -> None:
        """Approve the plan at which the brake stopped a shop's last run, whoever syncs it next.

        Raises NothingToApprove, PlanMoved.
        """

        def give(db: TeamDatabase) -> None:
            self._demand(db, Role.OWNER, Role.MEMBER)
            approvals.approve_stopped(db, shop_id, self._membership().member_id)

        self._call(give)

    def _demand(self, db: TeamDatabase, *roles: Role) -> None:
        demand(db, self._membership().member_id, *roles)

    def _membership(self) -> Membership:
        known = self._store.team.membership()
        if known is None:
            raise TeamNotJoined
        return known

    def _link(self, member: Membership) -> TeamConnection:
        address = parse_address(member.address)
        return TeamConnection(address, password_of(self._secrets, member.address))

    def _call(self, work: Callable[[TeamDatabase], T]) -> T:
        link = self._link(self._membership())

        def checked(db: TeamDatabase) -> T:
            db.check()
            return work(db)

        try:
            return link.call_now(checked)
        finally:
            link.close()


def demand(db: TeamDatabase, member_id: int, *roles: Role) -> None:
    """Raise TeamRightMissing unless the member has one of these roles now."""
    role = Role(db.value("SELECT role FROM member WHERE id = %s", (member_id,)))
    if role not in roles:
        raise TeamRightMissing(role=translate(ROLES[role]))


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "–"
