"""How an account's ways are told: forms by an example, and no comfort beside a consequence."""

from __future__ import annotations

import pytest

from shopsync_gui.core.account_trait_words import FINE
from shopsync_gui.core.account_traits import told
from shopsync_gui.core.tone import Tone


@pytest.mark.parametrize(
    ("name", "form", "example"),
    [
        ("ids.form", "d", "1"),
        ("price.form", '"d ddd,dd"', '"1 234,56"'),
        ("price.form", '"d.dd Ft"', '"1.23 Ft"'),
        ("currency.form", '"AAA"', '"HUF"'),
        ("products.form", "data > list", "data > list"),
    ],
)
def test_a_form_is_told_by_an_example(name: str, form: str, example: str) -> None:
    assert told(name, form).does.endswith(f" {example}")


def test_what_follows_from_one_of_several_ways_is_told_alone() -> None:
    trait = told("names.signs", "backslashes, emoji")
    assert FINE not in trait.means
    assert trait.tone is Tone.WARNING
    assert told("names.signs", "emoji").means == FINE
