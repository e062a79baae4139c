"""Failures of the question whether there is a newer version; nothing else suffers from them."""

from __future__ import annotations

from shopsync_gui.core.errors.base import Remedy, ShopSyncError
from shopsync_gui.core.text import N_


class UpdateError(ShopSyncError):
    """The question stays open."""

    title = N_("It is not known whether there is a newer version")
    message = N_("The question was not answered.")
    action = N_("The program goes on as it is. Try again later.")
    remedy = Remedy.WAIT


class UpdateUnavailable(UpdateError):
    """`host` did not give the file, for the reason `detail`, a technical word."""

    message = N_("The address {host} did not answer the question ({detail}).")


class UpdateNotTrusted(UpdateError):
    """An update from `host` that is not signed by the makers of the program."""

    message = N_(
        "What {host} answered is not signed by the makers of the program, and was not taken over."
    )
    action = N_(
        "If this goes on, tell the makers, and get no version from an address you do not know."
    )


class UpdateOutdated(UpdateError):
    """The answer is signed, but an old one: somebody may be holding back a newer version."""

    message = N_("The answer is signed, but out of date, and was not taken over.")
    action = N_("Check this computer's date. If it is right, try again later.")


class UpdateUnreadable(UpdateError):
    """The answer is signed, but in a form that this version does not know."""

    message = N_("The answer has a form that this version does not know.")
    action = N_("There may be a newer version: look at the page from which you have the program.")
    remedy = Remedy.UPDATE_PROGRAM
