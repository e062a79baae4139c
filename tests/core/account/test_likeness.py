"""What an account may have made of a text."""

from __future__ import annotations

import pytest

from shopsync_gui.core.account.likeness import alike, is_rendering, same_letters


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


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        ('Konyha & "Otthon"', "Konyha &amp; &quot;Otthon&quot;"),
        ("Konyha & Otthon", "Konyha &amp;amp; Otthon"),
        ("O'Neill", "O\\'Neill"),
        ("Cipők", "Cip?k"),
        ("Cipők", "Cipok"),
        ("Cipők", "Cip\u00c5\u2018k"),
        ("🎁 Ajándékok", "Ajándékok"),
        ("Akció <új>", "Akció"),
    ],
)
def test_a_mishandled_text_is_the_one_that_was_written(wanted: str, shown: str) -> None:
    assert is_rendering(wanted, shown)


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        ("Cipők", "Cipő"),
        ("Cipő", "Cipők"),
        ("C# könyvek", "C++ könyvek"),
        ("Férfi > Cipők", "Férfi"),
        ("Akció", "Akció!"),
        ("Kabát", ""),
    ],
)
def test_another_text_is_no_mishandled_one(wanted: str, shown: str) -> None:
    assert not is_rendering(wanted, shown)
