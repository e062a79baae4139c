"""All expected errors: what happened, what to do next, and what mends it.

A new error is a class in the module of its branch, a line in this drawing, and a name in the list
below; where it is raised, shown, stored or sent, nothing has to learn of it.

ShopSyncError
├── ServiceError                  services.py
│   ├── AccountRefused            account.py
│   │   ├── NotCarriedOut
│   │   │   └── NotRemoved
│   │   ├── CategoryRefused
│   │   │   └── CategoryLimit
│   │   ├── QuotaReached
│   │   │   └── AllowanceUsed
│   │   └── CreatesRefused
│   │       └── CategoriesRefused
│   ├── ValueNotTaken             account.py
│   ├── AccountListBehind         account.py
│   ├── AccountListIncomplete     account.py
│   │   ├── AccountListEnds
│   │   ├── AccountListLeavesOut
│   │   └── CategoryListIncomplete
│   ├── AccountUsedByOther        account.py
│   ├── NoNetwork                 network.py
│   │   ├── ProxyTrouble
│   │   └── ConnectionNotSafe
│   │       ├── CertificateUnknown
│   │       ├── CertificateExpired
│   │       ├── CertificateOfOther
│   │       ├── EncryptionTooOld
│   │       └── EncryptionMissing
│   ├── ServiceTimeout
│   ├── ServiceDown
│   │   └── AnswersUnusable
│   ├── TooManyRequests
│   │   └── AskedToWait
│   ├── UnexpectedAnswer
│   │   ├── AnswerUnreadable
│   │   └── WebPageInstead
│   ├── ShopFactsMissing
│   ├── ShopNotRecognised
│   ├── AnswerTooLarge
│   │   └── ListTooLarge
│   ├── RedirectRefused
│   ├── ProductFault
│   ├── AnswerLost
│   └── SignInError               sign_in.py
│       ├── UnknownShop
│       │   └── TokenAddressUnknown
│       ├── WrongClientSecret
│       │   └── ClientSecretSwapped
│       ├── MissingScope
│       ├── ShopForbidden
│       ├── WrongAccountPassword
│       └── AccountReadOnly
│           └── AccountPartlyReadOnly
├── InputError                    input.py
│   ├── CommandNotUnderstood      commands.py
│   ├── SecretNotGiven            commands.py
│   ├── AddressNotUnderstood
│   ├── InsecureAddress
│   ├── ShopNotConnected
│   ├── ShopUnclear
│   ├── NoShopConnected
│   ├── NameTaken
│   ├── ConsentMissing
│   ├── RunNotFound
│   ├── NothingToUndo
│   │   ├── RunChangedNothing
│   │   └── UndoNotUndone
│   ├── RunOfOtherAccount
│   │   └── RunOfOtherAddress
│   ├── NothingToRetry
│   ├── PlanMoved
│   ├── ConnectionChanged
│   ├── MoreThanPlanned
│   ├── ExportFormatUnknown
│   ├── FileThere
│   ├── NotABackup
│   │   ├── BackupMissing
│   │   └── BackupRefused
│   ├── ViewUnknown
│   │   └── NoViews
│   ├── ProductsUnknown
│   ├── LetterEmpty
│   │   ├── LetterWithoutProducts
│   │   └── NothingCheaper
│   ├── LetterFormatUnknown
│   ├── TeamAddressWrong          membership.py
│   ├── TeamAlreadyJoined         membership.py
│   ├── TeamNotJoined             membership.py
│   ├── TeamNotThere              membership.py
│   ├── TeamNeedsOwner            membership.py
│   │   └── LastOwnerLeaves
│   ├── NothingToApprove          membership.py
│   ├── TeamMemberUnknown         membership.py
│   ├── SettingUnknown            settings.py
│   └── SettingInvalid            settings.py
├── Cancelled                     commands.py
├── FileNotWritten                files.py
│   ├── FolderMissing
│   ├── FolderForbidden
│   ├── DiskReadOnly
│   ├── DiskFull
│   ├── FileInUse
│   ├── FileNameForbidden
│   ├── FileIsOwnData
│   └── FileIsFolder
├── OutputLost                    files.py
├── MailError                     mail.py
│   ├── MailNotSetUp
│   ├── MailAddressWrong
│   ├── MailPasswordMissing
│   ├── MailServerUnreachable
│   │   ├── MailHungUp
│   │   ├── MailHostUnknown
│   │   └── MailNoNetwork
│   ├── MailNotSecure
│   ├── MailLoginRefused
│   ├── MailAddressRefused
│   ├── MailRefused
│   └── MailOutcomeUnknown
├── Interrupted                   runs.py
├── AlreadyRunning                runs.py
│   ├── JobRunning
│   ├── RunningHere
│   ├── SyncedMeanwhile
│   ├── AccountLeased             team.py
│   └── ScheduleOfColleague       team.py
├── UnexpectedProblem             runs.py
├── SecretError                   secrets.py
│   ├── SecretMissing
│   ├── SecretShared
│   ├── SecretNotText
│   ├── SecretFileUnusable
│   │   ├── SecretFileMissing
│   │   ├── SecretFileForbidden
│   │   └── SecretFileEmpty
│   ├── KeyringLocked
│   ├── KeyringSilent
│   ├── SecretsStay
│   └── NoKeyring
│       ├── SecretNotTaken
│       └── SecretTooLong
├── StoreError                    store.py
│   ├── StoreTooNew
│   ├── StoreDamaged
│   │   ├── StoreEmpty
│   │   ├── StoreIncomplete
│   │   ├── StoreNotAFile
│   │   ├── StoreLinkBroken
│   │   ├── StoreForeign
│   │   └── StoreForeignJournal
│   ├── StoreBusy
│   ├── StoreNotWritten
│   │   ├── StoreFull
│   │   ├── StoreForbidden
│   │   ├── StoreOnReadOnlyDisk
│   │   ├── StoreLogNotRead
│   │   ├── StoreFolderForbidden
│   │   └── StoreFolderBlocked
│   └── FaultySqlite
├── TeamError                     team.py
│   ├── TeamRightMissing
│   │   └── TeamWithoutOwner
│   ├── TeamPasswordMissing
│   ├── TeamPackageMissing
│   ├── TeamUnreachable
│   │   └── TeamNotFound
│   ├── TeamSignInRefused
│   ├── TeamMemberGone
│   ├── TeamNotSecure
│   ├── TeamTooNew
│   ├── TeamRecordTooNew
│   ├── TeamServerTooOld
│   ├── TeamRefused
│   ├── ShopOptionsChanged
│   ├── ShopMoved
│   ├── TeamNotTold
│   ├── TeamVersions
│   └── LeaseLost
│       └── TurnEnded
└── UpdateError                   updates.py
    ├── UpdateUnavailable
    ├── UpdateNotTrusted
    ├── UpdateOutdated
    └── UpdateUnreadable
"""

from __future__ import annotations

# ruff: noqa: F403
from importlib import import_module
from typing import TYPE_CHECKING

from shopsync_gui.core.errors.base import *

if TYPE_CHECKING:
    from shopsync_gui.core.errors.account import *
    from shopsync_gui.core.errors.commands import *
    from shopsync_gui.core.errors.files import *
    from shopsync_gui.core.errors.input import *
    from shopsync_gui.core.errors.mail import *
    from shopsync_gui.core.errors.membership import *
    from shopsync_gui.core.errors.network import *
    from shopsync_gui.core.errors.runs import *
    from shopsync_gui.core.errors.secrets import *
    from shopsync_gui.core.errors.services import *
    from shopsync_gui.core.errors.settings import *
    from shopsync_gui.core.errors.sign_in import *
    from shopsync_gui.core.errors.store import *
    from shopsync_gui.core.errors.team import *
    from shopsync_gui.core.errors.updates import *

#: What is in each module but `base`: it is imported when the first of that is asked for. Most programs
#: meet few errors, and a class takes 20 microseconds to make.
_NAMES = {
    "account": (
        "AccountRefused NotCarriedOut NotRemoved CategoryRefused CategoryLimit ValueNotTaken QuotaReached AllowanceUsed "
        "CreatesRefused CategoriesRefused AccountListBehind AccountListIncomplete AccountListEnds AccountListLeavesOut "
        "CategoryListIncomplete AccountUsedByOther"
    ),
    "commands": "CommandNotUnderstood SecretNotGiven Cancelled",
    "files": (
        "FileNotWritten FolderMissing FolderForbidden DiskReadOnly DiskFull OutputLost "
        "FileInUse FileNameForbidden FileIsOwnData FileIsFolder file_not_written"
    ),
    "input": (
        "InputError AddressNotUnderstood InsecureAddress ShopNotConnected ShopUnclear "
        "NoShopConnected NameTaken ConsentMissing RunNotFound NothingToUndo RunChangedNothing UndoNotUndone "
        "RunOfOtherAccount "
        "RunOfOtherAddress NothingToRetry PlanMoved ConnectionChanged MoreThanPlanned ExportFormatUnknown FileThere NotABackup "
        "BackupMissing BackupRefused ViewUnknown NoViews ProductsUnknown LetterEmpty "
        "LetterWithoutProducts NothingCheaper LetterFormatUnknown"
    ),
    "mail": (
        "MailError MailNotSetUp MailAddressWrong MailPasswordMissing MailServerUnreachable "
        "MailHungUp MailHostUnknown MailNoNetwork MailNotSecure MailLoginRefused "
        "MailAddressRefused MailRefused MailOutcomeUnknown"
    ),
    "membership": (
        "TeamAddressWrong TeamAlreadyJoined TeamNotJoined TeamNotThere TeamNeedsOwner LastOwnerLeaves "
        "NothingToApprove TeamMemberUnknown"
    ),
    "network": (
        "NoNetwork ProxyTrouble ConnectionNotSafe CertificateUnknown CertificateExpired "
        "CertificateOfOther EncryptionTooOld EncryptionMissing"
    ),
    "runs": "Interrupted AlreadyRunning JobRunning RunningHere SyncedMeanwhile UnexpectedProblem",
    "secrets": (
        "SecretError SecretsStay SecretMissing SecretShared SecretNotText SecretFileUnusable SecretFileMissing "
        "SecretFileForbidden SecretFileEmpty KeyringLocked KeyringSilent NoKeyring "
        "SecretNotTaken SecretTooLong"
    ),
    "services": (
        "SALESAUTOPILOT SHOPRENTER ServiceError ServiceTimeout ServiceDown AnswersUnusable TooManyRequests "
        "AskedToWait UnexpectedAnswer AnswerUnreadable WebPageInstead ShopFactsMissing "
        "ShopNotRecognised "
        "AnswerTooLarge ListTooLarge RedirectRefused ProductFault AnswerLost"
    ),
    "settings": "SettingUnknown SettingInvalid",
    "sign_in": (
        "SignInError UnknownShop TokenAddressUnknown WrongClientSecret ClientSecretSwapped MissingScope ShopForbidden "
        "WrongAccountPassword AccountReadOnly AccountPartlyReadOnly"
    ),
    "store": (
        "StoreError StoreTooNew StoreDamaged StoreEmpty StoreIncomplete StoreNotAFile "
        "StoreLinkBroken StoreForeign StoreForeignJournal StoreBusy StoreNotWritten StoreFull StoreForbidden "
        "StoreOnReadOnlyDisk StoreLogNotRead StoreFolderForbidden StoreFolderBlocked store_not_written "
        "folder_not_made FaultySqlite"
    ),
    "team": (
        "TeamError TeamPasswordMissing TeamRightMissing TeamWithoutOwner TeamPackageMissing "
        "TeamUnreachable TeamNotFound TeamSignInRefused TeamMemberGone TeamNotSecure TeamTooNew TeamRecordTooNew "
        "TeamServerTooOld TeamRefused ShopOptionsChanged ShopMoved TeamNotTold TeamVersions "
        "LeaseLost TurnEnded AccountLeased ScheduleOfColleague"
    ),
    "updates": ("UpdateError UpdateUnavailable UpdateNotTrusted UpdateOutdated UpdateUnreadable"),
}
_MODULE_OF = {name: module for module, names in _NAMES.items() for name in names.split()}


def import_all() -> None:
    """Import every error, so that it is known by its name."""
    for module in _NAMES:
        import_module(f"{__name__}.{module}")


if not TYPE_CHECKING:  # which takes any name else to be here

    def __getattr__(name: str) -> object:
        """Import a name when it is asked for the first time."""
        if name not in _MODULE_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = globals()[name] = getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
        return found
