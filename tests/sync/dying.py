"""A sync, and its mail, in a process that kills itself just before or after its N-th write of a kind."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from shopsync_gui.core.errors import AlreadyRunning
from shopsync_gui.core.runs.jobs import Job, JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.sandbox.config import Endpoints
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.database.database import Database
from shopsync_gui.sync.connect import ConnectionCheck, save_connection
from shopsync_gui.sync.connection_draft import ConnectionDraft
from shopsync_gui.sync.engine import run
from shopsync_gui.sync.outputs.mail import deliver
from shopsync_gui.sync.run.dependencies import make_parts
from shopsync_gui.system.secrets import Secrets
from tests.mail_account import mail_settings
from tests.quick_reads import ForGood, quick_reads

#: The exit code of a sync that was done and verified.
DONE = 10
_BOUNDARIES = ("journal", "pull_page", "pull_completed_at")
_MAIL_BOUNDARIES = ("INTO mail", "UPDATE mail")
MAIL_PASSWORD = "titkos-jelszo-kanari"
#: The exit code of one that found another at work.
REFUSED = 11


def sync(home: Path, endpoints: Endpoints, kill_at: int, after: bool, mail_port: int = 0) -> None:
    """Connect where that is still to be done, then sync; ends with DONE, or by SIGKILL.

    With `mail_port` what the run has to say is sent there, and the writes of mail are counted.
    """
    quick_reads(ForGood())
    store, secrets = open_store(home / "shopsync.db"), Secrets(home)
    connect(store, secrets, endpoints)
    if mail_port:
        _use_mail(store, mail_port)
    if kill_at:
        _die(kill_at, after, _MAIL_BOUNDARIES if mail_port else _BOUNDARIES)
    job = Job(kind=JobKind.SYNC, connection_id=store.connections.all()[0].id, consent=True)
    try:
        report = asyncio.run(run(job, make_parts(store, secrets, home), lambda progress: None))
    except AlreadyRunning:
        os._exit(REFUSED)
    if mail_port:
        deliver(store, secrets, home)
    store.close()
    fine = report.state is RunState.DONE and report.verified
    if not fine:
        print(report, file=sys.stderr)
    os._exit(DONE if fine else 1)


def connect(store: Store, secrets: Secrets, endpoints: Endpoints) -> None:
    """Keep the connection and a pace that suits a sandbox, without waits for lost answers."""
    os.environ["SHOPSYNC_CLIENT_SECRET"] = endpoints.client_secret
    os.environ["SHOPSYNC_SA_PASSWORD"] = endpoints.sa_password
    if store.connections.all():
        return
    for key, value in (
        ("push.start_rate", "1000"),
        ("push.max_rate", "1000"),
        ("push.quiet_seconds", "0"),
    ):
        store.settings.set(key, value)
    draft = msgspec.convert(endpoints.connection(), ConnectionDraft)
    check = ConnectionCheck(
        shop=endpoints.shop_name, title="Bolt", products=0, account_products=0, account_categories=0
    )
    save_connection(store, secrets, draft, check, datetime.now(UTC), session_only=True)


def _use_mail(store: Store, port: int) -> None:
    os.environ["SHOPSYNC_SMTP_PASSWORD"] = MAIL_PASSWORD
    for key, value in mail_settings("127.0.0.1", port=str(port), security="none").items():
        store.settings.set(key, value)


def _die(kill_at: int, after: bool, boundaries: tuple[str, ...]) -> None:
    """Let the N-th write of these kinds be the last one, carried out or not."""
    count = 0
    execute, many = Database.execute_sql, Database.many

    def last(sql: str) -> bool:
        nonlocal count
        writes = not sql.lstrip().upper().startswith(("SELECT", "PRAGMA"))
        count += writes and any(kind in sql for kind in boundaries)
        return count >= kill_at

    def dying_execute(self: Database, sql: str, params: Any = None, commit: Any = None) -> Any:
        due = last(sql)
        if due and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = execute(self, sql, params)
        if due:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    def dying_many(self: Database, sql: str, rows: Any) -> None:
        due = last(sql)
        if due and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        many(self, sql, rows)
        if due:
            os.kill(os.getpid(), signal.SIGKILL)

    setattr(Database, "execute_sql", dying_execute)  # noqa: B010
    setattr(Database, "many", dying_many)  # noqa: B010
