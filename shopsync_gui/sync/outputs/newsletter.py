"""Making a newsletter of products: its document, its HTML and text, and what was left out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from shopsync_gui.core.errors import LetterFormatUnknown
from shopsync_gui.core.newsletter.letter import (
    Flaw,
    LetterDocument,
    LetterProduct,
    flaws,
    letter_document,
)
from shopsync_gui.core.newsletter.letter_sizes import MOST_BYTES
from shopsync_gui.core.newsletter.letter_words import checks, crossed_out_remark
from shopsync_gui.core.strings.addresses import is_here
from shopsync_gui.core.text import LANGUAGES, speaking
from shopsync_gui.system.files import whole_file
from shopsync_gui.system.language import load_catalogue

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from shopsync_gui.core.newsletter.letter import LetterStyle
    from shopsync_gui.store.account.connections import Connection


class Newsletter(msgspec.Struct, frozen=True, kw_only=True):
    """A letter that is ready to be sent. `left_out` has the products that are not in it, and why.

    `fits` is how many of its products fit before mail programs cut it: all of them, as a rule.
    """

    document: LetterDocument
    html: str
    text: str
    left_out: tuple[tuple[LetterProduct, tuple[Flaw, ...]], ...]
    checks: tuple[tuple[Flaw, str], ...]
    fits: int

    @property
    def size(self) -> int:
        """The length of the HTML in bytes."""
        return len(self.html.encode())

    @property
    def too_long(self) -> bool:
        """Whether mail programs would cut it."""
        return self.size > MOST_BYTES


def document_of(
    products: Sequence[LetterProduct], style: LetterStyle, connection: Connection
) -> LetterDocument:
    """The letter of these products in their order, without those that cannot be in it."""
    with letter_language(connection, style.language):
        return letter_document(
            products,
            style,
            connection.id,
            remarks=(crossed_out_remark(),),
            here=shop_is_here(connection),
        )


def usual_language(connection: Connection) -> str:
    """The language of a shop's letters, unless another one is chosen: that of its product names, else English."""
    name = connection.options.language
    return name if name in LANGUAGES else "en"


def letter_language(connection: Connection, chosen: str = "") -> AbstractContextManager[None]:
    """Have texts be in the `chosen` language, else in the usual one of the shop, whatever the program's is."""
    language = chosen if chosen in LANGUAGES else usual_language(connection)
    return speaking(language, load_catalogue(language))


def make_newsletter(
    products: Sequence[LetterProduct], style: LetterStyle, connection: Connection
) -> Newsletter:
    """Compile the letter; a few milliseconds, more where it is too long."""
    from shopsync_gui.core.newsletter.letter_text import letter_text
    from shopsync_gui.letters.compiler import bytes_of, fitting, html_of

    here = shop_is_here(connection)
    document = document_of(products, style, connection)
    html = html_of(document)
    with letter_language(connection, style.language):
        text = letter_text(document)
    faulty = [(p, flaws(p, connection.id, here=here)) for p in products]
    return Newsletter(
        document=document,
        html=html,
        text=text,
        left_out=tuple((p, found) for p, found in faulty if any(f.keeps_out for f in found)),
        checks=tuple(checks(products, connection.id, here=here)),
        fits=fitting(document) if bytes_of(html) > MOST_BYTES else len(document.blocks),
    )


def shop_is_here(connection: Connection) -> bool:
    """Whether the shop is on this computer, where pages and pictures need no https."""
    return is_here(urlsplit(connection.shop_url).hostname or "")


def save_letter(path: Path, newsletter: Newsletter) -> None:
    """Write the letter, as plain text if the name ends in .txt.

    Raises LetterFormatUnknown, FileNotWritten.
    """
    ending = path.suffix.lower()
    if ending not in (".html", ".htm", ".txt"):
        raise LetterFormatUnknown(path=path)
    plain = ending == ".txt"
    with whole_file(path) as part:
        # With the ends of lines that its bytes were counted with.
        text = newsletter.text if plain else newsletter.html
        part.write_text(text, "utf-8", newline="\n")
