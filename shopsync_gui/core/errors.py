"""One tree of errors, so that every front end can say what happened and what to do next.

ShopSyncError
├── InputError           AddressNotUnderstood, InsecureAddress, ShopNotConnected, RunNotFound,
│                        ConsentMissing, NameTaken, NotABackup
├── ServiceError         NoNetwork, ServiceTimeout, ServiceDown, TooManyRequests,
│   │                    UnexpectedAnswer, AnswerTooLarge, RedirectRefused
│   ├── SignInError      UnknownShop, WrongClientSecret, MissingScope, ShopForbidden,
│   │                    WrongAccountPassword
│   ├── AccountRefused   QuotaReached
│   ├── AccountListBehind
│   └── AnswerLost       (a write whose outcome is unknown; never shown as such)
├── SecretError          SecretMissing, NoKeyring
├── StoreError           StoreTooNew, StoreDamaged, StoreBusy, StoreFull, FaultySqlite
├── AlreadyRunning, OtherAccount, ShopKeepsChanging
└── UnexpectedProblem    (a fault of the program itself)
"""

from __future__ import annotations

import errno
from pathlib import Path
from typing import ClassVar

import msgspec

from shopsync_gui.core.text import N_, translate

SHOPRENTER = "Shoprenter"
SALESAUTOPILOT = "SalesAutopilot"


class Problem(msgspec.Struct, frozen=True):
    """An error as it is kept: the class name and its values, so that any language can show it."""

    code: str
    values: dict[str, str]

    @property
    def title(self) -> str:
        """A few words: what kind of problem it is."""
        return _fill(_class(self.code).title, self.values)

    @property
    def message(self) -> str:
        """What happened."""
        return _fill(_class(self.code).message, self.values)

    @property
    def action(self) -> str:
        """What the user can do next."""
        return _fill(_class(self.code).action, self.values)


class ShopSyncError(Exception):
    """An expected error. `pauses` means: nothing is wrong with the data, the run can go on later."""

    title: ClassVar[str] = N_("Something went wrong")
    message: ClassVar[str] = N_("The operation could not be completed.")
    action: ClassVar[str] = N_("Try again. Nothing has been lost.")
    pauses: ClassVar[bool] = False

    def __init__(self, **values: object) -> None:
        self.values = {key: str(value) for key, value in values.items()}
        super().__init__(type(self).__name__, self.values)

    @property
    def problem(self) -> Problem:
        """The error in the form that is stored and shown."""
        return Problem(type(self).__name__, self.values)

    def __str__(self) -> str:
        problem = self.problem
        return f"{problem.title}: {problem.message} {problem.action}"


# --- input -------------------------------------------------------------------------------------


class InputError(ShopSyncError):
    """What the user typed cannot be used."""


class AddressNotUnderstood(InputError):
    """`address` names no shop."""

    title = N_("This does not look like a shop address")
    message = N_("The name of a Shoprenter shop cannot be told from “{address}”.")
    action = N_(
        "Type the shop's name as it stands in the address of its admin: name.myshoprenter.hu/admin."
    )


class InsecureAddress(InputError):
    """`address` is not https and not on this computer."""

    title = N_("The address is not secure")
    message = N_(
        "“{address}” does not start with https://, so the password could be read on the way."
    )
    action = N_("Use an address that starts with https://.")


class ShopNotConnected(InputError):
    """No connection is called `shop`."""

    title = N_("This shop is not connected")
    message = N_("No connected shop is called “{shop}”.")
    action = N_("Check the name, or connect the shop first.")


class RunNotFound(InputError):
    """No run has the number `run`."""

    title = N_("There is no such run")
    message = N_("The history has no run number {run}.")
    action = N_("Look up the number in the sync history.")


class NothingToUndo(InputError):
    """`run` is of a kind that writes nothing, or is an undo itself."""

    title = N_("This run cannot be undone")
    message = N_("Run {run} wrote no products that could be given back.")
    action = N_("Choose a product sync from the sync history.")


class NothingToRetry(InputError):
    """No product with the SKU `sku`, or none at all, failed or was skipped."""

    title = N_("There is nothing to try again")
    message = N_("No product failed or was skipped (asked for: {sku}).")
    action = N_("Start a product sync to bring over what changed in the shop.")


class PlanMoved(InputError):
    """The plan that the user agreed to is no longer what would be done."""

    title = N_("The plan has changed meanwhile")
    message = N_("Something was changed after the plan was shown, so nothing was written.")
    action = N_("Look at the new plan and start again.")


class Interrupted(ShopSyncError):
    """The program ended while the run was at work."""

    title = N_("The run was interrupted")
    message = N_("The program ended before the run did. What was done until then is kept.")
    action = N_("Start it again; a sync goes on where it stopped.")
    pauses = True


class ConsentMissing(InputError):
    """A writing job was asked for without consent."""

    title = N_("Consent is needed")
    message = N_(
        "A sync writes to the SalesAutopilot account, so it starts only with your consent."
    )
    action = N_("Tick the box in the window, or add --yes on the command line.")


class NameTaken(InputError):
    """The shop `shop` is connected already."""

    title = N_("This shop is connected already")
    message = N_("“{shop}” is among the connected shops.")
    action = N_("Edit the existing connection, or disconnect it first.")


# --- the two services --------------------------------------------------------------------------


class ServiceError(ShopSyncError):
    """One of the services did not do what was asked. `service` is its name."""


class NoNetwork(ServiceError):
    """`host` cannot be reached."""

    title = N_("No connection to {service}")
    message = N_("The address {host} could not be reached.")
    action = N_(
        "Check the internet connection and the address, then try again. A sync that has begun goes on where it stopped."
    )
    pauses = True


class ProxyTrouble(NoNetwork):
    """`proxy` did not open the way to `host`; `detail` is empty, or what it said in brackets."""

    title = N_("The proxy opens no way to {service}")
    message = N_("The proxy {proxy} did not open a connection to {host}{detail}.")
    action = N_(
        "Check the proxy's address on the General page, or leave it empty where none is needed."
    )


class ServiceTimeout(ServiceError):
    """`service` did not answer in time."""

    title = N_("{service} does not answer")
    message = N_("{service} did not answer in time, even after several tries.")
    action = N_("Wait a few minutes and try again. A sync that has begun goes on where it stopped.")
    pauses = True


class ServiceDown(ServiceError):
    """`service` answered with the HTTP status `status` (5xx) on every try."""

    title = N_("{service} is not available")
    message = N_("{service} reports a fault of its own (HTTP {status}).")
    action = N_("Wait a few minutes and try again. A sync that has begun goes on where it stopped.")
    pauses = True


class TooManyRequests(ServiceError):
    """`service` kept answering 429."""

    title = N_("{service} asks for patience")
    message = N_("{service} refuses requests for now because too many arrived.")
    action = N_("Close other programs that use the same access, and try again in a few minutes.")
    pauses = True


class UnexpectedAnswer(ServiceError):
    """`service` sent something that is not what its contract says; `detail` is short and safe."""

    title = N_("Unexpected answer from {service}")
    message = N_("{service} sent an answer that the program cannot read: {detail}")
    action = N_(
        "Check the address. If it is right, try again later; nothing was changed by this answer."
    )


class AnswerTooLarge(ServiceError):
    """An answer of `service` went over the limit of `megabytes`."""

    title = N_("The answer of {service} is too large")
    message = N_(
        "An answer of {service} was larger than {megabytes} MB, so it was not read to its end."
    )
    action = N_("Choose a smaller page size in the settings and try again.")


class RedirectRefused(ServiceError):
    """`service` tried to send the request to `host`."""

    title = N_("{service} points to another address")
    message = N_(
        "The answer wanted to send the request on to {host}. It was not followed, so no password left for there."
    )
    action = N_("Check the address of the connection.")


class SignInError(ServiceError):
    """The service does not let us in."""

    pauses = True


class UnknownShop(SignInError):
    """The token service knows no shop called `shop`."""

    title = N_("Unknown shop")
    message = N_("Shoprenter knows no shop called “{shop}”.")
    action = N_("Check the shop's name: it is the first part of the name.myshoprenter.hu address.")


class WrongClientSecret(SignInError):
    """The shop refused the client id and secret."""

    title = N_("Shoprenter refused the client id or secret")
    message = N_("The shop “{shop}” does not accept this client id and client secret.")
    action = N_("Copy both again from the shop's admin: Beállítások > API beállítások.")


class MissingScope(SignInError):
    """The client lacks the read permission `scope`."""

    title = N_("A permission is missing")
    message = N_("The API client of the shop “{shop}” lacks the permission {scope}.")
    action = N_("Tick it in the shop's admin under Beállítások > API beállítások, then try again.")


class ShopForbidden(SignInError):
    """The shop refuses the API as a whole."""

    title = N_("The shop refuses API access")
    message = N_("The shop “{shop}” gave access but then refused the request.")
    action = N_("Check in the shop's admin that the API is enabled and the package includes it.")


class WrongAccountPassword(SignInError):
    """SalesAutopilot refused `user` and the password."""

    title = N_("SalesAutopilot refused the user name or password")
    message = N_("SalesAutopilot does not accept the API user “{user}” with this password.")
    action = N_("Copy the API key pair again: Beállítások > Integráció > API kulcsok.")


class AccountRefused(ServiceError):
    """SalesAutopilot refused one write; `status` is the HTTP status, `detail` its own words."""

    title = N_("SalesAutopilot refused a product")
    message = N_("SalesAutopilot did not accept “{name}” (HTTP {status}: {detail}).")
    action = N_("Check the product's data in the shop, then retry it.")


class QuotaReached(AccountRefused):
    """The account's package holds no more products."""

    title = N_("The account's package is full")
    message = N_(
        "SalesAutopilot accepts no more products in this package. What is left has been kept for later."
    )
    action = N_("Upgrade the package or make room in the account, then continue the sync.")
    pauses = True


class AccountListBehind(ServiceError):
    """The account's product list keeps lacking products that the account has."""

    title = N_("The account's product list is incomplete")
    message = N_(
        "SalesAutopilot's list lacks products that it shows one by one, even after a wait."
    )
    action = N_("Wait a few minutes and continue. Nothing is created twice meanwhile.")
    pauses = True


class AccountListIncomplete(ServiceError):
    """The account's list does not show what was created in it: it does not hold everything."""

    title = N_("The account's list is incomplete")
    message = N_(
        "SalesAutopilot created something that its list does not show, even after a wait. What the list lacks may be there all the same, so nothing else is created."
    )
    action = N_(
        "Start the sync again later. If it ends the same way, ask SalesAutopilot's support how many products the list of the API can hold."
    )


class AccountUsedByOther(ServiceError):
    """Another program goes on creating products in the account."""

    title = N_("Another program writes into this account")
    message = N_(
        "New products keep appearing in the account that this program did not create. Going on would create them twice."
    )
    action = N_(
        "Let the other program finish, or stop it: another computer with this program, or the built-in sync of SalesAutopilot. Then continue."
    )
    pauses = True


class AnswerLost(ServiceError):
    """A write was sent and its answer was lost: whether it was done is unknown."""

    title = N_("An answer of {service} was lost")
    message = N_("It is not known yet whether {service} carried out the last write.")
    action = N_("The program will look it up in the account before it writes again.")
    pauses = True


# --- secrets -----------------------------------------------------------------------------------


class SecretError(ShopSyncError):
    """A password or secret is not at hand."""

    pauses = True


class SecretMissing(SecretError):
    """No secret is stored for `shop`."""

    title = N_("A password is needed")
    message = N_("The secrets of “{shop}” are not stored on this computer.")
    action = N_("Type them again under “Edit…” in the shop's menu.")


class NoKeyring(SecretError):
    """The computer has no working safe place for secrets."""

    title = N_("No password store on this computer")
    message = N_("The operating system offers no place where passwords can be kept safely.")
    action = N_(
        "Keep them only until the program is closed, or install a password store. They are never written to a plain file."
    )


# --- the local database ------------------------------------------------------------------------


class StoreError(ShopSyncError):
    """The local database cannot be used."""


class StoreTooNew(StoreError):
    """The file was made by a newer program."""

    title = N_("The data were made by a newer version")
    message = N_("The database at {path} was written by a newer version of ShopSync.")
    action = N_("Install the newest version. The data were not touched.")


class StoreDamaged(StoreError):
    """The file at `path` is not a sound database; `detail` says what was found, for the log."""

    title = N_("The local database is damaged")
    message = N_("The file {path} cannot be read as a database: it is damaged or incomplete.")
    action = N_(
        "Restore a backup from the backups folder beside it. The shop and the account were not touched."
    )


class StoreBusy(StoreError):
    """Another program holds the database."""

    title = N_("The local database is in use")
    message = N_("Another program is holding the database at {path}.")
    action = N_("Close the other program and try again. Nothing has been lost.")
    pauses = True


class NotABackup(InputError):
    """The file at `path` is no database of this program."""

    title = N_("This file is not a backup of ShopSync")
    message = N_("{path} does not hold ShopSync's data, or it is damaged.")
    action = N_("Choose a file that “Back up now” has written. Nothing was changed.")


class StoreFull(StoreError):
    """The disk is full, or may not be written; `detail` is for the log."""

    title = N_("The local database cannot be written")
    message = N_("Nothing could be written to {path}.")
    action = N_(
        "Make room on the disk or check its permissions, then continue. Nothing has been lost."
    )
    pauses = True


class FaultySqlite(StoreError):
    """The SQLite library `version` has a fault that can lose data."""

    title = N_("This SQLite version is not safe")
    message = N_(
        "SQLite {version} has a known fault that can damage data, so the program does not use it."
    )
    action = N_("Install the program again.")


# --- runs --------------------------------------------------------------------------------------


class FileNotWritten(ShopSyncError):
    """A file the user asked for at `path` could not be written; nothing half-written is left."""

    title = N_("The file could not be written")
    message = N_("{path} could not be written.")
    action = N_("Choose another folder, or make room on the disk, and try again.")


class FolderMissing(FileNotWritten):
    """The folder of `path` does not exist."""

    message = N_("The folder does not exist: {path}")
    action = N_("Choose a folder that exists, or make it first.")


class FolderForbidden(FileNotWritten):
    """The user may not write `path`."""

    message = N_("Your account on this computer may not write there: {path}")
    action = N_("Choose another folder.")


class DiskFull(FileNotWritten):
    """There is no room for `path`."""

    message = N_("There is no room left on the disk: {path}")
    action = N_("Make room on the disk, or choose another folder, and try again.")


_REFUSALS: dict[int | None, type[FileNotWritten]] = {
    errno.ENOENT: FolderMissing,
    errno.ENOTDIR: FolderMissing,
    errno.EACCES: FolderForbidden,
    errno.EPERM: FolderForbidden,
    errno.EROFS: FolderForbidden,
    errno.ENOSPC: DiskFull,
    errno.EDQUOT: DiskFull,
}


def file_not_written(path: object, error: OSError) -> FileNotWritten:
    """Why the system did not write a file, in the program's words; `detail` is for the log."""
    kind = _REFUSALS.get(error.errno, FileNotWritten)
    where = Path(str(path)).parent if kind is FolderMissing else path
    return kind(path=where, detail=error.strerror or type(error).__name__)


class ExportFormatUnknown(InputError):
    """The file `path` has an ending that says neither CSV nor XLSX."""

    title = N_("This kind of file cannot be written")
    message = N_("{path} is neither a .csv nor an .xlsx file.")
    action = N_("Choose a name that ends in .csv or .xlsx.")


class AlreadyRunning(ShopSyncError):
    """Another run works on the same data."""

    title = N_("A sync is running already")
    message = N_("Another window or command is working with the same data.")
    action = N_("Wait until it is ready, or cancel it there.")


class OtherAccount(ShopSyncError):
    """The connection answers with another shop or account than before."""

    title = N_("This is another account")
    message = N_("The connection now leads to {found}, but it used to lead to {expected}.")
    action = N_(
        "Check the connection under “Edit…”. If the change is intended, start a product sync: it shows what would change and asks before it writes."
    )


class ShopKeepsChanging(ShopSyncError):
    """The catalogue did not hold still for a complete read."""

    title = N_("The shop is changing all the time")
    message = N_(
        "The number of products kept changing while they were read, so no complete list could be made."
    )
    action = N_("Try again when no import is running in the shop.")
    pauses = True


class UnexpectedProblem(ShopSyncError):
    """A fault of the program; `detail` names the exception without any data, for the log."""

    title = N_("An unexpected fault")
    message = N_("The program met a fault that it was not prepared for.")
    action = N_(
        "Try again. If it returns, report it with the log of the program. Nothing has been lost."
    )


def _subclasses(parent: type[ShopSyncError]) -> dict[str, type[ShopSyncError]]:
    found = {parent.__name__: parent}
    for child in parent.__subclasses__():
        found |= _subclasses(child)
    return found


def _class(code: str) -> type[ShopSyncError]:
    return _subclasses(ShopSyncError).get(code, ShopSyncError)


class _Gaps(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "–"


def _fill(msgid: str, values: dict[str, str]) -> str:
    return translate(msgid).format_map(_Gaps(values))
