"""Missing secrets, and no safe place to keep them."""

from __future__ import annotations

from shopsync_gui.core.errors.base import Remedy, ShopSyncError
from shopsync_gui.core.text import N_


class SecretError(ShopSyncError):
    """A password or secret is not at hand."""

    remedy = Remedy.TYPE_SECRETS
    needs_user = True
    pauses = True


class SecretMissing(SecretError):
    """Of `shop` the secrets of these `kinds` are not stored; their names are parted by spaces."""

    title = N_("A password is needed")
    message = N_("The secrets of “{shop}” are not stored on this computer.")
    action = N_("Type them again under “Edit…” in the shop's menu.")
    action_in_commands = N_("Type them again: shopsync connect {shop}")


class SecretShared(SecretError):
    """`source` names no shop, and `shop` signs in otherwise than another one."""

    title = N_("One password for several webshops")
    message = N_(
        "{source} is for one webshop only, and several with logins of their own are connected."
        " It was not used for “{shop}”."
    )
    action = N_("Give each webshop its own: {own}")
    remedy = Remedy.CORRECT_INPUT  # it comes before what is typed


class SecretNotText(SecretError):
    """The bytes of the environment's `variable` are no text in UTF-8."""

    title = N_("A variable of the environment cannot be read")
    message = N_("{variable} is to hold a secret, and is not a text in UTF-8.")
    action = N_("Set it anew, as text in UTF-8.")
    remedy = Remedy.CORRECT_INPUT  # it comes before what is typed


class SecretFileUnusable(SecretError):
    """The file `path` that is to hold a secret cannot be read, or not as text."""

    title = N_("The file with the secret cannot be used")
    message = N_("The program cannot read this file: {path}")
    action = N_("Check the file. The secret is its first line, as plain text in UTF-8.")
    remedy = Remedy.CORRECT_INPUT  # it comes before what is typed


class SecretFileMissing(SecretFileUnusable):
    """There is no file at `path`."""

    message = N_("There is no such file: {path}")
    action = N_("Check the path, or put the secret into the first line of a file there.")


class SecretFileForbidden(SecretFileUnusable):
    """The user `user`, as whom the program runs, may not read the file at `path`."""

    message = N_("The user {user}, as whom the program runs, may not read this file: {path}")
    action = N_("Give that user the file, or the right to read it, and nobody else.")


class SecretFileEmpty(SecretFileUnusable):
    """The first line of the file at `path` is empty."""

    message = N_("The first line of this file is empty: {path}")
    action = N_("Put the secret into its first line.")


class KeyringLocked(SecretError):
    """The computer's place for secrets is locked."""

    title = N_("The password store is locked")
    message = N_("The operating system's password store is locked, so the secrets cannot be read.")
    action = N_("Unlock the password store, then try again. Nothing has to be typed again.")
    remedy = Remedy.RETRY
    needs_user = False


class KeyringSilent(SecretError):
    """The computer's place for secrets does not answer, or fails."""

    title = N_("The password store does not answer")
    message = N_("The operating system's password store did not give the secrets in time.")
    action = N_(
        "See whether it asks for its password in another window, then try again. "
        "Nothing has to be typed again."
    )
    remedy = Remedy.RETRY
    needs_user = False


class SecretsStay(SecretError):
    """The passwords of the disconnected shop `shop` could not be removed from the computer's place for secrets."""

    title = N_("The passwords of {shop} are still in the password store")
    message = N_(
        "The shop is disconnected, but the operating system's password store did not remove its passwords."
    )
    action = N_(
        "Remove the entries whose names begin with ShopSync {shop} in the password store yourself."
    )
    remedy = Remedy.CORRECT_INPUT


class NoKeyring(SecretError):
    """The computer has no working safe place for secrets."""

    title = N_("No password store on this computer")
    message = N_("The operating system offers no place where passwords can be kept safely.")
    action = N_(
        "Keep them only until the program is closed, or install a password store. They are never written to a plain file."
    )


class SecretNotTaken(NoKeyring):
    """The computer's place for secrets is locked, fails or does not answer."""

    title = N_("The password store did not take the password")
    message = N_("The operating system's password store is locked, has failed or does not answer.")
    action = N_(
        "See whether it asks for its password in another window, then try again; or keep the password "
        "only until the program is closed."
    )


class SecretTooLong(NoKeyring):
    """The password store takes `most` bytes for one secret, and this one has `size`."""

    title = N_("The password is too long for this computer")
    message = N_(
        "The password store of Windows keeps {most} bytes for one password; this one takes {size}."
    )
    action = N_(
        "Check that nothing else was pasted with it, or keep it only until the program is closed."
    )
