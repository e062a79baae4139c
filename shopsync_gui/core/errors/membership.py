"""Membership of a team: what was typed to join or lead one, and cannot be done."""

from __future__ import annotations

from shopsync_gui.core.errors.input import InputError
from shopsync_gui.core.text import N_


class TeamAddressWrong(InputError):
    """`address` names no PostgreSQL database, or holds a password."""

    title = N_("This is no address of a team")
    message = N_("“{address}” is not like postgresql://user@host:5432/database.")
    action = N_(
        "Give user, host and database, and no password: that is asked for, or read from a pgpass file."
    )


class TeamAlreadyJoined(InputError):
    """The data folder belongs to the team at `address` already."""

    title = N_("This computer is in a team already")
    message = N_("It belongs to this team: {address}")
    action = N_("Leave that team first, if another one is meant.")


class TeamNotJoined(InputError):
    """The data folder belongs to no team."""

    title = N_("This computer is in no team")
    message = N_("Its shops and runs are known to nobody else.")
    action = N_("Join one with its address: shopsync team join postgresql://user@host/database")


class TeamNotThere(InputError):
    """The database at `address` holds no team."""

    title = N_("There is no team in this database")
    message = N_("The database at {address} can be reached, but no team was set up in it.")
    action = N_("Check the address, or set the team up: shopsync team create {address}")


class TeamNeedsOwner(InputError):
    """The last owner of a team would be no owner any more."""

    title = N_("A team needs an owner")
    message = N_("No other computer of the team is an owner, and only owners give roles.")
    action = N_("Make another member an owner first.")


class LastOwnerLeaves(TeamNeedsOwner):
    """The last owner would leave a team that has other members."""

    message = N_(
        "This computer is the team's only owner, and the others could give nobody a role once it has left."
    )
    action = N_("Make another member an owner first (shopsync team role MEMBER owner), then leave.")


class NothingToApprove(InputError):
    """The last run of the shop `shop` did not stop at the safety brake."""

    title = N_("There is nothing to approve")
    message = N_("The last sync of {shop} did not stop at the safety brake.")
    action = N_("Look at the runs of the team: shopsync team status.")


class TeamMemberUnknown(InputError):
    """No member, or more than one, is meant by `member`."""

    title = N_("Which member is meant?")
    message = N_("“{member}” does not name exactly one computer of the team.")
    action = N_("Give the member's number, as shopsync team status shows it.")
