"""The command `team`: set one up, join and leave it, and say how it stands."""

from __future__ import annotations

import getpass
import sys
from typing import TYPE_CHECKING

from shopsync_gui.cli.data_folder import opened
from shopsync_gui.cli.exits import Exit
from shopsync_gui.core.errors import (
    CommandNotUnderstood,
    ShopNotConnected,
    ShopSyncError,
    TeamMemberUnknown,
    TeamPasswordMissing,
    TeamSignInRefused,
)
from shopsync_gui.core.team.team import ROLES, Role
from shopsync_gui.core.team.team_words import run_texts, shop_text
from shopsync_gui.core.text import _, format_when, translate
from shopsync_gui.system.logs import hide, set_up_logs
from shopsync_gui.system.paths import data_folder
from shopsync_gui.system.secrets import TEAM, TEAM_PASSWORD, VARIABLES, Secrets

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable

    from shopsync_gui.cli.console import Console
    from shopsync_gui.cli.receipts import Json
    from shopsync_gui.core.team.team import Membership, TeamStatus
    from shopsync_gui.store import Store
    from shopsync_gui.team.members import TeamOffice

#: What is done with an address, with a shop, and with nothing.
WITH_ADDRESS = ("create", "join")
WITH_SHOP = ("end", "schedule", "approve")
#: Runs that a reader is shown.
_RUNS_SHOWN = 12


def team(arguments: Namespace, console: Console) -> Exit:
    """Do something about the team of the data folder."""
    action = arguments.action
    needed = _needed(action)
    given = len([each for each in (arguments.target, arguments.role) if each is not None])
    if given != len(needed.split()):
        detail = _("“{action}” needs {what}").format(action=action, what=needed)
        if not needed:
            detail = _("“{action}” needs nothing else").format(action=action)
        raise CommandNotUnderstood(detail=detail, program="shopsync team")
    if arguments.viewer and action != "join":
        raise CommandNotUnderstood(detail=_("--viewer goes with join"), program="shopsync team")
    from shopsync_gui.team.members import TeamOffice

    folder = data_folder()
    set_up_logs(folder, "command")
    with opened(folder) as store:
        office = TeamOffice(store, Secrets(folder))
        if action not in WITH_ADDRESS:  # who joins does it then
            office.tell_left()
        if action in WITH_ADDRESS:
            was_member = store.team.membership() is not None
            joined = _enter(office, arguments, console)
            if was_member:
                console.note(
                    _(
                        "It was in this team already: its number and role stay, and its password works."
                    )
                )
            if action == "create" and (joined.role is not Role.OWNER or joined.member_id > 1):
                console.note(_("There was a team in this database already; it was joined."))
            console.say(_joined(joined))
            console.result(_membership_json(joined))
        elif action == "leave":
            _say_what_leaving_means(store, console)
            told = office.leave()
            console.say(
                _("The team was left. Everything that is known here stays on this computer.")
            )
            if not told:
                console.note(
                    _(
                        "The team's database does not answer or refuses the sign-in, so that the others still see this"
                        " computer among them. It is told once it answers: while the window is open,"
                        " or by the next shopsync team command."
                    )
                )
            console.result({"left": True, "told": told})
        else:
            if action in WITH_SHOP:
                _for_shop(office, action, arguments.target, console)
            elif action == "role":
                _give_role(office, arguments.target, Role(arguments.role))
            status = office.status()
            console.say(*_lines(status))
            console.result(status_json(status))
    return Exit.DONE


def _say_what_leaving_means(store: Store, console: Console) -> None:
    """Tell an owner that it does not come back as one."""
    member = store.team.membership()
    if member is not None and member.role is Role.OWNER:
        console.note(
            _(
                "Who joins again is a new member with another number. It is an owner again only once an"
                " owner of the team makes it one, or where nobody else was one (shopsync team create)."
            )
        )


def _needed(action: str) -> str:
    if action in WITH_ADDRESS:
        return "URL"
    if action in WITH_SHOP:
        return "SHOP"
    return "MEMBER ROLE" if action == "role" else ""


def _enter(office: TeamOffice, arguments: Namespace, console: Console) -> Membership:
    """Create or join; where the server wants a password that is not kept, ask for it."""
    typed: list[str] = []

    def enter(password: str) -> Membership:
        typed.append(password)
        if arguments.action == "create":
            return office.create(arguments.target, password)
        return office.join(arguments.target, password, viewer=arguments.viewer)

    joined = _with_password(enter)
    if typed[-1] and not _is_kept(joined.address):
        console.note(
            _(
                "No keyring keeps the team's password on this computer: put it into a pgpass file, or set {variable} for every command."
            ).format(variable=VARIABLES[TEAM_PASSWORD])
        )
    return joined


def _is_kept(address: str) -> bool:
    """Whether the next command will find the team's password."""
    try:
        return Secrets(data_folder()).get(TEAM, TEAM_PASSWORD, address) is not None
    except ShopSyncError:
        return False


def _with_password(enter: Callable[[str], Membership]) -> Membership:
    try:
        return enter("")
    except (TeamPasswordMissing, TeamSignInRefused):
        if not sys.stdin.isatty():
            raise
    password = getpass.getpass(_("Password of the team's database: "))
    hide(password)
    return enter(password)


def _for_shop(office: TeamOffice, action: str, name: str, console: Console) -> None:
    """Act on a shop of the team, which this computer has from then on."""
    office.exchange()
    status = office.status()
    shop = next((each for each in status.shops if name in (each.name, each.title)), None)
    if shop is None:
        raise ShopNotConnected(shop=name)
    if action == "end":
        office.end_lease(shop.id)
        writer = status.member(shop.writer)
        if writer is None:
            console.note(_("Nobody was writing to the account of {shop}.").format(shop=shop.name))
        else:
            ended = _("The turn of {member} on {computer} was ended.")
            console.note(
                ended.format(
                    member=writer.name, computer=writer.computer + status.number_of(writer)
                )
            )
    elif action == "approve":
        office.approve(shop.id)
    else:
        office.take_schedule(shop.id)


def _give_role(office: TeamOffice, text: str, role: Role) -> None:
    """Give a role to the member with this number, else with this name or computer."""
    members = office.status().members
    meant = [member for member in members if text == str(member.id)] or [
        member for member in members if text in (member.name, member.computer)
    ]
    if len(meant) != 1:
        raise TeamMemberUnknown(member=text)
    office.set_role(meant[0].id, role)


def _joined(membership: Membership) -> str:
    return _("This computer is in the team at {address} as {role}.").format(
        address=membership.address, role=translate(ROLES[membership.role])
    )


def _lines(status: TeamStatus) -> list[str]:
    """A status for a reader."""
    me = status.member(status.me)
    lines = [status.address, ""]
    for member in status.members:
        mark = "*" if me is not None and member.id == me.id else " "
        role = translate(ROLES[member.role])
        seen = _("seen {when}").format(when=format_when(member.seen_at))
        lines.append(f"{mark} {member.id} {member.name} · {member.computer} · {role} · {seen}")
    shops = [f"  {shop.title} ({shop.name}): {shop_text(status, shop)}" for shop in status.shops]
    runs = [f"  {' · '.join(run_texts(status, run))}" for run in status.runs[:_RUNS_SHOWN]]
    for part in (shops, runs):
        if part:
            lines += ["", *part]
    return lines


def _membership_json(membership: Membership) -> Json:
    return {
        "address": membership.address,
        "member": membership.member_id,
        "name": membership.name,
        "role": membership.role.value,
    }


def status_json(status: TeamStatus) -> Json:
    """A status as one JSON object; members are named by their numbers."""
    return {
        "address": status.address,
        "me": status.me,
        "role": status.role.value,
        "members": [
            {
                "member": member.id,
                "name": member.name,
                "computer": member.computer,
                "role": member.role.value,
                "seen": member.seen_at.isoformat(),
            }
            for member in status.members
        ],
        "shops": [
            {
                "shop": shop.name,
                "account": shop.account_id,
                "writer": shop.writer,
                "kind": shop.kind or None,
                "since": shop.since.isoformat() if shop.since else None,
                "connected": shop.alive,
                "schedule": shop.schedule,
                "planning": list(shop.planners),
                "approved_by": shop.approved_by,
            }
            for shop in status.shops
        ],
        "runs": [
            {
                "shop": run.shop,
                "member": run.member_id,
                "run": run.run_id,
                "kind": run.kind,
                "state": run.state,
                "started": run.started_at.isoformat(),
                "created": run.created,
                "updated": run.updated,
            }
            for run in status.runs
        ],
        "open_intents": status.open_intents,
    }
