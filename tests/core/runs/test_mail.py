"""Which runs are worth a message, to whom it goes, and what it says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from shopsync_gui.core.errors import (
    MailAddressWrong,
    MailNotSetUp,
    NoNetwork,
    ServiceDown,
    WrongAccountPassword,
)
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.mail import (
    COMPLETE_SUBJECT,
    MailKind,
    ToldTrouble,
    addresses,
    is_address,
    letter,
    letter_kind,
    listed,
    mail_account,
    mail_fault,
    named_address,
    trial_letter,
    trouble_of,
    wrong_recipients,
)
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.core.settings.settings import (
    MailSecurity,
    MailSettings,
)

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
    assert first_message(report(state)) is kind
    assert first_message(report(state, JobKind.ORDERS)) is kind
    assert first_message(report(state, JobKind.PREVIEW)) is None


def first_message(ended: RunReport) -> MailKind | None:
    """What is sent of a run's end where nothing was told before."""
    trouble = trouble_of(ended)
    return None if trouble is None else letter_kind(trouble, "", completions=True, troubles=True)


def test_a_pause_is_told_at_once_unless_the_computer_had_no_network() -> None:
    paused = report(RunState.PAUSED)
    lasting = WrongAccountPassword(user="bolt").problem
    assert first_message(replace(paused, problem=lasting)) is MailKind.TROUBLE
    outage = ServiceDown(service="Shoprenter", status=503).problem
    assert first_message(replace(paused, problem=outage)) is MailKind.TROUBLE
    assert ToldTrouble().meets(replace(paused, problem=outage), "paused ServiceDown", NOW) is None


def test_no_network_is_told_once_it_lasts() -> None:
    problem = NoNetwork(service="Shoprenter", host="bolt.example").problem
    ended = replace(report(RunState.PAUSED), problem=problem)
    trouble = trouble_of(ended)
    assert trouble is not None
    met = ToldTrouble("partial A-1").meets(ended, trouble, NOW)
    assert met is not None
    assert ToldTrouble.read(met.text) == met
    assert met.trouble == "partial A-1"
    assert met.meets(ended, trouble, NOW + timedelta(minutes=29)) == met
    assert met.meets(ended, trouble, NOW + timedelta(minutes=30)) is None
    assert first_message(ended) is MailKind.TROUBLE


@pytest.mark.parametrize(
    ("trouble", "told", "completions", "kind"),
    [
        ("partial A-1", "", True, MailKind.TROUBLE),
        ("partial A-1", "partial A-1", True, None),
        ("partial A-2", "partial A-1", True, MailKind.TROUBLE),
        ("", "partial A-1", True, MailKind.COMPLETE),
        ("", "partial A-1", False, MailKind.MENDED),
        ("", "", False, None),
    ],
)
def test_a_state_is_told_when_it_begins_and_when_it_ends(
    trouble: str, told: str, completions: bool, kind: MailKind | None
) -> None:
    assert letter_kind(trouble, told, completions=completions, troubles=True) is kind
    if kind is not MailKind.COMPLETE:
        assert letter_kind(trouble, told, completions=completions, troubles=False) is None


def test_the_subject_of_a_complete_sync_never_changes() -> None:
    done = report(RunState.DONE)
    assert letter(done, "Bolt", MailKind.COMPLETE).subject == COMPLETE_SUBJECT
    assert letter(done, "Bolt", MailKind.MENDED).subject.startswith("Bolt: ")
    told = letter(report(RunState.FAILED), "Bolt", MailKind.TROUBLE).subject
    assert told.startswith("Bolt: ")
    orders = report(RunState.DONE, JobKind.ORDERS)
    assert letter(orders, "Bolt", MailKind.COMPLETE).subject.startswith("Bolt: ")
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
    assert addresses("a@b.hu, c@d.hu; a@b.hu\trossz") == ("a@b.hu", "c@d.hu")


@pytest.mark.parametrize("between", [", ", ";", "; ", "\n", "\r\n"])
def test_recipients_may_have_names(between: str) -> None:
    named = ("Kovács Béla <bela@b.hu>", "anna@b.hu", '"Kiss, Éva; Kft." <eva@b.hu>')
    typed = between.join(named)
    assert listed(typed) == list(named)
    assert addresses(typed) == ("bela@b.hu", "anna@b.hu", "eva@b.hu")
    account = mail_account(replace(SET, recipients=typed))
    assert account is not None
    assert account.recipients == ("bela@b.hu", "anna@b.hu", "eva@b.hu")
    assert mail_fault(replace(SET, recipients=typed)) is None


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ('"Kiss \\"Bolt\\" Kft." <a@b.hu>', 'Kiss "Bolt" Kft.'),
        ('Kiss "Bolt" <a@b.hu>', 'Kiss "Bolt"'),
        ("Kiss, Éva: cipők <a@b.hu>", "Kiss, Éva: cipők"),
        ("Kiss Éva < a@b.hu >", "Kiss Éva"),
    ],
)
def test_a_name_is_taken_as_it_was_meant(typed: str, name: str) -> None:
    assert named_address(typed) == (name, "a@b.hu")


def test_a_wrong_recipient_is_named_as_it_was_typed() -> None:
    assert wrong_recipients("Kovács Béla <bela>; a@b.hu") == ["Kovács Béla <bela>"]
    assert wrong_recipients("Kovács Béla bela@b.hu") == ["Kovács Béla bela@b.hu"]
    assert wrong_recipients("") == []


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


def test_what_is_no_address_is_not_in_the_list() -> None:
    assert addresses("nem cím, <x y@z.hu>, @y.hu, x@, x@localhost, ő@y.hu, x@bőr.hu") == ()


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("a@example.com", ""),
        ("ShopSync bolt <a@example.com>", "ShopSync bolt"),
        ('"Őszi Bolt Kft." <a@example.com>', "Őszi Bolt Kft."),
        ("<a@example.com>", ""),
    ],
)
def test_a_sender_may_have_a_name(typed: str, name: str) -> None:
    account = mail_account(replace(SET, sender=typed))
    assert account is not None
    assert (account.sender_name, account.sender) == (name, "a@example.com")
    assert mail_fault(replace(SET, sender=typed)) is None


@pytest.mark.parametrize(
    "typed", ["Bolt <a@example.com", "Bolt a@example.com", "Bolt <rossz>", "<>"]
)
def test_a_sender_without_an_address_is_none(typed: str) -> None:
    assert mail_account(replace(SET, sender=typed)) is None


def test_all_malformed_addresses_are_named() -> None:
    fault = mail_fault(replace(SET, sender="rossz", recipients="b@example.com semmi, hibás"))
    assert fault is not None
    assert all(word in fault.problem.message for word in ("rossz", "semmi", "hibás"))
