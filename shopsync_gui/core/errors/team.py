"""A team on one PostgreSQL: reaching it, the changes of colleagues, and the right to write to an account."""

from __future__ import annotations

from shopsync_gui.core.errors.base import Remedy, ShopSyncError
from shopsync_gui.core.errors.runs import AlreadyRunning
from shopsync_gui.core.text import N_


class TeamError(ShopSyncError):
    """The team's database did not do what was asked. `host` is its computer."""

    remedy = Remedy.WAIT


class TeamRightMissing(TeamError):
    """A `role` of the team may not do what was asked."""

    title = N_("Your role in the team does not allow this")
    message = N_("This computer is in the team as a {role}, which is not enough for this.")
    action = N_("Ask an owner of the team to do it, or to give this computer another role.")
    remedy = Remedy.CORRECT_INPUT
    needs_user = True


class TeamWithoutOwner(TeamRightMissing):
    """The team at `address` has no owner left, who could do it or give a role."""

    title = N_("The team has no owner")
    message = N_(
        "No computer of the team is an owner any more, and only owners may do or allow this."
    )
    action = N_(
        "Make this computer its owner: shopsync team leave, then shopsync team create {address}"
    )


class TeamPasswordMissing(TeamError):
    """The database `host` wants a password, and none is kept."""

    title = N_("The team's password is missing")
    message = N_("The database on {host} asks for a password, and none is kept on this computer.")
    action = N_(
        "Type it once more: on the page Team, or with shopsync team join and the same address. It is kept where the system has a keyring; where it has none, put it into a pgpass file, or set the variable {variable} for each command."
    )
    remedy = Remedy.EDIT_SETTINGS
    needs_user = True
    pauses = True


class TeamPackageMissing(TeamError):
    """The driver of PostgreSQL is not installed."""

    title = N_("A part of the program for teams is missing")
    message = N_("The driver of PostgreSQL (psycopg) is not installed beside this program.")
    action = N_(
        "Install the edition of ShopSync for teams; where it was installed with pip: "
        "pip install “shopsync[team]”"
    )
    remedy = Remedy.UPDATE_PROGRAM
    needs_user = True


class TeamUnreachable(TeamError):
    """`host` does not answer, or broke the connection off."""

    title = N_("The team's database cannot be reached")
    message = N_(
        "The PostgreSQL on {host} does not answer. Nothing more is written, for a colleague could be at work."
    )
    action = N_(
        "Check the network and the server. Start again what was broken off once the database is back: a sync goes on from there. Lists and search work meanwhile."
    )
    pauses = True


class TeamNotFound(TeamUnreachable):
    """The database of the team to be joined or set up, at `host`, does not answer."""

    message = N_("The PostgreSQL on {host} does not answer. This computer is in no team.")
    action = N_(
        "Check the address (computer, port and database), whether the server runs, and whether a firewall stands between; then try again."
    )
    remedy = Remedy.CORRECT_INPUT


class TeamSignInRefused(TeamError):
    """`host` refused the user, the password or the database; `detail` is its own words."""

    title = N_("The team's database refused the sign-in")
    message = N_("The PostgreSQL on {host} said: {detail}")
    action = N_(
        "Check user, password and database name, then type the password once more: on the page Team, or with shopsync team join and the same address. A computer that is in the team keeps its number and role."
    )
    remedy = Remedy.EDIT_SETTINGS
    needs_user = True
    pauses = True


class TeamMemberGone(TeamError):
    """The database at `address` holds no team, or one that has no such member: it was set up anew, or restored."""

    title = N_("The team does not know this computer")
    message = N_(
        "In the database at {address} this computer is no member of a team: it was set up anew there, or restored from before this computer joined."
    )
    action = N_(
        "Everything that is known here stays. Leave the team and join it again, on the page Team or with these commands: shopsync team leave, then shopsync team join {address}"
    )
    remedy = Remedy.EDIT_SETTINGS
    needs_user = True
    pauses = True


class TeamNotSecure(TeamError):
    """The way to `host` is not encrypted, or its certificate proves nothing; `detail` says why."""

    title = N_("The connection to the team's database is not secure")
    message = N_(
        "The PostgreSQL on {host} offers no connection that is encrypted and proven: {detail}"
    )
    action = N_(
        "Give the server a certificate for its name. One of your own authority is named at the end of the address: ?sslrootcert=FILE"
    )
    remedy = Remedy.EDIT_SETTINGS
    needs_user = True


class TeamTooNew(TeamError):
    """The team's database was brought up to date by a newer program."""

    title = N_("The team uses a newer version of the program")
    message = N_(
        "The database on {host} was changed by a newer version, which this one cannot read."
    )
    action = N_("Install the newest version of the program on this computer.")
    remedy = Remedy.UPDATE_PROGRAM
    needs_user = True


class TeamRecordTooNew(TeamError):
    """A record in the team's database that a newer program on a colleague's computer wrote."""

    title = N_("This was written by a newer version")
    message = N_(
        "A colleague's computer has a newer version of the program, which wrote this in a way that the version here cannot read."
    )
    action = N_("Install the newest version of the program on this computer.")
    remedy = Remedy.UPDATE_PROGRAM
    needs_user = True


class TeamServerTooOld(TeamError):
    """The PostgreSQL on `host` is of version `version`."""

    title = N_("The PostgreSQL is too old")
    message = N_("The server on {host} is PostgreSQL {version}; 14 or newer is needed.")
    action = N_("Update the server, or choose another one.")
    remedy = Remedy.UPDATE_PROGRAM
    needs_user = True


class TeamRefused(TeamError):
    """`host` refused a statement; `detail` is its own words."""

    title = N_("The team's database refused a request")
    message = N_("The PostgreSQL on {host} said: {detail}")
    action = N_("Show this to whoever looks after the server, then try again.")
    pauses = True


class ShopOptionsChanged(TeamError):
    """A colleague changed these `settings` of `shop`, which took the place of those here."""

    title = N_("A colleague changed this shop's settings")
    message = N_(
        "The settings of {shop} are the team's. Other ones have just arrived and are in force here now ({settings}); nothing was written by the former ones."
    )
    action = N_("Start it again if you agree; they can be changed under “Edit…” in the window.")
    action_in_commands = N_("Start it again if you agree; they can be changed in the window.")
    pauses = True


class ShopMoved(TeamError):
    """A colleague changed where `shop` or its account is, or who signs in there: `changes`."""

    title = N_("A colleague changed this shop's connection")
    message = N_(
        "In the team, {shop} now has other values: {changes}. Nothing is synced until you agree."
    )
    action = N_(
        "Look at them under “Edit…”, type the passwords that belong to them, and save. No password goes there before."
    )
    action_in_commands = N_(
        "Look at them, and connect the shop with them and the passwords that belong to them. No password goes there before."
    )
    remedy = Remedy.TYPE_SECRETS
    pauses = True
    needs_user = True


class TeamNotTold(TeamError):
    """A change that was saved here but did not reach the team's database; `reason` is the title of why."""

    title = N_("The team does not know of this yet")
    message = N_("It is saved on this computer, but not told to the team: {reason}.")
    action = N_(
        "The team hears of it with the next run of this computer, or while the window is open. Until then the others work with the former values."
    )


class TeamVersions(TeamError):
    """Two changed the same letter, preset or view; one's own are now called `names`."""

    title = N_("A colleague changed the same newsletter or view")
    message = N_("Nothing was lost: what was changed on this computer is now called {names}.")
    action = N_("Compare the two, and delete the one that is not needed.")


class LeaseLost(TeamError):
    """The account was handed to `member` while this run was at work."""

    title = N_("A colleague has taken over the account")
    message = N_(
        "While this computer could not be reached, the right to write to the account went to {member}. Nothing more was written here."
    )
    action = N_("Start again when that run has ended; what is left is done then.")
    pauses = True


class TurnEnded(LeaseLost):
    """The account was handed on while this run was at work, and whoever took it has ended since."""

    title = N_("The account was taken over meanwhile")
    message = N_(
        "While this computer could not be reached, a colleague was at work in the account, or an owner of the team ended this run's turn. Nothing more was written here."
    )
    action = N_("Start again; what is left is done then.")


class AccountLeased(AlreadyRunning):
    """`member` on `computer` writes to the same account, since `since`."""

    title = N_("A colleague is at work in this account")
    message = N_("{member} on {computer} has been writing to the same account since {since}.")
    action = N_(
        "Wait until that run has ended. If the computer is asleep, an owner can end its turn: on the"
        " page Team, or with “shopsync team end SHOP”."
    )


class ScheduleOfColleague(AlreadyRunning):
    """`member` on `computer` runs the schedule of this shop."""

    title = N_("Another computer runs this schedule")
    message = N_("The schedule of this shop is run by {member} on {computer}.")
    action = N_("Take it over on the page Team, if this computer is to do it.")
    action_in_commands = N_(
        "Take it over with “shopsync team schedule SHOP”, if this computer is to do it."
    )
