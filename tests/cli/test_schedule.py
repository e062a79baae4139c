"""The command schedule: the shop's own times, and the files for the system's scheduler."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from shopsync_gui.cli.metrics import metrics_text
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.settings.schedule import Repeat, Schedule
from shopsync_gui.core.settings.schedule_words import schedule_text
from shopsync_gui.core.text import _, format_when, translate
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.account.connections import ConnectionOptions
from shopsync_gui.sync.schedule.due import due_of
from shopsync_gui.sync.schedule.missing_consent import WAITS, MissingConsent, missing_consent_text
from tests.cli.playing import call
from tests.connected import connect_shop


@pytest.fixture
def store(shopsync_home: Path) -> Iterator[Store]:
    store = open_store(shopsync_home / "shopsync.db")
    yield store
    store.close()


def connect(store: Store, schedule: Schedule | None = None) -> None:
    """A shop whose owner has consented to syncs."""
    connect_shop(
        store,
        "bemutato",
        title="Bemutató bolt",
        now=datetime.now(UTC),
        options=ConnectionOptions(schedule=schedule or Schedule()),
        consented_at=datetime.now(UTC),
    )


def test_a_shop_without_a_schedule(store: Store) -> None:
    connect(store)
    said = call("schedule", "bemutato", "--json")
    assert said.code == 0
    assert said.json["repeat"] == "never"
    assert [said.json[key] for key in ("hours", "minute", "weekday", "next")] == [None] * 4


def test_the_files_for_the_system(store: Store, tmp_path: Path) -> None:
    connect(store, Schedule(repeat=Repeat.WEEKLY, weekday=2))
    out = tmp_path / "new" / "ki"  # it is made
    said = call("schedule", "bemutato", "--system", "--out", str(out), "--json")
    assert said.code == 0
    assert said.json["next"] is not None
    assert sorted(said.json["written"]) == sorted(str(file) for file in out.iterdir())
    assert any(str(out) in command for command in said.json["commands"])
    texts = "".join(file["text"] for file in said.json["files"])
    assert "bemutato" in texts


def test_the_files_are_printed_where_no_folder_is_given(store: Store) -> None:
    connect(store)
    said = call("schedule", "bemutato", "--system")
    assert said.code == 0
    assert "--yes" in said.out
    files = call("schedule", "bemutato", "--system", "--json").json["files"]
    if len(files) > 1:
        assert all(f"# {file['name']}" in said.out.splitlines() for file in files)


def test_a_timer_of_a_shop_without_a_schedule_says_when_it_runs(store: Store) -> None:
    connect(store, Schedule(repeat=Repeat.DAILY, minute=270))
    command = "shopsync schedule bemutato --every day"
    assert command not in call("schedule", "bemutato", "--system").err
    assert call("schedule", "bemutato", "--every", "never").code == 0
    said = call("schedule", "bemutato", "--system")
    assert command in said.err
    assert "03:00" in said.err
    assert "04:30" not in said.out


def test_a_shop_that_is_not_connected(shopsync_home: Path) -> None:
    assert call("schedule", "nincs", "--system", "--json").code == 2


def test_a_schedule_is_set_and_changed_part_by_part(store: Store) -> None:
    connect(store)
    said = call("schedule", "bemutato", "--every", "week", "--at", "04:30", "--on", "sat", "--json")
    assert said.code == 0
    assert [said.json[key] for key in ("repeat", "minute", "weekday")] == ["weekly", 270, 5]
    assert said.json["next"] is not None
    said = call("schedule", "bemutato", "--at", "5:00", "--json")
    assert [said.json[key] for key in ("repeat", "minute", "weekday")] == ["weekly", 300, 5]
    said = call("schedule", "bemutato", "--every", "4", "--json")
    assert [said.json[key] for key in ("repeat", "hours", "minute")] == ["hours", 4, 300]
    said = call("schedule", "bemutato", "--every", "never", "--json")
    assert (said.json["repeat"], said.json["next"]) == ("never", None)


@pytest.mark.parametrize(
    ("every", "at", "repeat", "minute"),
    [("daily", "3:5", "daily", 185), ("hetente", "8 óra", "weekly", 480), ("nap", "08.30", "daily", 510)],
)  # fmt: skip
def test_a_schedule_is_set_as_people_say_it(
    store: Store, every: str, at: str, repeat: str, minute: int
) -> None:
    connect(store)
    said = call("schedule", "bemutato", "--every", every, "--at", at, "--json")
    assert (said.code, said.json["repeat"], said.json["minute"]) == (0, repeat, minute)
    assert call("schedule", "bemutato", "--every", "6 óra", "--json").json["hours"] == 6


def test_a_schedule_counts_from_when_it_was_set_to_something_else(store: Store) -> None:
    connect(store)
    assert call("schedule", "bemutato", "--every", "day").code == 0
    first = store.connections.all()[0].options.schedule.set_at
    assert first is not None
    assert call("schedule", "bemutato", "--every", "day").code == 0
    assert store.connections.all()[0].options.schedule.set_at == first
    assert call("schedule", "bemutato", "--at", "23:59").code == 0
    assert (store.connections.all()[0].options.schedule.set_at or first) > first


def test_a_schedule_of_a_shop_without_consent_says_what_it_waits_for(store: Store) -> None:
    connect(store)
    store.connections.update(store.connections.all()[0].id, consented_at=None)
    said = call("schedule", "bemutato", "--every", "day")
    assert _("The first sync needs your consent; after it the schedule takes effect.") in said.out


@pytest.mark.parametrize(
    ("day", "number"), [("mon", 0), ("Kedd", 1), ("sze", 2), ("csütörtök", 3), ("SU", 6), ("v", 6)]
)
def test_a_day_is_taken_in_either_language(store: Store, day: str, number: int) -> None:
    connect(store)
    said = call("schedule", "bemutato", "--every", "hét", "--on", day, "--json")
    assert (said.code, said.json["repeat"], said.json["weekday"]) == (0, "weekly", number)


@pytest.mark.parametrize("day", ["s", "sz", "t", "", "1", "mond ay", "holnap"])
def test_a_day_that_may_be_two_or_none_is_refused(store: Store, day: str) -> None:
    connect(store)
    said = call("schedule", "bemutato", "--every", "week", "--on", day, "--json")
    assert (said.code, said.json["error"]["code"]) == (2, "CommandNotUnderstood")


@pytest.mark.parametrize("every", ["6", "day", "week", "never"])
def test_the_rhythm_is_told(store: Store, every: str) -> None:
    connect(store)
    call("schedule", "bemutato", "--every", every)
    plan = store.connections.all()[0].options.schedule
    assert schedule_text(plan) in call("schedule", "bemutato").out


def test_everybody_says_which_consent_the_schedule_waits_for(store: Store) -> None:
    connect(store, Schedule(repeat=Repeat.HOURS))
    shop = store.connections.all()[0]
    store.connections.update(shop.id, consented_at=None, account_identity=shop.account_key)
    why = missing_consent_text(MissingConsent.CHANGED)
    assert why in call("schedule", "bemutato").out
    status = call("status")
    assert why in status.err
    assert translate(WAITS) in status.out
    (item,) = call("status", "--json").json["items"]
    assert (item["next_sync"], item["missing_consent"]) == (None, "changed")
    assert item["needs_attention"] is True
    assert 'shopsync_needs_attention{shop="bemutato"} 1\n' in metrics_text(store)
    due = call("sync", "--all", "--due", "--yes")
    assert due.code == 0
    assert why in due.err


def test_a_paused_sync_and_the_next_of_the_schedule_are_both_told(store: Store) -> None:
    connect(store)
    now = datetime.now(UTC)
    shop = store.connections.all()[0]
    run = store.runs.start(JobKind.SYNC, shop.id, now)
    store.runs.save(replace(run, state=RunState.PAUSED, finished_at=now))
    said = call("schedule", "bemutato", "--every", "6").out
    due = due_of(store, store.connections.all()[0], now)
    assert due is not None
    assert due.scheduled - due.at > timedelta(hours=5)
    assert format_when(due.at) in said
    assert format_when(due.scheduled) in said
    store.runs.save(replace(run, state=RunState.DONE, finished_at=now))
    again = due_of(store, store.connections.all()[0], now)
    assert again is not None
    assert again.at == again.scheduled == due.scheduled


def test_a_sync_that_is_overdue_is_next_now_and_not_in_the_past(store: Store) -> None:
    connect(store)
    now = datetime.now(UTC)
    shop = store.connections.all()[0]
    then = now - timedelta(days=3)
    run = store.runs.start(JobKind.SYNC, shop.id, then)
    store.runs.save(replace(run, state=RunState.PAUSED, finished_at=then))
    said = call("schedule", "bemutato", "--every", "day", "--json")
    assert datetime.fromisoformat(said.json["next"]) >= now
    assert format_when(then + timedelta(minutes=15)) not in said.err


@pytest.mark.parametrize(
    "words",
    [
        ("--at", "03:00"),
        ("--on", "mon"),
        ("--every", "day", "--on", "mon"),
        ("--every", "6", "--at", "03:00"),
        ("--every", "0"),
        ("--every", "169"),
        ("--every", "often"),
        ("--every", "day", "--at", "24:00"),
        ("--every", "week", "--on", "caturday"),
    ],
)
def test_what_makes_no_schedule_is_refused_and_changes_nothing(
    store: Store, words: tuple[str, ...]
) -> None:
    connect(store)
    said = call("schedule", "bemutato", *words, "--json")
    assert said.code == 2
    assert said.json["error"]["code"] == "CommandNotUnderstood"
    assert store.connections.all()[0].options.schedule == Schedule()


def test_a_schedule_says_what_has_to_run_it(store: Store) -> None:
    connect(store)
    said = call("schedule", "bemutato", "--every", "day")
    assert "--system" in said.err
    assert "sync --all --due" in said.err
    assert "--system" not in call("schedule", "bemutato", "--every", "never").err
