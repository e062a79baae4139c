"""The members of a team: creating it, joining and leaving it, and how it stands."""

from __future__ import annotations

import asyncio
import getpass
import logging
import platform
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
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
    TeamUnreachable,
)
from shopsync_gui.core.team import Membership, Role
from shopsync_gui.store.connections import ConnectionOptions
from shopsync_gui.system.secrets import TEAM, TEAM_PASSWORD
from shopsync_gui.team import approvals, documents
from shopsync_gui.team.accounts import share_shop
from shopsync_gui.team.address import parse_address
from shopsync_gui.team.connection import link_to
from shopsync_gui.team.database import TeamDatabase
from shopsync_gui.team.status import demand, keep_run, read_status, receipt_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.core.runs import RunReport
    from shopsync_gui.core.team import Exchange, TeamRun, TeamStatus
    from shopsync_gui.store import Store
    from shopsync_gui.system.secrets import Secrets

log = logging.getLogger(__name__)

T = TypeVar("T")

#: Runs of each shop that a new member brings along.
_RUNS_ALONG = 500


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
        key, name = uuid4().hex, _user()

        def enter(db: TeamDatabase) -> tuple[int, str, list[tuple[str, str, str]]]:
            if create:
                db.upgrade()
            else:
                db.check()
            member_id, given = db.rows(
                "INSERT INTO member (computer_key, name, computer, program, role)"
                " SELECT %s, %s, %s, %s, CASE WHEN %s AND EXISTS (SELECT 1 FROM member"
                " WHERE role = 'owner' AND left_at IS NULL) THEN 'member' ELSE %s END"
                " RETURNING id, role",
                (key, name, platform.node() or "–", __version__, create, role.value),
            )[0]
            for connection in self._store.connections.all():
                if connection.demo:
                    continue
                shop = share_shop(db, connection)
                for run in self._store.runs.newest(_RUNS_ALONG, connection.id):
                    keep_run(db, shop.shop_id, member_id, run)
            return member_id, given, db.rows("SELECT name, title, body FROM shop ORDER BY id")

        link = link_to(address.text, self._secrets, password=password)
        try:
            with closing(link):
                member_id, given, shops = link.call_now(enter, 60.0)
        except TeamUnreachable as error:
            raise TeamNotFound(host=address.host) from error
        membership = Membership(
            address=address.text,
            member_id=member_id,
            computer_key=key,
            name=name,
            role=Role(given),
            joined_at=datetime.now(UTC),
        )
        with self._store.transaction():
            self._store.team.join(membership)
            for shop in shops:
                self._add_shop(*shop)
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
        return self._call(partial(read_status, member=member))

    def receipt(self, run: TeamRun) -> RunReport:
        """The receipt of a run, whoever's it was; its numbers are those of that computer."""
        return self._call(partial(receipt_of, run=run))

    def exchange(self) -> Exchange:
        """Take in the letters, presets and views of the others, and tell one's own."""
        member = self._membership()
        with closing(link_to(member.address, self._secrets)) as link:
            link.call_now(TeamDatabase.check)
            return asyncio.run(documents.exchange(link, self._store, member))

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

    def _call(self, work: Callable[[TeamDatabase], T]) -> T:
        def checked(db: TeamDatabase) -> T:
            db.check()
            return work(db)

        with closing(link_to(self._membership().address, self._secrets)) as link:
            return link.call_now(checked)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "–"
