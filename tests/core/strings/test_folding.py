"""Folding of case and accents."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopsync_gui.core.strings.folding import fold


@pytest.mark.parametrize("shown", ["Cipő", "CIPŐ", "cipö", "cipo", "CIPÓ"])
def test_case_and_accents_fold(shown: str) -> None:
    assert fold(shown) == "cipo"


def test_what_is_no_letter_folds_as_the_index_has_it() -> None:
    assert fold("a\ufffe\uffff") == "a\ufffd\ufffd"


@given(st.text())
def test_folding_twice_changes_nothing_more(raw: str) -> None:
    assert fold(fold(raw)) == fold(raw)
