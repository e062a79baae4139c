"""What is said of a team's shops."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.run_labels import RUN_STATES, state_label
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.team.team import Member, Role, TeamRun, TeamShop, TeamStatus
from shopsync_gui.core.team.team_words import (
    quiet_text,
    run_texts,
    schedule_texts,
    shop_parts,
    shop_text,
    shops_called,
)
from tests.sync.past_runs import report

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)


PEOPLE = ((1, "Anna", "laptop"), (2, "Béla", "pc"))


def status(*shops: TeamShop, people: Sequence[tuple[int, str, str]] = PEOPLE) -> TeamStatus:
    members = tuple(
        Member(id=number, name=name, computer=computer, role=Role.MEMBER, seen_at=NOW)
        for number, name, computer in people
    )
    return TeamStatus(
        address="", me=1, role=Role.OWNER, members=members, shops=shops, runs=(), open_intents=0
    )


def shop(number: int, title: str, **known: object) -> TeamShop:
    return TeamShop(id=number, name=f"bolt{number}", title=title, account_id=1, **known)  # type: ignore[arg-type]


def test_shops_of_one_title_are_told_apart() -> None:
    shops = (shop(1, "Bolt"), shop(2, "Bolt"), shop(3, "Tea"))
    said = status(*shops)
    assert [said.title_of(each) for each in shops] == ["Bolt (bolt1)", "Bolt (bolt2)", "Tea"]
    assert quiet_text(said, shops).endswith(": Bolt (bolt1), Bolt (bolt2), Tea")


def test_members_of_one_name_or_computer_are_told_apart() -> None:
    people = ((1, "Anna", "laptop"), (2, "Kati", "iroda"), (3, "Kati", "pult"), (4, "Éva", "pult"))
    planned = shop(1, "Bolt", planners=(2, 3), approved_by=3, schedule=4)
    said = status(planned, people=people)
    assert [said.name_of(each) for each in said.members] == [
        "Anna",
        "Kati (iroda)",
        "Kati (pult)",
        "Éva",
    ]
    assert shop_parts(said, planned) == [
        "planning: Kati (iroda), Kati (pult)",
        "plan approved by Kati (pult)",
        "schedule: pult (Éva)",
    ]
    (schedule,) = schedule_texts(said, [planned])
    assert schedule.startswith("pult (Éva) ")


def test_a_shop_in_which_nothing_goes_on_has_nothing_to_say() -> None:
    gone = shop(1, "Bolt", writer=9, since=NOW)  # its member has left the team
    quiet = shop(2, "Tea", planners=(1,))  # this computer's own plan
    said = status(gone, quiet)
    assert [shop_parts(said, each) for each in (gone, quiet)] == [[], []]
    assert shop_text(said, gone) == shop_text(said, quiet) == "nobody writes"


def test_what_goes_on_is_said_in_one_line() -> None:
    planned = shop(1, "Bolt", planners=(1, 2), schedule=2)
    assert shop_text(status(planned), planned) == "nobody writes · planning: Béla · schedule: pc"
    written = shop(2, "Tea", writer=2, kind="sync", since=NOW, alive=True, planners=(2,))
    assert shop_text(status(written), written).startswith("Product sync by Béla on pc since ")
    asleep = shop(3, "Kávé", writer=2, kind="sync", since=NOW)
    assert shop_text(status(asleep), asleep).endswith(" · not connected any more")


def test_of_very_many_shops_some_are_named_and_the_others_counted() -> None:
    shops = tuple(shop(number, f"Bolt {number}") for number in range(1, 101))
    said = quiet_text(status(*shops), shops)
    assert said.startswith("Nobody writes: Bolt 1, ")
    assert said.endswith("Bolt 12 and 88 more")


def test_schedules_are_counted_by_the_computer_that_runs_them() -> None:
    shops = tuple(shop(n, f"Bolt {n}", schedule=1 if n == 7 else 2) for n in range(1, 8))
    assert schedule_texts(status(*shops), shops) == [
        "pc runs the schedules of 6 webshops",
        "laptop runs the schedule of 1 webshop",
    ]
    assert schedule_texts(status(shop(1, "Bolt", schedule=9)), shops[:0]) == []


def test_a_shop_is_found_by_its_title_its_name_or_who_runs_its_schedule() -> None:
    shops = (shop(1, "Cipő"), shop(2, "Tea", schedule=2), shop(3, "Teaház"))
    said = status(*shops)
    assert [each.id for each in shops_called(said, "CIPO")] == [1]
    assert [each.id for each in shops_called(said, "tea bolt3")] == [3]
    assert [each.id for each in shops_called(said, "schedule pc")] == [2]
    assert shops_called(said, "zokni") == []


def test_only_runs_that_write_products_are_told_with_counts() -> None:
    run = TeamRun(
        shop="bolt", shop_id=1, member_id=1, name="Anna", computer="pc", run_id=1, kind="sync",
        state="done", started_at=NOW, created=3, updated=0,
    )  # fmt: skip
    assert run_texts(status(), run)[2].endswith("3 new, 0 changed")
    for kind in ("preview", "verify", "undo"):
        assert (
            "new" not in run_texts(status(), msgspec.structs.replace(run, kind=kind, created=0))[2]
        )


def test_a_run_has_the_outcome_that_its_own_receipt_has() -> None:
    run = TeamRun(
        shop="bolt", shop_id=1, member_id=1, name="Anna", computer="pc", run_id=1, kind="verify",
        state="partial", started_at=NOW, created=0, updated=0, found_differences=True,
    )  # fmt: skip
    receipt = report(1, JobKind.VERIFY, RunState.PARTIAL, difference_count=3)
    assert run_texts(status(), run)[2] == state_label(receipt) != RUN_STATES[RunState.PARTIAL]


def test_servers_of_one_name_are_told_apart_by_their_numbers() -> None:
    people = ((1, "root", "vm"), (2, "root", "vm"), (3, "Anna", "vm"))
    held = shop(1, "Bolt", schedule=1, writer=2, kind="sync", since=NOW, alive=True)
    said = status(held, people=people)
    assert [said.name_of(each) for each in said.members] == ["root (vm) #1", "root (vm) #2", "Anna"]
    assert "by root on vm #2 since" in shop_parts(said, held)[0]
    assert shop_parts(said, held)[1] == "schedule: vm (root) #1"
