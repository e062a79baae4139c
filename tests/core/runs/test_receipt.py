"""The receipt as it is copied, saved and mailed: it is read on other days than it was written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from shopsync_gui.core.errors import AccountListIncomplete
from shopsync_gui.core.plan.plan_summary import Duplicate
from shopsync_gui.core.runs.account_words import doubles_advice, doubles_text
from shopsync_gui.core.runs.finding_words import difference_text
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.receipt import receipt_text, unsettled_lines
from shopsync_gui.core.runs.run_labels import what_label
from shopsync_gui.core.runs.runs import Difference, RunReport, RunState
from shopsync_gui.core.runs.verified_words import verified_text
from shopsync_gui.core.text import translate


@pytest.mark.parametrize(
    ("field", "wanted", "found", "text"),
    [
        ("product", "Okos telefontok", "", "SKU-1: Okos telefontok – nincs a fiók listájában"),
        ("product", "", "Régi", "SKU-1: Régi – a fiókban van, pedig nem kellene ott lennie"),
        ("name", "Új név", "Régi név", "SKU-1: Név: Régi név → Új név"),
        ("net", "12.00", "", "SKU-1: Nettó ár: – → 12.00"),
    ],
)
def test_a_difference_is_told_in_words(
    field: str, wanted: str, found: str, text: str, language: Callable[[str], None]
) -> None:
    language("hu")
    difference = Difference(sku="SKU-1", sa_id=None, field=field, wanted=wanted, found=found)
    assert difference_text(difference) == text


@pytest.mark.parametrize(("spoken", "today"), [("hu", "ma "), ("en", "today")])
def test_its_times_have_dates(spoken: str, today: str, language: Callable[[str], None]) -> None:
    began = datetime.now(UTC)
    report = RunReport(
        run_id=1,
        kind=JobKind.SYNC,
        state=RunState.DONE,
        connection_id=1,
        started_at=began,
        finished_at=began + timedelta(seconds=1),
    )
    language(spoken)
    text = receipt_text(report, "Bemutató bolt")
    year = str(began.astimezone().year)
    assert sum(year in line for line in text.splitlines()) == 2
    assert today not in text


def test_an_undo_names_the_run_that_it_undid(language: Callable[[str], None]) -> None:
    language("en")
    undo = replace(BLANK, kind=JobKind.UNDO, run_id=7, undo_of=6)
    assert "Undone run: #6" in receipt_text(undo, "Bolt").splitlines()
    assert "Undone run" not in receipt_text(BLANK, "Bolt")
    assert what_label(undo) == "Undo: #6"


def test_a_run_at_work_says_that_it_waits_itself(language: Callable[[str], None]) -> None:
    language("en")
    ended = replace(BLANK, unsettled=2, quiet_until=BLANK.started_at)
    at_work = replace(ended, state=RunState.RUNNING)
    assert all("The next run" in line for line in unsettled_lines(ended))
    lines = [*unsettled_lines(at_work)]
    assert len(lines) == 2
    assert all("This run" in line for line in lines)


def test_a_price_that_differs_is_told_in_its_currency(language: Callable[[str], None]) -> None:
    language("en")
    wrong = Difference(sku="a", sa_id=1, field="net", wanted="2930", found="2619", currency="HUF")
    assert difference_text(wrong).endswith("2,619\N{NO-BREAK SPACE}Ft → 2,930\N{NO-BREAK SPACE}Ft")


BLANK = RunReport(
    run_id=1,
    kind=JobKind.SYNC,
    state=RunState.PARTIAL,
    connection_id=1,
    started_at=datetime(2026, 11, 2, tzinfo=UTC),
    verified=False,
)


def test_what_was_not_compared_is_not_told_as_unequal() -> None:
    skipped = verified_text(replace(BLANK, skipped=10))
    assert skipped == translate("Nothing was compared: every product was skipped.")
    assert verified_text(replace(BLANK, skipped=10, failed=3)) != skipped
    cut = replace(BLANK, unchanged=152, problem=AccountListIncomplete(service="S").problem)
    unequal = translate("The two sides are not equal.")
    assert "152" in verified_text(cut)
    assert verified_text(replace(cut, difference_count=1)) == unequal
    assert verified_text(replace(BLANK, unchanged=152)) == unequal


def test_an_undo_says_only_what_it_did() -> None:
    undone = replace(BLANK, undo_of=1, verified=True)
    said = {
        verified_text(undone),
        verified_text(replace(undone, removed=3)),
        verified_text(replace(undone, updated=3)),
    }
    assert len(said) == 3
    renamed = replace(undone, renamed_categories=1)
    assert verified_text(renamed) == verified_text(replace(undone, updated=3))


def test_skus_that_stand_twice_are_named_as_the_reason_and_with_what_mends_them() -> None:
    unequal = translate("The two sides are not equal.")
    doubled = (Duplicate(sku="A", sa_ids=(1, 2)),)
    text = verified_text(replace(BLANK, unchanged=100, doubled=doubled))
    assert text.startswith(unequal)
    assert doubles_text(replace(BLANK, doubled=doubled)) in text
    assert text.endswith(doubles_advice())
    assert verified_text(replace(BLANK, unchanged=100)) == unequal


def test_doubles_that_the_run_created_go_by_its_undo_and_the_others_by_hand() -> None:
    doubled = tuple(Duplicate(sku=sku, sa_ids=(1, 2)) for sku in "AB")
    made = replace(BLANK, created=5, doubled=doubled, doubled_here=2)
    assert made.made_doubles
    whole, part = (doubles_advice(replace(made, doubled_here=n)) for n in (2, 1))
    by_hand = translate(
        "Of the other SKUs the first product is kept up to date; look at the rest in SalesAutopilot, and delete what is the same product."
    )
    assert by_hand not in whole
    assert part.endswith(by_hand)
    assert doubles_advice(replace(made, doubled_here=0)) == doubles_advice()
