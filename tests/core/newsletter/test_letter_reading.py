"""Older letters are read from their HTML, whoever made it."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import quote

import pytest

from shopsync_gui.core.newsletter.letter_prices import SaidPrice, number_of, said_price
from shopsync_gui.core.newsletter.letter_reading import link_target, mentioned_products
from shopsync_gui.core.newsletter.letter_text import letter_text
from shopsync_gui.letters.compiler import html_of
from tests.core.newsletter.built_letters import LETTERS, BuiltLetter
from tests.letters.examples import PAGE, letter


def said(html: str, currency: str = "HUF") -> list[SaidPrice]:
    """What a letter says of its links' prices."""
    return [said_price(each.amounts, currency) for each in mentioned_products(html)]


def told(html: str) -> list[str]:
    """The prices that are plain, in the letter's order; those that may be it where it is not."""
    return ["|".join(str(price) for price in each.candidates) for each in said(html)]


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
    assert [said_price(p.amounts, "HUF").price for p in found] == [Decimal(17490)] * 3
    for number, product in enumerate(found, 1):
        assert product.link.startswith(PAGE.format(n=number))


def test_a_letter_that_another_program_made() -> None:
    html = """
    <style>a { price: 5 Ft }</style><p>Csak 100 Ft!</p>
    <a href="https://b.hu/?product_id=1">Kép</a>
    <p><del>5 000 Ft</del> <span style="text-decoration: Line-Through">4 500 Ft</span> most 3.990 Ft-ért</p>
    vagy € 12,50 <a href='https://www.b.hu/?product_id=1&amp;utm_source=x'>Megnézem</a>
    <a href="https://b.hu/?product_id=2">Más</a><br>1,290.00 EUR <p>kód: 123456</p>
    <a href="http://[">rossz</a> 7 Ft <a>nincs</a>
    """
    assert told(html) == ["3990", ""]
    assert [each.price for each in said(html, "EUR")] == [Decimal("12.50"), Decimal("1290.00")]
    assert [str(amount.value) for amount in said(html)[1].foreign] == ["1290.00"]


@pytest.mark.parametrize(
    ("words", "price"),
    [
        ("Akciós ár: 8 000 Ft, eredeti ár: 10 251 Ft", "8000"),
        ("<b>9 000 Ft</b> helyett 11 064 Ft", "9000"),
        ("9 000 Ft (11 064 Ft helyett)", "9000"),
        ("11 064 Ft helyett csak 9 000 Ft!", "9000"),
        ("9 000 Ft – ingyenes szállítás 10 744 Ft felett", "9000"),
        ("most 10 251 Ft, korábban 11 391 Ft", "10251"),
        ("<p>Eredeti ár:</p><p>10 251 Ft</p><p>Most csak</p><p>8 000 Ft</p>", "8000"),
        ("<span class='price-old'>10 251 Ft</span> <span>8 000 Ft</span>", "8000"),
        ("11.065 Ft (10% kedvezmény 50 000 Ft felett)", "11065"),
        ("2 db 16 708 Ft, 1 db 8 354 Ft", "8354"),
        ("1 990 Ft (3 980 Ft/kg)", "1990"),
        ("3 980 Ft/kg", "3980"),
        ("8 000 Ft, megtakarítás: 2 251 Ft, -2 251 Ft", "8000"),
        ("8 000 Ft + 1 490 Ft szállítási díj", "8000"),
        ("8 000 Ft instead of 10 251 Ft", "8000"),
        ("Was 10 251 Ft, now 8 000 Ft", "8000"),
        ("10 251 Ft 8 000 Ft", "10251|8000"),
        ("csak 10 251 Ft, 8 000 Ft", "10251|8000"),
        ("8 000-10 251 Ft", "8000|10251"),
        ("8 000 Ft, 8.000,- Ft", "8000"),
        ("1.250,- Ft", "1250"),
        ("8354.- Ft", "8354"),
        ("15.978.- Ft", "15978"),
        ("28&nbsp;867,-Ft", "28867"),
        ("2594,-", "2594"),
        ("10 744 forint", "10744"),
        ("HUF 9,368", "9368"),
        ("<b>8</b> <b>354</b>\n<sup>Ft</sup>", "8354"),
        ("2 for 18 733 Ft", ""),
        ("2 db-ot 18 733 Ft", ""),
        ("18 733 Ft / 2 db", ""),
        ("18 733 Ft/db", "18733"),
        ("11 760 Ft (9 260 Ft + VAT)", "11760"),
        ("24130Ft (incl. 27% VAT 5 130 Ft)", "24130"),
        ("24 130 Ft (ebből 5 130 Ft áfa)", "24130"),
        ("Nettó ár: 6 900 Ft<br>Bruttó ár: 8 763 Ft", "8763"),
        ("8 763 Ft nettó 6 900 Ft", "8763"),
        ("Ár áfával: 8 763 Ft", "8763"),
        ("<s>11 690 Ft</s> 8 763 Ft lowest price of 30 days: 9 999 Ft", "8763"),
        ("8 763 Ft<br>Az elmúlt 30 nap legalacsonyabb ára: 9 999 Ft", "8763"),
        ("8 763 Ft (9 999 Ft az elmúlt 30 nap legalacsonyabb ára)", "8763"),
        ("9 999 Ft was the lowest price of the last 30 days, now 8 763 Ft", "8763"),
        ("cikkszám: 4211, EAN 5991234567890, 5 lejárat", ""),
        ("ingyenes szállítás 20 000 Ft felett", ""),
        ("Kuponja értéke: 2 000 Ft, az utalvány értéke 5 000 Ft", ""),
    ],
)
def test_of_several_amounts_the_price_is_the_one_that_is_nothing_else(
    words: str, price: str
) -> None:
    assert told(f"<p><a href='https://b.hu/?product_id=1'>Zokni 5 db</a> {words}</p>") == [price]


@pytest.mark.parametrize(
    "words",
    [
        "6 900 Ft + VAT",
        "6 900 Ft + 27% áfa",
        "nettó 6 900 Ft",
        "6 900 Ft (nettó)",
        "6 900-6 900 Ft + áfa",
    ],
)
def test_a_price_without_the_tax_is_none_to_be_compared(words: str) -> None:
    (price,) = said(f"<p><a href='https://b.hu/?product_id=1'>Zokni</a> {words}</p>")
    assert price == SaidPrice(candidates=(Decimal(6900),), without_tax=True)


@pytest.mark.parametrize("language_name", ["hu", "en"])
def test_our_own_plain_text_says_its_products_and_prices(
    language_name: str, language: object
) -> None:
    assert callable(language)
    language(language_name)
    made = letter(5)
    found = mentioned_products(letter_text(made))
    assert [each.link for each in found] == [block.address for block in made.sections[0].blocks]
    assert [said_price(each.amounts, "HUF").price for each in found] == [Decimal(17490)] * 5


_ONE, _TWO = (PAGE.format(n=n) for n in (1, 2))


@pytest.mark.parametrize(
    ("text", "prices"),
    [
        (f"A 1 Ft <{_ONE}>\nB 2 Ft <{_TWO}>", ["1", "2"]),
        (f"A\r\n1 Ft\r\n{_ONE}\r\nB\r\n2 Ft\r\n{_TWO}", ["1", "2"]),
        (f"{_ONE}\nA\n1 Ft\n{_TWO}\nB\n2 Ft", ["1", "2"]),
        (f"Szia!\n\nA\n\n1 Ft\n\n{_ONE}\n\nB\n\n2 Ft\n\n{_TWO}\n\nÜdv", ["1", "2"]),
        (f"A\n{_ONE}\n\n1 Ft\n\nB\n{_TWO}\n\n2 Ft", ["1", "2"]),
        (f"A\n1 Ft\n{_ONE}\n\nB\n{_TWO}\n\nA doboz 9 Ft", ["1", ""]),
        (f"1 Ft {_ONE} 2 Ft {_TWO} 3 Ft", ["1|2", "2|3"]),
        (f"<p>A 1 Ft {_ONE.replace('&', '&amp;')}.</p><p><{_TWO}> 2 Ft</p>", ["1", "2"]),
        ("A (www.b.hu/noi-cipo-39), 1 Ft, https://b.hu/x_(y). 1 Ft", ["1", "1"]),
    ],
)
def test_addresses_written_out_are_links(text: str, prices: list[str]) -> None:
    assert told(text) == prices


def test_an_address_ends_where_the_sentence_goes_on() -> None:
    found = mentioned_products(
        "A (www.b.hu/noi-cipo-39), https://b.hu/x_(y). http://egy „https://b.hu/é”"
    )
    assert [each.link for each in found] == [
        "https://www.b.hu/noi-cipo-39",
        "https://b.hu/x_(y)",
        "https://b.hu/é",
    ]


@pytest.mark.parametrize(
    "name", ["Zokni 3 pár", "Ajándék utalvány", "Pohár, régi", "Szállítás", "12 000 Ft"]
)
def test_a_products_name_tells_nothing_of_its_price(name: str) -> None:
    html = f"<p><a href='https://b.hu/?product_id=1'>{name}</a> 8 000 Ft</p>"
    assert "8000" in told(html)[0].split("|")


@pytest.mark.parametrize(
    "html",
    [
        "<p>1 Ft <a href='https://b.hu/1'>A</a></p><p>2 Ft <a href='https://b.hu/2'>B</a></p>",
        "<td><p>1 Ft</p><a href='https://b.hu/1'>A</a></td><td><p>2 Ft</p><a href='https://b.hu/2'>B</a></td>",
        "<div><a href='https://b.hu/1'>A</a> 1 Ft<br><a href='https://b.hu/2'>B</a> 2 Ft</div>",
        "<p><a href='https://b.hu/1'>A</a></p><p>1 Ft</p><p><a href='https://b.hu/2'>B</a></p><p>2 Ft</p>",
        "<tr><td><a href='https://b.hu/1'>A</a><td>1 Ft</td></tr><tr><td><a href='https://b.hu/2'>B</a><td>2 Ft</tr>",
        "<a href='https://b.hu/1'><div>A</div><div>1 Ft</div></a><a href='https://b.hu/2'><div>B</div>2 Ft</a>",
        "<p><a href='https://b.hu/1'>A 1 Ft<p><a href='https://b.hu/2'>B 2 Ft",
    ],
)
def test_an_amount_belongs_to_the_product_that_it_stands_with(html: str) -> None:
    assert told(html) == ["1", "2"]


def test_a_tracked_link_leads_to_the_address_within_it() -> None:
    page = PAGE.format(n=1)
    tracked = f"https://sub.salesautopilot.com/r/abc?u={quote(page, safe='')}&n=5"
    assert link_target(tracked) == page
    assert link_target(f"https://click.example/L0/{quote(page, safe='')}") == page
    assert link_target(f"https://t.example/?a={quote(tracked, safe='')}") == page
    assert link_target("https://t.example/r/abc") == "https://t.example/r/abc"
    found = mentioned_products(f"<a href='{page}'>A</a><a href='{tracked}'>A</a> 5 Ft")
    assert [(each.link, len(each.amounts)) for each in found] == [(page, 1)]


def test_an_address_without_an_end_is_read_at_once() -> None:
    (found,) = mentioned_products("https://b.hu/x" + ")" * 1_000_000)
    assert found.link == "https://b.hu/x"


@pytest.mark.parametrize("html", ["", "no markup, 5 Ft", "<a href='x'", "</p></a><<>>", "\x00"])
def test_what_is_no_letter_is_read_without_harm(html: str) -> None:
    assert [each.link for each in mentioned_products(html)] in ([], ["x"])


@pytest.mark.parametrize("built", LETTERS, ids=lambda built: built.name)
def test_a_price_goes_to_its_product_however_the_letter_is_built(built: BuiltLetter) -> None:
    found = mentioned_products(built.html, {link: link for link in built.prices})
    prices = {each.link: said_price(each.amounts, "HUF").price for each in found}
    told = {link: "" if prices[link] is None else str(prices[link]) for link in built.prices}
    assert told == built.prices


def test_without_a_plain_form_a_neighbours_price_is_never_taken_for_its_own() -> None:
    one, two, three = (PAGE.format(n=n) for n in (1, 2, 3))
    html = f"<p><a href='{one}'>A</a> 1 Ft <a href='{two}'>B</a> 2 Ft <a href='{three}'>C</a></p>"
    first, second, third = said(html)
    assert first == SaidPrice(candidates=(Decimal(1),), unsure=True)
    assert second == SaidPrice(candidates=(Decimal(1), Decimal(2)), unsure=True)
    assert third == SaidPrice(candidates=(Decimal(2),), unsure=True)


def test_links_to_one_product_are_one_whatever_they_are() -> None:
    links = ["https://b.hu/cipo", "https://b.hu/index.php?product_id=1"]
    html = f"<div><a href='{links[0]}'>A</a></div><p>1 Ft</p><a href='{links[1]}'>B</a><p>x</p>"
    (found,) = mentioned_products(html, dict.fromkeys(links, 7))
    assert (found.link, [str(each.value) for each in found.amounts]) == (links[0], ["1"])


@pytest.mark.parametrize(
    "html",
    [
        "<div>1 Ft " * 50_000,
        "<a href='https://b.hu/1'>1 Ft " * 3_000,
        "<table><tr><td>1 Ft<a href='https://b.hu/1'>" * 3_000,
        "<!--" * 200_000,
        "<b>1</b> " * 40_000 + "<a href='https://b.hu/1'>x</a>",
        "".join(f"<p>{n} Ft</p><a href='https://b.hu/{n}'>x</a>" for n in range(3_000)),
    ],
    ids=["deep", "links", "tables", "remarks", "pieces", "products"],
)
@pytest.mark.timeout(30)
def test_a_strange_letter_is_read_in_time(html: str) -> None:
    assert len(mentioned_products(html)) <= 10_000
