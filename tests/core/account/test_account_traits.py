"""How an account's ways are told: forms by an example, and no comfort beside a consequence."""

from __future__ import annotations

import pytest

from shopsync_gui.core.account.account_trait_words import FINE
from shopsync_gui.core.account.account_traits import told
from shopsync_gui.core.tone import Tone


@pytest.mark.parametrize(
    ("name", "form", "words"),
    [
        ("ids.form", "d", "as a number, such as 1234"),
        ("price.form", '"d"', "as text, such as 1234"),
        ("price.form", '"d ddd,dd"', "as text, such as 1 234,56"),
        ("price.form", '"d.dd Ft"', "as text, such as 1234.56 Ft"),
        ("price.form", "d.d", "as a number, such as 1234.5"),
        ("vat.form", '"d"', "as text, such as 27"),
        ("vat.form", "d.dd", "as a number, such as 27.00"),
        ("vat.form", '"d%"', "as text, such as 27%"),
        ("currency.form", '"AAA"', "as text, such as HUF"),
        ("products.form", "data > list", "wrapped as data > list"),
    ],
)
def test_a_form_is_told_by_an_example(name: str, form: str, words: str) -> None:
    assert told(name, form).does == words


def test_what_follows_from_one_of_several_ways_is_told_alone() -> None:
    trait = told("names.signs", "backslashes, emoji")
    assert FINE not in trait.means
    assert trait.tone is Tone.WARNING
    assert told("names.signs", "emoji").means == FINE


def test_only_signs_that_were_altered_are_named() -> None:
    usual = told("names.signs", "none").does
    assert told("names.signs", "emoji, hungarian").does == usual
    mixed = told("names.signs", "emoji, hungarian, tilde")
    assert mixed.does == told("names.signs", "tilde").does
    assert mixed.value == "emoji, hungarian, tilde"
