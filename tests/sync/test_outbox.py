"""Messages about runs in the outbox: one a run, the exact subject, and what is told once."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.mail import (
    COMPLETE_SUBJECT,
    MailKind,
    MailState,
)
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.team.team import Membership, Role
from shopsync_gui.core.text import translate
from shopsync_gui.sandbox import faults
from shopsync_gui.sync.outputs.mail import enqueue
from shopsync_gui.system.secrets import Secrets
from shopsync_gui.system.user import computer_name
from tests.connected import connect_shop
from tests.sync.outbox import PASSWORD, Sent, post, secrets_with_mail, states, world_with_mail
from tests.sync.world import World

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return world_with_mail(tmp_path)


@pytest.fixture
def secrets(tmp_path: Path) -> Secrets:
    return secrets_with_mail(tmp_path)


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


def test_a_shop_is_told_from_another_one_of_its_title(world: World, secrets: Secrets) -> None:
    known = world.connection
    connect_shop(
        world.store,
        "masik",
        title=known.title,
        token_url=known.token_url,
        sa_url=known.sa_url,
        sa_user="user",
        now=NOW,
    )
    sent: Sent = []
    world.job()
    post(world, secrets, sent)
    ((_subject, text),) = sent
    assert text.startswith(f"{known.title} ({known.name})")


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


def test_a_service_that_stays_away_is_told_of_once_it_lasts(world: World, secrets: Secrets) -> None:
    sent: Sent = []
    world.store.settings.set("notify.mail", "no")
    told = []
    for minutes in (0, 10, 30, 60):
        world.time += minutes * 60
        world.sandbox.faults.at("shop/", faults.refuse(), None)
        report = world.job()
        assert (report.state, report.problem and report.problem.code) == (
            RunState.PAUSED,
            "NoNetwork",
        )
        post(world, secrets, sent)
        told.append(len(sent))
    assert told == [0, 0, 1, 1]
    world.sandbox.faults.clear()
    world.job()
    post(world, secrets, sent)
    assert len(sent) == 2


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


def test_a_sync_without_a_change_may_go_without_a_message(world: World, secrets: Secrets) -> None:
    sent: Sent = []
    world.store.settings.set("notify.mail_unchanged", "no")
    world.job()
    post(world, secrets, sent)
    assert len(sent) == 1
    world.job()
    post(world, secrets, sent)
    assert len(sent) == 1, "nothing had to be written"
    world.sandbox.shop.insert(sku="UJ-1", name="Új termék")
    world.job()
    post(world, secrets, sent)
    assert len(sent) == 2
    world.sandbox.faults.at("sa/", faults.status(401), None)
    world.job()
    post(world, secrets, sent)
    world.sandbox.faults.clear()
    world.job()
    post(world, secrets, sent)
    assert len(sent) == 4, (
        "that something went wrong and is over is told, though nothing was written"
    )
    assert sent[3][0] == COMPLETE_SUBJECT
    world.store.settings.set("notify.mail_unchanged", "yes")
    world.job()
    post(world, secrets, sent)
    assert len(sent) == 5


def test_a_message_of_a_team_names_the_computer(world: World, secrets: Secrets) -> None:
    sent: Sent = []
    report, looked = world.job(), world.job(JobKind.PREVIEW)
    world.store.team.join(
        Membership(
            address="postgresql://db.example.com/team",
            member_id=1,
            computer_key="key",
            name="Anna",
            role=Role.MEMBER,
            joined_at=NOW,
        )
    )
    enqueue(world.store, replace(report, run_id=looked.run_id), "Bolt", NOW)
    post(world, secrets, sent)
    line = f"\n{translate('Computer')}: {computer_name()}\n"
    assert [line in text for _subject, text in sent] == [False, True]
