"""Messages that do not get out at once: retries with an end, and no fault that disturbs a run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from shopsync_gui.core.errors import (
    MailOutcomeUnknown,
    MailServerUnreachable,
    ShopSyncError,
    StoreNotWritten,
)
from shopsync_gui.core.runs.mail import (
    RETRIES,
    MailAccount,
    MailKind,
    MailState,
)
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.sync.outputs.mail import deliver
from shopsync_gui.system.secrets import Secrets
from tests.sync.outbox import Sent, post, secrets_with_mail, states, world_with_mail
from tests.sync.world import Killed, World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return world_with_mail(tmp_path)


@pytest.fixture
def secrets(tmp_path: Path) -> Secrets:
    return secrets_with_mail(tmp_path)


def test_a_message_that_cannot_be_written_never_fails_the_run(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> str:
        raise LookupError

    monkeypatch.setattr("shopsync_gui.core.runs.mail.receipt_text", broken)
    assert world.job().state is RunState.DONE
    assert world.store.runs.newest()[0].state is RunState.DONE
    assert states(world) == []


def test_a_program_that_dies_while_sending_never_sends_twice(
    world: World, secrets: Secrets
) -> None:
    sent: Sent = []
    world.job()
    with pytest.raises(Killed):
        post(world, secrets, sent, broken=Killed)
    world.restart()
    assert states(world) == [(MailKind.COMPLETE, MailState.SENDING)]
    post(world, secrets, sent)
    assert len(sent) == 1
    assert states(world) == [(MailKind.COMPLETE, MailState.UNSURE)]


def test_a_lost_confirmation_is_told_and_not_repeated(world: World, secrets: Secrets) -> None:
    sent: Sent = []
    world.job()
    post(world, secrets, sent, broken=MailOutcomeUnknown)
    post(world, secrets, sent)
    assert len(sent) == 1
    (mail,) = world.store.mail.newest()
    assert mail.state is MailState.UNSURE
    assert mail.problem is not None


def test_tries_have_an_end_and_the_user_may_begin_again(world: World, secrets: Secrets) -> None:
    sent: Sent = []
    world.job()
    tries: list[int] = []

    def unreachable() -> ShopSyncError:
        tries.append(1)
        return MailServerUnreachable(host="localhost", port=25, detail="x")

    moment = datetime(2030, 1, 1, tzinfo=UTC)
    post(world, secrets, sent, now=moment, broken=unreachable)
    for number, wait in enumerate(RETRIES, 1):
        moment += wait
        post(world, secrets, sent, now=moment - timedelta(seconds=1), broken=unreachable)
        assert len(tries) == number
        post(world, secrets, sent, now=moment, broken=unreachable)
        assert len(tries) == number + 1
    post(world, secrets, sent, now=moment + timedelta(days=9), broken=unreachable)
    assert len(tries) == len(RETRIES) + 1
    (mail,) = world.store.mail.newest()
    assert mail.state is MailState.GIVEN_UP
    assert mail.problem is not None
    world.store.mail.again(mail.id, moment)
    assert post(world, secrets, sent, now=moment) == 1
    assert len(sent) == 1


def test_a_missing_password_is_kept_as_the_reason(world: World, tmp_path: Path) -> None:
    world.job()
    post(world, Secrets(tmp_path, {}), [])
    (mail,) = world.store.mail.newest()
    assert mail.state is MailState.WAITING
    assert mail.problem is not None
    assert mail.problem.code == "MailPasswordMissing"


def test_an_unexpected_fault_holds_nothing_up(world: World, secrets: Secrets) -> None:
    world.job()
    world.sandbox.shop.insert(sku="UJ-1", name="Új termék")
    world.job()
    faults_met: list[bool] = []

    def hand_over(
        account: MailAccount, password: str, message: EmailMessage, leaving: Callable[[], None]
    ) -> None:
        if faults_met:
            leaving()
        faults_met.append(True)
        raise LookupError

    later = datetime(2030, 1, 1, tzinfo=UTC)
    folder = world.path.parent
    assert deliver(world.store, secrets, folder, now=lambda: later, hand_over=hand_over) == 0
    assert [state for _kind, state in states(world)] == [MailState.WAITING, MailState.UNSURE]
    assert {mail.problem.code for mail in world.store.mail.newest() if mail.problem} == {
        "UnexpectedProblem"
    }


def test_an_outbox_that_cannot_be_written_raises_nothing(
    world: World, secrets: Secrets, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreNotWritten(path="x", detail="x")

    world.job()
    monkeypatch.setattr(world.store.mail, "failed", full)
    sent: Sent = []
    gone = MailServerUnreachable(host="localhost", port=25, detail="x")
    assert post(world, secrets, sent, broken=lambda: gone) == 0


def test_only_one_program_sends_at_a_time(world: World, secrets: Secrets) -> None:
    sent: Sent = []
    world.job()

    def meanwhile() -> ShopSyncError:
        assert post(world, secrets, sent) == 0
        return MailServerUnreachable(host="localhost", port=25, detail="x")

    post(world, secrets, sent, broken=meanwhile)
    assert sent == []
