"""Reasons for a run that does not begin, or does not come to its end."""

from __future__ import annotations

from shopsync_gui.core.errors.base import Remedy, ShopSyncError
from shopsync_gui.core.text import N_


class Interrupted(ShopSyncError):
    """The program ended while the run was at work."""

    title = N_("The run was interrupted")
    message = N_("The program ended before the run did. What was done until then is kept.")
    action = N_("Start it again; nothing is done twice.")
    pauses = True


class AlreadyRunning(ShopSyncError):
    """Another run works on the same data; one that is met in the middle of a run makes this wait."""

    pauses = True
    title = N_("Another job is running already")
    message = N_("Another window or command is working with the same data.")
    action = N_("Wait until it is ready, or cancel it there.")
    remedy = Remedy.WAIT


class JobRunning(AlreadyRunning):
    """Another run, `what` and no sync, works on the same shop or account."""

    message = N_("Another window or command is at work with the same data: {what}.")


class RunningHere(AlreadyRunning):
    """A job of the same window works on the data."""

    message = N_("This window itself is at work with the same data.")
    action = N_("Wait until that has ended, or cancel it on the webshop's card, then try again.")


class SyncedMeanwhile(AlreadyRunning):
    """Another program has done what was due for the shop, before this job's turn came."""

    title = N_("Another program has synced this webshop already")
    message = N_("What was due has been done meanwhile, by another window or command.")
    action = N_("Nothing needs to be done.")


class UnexpectedProblem(ShopSyncError):
    """A fault of the program; `detail` names the exception without any data, for the log."""

    title = N_("An unexpected fault")
    message = N_("The program met a fault that it was not prepared for.")
    action = N_(
        "Try again. If it returns, report it with the log of the program. Nothing has been lost."
    )
