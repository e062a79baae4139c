"""What an account may have made of a text."""

from __future__ import annotations

import pytest

from shopsync_gui.core.likeness import alike, same_letters


@pytest.mark.parametrize("encoding", ["latin-1", "cp1250", "iso-8859-2"])
def test_a_text_that_was_taken_for_another_encoding_has_the_same_letters(encoding: str) -> None:
    for wanted in ("Cipők és csizmák", "Ékszerek", "Tűzőgép"):
        taken = wanted.encode().decode(encoding, "replace")
        if "\ufffd" not in taken:
            assert same_letters(wanted, taken)
            assert alike(wanted, taken[:-1])


def test_other_letters_are_another_text() -> None:
    assert not alike("Cipők", "Cipek")
    assert not alike("Cipők", "Cipűk")
    assert not same_letters("Cipők", "Csizmák")
