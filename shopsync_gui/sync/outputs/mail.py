"""Sending what waits in the outbox: in its turn, a few tries each, never twice."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import TYPE_CHECKING

from shopsync_gui.core.errors import (
    MailNotSetUp,
    MailOutcomeUnknown,
    MailPasswordMissing,
    ShopSyncError,
    UnexpectedProblem,
)
from shopsync_gui.core.runs.mail import (
    MailAccount,
    ToldTrouble,
    letter,
    letter_kind,
    mail_account,
    mail_fault,
    trial_letter,
    trouble_of,
)
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.remote.transport.certificates import client_context
from shopsync_gui.sync.outputs.digest import enqueue_digests
from shopsync_gui.system.lock import mail_lock
from shopsync_gui.system.mail import message_of, send
from shopsync_gui.system.secrets import MAIL, SMTP_PASSWORD, Secrets
from shopsync_gui.system.user import computer_name

if TYPE_CHECKING:
    from pathlib import Path

    from shopsync_gui.store import Store
    from shopsync_gui.store.runs.mail import OutgoingMail

log = logging.getLogger(__name__)

Send = Callable[[MailAccount, str, EmailMessage, Callable[[], None]], None]


def account_of(store: Store) -> MailAccount | None:
    """The mail account of the settings; None while it is not complete."""
    return mail_account(store.settings.load().mail)


def enqueue(store: Store, report: RunReport, shop: str, now: datetime) -> None:
    """Keep the message about an ended run, if the user wants one of its kind.

    In the transaction that ends the run. A message that cannot be written never fails the run.
    """
    trouble = trouble_of(report)
    settings = store.settings.load()
    if trouble is None or mail_account(settings.mail) is None:
        return
    told = ToldTrouble.read(store.mail.told_trouble(report.connection_id))
    met = told.meets(report, trouble, now)
    if met is not None:
        store.mail.set_told_trouble(report.connection_id, met.text)
        return
    news = report.may_have_written or (told.trouble and not trouble)
    kind = letter_kind(
        trouble,
        told.trouble,
        completions=settings.notify.mail and bool(settings.notify.mail_unchanged or news),
        troubles=settings.notify.mail_problems,
        complete=report.state is RunState.DONE,
    )
    if kind is not None:
        try:
            text = letter(
                report, shop, kind, computer_name() if store.connections.in_team() else ""
            )
        except Exception:
            log.exception("the message about run %d could not be written", report.run_id)
            return
        store.mail.enqueue(report.run_id, kind, text, now)
    if kind is not None or not trouble:
        store.mail.set_told_trouble(report.connection_id, trouble)


def _send(
    account: MailAccount, password: str, message: EmailMessage, leaving: Callable[[], None]
) -> None:
    send(account, password, message, context=client_context(), leaving=leaving)


def deliver(
    store: Store,
    secrets: Secrets,
    home: Path,
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    hand_over: Send = _send,
) -> int:
    """Send what is due, weekly digests too; the number of messages that were sent.

    Blocks on the network: not on a window's thread. One program of a data folder sends at a time;
    another one returns at once. Raises nothing: why a message did not leave stands in the outbox,
    and what the outbox cannot hold in the log.
    """
    count = 0
    with mail_lock(home) as free:
        if not free:
            return 0
        try:
            store.mail.settle_interrupted(now())
            enqueue_digests(store, now())
            while (mail := store.mail.due(now())) is not None:
                count += _deliver_one(store, secrets, mail, now, hand_over)
        except ShopSyncError as error:
            log.warning("the outbox could not be worked through: %s", type(error).__name__)
        except Exception:
            log.exception("the outbox met an unexpected fault")
    return count


def _deliver_one(
    store: Store,
    secrets: Secrets,
    mail: OutgoingMail,
    now: Callable[[], datetime],
    hand_over: Send,
) -> bool:
    """Send a message; False where that failed, which its place in the outbox tells with the reason."""
    left = False

    def leaving() -> None:
        nonlocal left
        store.mail.sending(mail.id)
        left = True

    try:
        account, password = ready_account(store, secrets)
        hand_over(account, password, message_of(account, mail.letter, now()), leaving)
    except MailOutcomeUnknown as error:
        store.mail.unsure(mail.id, error.problem, now())
    except ShopSyncError as error:
        log.warning("a message was not sent: %s", type(error).__name__)
        store.mail.failed(mail.id, error.problem, now())
    except Exception as error:
        log.exception("sending a message met an unexpected fault")
        problem = UnexpectedProblem(detail=type(error).__name__).problem
        (store.mail.unsure if left else store.mail.failed)(mail.id, problem, now())
    else:
        store.mail.sent(mail.id, now())
        return True
    return False


def send_test(
    store: Store, secrets: Secrets, *, password: str | None = None, hand_over: Send = _send
) -> None:
    """Send a test message now; with a password that is not kept yet, if given. Raises MailError."""
    fault = mail_fault(store.settings.load().mail)
    if fault is not None:  # also of a recipient, whom a message about a run would leave out
        raise fault
    account = account_of(store)
    if password is None or account is None:
        account, password = ready_account(store, secrets)
    message = message_of(account, trial_letter(), datetime.now(UTC))
    hand_over(account, password, message, lambda: None)


def ready_account(store: Store, secrets: Secrets) -> tuple[MailAccount, str]:
    """The account and its password. Raises MailNotSetUp, MailAddressWrong, MailPasswordMissing."""
    account = account_of(store)
    if account is None:
        raise mail_fault(store.settings.load().mail) or MailNotSetUp
    if not account.user:
        return account, ""
    password = secrets.get(MAIL, SMTP_PASSWORD, account.host)
    if password is None:
        raise MailPasswordMissing(user=account.user)
    return account, password
