"""Older letters are read from their HTML, whoever made it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from shopsync_gui.core.newsletter.letter_reading import (
    MentionedProduct,
    mentioned_products,
    number_of,
)
from shopsync_gui.letters.compiler import html_of
from tests.letters.examples import PAGE, letter


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("17 490", "17490"),
        ("17\xa0490", "17490"),
        ("17.490", "17490"),
        ("17,490", "17490"),
        ("1.234.567,5", "1234567.5"),
        ("1,234.50", "1234.50"),
        ("12,99", "12.99"),
        ("990", "990"),
        ("5", "5"),
    ],
)
def test_numbers_in_both_ways_of_writing(text: str, number: str) -> None:
    assert number_of(text) == Decimal(number)


@pytest.mark.parametrize("language_name", ["hu", "en"])
def test_our_own_letters_say_their_prices(language_name: str, language: object) -> None:
    assert callable(language)
    language(language_name)
    found = mentioned_products(html_of(letter(3)))
    assert [product.prices for product in found] == [(Decimal(17490),)] * 3
    for number, product in enumerate(found, 1):
        assert product.link.startswith(PAGE.format(n=number))


def test_a_letter_that_another_program_made() -> None:
    html = """
    <style>a { price: 5 Ft }</style><p>Csak 100 Ft!</p>
    <a href="https://b.hu/?product_id=1">Kép</a>
    <p><del>5 000 Ft</del> <span style="text-decoration: Line-Through">4 500 Ft</span> most 3.990 Ft-ért</p>
    <a href='https://www.b.hu/?product_id=1&amp;utm_source=x'>Megnézem</a> vagy € 12,50
    <a href="https://b.hu/?product_id=2">Más</a><br>1,290.00 EUR <p>kód: 123456</p>
    <a href="http://[">rossz</a> 7 Ft <a>nincs</a>
    """
    assert mentioned_products(html) == [
        MentionedProduct(
            link="https://b.hu/?product_id=1", prices=(Decimal(3990), Decimal("12.50"))
        ),
        MentionedProduct(link="https://b.hu/?product_id=2", prices=(Decimal("1290.00"),)),
    ]


@pytest.mark.parametrize("html", ["", "no markup, 5 Ft", "<a href='x'", "</p></a><<>>", "\x00"])
def test_what_is_no_letter_is_read_without_harm(html: str) -> None:
    assert mentioned_products(html) in ([], [MentionedProduct(link="x", prices=())])
