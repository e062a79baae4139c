"""The outbox of messages: at most one of a kind for each run, never handed over twice."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.errors import Problem
from shopsync_gui.core.runs.mail import RETRIES, EmailText, MailKind, MailState
from shopsync_gui.store.database.codecs import problem_in, problem_out, time_in, time_out

if TYPE_CHECKING:
    from shopsync_gui.store.database.database import Database

_KEPT = 200


class OutgoingMail(msgspec.Struct, frozen=True, kw_only=True):
    """One message, and how far its sending came."""

    id: int
    run_id: int
    kind: MailKind
    letter: EmailText
    state: MailState
    tries: int
    next_try_at: datetime | None
    problem: Problem | None
    created_at: datetime | None
    ended_at: datetime | None


class _MailRow(msgspec.Struct, frozen=True):
    """A message as the database holds it."""

    id: int
    run_id: int
    kind: str
    subject: str
    text: str
    html: str
    state: str
    tries: int
    next_try_at: int | None
    problem: str | None
    created_at: int | None
    ended_at: int | None


class MailStore:
    """Messages in the order in which they were written."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def enqueue(self, run_id: int, kind: MailKind, letter: EmailText, now: datetime) -> None:
        """Keep a message for sending; one that the run has already is left as it is.

        The message about a run's completion replaces one about its trouble that still waits. A run
        that was taken up again and met another trouble tells that instead of the first.
        """
        at = time_in(now)
        with self._db.atomic():
            if kind is MailKind.COMPLETE:
                self._db.execute_sql(
                    "DELETE FROM mail WHERE run_id = ? AND kind = ? AND state = ?",
                    (run_id, MailKind.TROUBLE.value, MailState.WAITING.value),
                )
            if kind is MailKind.TROUBLE:
                self._db.execute_sql(
                    "DELETE FROM mail WHERE run_id = ? AND kind = ? AND state != ?",
                    (run_id, kind.value, MailState.SENDING.value),
                )
            self._db.execute_sql(
                "INSERT OR IGNORE INTO mail (run_id, kind, subject, text, html, next_try_at,"
                " created_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (run_id, kind.value, letter.subject, letter.text, letter.html, at, at),
            )
            self._db.execute_sql(
                "DELETE FROM mail WHERE state IN ('sent', 'given_up', 'unsure') AND id <="
                " (SELECT max(id) FROM mail) - ?",
                (_KEPT,),
            )

    def told_trouble(self, connection_id: int) -> str:
        """The trouble of a shop that the last message told of; empty for none."""
        value = self._db.value("SELECT told_trouble FROM connection WHERE id = ?", (connection_id,))
        return value or ""

    def set_told_trouble(self, connection_id: int, trouble: str) -> None:
        """Note the trouble that a message tells of, or that there is none any more."""
        self._db.execute_sql(
            "UPDATE connection SET told_trouble = ? WHERE id = ?", (trouble, connection_id)
        )

    def settle_interrupted(self, now: datetime) -> None:
        """A message that a dead program was handing over has perhaps been sent."""
        self._db.execute_sql(
            "UPDATE mail SET state = ?, ended_at = ? WHERE state = ?",
            (MailState.UNSURE.value, time_in(now), MailState.SENDING.value),
        )

    def due(self, now: datetime) -> OutgoingMail | None:
        """The oldest message whose turn it is."""
        waiting = self._select(
            "WHERE state = ? AND next_try_at <= ? ORDER BY id LIMIT 1",
            MailState.WAITING.value,
            time_in(now),
        )
        return next(iter(waiting), None)

    def newest(self, limit: int = 20) -> list[OutgoingMail]:
        """The newest messages first."""
        return self._select("ORDER BY id DESC LIMIT ?", limit)

    def sending(self, mail_id: int) -> None:
        """The message leaves now: from here on it is never sent again."""
        self._set(mail_id, MailState.SENDING, None, None)

    def sent(self, mail_id: int, now: datetime) -> None:
        """The server has taken the message."""
        self._set(mail_id, MailState.SENT, None, now)

    def unsure(self, mail_id: int, problem: Problem, now: datetime) -> None:
        """The connection broke while the message was being handed over."""
        self._set(mail_id, MailState.UNSURE, problem, now)

    def failed(self, mail_id: int, problem: Problem, now: datetime) -> None:
        """The message did not leave: another try follows, or it is given up."""
        tries = int(self._db.value("SELECT tries FROM mail WHERE id = ?", (mail_id,)) or 0)
        if tries >= len(RETRIES):
            self._set(mail_id, MailState.GIVEN_UP, problem, now)
            return
        self._set(mail_id, MailState.WAITING, problem, None)
        self._db.execute_sql(
            "UPDATE mail SET tries = ?, next_try_at = ? WHERE id = ?",
            (tries + 1, time_in(now + RETRIES[tries]), mail_id),
        )

    def again(self, mail_id: int, now: datetime) -> None:
        """The user wants a message sent that was given up or perhaps not sent."""
        self._db.execute_sql(
            "UPDATE mail SET state = ?, tries = 0, next_try_at = ?, ended_at = NULL"
            " WHERE id = ? AND state IN (?, ?, ?)",
            (
                MailState.WAITING.value, time_in(now), mail_id, MailState.GIVEN_UP.value,
                MailState.UNSURE.value, MailState.WAITING.value,
            ),
        )  # fmt: skip

    def _set(
        self, mail_id: int, state: MailState, problem: Problem | None, ended: datetime | None
    ) -> None:
        self._db.execute_sql(
            "UPDATE mail SET state = ?, problem = ?, ended_at = ? WHERE id = ?",
            (
                state.value,
                problem_in(problem),
                time_in(ended),
                mail_id,
            ),
        )

    def _select(self, rest: str, *params: object) -> list[OutgoingMail]:
        return [
            OutgoingMail(
                id=row.id,
                run_id=row.run_id,
                kind=MailKind(row.kind),
                letter=EmailText(row.subject, row.text, row.html),
                state=MailState(row.state),
                tries=row.tries,
                next_try_at=time_out(row.next_try_at),
                problem=problem_out(row.problem),
                created_at=time_out(row.created_at),
                ended_at=time_out(row.ended_at),
            )
            for row in self._db.named(_MailRow, f"FROM mail {rest}", params)
        ]
