"""Failures of sending a message."""

from __future__ import annotations

from shopsync_gui.core.errors.base import Remedy, ShopSyncError
from shopsync_gui.core.text import N_


class MailError(ShopSyncError):
    """A message could not be handed over; what may be tried again is."""

    remedy = Remedy.EDIT_SETTINGS
    needs_user = True


class MailNotSetUp(MailError):
    """No server, sender or recipient is given."""

    title = N_("E-mail is not set up")
    message = N_("The mail server, the sender or the recipient is missing.")
    action = N_("Fill in the e-mail settings on the Notifications page.")


class MailAddressWrong(MailError):
    """`address`, given as the sender or a recipient, is none."""

    title = N_("This is not an e-mail address")
    message = N_("No message can go to or from “{address}”.")
    action = N_("Correct it among the sender and the recipients.")


class MailPasswordMissing(MailError):
    """`user` has no password in the keyring."""

    title = N_("The e-mail password is missing")
    message = N_("There is no password for “{user}” in the keyring of this computer.")
    action = N_("Type the password again on the Notifications page.")


class MailServerUnreachable(MailError):
    """`host`:`port` does not answer; `detail` says how, for the log."""

    title = N_("The mail server cannot be reached")
    message = N_("{host}:{port} does not answer.")
    action = N_("Check the server's name, the port and the network connection.")
    needs_user = False


class MailHungUp(MailServerUnreachable):
    """`host`:`port` ended the connection before it had taken the message."""

    title = N_("The mail server ended the connection")
    message = N_("{host}:{port} answered, but did not go on. The message was not sent.")
    action = N_("Check the server's name, the port and the kind of encryption.")


class MailHostUnknown(MailServerUnreachable):
    """No computer is called `host`."""

    title = N_("There is no such mail server")
    message = N_("No server is called “{host}”.")
    action = N_("Check the mail server's name on the Notifications page.")


class MailNoNetwork(MailServerUnreachable):
    """There is no way from this computer to `host`."""

    title = N_("No network for e-mail")
    message = N_("This computer has no network connection to this address: {host}")
    action = N_("Check the internet connection. Messages that wait are tried again.")
    remedy = Remedy.WAIT


class MailNotSecure(MailError):
    """The connection to `host` cannot be protected; `detail` says why, for the log."""

    title = N_("The connection to the mail server is not secure")
    message = N_(
        "No encrypted connection to {host} could be made. Neither the password nor the message was sent."
    )
    action = N_("Check the server's name, the port and the kind of encryption.")


class MailLoginRefused(MailError):
    """The server refused `user`; `detail` is its answer."""

    title = N_("The mail server refused the user name or the password")
    message = N_("Its answer for “{user}”: {detail}")
    action = N_("Type the password again. Some providers want an app password of its own.")


class MailAddressRefused(MailError):
    """The server refused `address`; `detail` is its answer."""

    title = N_("The mail server refused an address")
    message = N_("Its answer for “{address}”: {detail}")
    action = N_("Check the sender and the recipients.")


class MailRefused(MailError):
    """The server did not take the message; `detail` is its answer."""

    title = N_("The mail server did not take the message")
    message = N_("Its answer: {detail}")
    action = N_("Try again later, or ask the provider.")
    remedy = Remedy.RETRY
    needs_user = False


class MailOutcomeUnknown(MailError):
    """The connection broke after the message had left; it is not sent a second time."""

    title = N_("The message has perhaps been sent")
    message = N_("The connection broke before the mail server confirmed the message.")
    action = N_("Look into the mailbox. It is not sent again, so that nobody gets it twice.")
    remedy = Remedy.RETRY
    needs_user = False
