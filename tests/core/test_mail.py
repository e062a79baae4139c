"""Which runs are worth a message, to whom it goes, and what it says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from shopsync_gui.core.errors import (
    MailAddressWrong,
    MailNotSetUp,
    NoNetwork,
    WrongAccountPassword,
)
from shopsync_gui.core.mail import (
    COMPLETE_SUBJECT,
    MailKind,
    addresses,
    is_address,
    letter,
    letter_kind,
    mail_account,
    mail_fault,
    trial_letter,
)
from shopsync_gui.core.runs import JobKind, RunReport, RunState
from shopsync_gui.core.settings import MailSecurity, MailSettings

NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
SET = MailSettings(host="smtp.example.com", sender="a@example.com", recipients="b@example.com")


def report(state: RunState, kind: JobKind = JobKind.SYNC) -> RunReport:
    return RunReport(
        run_id=1, kind=kind, state=state, connection_id=1, started_at=NOW, finished_at=NOW
    )


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (RunState.DONE, MailKind.COMPLETE),
        (RunState.PARTIAL, MailKind.TROUBLE),
        (RunState.STOPPED, MailKind.TROUBLE),
        (RunState.FAILED, MailKind.TROUBLE),
        (RunState.CANCELLED, None),
        (RunState.PAUSED, None),
        (RunState.RUNNING, None),
    ],
)
def test_how_a_sync_ended_decides_what_is_sent(state: RunState, kind: MailKind | None) -> None:
    assert letter_kind(report(state)) is kind
    assert letter_kind(report(state, JobKind.ORDERS)) is kind
    assert letter_kind(report(state, JobKind.PREVIEW)) is None


def test_a_pause_is_told_if_it_lasts_until_the_user_does_something() -> None:
    paused = report(RunState.PAUSED)
    passing = NoNetwork(service="Shoprenter", host="bolt.example").problem
    assert letter_kind(replace(paused, problem=passing)) is None
    lasting = WrongAccountPassword(user="bolt").problem
    assert letter_kind(replace(paused, problem=lasting)) is MailKind.TROUBLE


def test_the_subject_of_a_complete_sync_never_changes() -> None:
    assert letter(report(RunState.DONE), "Bolt").subject == COMPLETE_SUBJECT
    told = letter(report(RunState.FAILED), "Bolt").subject
    assert told.startswith("Bolt: ")
    assert letter(report(RunState.DONE, JobKind.ORDERS), "Bolt").subject.startswith("Bolt: ")
    assert trial_letter().text.endswith("\n")


@pytest.mark.parametrize("text", ["a@b.hu", "a.b+c@mail.example.com"])
def test_addresses(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize(
    "text", ["", "a", "a@b", "@b.hu", "ő@b.hu", "a b@c.hu", "a@b.hu\n", "<a@b.hu>"]
)
def test_what_is_no_address(text: str) -> None:
    assert not is_address(text)


def test_a_list_of_addresses_has_each_once() -> None:
    assert addresses("a@b.hu, c@d.hu; a@b.hu  rossz") == ("a@b.hu", "c@d.hu")


def test_an_account_is_complete_or_none() -> None:
    account = mail_account(SET)
    assert account is not None
    assert account.recipients == ("b@example.com",)
    assert mail_fault(SET) is None
    for missing in ({"host": ""}, {"sender": ""}, {"recipients": ""}):
        assert mail_account(replace(SET, **missing)) is None
        assert isinstance(mail_fault(replace(SET, **missing)), MailNotSetUp)
    assert isinstance(mail_fault(replace(SET, recipients="b@example.com rossz")), MailAddressWrong)


@pytest.mark.parametrize(
    ("host", "security"),
    [("smtp.example.com", MailSecurity.STARTTLS), ("localhost", MailSecurity.NONE)],
)
def test_only_this_computer_is_spoken_to_in_clear(host: str, security: MailSecurity) -> None:
    account = mail_account(replace(SET, host=host, security=MailSecurity.NONE))
    assert account is not None
    assert account.security is security
