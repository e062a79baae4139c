"""A letter's HTML: valid, escaped, https only, with sizes, short enough; and its plain text."""

from __future__ import annotations

import re
import time
from decimal import Decimal
from html.parser import HTMLParser

import html5lib
import pytest

from shopsync_gui.core.contrast import readable_on
from shopsync_gui.core.newsletter.letter import (
    MOST_NAME_CHARACTERS,
    Layout,
    LetterProduct,
    LetterStyle,
    letter_document,
)
from shopsync_gui.core.newsletter.letter_sizes import MOST_BYTES
from shopsync_gui.core.newsletter.letter_text import letter_text
from shopsync_gui.letters.compiler import bytes_of, fitting, html_of
from tests.letters.examples import letter, product

LAYOUTS = list(Layout)


class Elements(HTMLParser):
    """The elements of a page, each with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_it_is_valid_html(layout: Layout, count: int) -> None:
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(html_of(letter(count, layout=layout)))
    assert parser.errors == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_it_is_valid_as_outlook_for_windows_reads_it(layout: Layout) -> None:
    """Outlook sees what stands in its comments, and tables alone make columns there."""
    seen = re.sub(r"<!--\[if mso\]>(.*?)<!\[endif\]-->", r"\1", html_of(letter(5, layout=layout)))
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(seen)
    assert parser.errors == []
    elements = Elements(seen)
    columns = [cell for cell in elements.of("td") if "width" in cell]
    assert len(columns) >= 5
    assert "<!--" not in seen


@pytest.mark.parametrize("layout", LAYOUTS)
def test_names_are_text_and_nothing_else(layout: Layout) -> None:
    html = html_of(letter(5, layout=layout))
    elements = Elements(html)
    assert elements.of("script") == []
    assert '<script>alert("x")</script> & Társa' in elements.words
    assert "Őszi <árak>" in elements.words
    assert len(elements.of("img")) == 5


def test_looks_cannot_break_out_of_their_place() -> None:
    wild = '"><img src=x onerror=y>;}</style>'
    style = LetterStyle(heading=wild, button=wild, color=wild, campaign=wild)
    elements = Elements(html_of(letter_document([product(1)], style, 1)))
    assert len(elements.of("img")) == 1
    assert elements.words.count(wild) >= 2


@pytest.mark.parametrize("layout", LAYOUTS)
def test_pictures_have_a_size_and_a_name(layout: Layout) -> None:
    for picture in Elements(html_of(letter(6, layout=layout))).of("img"):
        assert str(picture["src"]).startswith("https://")
        width, height = int(str(picture["width"])), int(str(picture["height"]))
        ratio = 1.5 if "w400h600" in str(picture["src"]) else 1.0
        assert height == pytest.approx(width * ratio, abs=1)
        assert picture["alt"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_link_leads_to_a_product_with_the_campaign(layout: Layout) -> None:
    links = [str(link["href"]) for link in Elements(html_of(letter(4, layout=layout))).of("a")]
    assert len(links) == 12
    for link in links:
        assert re.fullmatch(
            r"https://www\.bolt\.hu/index\.php\?route=product/product&product_id=[1-4]"
            r"&utm_source=newsletter&utm_medium=email&utm_campaign=%C5%91szi%20akci%C3%B3",
            link,
        )


def test_styles_are_in_the_elements_and_nothing_else_is_fetched() -> None:
    html = html_of(letter(4))
    elements = Elements(html)
    assert all("style" in cell for cell in elements.of("td") if cell.get("class"))
    assert elements.of("link") == []
    assert "@import" not in html
    assert "url(" not in html
    assert "http://" not in html
    assert "prefers-color-scheme:dark" in html


def test_a_product_without_a_picture_has_no_broken_one() -> None:
    for layout in LAYOUTS:
        document = letter_document([product(1, image="")], LetterStyle(layout=layout), 1)
        assert Elements(html_of(document)).of("img") == []


@pytest.mark.parametrize(
    ("layout", "count"), [(Layout.ONE, 40), (Layout.TWO, 50), (Layout.THREE, 50), (Layout.HERO, 50)]
)
def test_so_many_products_fit_into_an_uncut_message(layout: Layout, count: int) -> None:
    assert bytes_of(html_of(letter(count, layout=layout))) < MOST_BYTES


def test_how_many_products_fit_is_known() -> None:
    long = letter(90)
    fits = fitting(long)
    assert bytes_of(html_of(letter(fits))) <= MOST_BYTES < bytes_of(html_of(letter(fits + 1)))
    assert fitting(letter(3)) == 3
    assert fitting(letter(0)) == 0


def test_fifty_products_take_no_time() -> None:
    document = letter(50)
    html_of(document)
    begun = time.perf_counter()
    html_of(document)
    assert time.perf_counter() - begun < 0.1


@pytest.mark.parametrize(
    ("color", "readable"),
    [
        ("#2f6fed", "#ffffff"),
        ("#ffe14d", "#10151d"),
        ("#000000", "#ffffff"),
        ("#ffffff", "#10151d"),
    ],
)
def test_the_words_on_a_button_can_be_read(color: str, readable: str) -> None:
    assert readable_on(color) == readable


def test_plain_text_has_the_same_words_and_links() -> None:
    text = letter_text(letter(3))
    assert text.count("https://www.bolt.hu/") == 3
    assert '<script>alert("x")</script> & Társa' in text
    assert "Őszi <árak>" in text
    assert "24" in text
    assert (
        letter_text(letter_document([product(2, price=Decimal(5))], LetterStyle(), 1)).count("\n")
        == 3
    )


def test_a_very_long_name_is_cut_behind_a_word() -> None:
    name = "Kézzel festett kerámia " * 12
    (block,) = letter_document([product(1, name=name)], LetterStyle(), 1).blocks
    assert len(block.name) <= MOST_NAME_CHARACTERS + 1
    assert block.name.endswith("kerámia…")
    unbroken = letter_document([product(1, name="x" * 300)], LetterStyle(), 1).blocks[0].name
    assert unbroken == "x" * MOST_NAME_CHARACTERS + "…"
    usual = "á" * MOST_NAME_CHARACTERS
    assert letter_document([product(1, name=usual)], LetterStyle(), 1).blocks[0].name == usual


def test_where_pictures_are_off_their_words_look_like_a_caption() -> None:
    elements = Elements(html_of(letter(1)))
    (picture,) = [each for each in elements.of("a") if each.get("class") == "p"]
    assert "text-decoration:none" in str(picture["style"])


def test_a_missing_picture_leaves_its_place_beside_others() -> None:
    with_picture, without = product(1), product(2, image="")
    style = LetterStyle(layout=Layout.TWO)

    def places(*products: LetterProduct) -> list[str]:
        elements = Elements(html_of(letter_document(products, style, 1)))
        return [str(each["style"]) for each in elements.of("div") if each.get("class") == "q"]

    (place,) = places(with_picture, without)
    (picture,) = Elements(html_of(letter_document([with_picture], style, 1))).of("img")
    assert f"height:{picture['height']}px" in place
    assert places(without, product(3, image="")) == []
    assert places(with_picture, product(3), without) == []
