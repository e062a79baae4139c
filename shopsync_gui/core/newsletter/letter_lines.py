"""An older letter in plain text: its addresses, and the lines that belong to each."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from shopsync_gui.core.newsletter.letter_prices import AmountKind, amounts_in

if TYPE_CHECKING:
    from collections.abc import Iterator

_ADDRESS = re.compile(r"(?<![\w@./=])(?:https?://|www\.)[^\s<>\"„”“»«]{1,2000}", re.IGNORECASE)
#: Ends a sentence or stands around an address rather than in it.
_MARKS = ".,;:!?'*_|]}…"
_TAG = re.compile(
    r"<(?:!doctype|/?(?:html|body|table|tr|td|div|p|a|span|br|li|font|h[1-6])(?=[\s/>]))",
    re.IGNORECASE,
)
_GAP = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")


def is_plain(text: str) -> bool:
    """Whether a letter is text rather than HTML."""
    return _TAG.search(text) is None


def bare_links(text: str) -> Iterator[tuple[int, int, str]]:
    """The addresses written out in a text: from where, to where, and the link."""
    for match in _ADDRESS.finditer(text):
        written = match[0].rstrip(_MARKS)
        while written.endswith(")") and written.count("(") < written.count(")"):
            written = written[:-1].rstrip(_MARKS)
        link = f"https://{written}" if written[:4].lower() == "www." else written
        if "." in link.partition("://")[2]:
            yield match.start(), match.start() + len(written), link


def markup_of(text: str) -> str:
    """The HTML of a letter in plain text: each address in an element with the words that belong to it."""
    text = re.sub(r"\r\n?", "\n", text)
    return "\n".join(
        f"<div>{escape(part, quote=False).replace(chr(10), '<br>')}</div>" for part in _parts(text)
    )


def _parts(text: str) -> Iterator[str]:
    """Paragraphs, or lines, where prices stand with addresses in them; else the words between addresses."""
    for paragraph in _with_links(_GAP.split(text)) or (text,):
        if len(list(bare_links(paragraph))) < 2:
            yield paragraph
        else:
            lines = _with_links(paragraph.split("\n"))
            if lines and all(len(list(bare_links(line))) == 1 for line in lines):
                yield from lines
            else:
                yield from _around_links(paragraph)


def _with_links(parts: list[str]) -> list[str]:
    """The parts with an address; none if no price stands in any of them."""
    linked = [part for part in parts if next(bare_links(part), None) is not None]
    return linked if any(_has_price(_without_links(part)) for part in linked) else []


def _around_links(text: str) -> Iterator[str]:
    """Each address with the words before or after it, whichever the letter does; with both if it is not plain."""
    words, links, at = [], [], 0
    for start, end, _link in bare_links(text):
        words.append(text[at:start])
        links.append(text[start:end])
        at = end
    words.append(text[at:])
    first, last = _has_price(words[0]), _has_price(words[-1])
    for number, link in enumerate(links):
        before = words[number] if first else ""
        after = words[number + 1] if last or not first else ""
        yield f"{before} {link} {after}"


def _without_links(text: str) -> str:
    for start, end, _link in reversed(list(bare_links(text))):
        text = f"{text[:start]} {text[end:]}"
    return text


def _has_price(text: str) -> bool:
    return any(amount.kind is not AmountKind.OTHER for amount in amounts_in(text))
