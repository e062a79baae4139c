"""The parts of one push that the writes of every kind share."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from shopsync_gui.sync.push.carried_out import AnswerJudge
from shopsync_gui.sync.push.read_back import UnreadWrites
from shopsync_gui.sync.push.sending import Sender

if TYPE_CHECKING:
    from shopsync_gui.sync.account.account_watch import AccountWatch
    from shopsync_gui.sync.run.session import Session


class PushParts(NamedTuple):
    """The sender of a push, the judge of its answers, and what waits until the lists are read."""

    session: Session
    watch: AccountWatch
    sender: Sender
    judge: AnswerJudge
    unread: UnreadWrites

    @classmethod
    def of(cls, session: Session, watch: AccountWatch) -> PushParts:
        """The parts of a push that begins now."""
        return cls(session, watch, Sender(session), AnswerJudge(session), UnreadWrites(session))
