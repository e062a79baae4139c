"""Signs that nobody sees have a name where SKUs are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopsync_gui.core.catalogue import sku_key
from shopsync_gui.core.products.unseen import with_signs_named


@pytest.mark.parametrize(
    ("sku", "shown"),
    [
        ("NC-38", "NC-38"),
        ("NC 38", "NC 38"),
        (" NC  38", "␣NC␣␣38"),
        ("NC\u200b-38", "NC⟨ZWSP⟩-38"),
        ("NC\u00ad38\ufeff", "NC⟨SHY⟩38⟨BOM⟩"),
        ("NC\u00a038", "NC⟨NBSP⟩38"),
        ("NC\ufe0f38", "NC⟨U+FE0F⟩38"),
        ("\u202eNC38", "⟨RLO⟩NC38"),
        ("Cipo\u030b", "Cipo⟨U+030B⟩"),
        ("Cipő", "Cipő"),
        ("A\x07B\nC", "A⟨U+0007⟩B⟨LF⟩C"),
    ],
)
def test_what_nobody_sees_is_named(sku: str, shown: str) -> None:
    assert with_signs_named(sku) == shown


@given(st.text(max_size=30), st.text(max_size=30))
def test_what_is_shown_alike_is_one_sku(first: str, second: str) -> None:
    """Whatever makes two SKUs differ can be seen."""
    if with_signs_named(first) == with_signs_named(second):
        assert sku_key(first) == sku_key(second)


@given(st.text(max_size=30))
def test_nothing_unseen_is_left(text: str) -> None:
    shown = with_signs_named(text)
    assert shown.isprintable() or " " in shown or shown == ""
