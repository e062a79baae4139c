"""Where the words of a search stand in a text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shopsync_gui.core.strings.folding import fold
from shopsync_gui.core.strings.highlight import marked


def found(text: str, *words: str) -> list[str]:
    """The marked parts of a text, as they are written there."""
    return [text[start:end] for start, end in marked(text, [fold(word) for word in words])]


def test_a_word_is_found_whatever_its_case_and_accents() -> None:
    assert found("Cipő, CIPO és cipőfűző", "cipo") == ["Cipő", "CIPO", "cipő"]


def test_words_that_touch_or_overlap_are_one_mark() -> None:
    assert found("papucs", "pap", "apu", "ucs") == ["papucs"]
    assert found("aXb aXb", "a", "b") == ["a", "b", "a", "b"]


def test_an_accent_that_is_a_letter_of_its_own_belongs_to_the_letter_before() -> None:
    assert found("cipo\N{COMBINING DOUBLE ACUTE ACCENT}k", "cipo") == [
        "cipo\N{COMBINING DOUBLE ACUTE ACCENT}"
    ]


def test_nothing_is_marked_without_words_or_text() -> None:
    assert marked("Cipő", []) == ()
    assert marked("", ["cipo"]) == ()
    assert marked("Cipő", ["kabat"]) == ()


@given(st.text(), st.lists(st.text(min_size=1), max_size=3))
def test_marks_are_in_order_apart_and_inside(text: str, words: list[str]) -> None:
    spans = marked(text, [folded for word in words if (folded := fold(word))])
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(set(edges))
    assert all(0 <= edge <= len(text) for edge in edges)
