"""Messages about runs in the outbox: one a run, the exact subject, retries with an end."""

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
    StoreFull,
)
from shopsync_gui.core.jobs import JobKind
from shopsync_gui.core.mail import (
    COMPLETE_SUBJECT,
    RETRIES,
    MailAccount,
    MailKind,
    MailState,
)
from shopsync_gui.core.runs import RunState
from shopsync_gui.sandbox import faults
from shopsync_gui.sync.mail import deliver, enqueue
from shopsync_gui.system.secrets import MAIL, SMTP_PASSWORD, Secrets
from tests.sync.world import Killed, World

PASSWORD = "titkos-jelszo-kanari"
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path, products=12, orders=20)
    for key, value in (
        ("mail.host", "localhost"),
        ("mail.user", "bolt@example.com"),
        ("mail.sender", "bolt@example.com"),
        ("mail.recipients", "marketing@example.com"),
    ):
        world.store.settings.set(key, value)
    return world


@pytest.fixture
def secrets(tmp_path: Path) -> Secrets:
    secrets = Secrets(tmp_path, {})
    secrets.remember(MAIL, SMTP_PASSWORD, "localhost", PASSWORD)
    return secrets


Sent = list[tuple[str, str]]


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


def test_a_complete_sync_sends_exactly_one_message(world: World, secrets: Secrets) -> None:
    sent: Sent = []
    report = world.job()
    for _ in range(3):
        post(world, secrets, sent)
    ((subject, text),) = sent
    assert subject == COMPLETE_SUBJECT
    assert "Bemutató bolt" in text
    assert f"#{report.run_id}" in text
    assert PASSWORD not in text
    assert states(world) == [(MailKind.COMPLETE, MailState.SENT)]


def test_a_run_that_ends_again_has_no_second_message(world: World, secrets: Secrets) -> None:
    sent: Sent = []
    report = world.job()
    for _ in range(3):
        enqueue(world.store, report, "Bemutató bolt", NOW)
        post(world, secrets, sent)
    assert len(sent) == 1
    assert states(world) == [(MailKind.COMPLETE, MailState.SENT)]


def test_looking_sends_nothing(world: World, secrets: Secrets) -> None:
    sent: Sent = []
    world.job(JobKind.PREVIEW)
    world.job(JobKind.VERIFY)
    assert post(world, secrets, sent) == 0
    assert states(world) == []


def test_trouble_has_its_own_subject_and_can_be_switched_off(
    world: World, secrets: Secrets
) -> None:
    sent: Sent = []
    world.sandbox.faults.at("POST sa/createproduct", faults.status(400, body=b"-1"), 1)
    report = world.job()
    assert report.state is RunState.PARTIAL, report
    post(world, secrets, sent)
    ((subject, _text),) = sent
    assert subject != COMPLETE_SUBJECT
    assert "Bemutató bolt" in subject
    world.store.settings.set("notify.mail_problems", "no")
    world.sandbox.shop.insert(sku="UJ-1", name="Új termék")
    world.sandbox.faults.at("POST sa/createproduct", faults.status(400, body=b"-1"), 1)
    assert world.job().state is RunState.PARTIAL
    assert post(world, secrets, sent) == 0


def test_a_trouble_is_told_when_it_begins_and_when_it_ends(world: World, secrets: Secrets) -> None:
    sent: Sent = []
    world.store.settings.set("notify.mail", "no")
    ends = []
    for fault in (faults.status(503), faults.status(503), faults.status(401), faults.status(401)):
        world.sandbox.faults.clear()
        world.sandbox.faults.at("sa/", fault, None)
        ends.append(world.job().state)
        post(world, secrets, sent)
    world.sandbox.faults.clear()
    for _run in range(2):
        ends.append(world.job().state)
        post(world, secrets, sent)
    assert ends == [RunState.PAUSED] * 4 + [RunState.DONE] * 2
    first, second, third = sent
    assert first != second
    assert "Bemutató bolt" in third[0]
    assert states(world)[-1] == (MailKind.MENDED, MailState.SENT)


def test_a_product_that_stays_refused_is_told_once(world: World, secrets: Secrets) -> None:
    sent: Sent = []
    world.job()
    post(world, secrets, sent)
    sent.clear()
    key = next(iter(world.sandbox.shop.keys()))
    world.sandbox.shop.update(key, net=world.sandbox.shop.product(key).net_minor + 7)
    world.sandbox.faults.at("sa/modifyproduct", faults.status(400, body=b"-1"), None)
    for _run in range(2):  # after that it is left out until it changes
        assert world.job().state is RunState.PARTIAL
        post(world, secrets, sent)
    assert len(sent) == 1


@pytest.mark.parametrize("completions", ["no", "yes"])
def test_a_trouble_is_not_over_while_a_product_stays_out(
    world: World, secrets: Secrets, completions: str
) -> None:
    sent: Sent = []
    world.job()
    world.store.settings.set("notify.mail", completions)
    post(world, secrets, [])
    key = next(iter(world.sandbox.shop.keys()))
    sku = world.sandbox.shop.product(key).sku
    world.sandbox.shop.update(key, net=world.sandbox.shop.product(key).net_minor + 7)
    world.sandbox.faults.at("sa/modifyproduct", faults.status(400, body=b"-1"), None)
    for _run in range(2):
        assert world.job().state is RunState.PARTIAL
        post(world, secrets, sent)
    sent.clear()
    for _run in range(2):
        report = world.job()
        assert report.state is RunState.DONE
        assert (report.given_up, report.given_up_skus) == (1, (sku,))
        post(world, secrets, sent)
    kinds = [kind for kind, _state in states(world)]
    assert MailKind.MENDED not in kinds
    assert all(f"- {sku}\n" in text for _subject, text in sent)
    assert len(sent) == (2 if completions == "yes" else 1)
    if completions == "no":
        assert sent[0][0] != COMPLETE_SUBJECT
    sent.clear()
    world.sandbox.faults.clear()
    world.sandbox.shop.update(key, net=world.sandbox.shop.product(key).net_minor + 9)
    report = world.job()
    assert (report.state, report.given_up) == (RunState.DONE, 0)
    post(world, secrets, sent)
    ((_subject, text),) = sent
    assert f"- {sku}\n" not in text
    ended = MailKind.COMPLETE if completions == "yes" else MailKind.MENDED
    assert states(world)[-1] == (ended, MailState.SENT)


def test_without_an_account_nothing_waits(world: World) -> None:
    world.store.settings.delete("mail.recipients")
    world.job()
    assert states(world) == []


def test_a_paused_run_tells_only_its_end(world: World, secrets: Secrets) -> None:
    sent: Sent = []
    world.sandbox.faults.at("sa/", faults.refuse(), None)
    assert world.job().state is RunState.PAUSED
    post(world, secrets, sent)
    assert sent == []
    world.sandbox.faults.clear()
    assert world.job().state is RunState.DONE
    post(world, secrets, sent)
    assert [subject for subject, _text in sent] == [COMPLETE_SUBJECT]


def test_a_run_that_waits_for_the_user_tells_it_once(world: World, secrets: Secrets) -> None:
    sent: Sent = []
    world.sandbox.faults.at("sa/", faults.status(401), None)
    for _ in range(3):
        report = world.job()
        assert report.state is RunState.PAUSED, report
        post(world, secrets, sent)
    ((subject, text),) = sent
    assert subject != COMPLETE_SUBJECT
    assert report.problem is not None
    assert report.problem.title in text
    world.sandbox.faults.clear()
    assert world.job().run_id == report.run_id
    post(world, secrets, sent)
    assert [subject for subject, _text in sent][1:] == [COMPLETE_SUBJECT]


def test_a_message_that_cannot_be_written_never_fails_the_run(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> str:
        raise LookupError

    monkeypatch.setattr("shopsync_gui.core.mail.receipt_text", broken)
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
        raise StoreFull(path="x", detail="x")

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
