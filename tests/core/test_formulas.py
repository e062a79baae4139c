"""Texts that leave for a spreadsheet."""

from __future__ import annotations

import pytest

from shopsync_gui.core.formulas import defused


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "-2+3", "@SUM(1)", "\t=1", "\r=1"])
def test_what_would_be_run_is_shown_instead(text: str) -> None:
    assert defused(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Bögre", "A-1", "a=b", "'x"])
def test_every_other_text_stays(text: str) -> None:
    assert defused(text) == text
