"""Errors of what was typed or chosen."""

from __future__ import annotations

from shopsync_gui.core.errors.base import Remedy, ShopSyncError
from shopsync_gui.core.text import N_


class InputError(ShopSyncError):
    """Something that the user typed or chose cannot be used."""

    remedy = Remedy.CORRECT_INPUT
    needs_user = True


class AddressNotUnderstood(InputError):
    """`address` names no shop."""

    title = N_("This does not look like a shop address")
    message = N_("The name of a Shoprenter shop cannot be told from “{address}”.")
    action = N_(
        "Type the shop's name as it appears in the address of its admin: "
        "name.myshoprenter.hu/admin."
    )


class InsecureAddress(InputError):
    """`address` is not https and not on this computer."""

    title = N_("The address is not secure")
    message = N_(
        "“{address}” does not start with https://, so the password could be read on the way."
    )
    action = N_("Use an address that starts with https://.")
    remedy = Remedy.EDIT_CONNECTION


class ShopNotConnected(InputError):
    """No connection is called `shop`."""

    title = N_("This shop is not connected")
    message = N_("No connected shop is called “{shop}”.")
    action = N_("Check the name, or connect the shop first.")


class ShopUnclear(InputError):
    """Several connections may be meant by `shop`; `known` are their names."""

    title = N_("It is not clear which shop is meant")
    message = N_("“{shop}” may be any of these: {known}")
    action = N_("Give one of these names.")


class NoShopConnected(InputError):
    """A shop is needed, and none is connected in the data folder `folder`."""

    title = N_("No shop is connected yet")
    message = N_("The data folder {folder} has no shop.")
    action = N_(
        "Connect one in the window, or with: shopsync connect SHOP --client-id ID --sa-user USER"
    )


class NameTaken(InputError):
    """The shop `shop` is connected already."""

    title = N_("This shop is connected already")
    message = N_("“{shop}” is among the connected shops.")
    action = N_("Edit the existing connection, or disconnect it first.")


class ConsentMissing(InputError):
    """A writing job was asked for without consent."""

    title = N_("Consent is needed")
    message = N_("This writes to the SalesAutopilot account, so it starts only with your consent.")
    action = N_("Tick the box, then start it again.")
    action_in_commands = N_("Give the same command with --yes.")


class RunNotFound(InputError):
    """No run has the number `run`."""

    title = N_("There is no such run")
    message = N_("The history has no run number {run}.")
    action = N_("Look up the number in the sync history.")


class NothingToUndo(InputError):
    """`run` is of a kind that writes nothing, or too old."""

    title = N_("This run cannot be undone")
    message = N_(
        "Run {run} wrote no products that could be given back, or what it wrote is not kept any"
        " more."
    )
    action = N_("Choose a product sync from the sync history.")


class RunChangedNothing(NothingToUndo):
    """`run` could have written, and found nothing to write or came to no write."""

    message = N_("Run {run} changed no product of the account, so there is nothing to give back.")
    action = N_("If another run is meant, choose one from the sync history that wrote something.")


class UndoNotUndone(NothingToUndo):
    """`run` is an undo itself."""

    message = N_(
        "Run {run} is an undo itself. What it took back, the next product sync writes again."
    )
    action = N_("Start a product sync, or choose one from the sync history.")


class RunOfOtherAccount(InputError):
    """`run` wrote to `former`, another account than the present one of `shop`, by the API user `user`."""

    title = N_("This sync wrote to another account")
    message = N_(
        "Run {run} wrote to the account of the API user {user}, but the connection now leads to that"
        " of another one: {now}"
    )
    action = N_(
        "To undo it, put the former API user back under “Edit…”, undo it, and put the present one in"
        " again."
    )
    action_in_commands = N_(
        "To undo it, connect the shop with the former API user again, undo it, and connect it with the present one."
    )
    remedy = Remedy.EDIT_CONNECTION


class RunOfOtherAddress(RunOfOtherAccount):
    """`run` wrote to the account `former`, by the same API user at another address than `now`."""

    message = N_(
        "Run {run} wrote to the account {former}, but the connection now leads to another one: {now}"
    )
    action = N_(
        "To undo it, put the former SalesAutopilot address back under “Edit…”, undo it, and put the"
        " present one in again."
    )
    action_in_commands = N_(
        "To undo it, connect the shop with the former SalesAutopilot address again, undo it, and connect it with the present one."
    )


class NothingToRetry(InputError):
    """No product of the shop with the SKU `sku` failed or was skipped."""

    title = N_("There is nothing to try again")
    message = N_("No failed or skipped product of the shop has this SKU: {sku}")
    action = N_(
        "Start a product sync to bring over what changed in the shop; what only old orders know comes"
        " with their import."
    )


class PlanMoved(InputError):
    """The plan that the user agreed to is no longer what would be done."""

    title = N_("The plan has changed meanwhile")
    message = N_(
        "Something has changed since the plan was shown, so nothing of the new plan was written."
    )
    action = N_("Look at the new plan and start again.")
    remedy = Remedy.PREVIEW_AGAIN


class ConnectionChanged(InputError):
    """The connection that the user edits is no longer as it was when the user began."""

    title = N_("The connection or its options have changed meanwhile")
    message = N_(
        "Somebody has changed, or removed, the connection since it was opened here, so nothing that"
        " stands here was saved."
    )
    action = N_("Close this and open “Edit…” again: then you see the connection as it is now.")
    action_in_commands = N_(
        "Look with “shopsync status” how it stands now, and connect the shop again."
    )


class MoreThanPlanned(InputError):
    """While the plan that the user agreed to was carried out, there came more to be written than it says."""

    title = N_("There is more to write than the plan said")
    message = N_(
        "While the plan was carried out, something else changed in SalesAutopilot or in the shop."
        " What you had not seen in the plan was not written."
    )
    action = N_("Look at the new plan and start again.")
    remedy = Remedy.PREVIEW_AGAIN


class ExportFormatUnknown(InputError):
    """The file `path` has an ending that says neither CSV nor XLSX."""

    title = N_("This kind of file cannot be written")
    message = N_("{path} is neither a .csv nor an .xlsx file.")
    action = N_("Choose a name that ends in .csv or .xlsx.")


class FileThere(InputError):
    """A file is at `path`, and nobody agreed to its being replaced."""

    title = N_("There is such a file already")
    message = N_("It would be replaced: {path}")
    action = N_("Choose another name, or add --yes to replace it. Nothing was changed.")


class NotABackup(InputError):
    """The file at `path` is no database of this program."""

    title = N_("This file is not a backup of ShopSync")
    message = N_("{path} does not hold ShopSync's data, or it is damaged.")
    action = N_("Choose a file that “Back up now” has written. Nothing was changed.")


class BackupMissing(NotABackup):
    """There is no file at `path`."""

    title = N_("There is no such file")
    message = N_("{path} does not exist.")
    action = N_("Check the folder and the name of the file. Nothing was changed.")


class BackupRefused(NotABackup):
    """A database of this program at `path` that must not take the place of today's; `detail` says why."""

    title = N_("This backup cannot be used")
    message = N_("{path} was refused: {detail}.")


class ViewUnknown(InputError):
    """No saved view is called `view`; `known` are the names of those there are."""

    title = N_("There is no such view")
    message = N_("No saved view of the products is called “{view}”.")
    action = N_("Give one of these names: {known}.")


class NoViews(ViewUnknown):
    """A view `view` is wanted, and none has been saved."""

    message = N_("No saved view of the products is called “{view}”: none has been saved yet.")
    action = N_("Save one on the page Products of the window, or name the products.")


class ProductsUnknown(InputError):
    """No product has any of the SKUs that were named; `skus` lists them."""

    title = N_("No such product was found")
    message = N_("No product has this SKU: {skus}")
    action = N_("Look the SKUs up with: shopsync products --search TEXT. Nothing was written.")


class LetterEmpty(InputError):
    """No product that was chosen can stand in a newsletter."""

    title = N_("The newsletter would be empty")
    message = N_("None of these products can be in a newsletter.")
    action = N_("Choose products that are sold in the shop and have a price and a secure link.")


class LetterWithoutProducts(LetterEmpty):
    """No product was put into a newsletter yet."""

    message = N_("There is no product in the newsletter yet.")
    action = N_("Add products to it first.")


class NothingCheaper(LetterEmpty):
    """No product became cheaper since `day`."""

    message = N_("No product of the shop has become cheaper since {day}.")
    action = N_("Choose an earlier day, or name the products.")


class LetterFormatUnknown(InputError):
    """The file `path` has an ending that says neither HTML nor plain text."""

    title = N_("This kind of file cannot be written")
    message = N_("{path} is neither an .html nor a .txt file.")
    action = N_("Choose a name that ends in .html or .txt.")
