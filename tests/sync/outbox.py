"""A shop with a mail account, and the hand that sends what its outbox holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

from shopsync_gui.core.errors import (
    MailOutcomeUnknown,
    ShopSyncError,
)
from shopsync_gui.core.runs.mail import (
    MailAccount,
    MailKind,
    MailState,
)
from shopsync_gui.sync.outputs.mail import deliver
from shopsync_gui.system.secrets import MAIL, SMTP_PASSWORD, Secrets
from tests.mail_account import mail_settings
from tests.sync.world import World

PASSWORD = "titkos-jelszo-kanari"
#: Subject and text of each message.
Sent = list[tuple[str, str]]


def world_with_mail(folder: Path) -> World:
    """A shop whose user named a mail account."""
    world = World(folder, products=12, orders=20)
    for key, value in mail_settings().items():
        world.store.settings.set(key, value)
    return world


def secrets_with_mail(folder: Path) -> Secrets:
    """Secrets that know the password of the mail account."""
    secrets = Secrets(folder, {})
    secrets.remember(MAIL, SMTP_PASSWORD, "localhost", PASSWORD)
    return secrets


def post(
    world: World,
    secrets: Secrets,
    sent: Sent,
    now: datetime | None = None,
    broken: Callable[[], ShopSyncError | BaseException] | None = None,
) -> int:
    """Send what is due; `broken` makes the error that happens in place of a confirmation."""

    def hand_over(
        account: MailAccount, password: str, message: EmailMessage, leaving: Callable[[], None]
    ) -> None:
        assert password == PASSWORD
        error = broken() if broken is not None else None
        if isinstance(error, ShopSyncError) and not isinstance(error, MailOutcomeUnknown):
            raise error
        leaving()
        sent.append((message["Subject"], message.get_content()))
        if error is not None:
            raise error

    return deliver(
        world.store,
        secrets,
        world.path.parent,
        now=lambda: now or datetime.now(UTC) + timedelta(days=400),
        hand_over=hand_over,
    )


def states(world: World) -> list[tuple[MailKind, MailState]]:
    return [(mail.kind, mail.state) for mail in reversed(world.store.mail.newest())]
