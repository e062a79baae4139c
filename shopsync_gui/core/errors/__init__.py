"""All expected errors: what happened, what to do next, and what mends it.

A new error is a class in the module of its branch, and a line in this drawing; where it is raised,
shown, stored or sent, nothing has to learn of it.

ShopSyncError
├── ServiceError                  services.py
│   ├── AccountRefused            account.py
│   │   ├── QuotaReached
│   │   └── CreatesRefused
│   ├── ValueNotTaken             account.py
│   ├── AccountListBehind         account.py
│   ├── AccountListIncomplete     account.py
│   │   ├── AccountListEnds
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
│   ├── TooManyRequests
│   │   └── AskedToWait
│   ├── UnexpectedAnswer
│   │   ├── AnswerUnreadable
│   │   └── WebPageInstead
│   ├── ShopFactsMissing
│   ├── AnswerTooLarge
│   │   └── ListTooLarge
│   ├── RedirectRefused
│   ├── ProductFault
│   ├── AnswerLost
│   └── SignInError               sign_in.py
│       ├── UnknownShop
│       ├── WrongClientSecret
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
│   ├── RunOfOtherAccount
│   │   └── RunOfOtherAddress
│   ├── NothingToRetry
│   ├── PlanMoved
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
│   │   └── NothingCheaper
│   ├── LetterFormatUnknown
│   ├── SettingUnknown            settings.py
│   ├── SettingInvalid            settings.py
│   ├── TeamAddressWrong          team.py
│   ├── TeamPasswordMissing       team.py
│   ├── TeamAlreadyJoined         team.py
│   ├── TeamNotJoined             team.py
│   ├── TeamNotThere              team.py
│   ├── TeamRightMissing          team.py
│   ├── TeamNeedsOwner            team.py
│   ├── NothingToApprove          team.py
│   └── TeamMemberUnknown         team.py
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
│   ├── RunningHere
│   ├── AccountLeased             team.py
│   └── ScheduleOfColleague       team.py
├── UnexpectedProblem             runs.py
├── SecretError                   secrets.py
│   ├── SecretMissing
│   ├── SecretShared
│   ├── SecretFileUnusable
│   │   ├── SecretFileMissing
│   │   ├── SecretFileForbidden
│   │   └── SecretFileEmpty
│   ├── KeyringLocked
│   ├── KeyringSilent
│   ├── SecretsStay
│   └── NoKeyring
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
│   ├── StoreFull
│   │   ├── StoreForbidden
│   │   ├── StoreOnReadOnlyDisk
│   │   └── StoreFolderBlocked
│   └── FaultySqlite
├── TeamError                     team.py
│   ├── TeamPackageMissing
│   ├── TeamUnreachable
│   │   └── TeamNotFound
│   ├── TeamSignInRefused
│   ├── TeamNotSecure
│   ├── TeamTooNew
│   ├── TeamRecordTooNew
│   ├── TeamServerTooOld
│   ├── TeamRefused
│   ├── ShopOptionsChanged
│   ├── ShopMoved
│   ├── TeamVersions
│   └── LeaseLost
└── UpdateError                   updates.py
    ├── UpdateUnavailable
    ├── UpdateNotTrusted
    ├── UpdateOutdated
    └── UpdateUnreadable
"""

from __future__ import annotations

# ruff: noqa: F403
from shopsync_gui.core.errors.account import *
from shopsync_gui.core.errors.base import *
from shopsync_gui.core.errors.commands import *
from shopsync_gui.core.errors.files import *
from shopsync_gui.core.errors.input import *
from shopsync_gui.core.errors.mail import *
from shopsync_gui.core.errors.network import *
from shopsync_gui.core.errors.runs import *
from shopsync_gui.core.errors.secrets import *
from shopsync_gui.core.errors.services import *
from shopsync_gui.core.errors.settings import *
from shopsync_gui.core.errors.sign_in import *
from shopsync_gui.core.errors.store import *
from shopsync_gui.core.errors.team import *
from shopsync_gui.core.errors.updates import *
