"""Letters of products with any name, and older letters that are read: markup stays ours, links stay safe."""

from __future__ import annotations

import random
from decimal import Decimal
from functools import cache
from html.parser import HTMLParser

from msgspec.structs import replace

from shopsync_gui.core.newsletter.letter import LetterDocument, LetterStyle, letter_document
from shopsync_gui.core.newsletter.letter_prices import number_of, said_price
from shopsync_gui.core.newsletter.letter_reading import mentioned_products
from shopsync_gui.core.newsletter.letter_text import letter_text
from shopsync_gui.core.strings.addresses import picture_address
from shopsync_gui.letters.compiler import html_of
from tests.letters.examples import PAGE, PICTURE, product
from tests.tools.fuzzing.mutations import vary_text
from tests.tools.fuzzing.reader import Reader

_WORDS = (
    "<script>alert(1)</script>", '"><img src=x onerror=y>', "{{ 7*7 }}", "{% raw %}", "</style>", "</title>",
    "<!--", "-->", "&lt;", "&#60;", "javascript:alert(1)", "expression(1)", "url(http://a)", "?u=https%3A%2F%2Fa", "' onclick='",
    "<a href='https://bolt.hu/x?utm_source=a'>", "</a>", "<s>", "12 990 Ft", "5-6 Ft", "9,- Ft helyett", "eredeti ár: ", "€ 5,90", "<td>", "</td>", "\x0b", "]]>",
    "//evil", "https://user@evil", "https://a.hu/\"><script>", "https://bolt.hu/é ő?x=<>", "-- >", "@import 'a';",
)  # fmt: skip
_STYLE = LetterStyle(heading="Hetedhét", campaign="ősz", button="Nézem")


def check(content: bytes) -> None:
    """Any texts and addresses in a letter, and any page as an older letter."""
    text = content.decode("utf-8", "replace")
    name, _, rest = text.partition("\n")
    address, _, heading = rest.partition("\n")
    _made(name, address, heading)
    _read(text)


def _made(name: str, address: str, heading: str) -> None:
    given = (name[:300], address[:300], heading[:300])
    made = _document(*given)
    for block in made.blocks:
        for link in (block.address, block.picture):
            assert not link or picture_address(link) == link, link
    letter_text(made).encode()
    if made.blocks:
        plain = _plain(made)
        page, usual = _Elements(html_of(made)), _Elements(html_of(plain))
        assert page.tags == usual.tags, given
        assert page.attributes == usual.attributes, given
        assert all(link.lower().startswith("https://") for link in page.links), page.links


def _document(name: str, address: str, heading: str) -> LetterDocument:
    looks = replace(_STYLE, heading=heading, button=heading[:40], campaign=heading, color=name)
    picture = address if picture_address(address) else PICTURE.format(n=1, size="w4h4")
    page = address if picture_address(address) else PAGE.format(n=1)
    products = [product(1, name=name, currency=heading[:3], image=picture, page=page)]
    return letter_document(products, looks, 1, remarks=(heading,))


def _plain(made: LetterDocument) -> LetterDocument:
    """The same letter with ordinary words where it has any."""
    section = made.sections[0]
    blocks = tuple(
        replace(
            block,
            name="x" if block.name.strip() else block.name,
            price="1",
            earlier=block.earlier and "2",
            address=PAGE.format(n=1),
            picture=PICTURE.format(n=1, size="w4h4"),
        )
        for block in section.blocks
    )
    style = replace(made.style, heading="", button="Nézem", color="#2f6fed")
    return replace(
        made,
        title="x" if made.title else "",
        style=style,
        sections=(replace(section, blocks=blocks),),
        remarks=tuple("x" if remark else "" for remark in made.remarks),
    )


class _Elements(HTMLParser):
    """The elements of a page, the names of their attributes, and where they lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, ...]] = []
        self.links: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.tags.append(tag)
        self.attributes.append(tuple(sorted(name for name, _value in attrs)))
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]


def _read(text: str) -> None:
    for found in mentioned_products(text):
        assert found.link
        assert all(a.value.is_finite() and a.value >= 0 for a in found.amounts), found
        said = said_price(found.amounts, "HUF")
        assert said.price is None or said.candidates == (said.price,), found
    assert number_of(text[:100]) >= Decimal(0)


@cache
def samples() -> list[bytes]:
    """Names, addresses and headings; and a letter."""
    made = [f"{word}\n{PAGE.format(n=3)}\n{word}" for word in _WORDS]
    made += [f"Cipő\n{word}\nŐszi árak" for word in _WORDS]
    return [text.encode() for text in made] + [html_of(_document("Cipő", "", "Ősz")).encode()]


def vary(content: bytes, chance: random.Random) -> bytes:
    """Mutate a text."""
    return vary_text(content, chance, _WORDS)


READER = Reader(check, samples, vary)
