"""The members of a team: creating it, joining and leaving it, and what a user does about it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from msgspec.structs import replace

from shopsync_gui import __version__
from shopsync_gui.core.errors import (
    LastOwnerLeaves,
    NoKeyring,
    TeamAlreadyJoined,
    TeamError,
    TeamMemberGone,
    TeamNeedsOwner,
    TeamNotFound,
    TeamNotJoined,
    TeamNotThere,
    TeamPasswordMissing,
    TeamSignInRefused,
    TeamUnreachable,
    TeamWithoutOwner,
)
from shopsync_gui.core.team.team import Membership, Role
from shopsync_gui.sync.run.job_locks import close_dead_runs
from shopsync_gui.system.lock import team_lock
from shopsync_gui.system.secrets import TEAM, TEAM_PASSWORD
from shopsync_gui.system.user import computer_name, user_name
from shopsync_gui.team import approvals
from shopsync_gui.team.address import parse_address
from shopsync_gui.team.connection import TeamConnection, connected
from shopsync_gui.team.exchange import SHOPS_SINCE, exchange, take_in_shops
from shopsync_gui.team.runs import bring_runs, receipt_of
from shopsync_gui.team.shops import share_shop
from shopsync_gui.team.status import demand, read_status, role_of
from shopsync_gui.team.turn import end_turn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shopsync_gui.core.runs.runs import RunReport
    from shopsync_gui.core.team.team import Exchange, TeamRun, TeamStatus
    from shopsync_gui.store import Store
    from shopsync_gui.system.secrets import Secrets
    from shopsync_gui.team.database import TeamDatabase

log = logging.getLogger(__name__)

#: Runs of each shop that a new member brings along, and seconds that this may take.
_RUNS_ALONG, _JOIN_SECONDS = 500, 60.0


class TeamOffice:
    """The acts of a user on the team of a data folder; each call connects and ends by itself.

    All raise TeamError, and InputError for what the user can mend.
    """

    def __init__(self, store: Store, secrets: Secrets) -> None:
        self._store = store
        self._secrets = secrets

    # --- joining and leaving --------------------------------------------------------------------

    def create(self, address: str, password: str = "") -> Membership:
        """Set a team up in a database, or bring it up to date, and be its owner."""
        return self._enter(address, password, Role.OWNER)

    def join(self, address: str, password: str = "", *, viewer: bool = False) -> Membership:
        """Join a team; the runs so far come along, and its shops without their secrets.

        A member of it stays what it is, and its password is kept anew.
        """
        return self._enter(address, password, Role.VIEWER if viewer else Role.MEMBER)

    def _enter(self, text: str, password: str, wanted: Role) -> Membership:
        with team_lock(self._store.path.parent, patience=_JOIN_SECONDS):
            entered = self._enter_alone(text, password, wanted)
        self.tell_left()
        return entered

    def _enter_alone(self, text: str, password: str, wanted: Role) -> Membership:
        known = self._store.team.membership()
        if known is not None:
            if wanted is Role.OWNER or parse_address(text).text != known.address:
                raise TeamAlreadyJoined(address=known.address)
            return self._renew(known, password)
        address, key, user = parse_address(text), uuid4().hex, user_name()
        try:
            with connected(address.text, self._secrets, password, seconds=_JOIN_SECONDS) as db:
                if wanted is Role.OWNER:
                    db.upgrade()
                else:
                    db.check()
                member_id, role = db.rows(
                    "INSERT INTO member (computer_key, name, computer, program, role)"
                    " SELECT %s, %s, %s, %s, CASE WHEN %s = 'owner' AND EXISTS (SELECT 1 FROM member"
                    " WHERE role = 'owner' AND left_at IS NULL) THEN 'member' ELSE %s END"
                    " RETURNING id, role",
                    (key, user, computer_name(), __version__, wanted.value, wanted.value),
                )[0]
                self._bring_along(db, member_id)
                membership = Membership(
                    address=address.text,
                    member_id=member_id,
                    computer_key=key,
                    name=user,
                    role=Role(role),
                    joined_at=datetime.now(UTC),
                )
                with self._store.transaction():
                    self._store.team.join(membership)
                    take_in_shops(self._store, db.rows(SHOPS_SINCE, (0,)))
        except TeamUnreachable as error:
            raise TeamNotFound(host=address.host) from error
        if password:
            self._keep_password(address.text, password)
        return membership

    def _renew(self, known: Membership, password: str) -> Membership:
        """Keep another password of the team that was joined already; number and role stay."""
        with connected(known.address, self._secrets, password) as db:
            role = role_of(db, known)
        self._store.team.note_role(role)
        if password:
            self._keep_password(known.address, password)
        return replace(known, role=role)

    def _bring_along(self, db: TeamDatabase, member_id: int) -> None:
        """Tell the team of the shops that are connected here, and of their runs."""
        for connection in self._store.connections.all():
            if not connection.demo:
                shop = share_shop(db, connection, {})
                runs = self._store.runs.newest(_RUNS_ALONG, connection.id)
                with db.at_once():
                    bring_runs(db, shop.shop_id, member_id, runs)

    def _keep_password(self, address: str, password: str) -> None:
        try:
            self._secrets.set(TEAM, TEAM_PASSWORD, address, password)
        except NoKeyring:
            self._secrets.remember(TEAM, TEAM_PASSWORD, address, password)
            log.warning("no keyring keeps the team's password; it lasts for this session only")

    def leave(self) -> bool:
        """Leave the team; everything known here stays. False where the team could not be told yet.

        Raises LastOwnerLeaves where nobody could give roles any more.
        """
        member, told = self._membership(), False
        try:
            with self._team() as db, db.atomic():
                db.rows("SELECT pg_advisory_xact_lock(-2, 1)")
                owned = role_of(db, member) is Role.OWNER
                db.rows("UPDATE member SET left_at = now() WHERE id = %s", (member.member_id,))
                others = db.rows("SELECT role FROM member WHERE left_at IS NULL")
                if owned and others and (Role.OWNER.value,) not in others:
                    raise LastOwnerLeaves
                told = True
        except TeamMemberGone:
            told = True  # nobody there knows of this computer
        except (TeamUnreachable, TeamPasswordMissing, TeamSignInRefused) as error:
            log.info("the team does not know yet that this computer left it: %s", error)
        close_dead_runs(self._store, self._store.path.parent)
        with self._store.transaction():
            # What became of them a colleague may have found, who does not tell who is gone.
            self._store.journal.give_up_open()
            self._store.team.leave()
            if not told:
                self._store.team.note_left(member)
        if told:
            self._forget_password(member.address)
        return told

    def tell_left(self) -> None:
        """Have the teams hear that this computer left them, as far as their databases answer now."""
        for key, address, member_id in self._store.team.untold():
            try:
                with connected(address, self._secrets) as db, contextlib.suppress(TeamNotThere):
                    db.check()
                    db.rows(
                        "UPDATE member SET left_at = now()"
                        " WHERE id = %s AND computer_key = %s AND left_at IS NULL",
                        (member_id, key),
                    )
            except TeamError as error:
                log.info("a team still does not know that this computer left it: %s", error)
            else:
                self._store.team.note_told(key)
                self._forget_password(address)

    def _forget_password(self, address: str) -> None:
        """Delete the password of a team's database, unless this computer is in that team again."""
        member = self._store.team.membership()
        if member is None or member.address != address:
            self._secrets.delete(TEAM, TEAM_PASSWORD, address)

    # --- looking --------------------------------------------------------------------------------

    def status(self) -> TeamStatus:
        """Read the team's status."""
        with self._team() as db:
            status = read_status(db, self._membership())
        self._store.team.note_role(status.role)
        return status

    def receipt(self, run: TeamRun) -> RunReport:
        """The receipt of a run, whoever's it was; its numbers are those of that computer. Raises TeamRecordTooNew."""
        with self._team() as db:
            return receipt_of(db, run)

    def exchange(self) -> Exchange:
        """Take in the letters, presets and views of the others, and tell one's own.

        Teams that were left before hear of that first.
        """
        self.tell_left()
        member = self._membership()
        with contextlib.closing(TeamConnection(member.address, self._secrets)) as link:
            return asyncio.run(exchange(link, self._store, member))

    # --- deciding -------------------------------------------------------------------------------

    def end_lease(self, shop_id: int) -> None:
        """End the turn of whoever writes to a shop's account, and does not come to an end."""
        with self._team(Role.OWNER) as db:
            end_turn(db, shop_id)

    def set_role(self, member_id: int, role: Role) -> None:
        """Give a member another role, from its next run on. Raises TeamNeedsOwner for the last owner."""
        with self._team(Role.OWNER) as db, db.atomic():
            db.rows("SELECT pg_advisory_xact_lock(-2, 1)")
            db.rows("UPDATE member SET role = %s WHERE id = %s", (role.value, member_id))
            if not _has_owner(db):
                raise TeamNeedsOwner

    def take_schedule(self, shop_id: int) -> None:
        """Have this computer run a shop's schedule."""
        with self._team(Role.OWNER, Role.MEMBER) as db:
            name = db.value(
                "UPDATE shop SET schedule_member_id = %s WHERE id = %s RETURNING name",
                (self._membership().member_id, shop_id),
            )
        for connection in self._store.connections.all():
            if connection.name == name:
                self._store.team.note_elsewhere(connection.id, None)

    def approve(self, shop_id: int) -> None:
        """Approve the plan at which the brake stopped a shop's last run, whoever syncs it next.

        Raises NothingToApprove, PlanMoved, TeamRecordTooNew.
        """
        with self._team(Role.OWNER, Role.MEMBER) as db:
            approvals.approve_stopped(db, shop_id, self._membership().member_id)

    def _membership(self) -> Membership:
        known = self._store.team.membership()
        if known is None:
            raise TeamNotJoined
        return known

    @contextlib.contextmanager
    def _team(self, *roles: Role) -> Iterator[TeamDatabase]:
        """The team's database, for a member with one of these roles if any is named."""
        member = self._membership()
        with connected(member.address, self._secrets) as db:
            role = role_of(db, member)
            if roles and role not in roles and not _has_owner(db):
                raise TeamWithoutOwner(address=member.address)
            demand(role, *roles or Role)
            yield db


def _has_owner(db: TeamDatabase) -> bool:
    return bool(db.value("SELECT 1 FROM member WHERE role = 'owner' AND left_at IS NULL"))
