"""Texts that leave for a spreadsheet."""

from __future__ import annotations

import csv

import pytest

from shopsync_gui.core.strings.formulas import defused, pasted


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "-2+3", "@SUM(1)", "\t=1", "\r=1"])
def test_what_would_be_run_is_shown_instead(text: str) -> None:
    assert defused(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Bögre", "A-1", "a=b", "'x"])
def test_every_other_text_stays(text: str) -> None:
    assert defused(text) == text


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ('"Retró" bögre', '"""Retró"" bögre"'),
        ('Bögre "Retró"', 'Bögre "Retró"'),
        ('="1"', '\'="1"'),
        ("", ""),
    ],
)
def test_a_cell_is_pasted_as_it_was(text: str, cell: str) -> None:
    assert pasted(text) == cell
    (row,) = csv.reader([f"{cell}\tnext"], "excel-tab")
    assert row == [defused(text), "next"]
