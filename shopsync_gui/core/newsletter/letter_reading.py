"""An older letter, read from its HTML: the links in it, and the prices that follow each."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from html.parser import HTMLParser

import msgspec

from shopsync_gui.core.newsletter.campaign import link_key

_STRUCK = frozenset({"s", "del", "strike"})
_HIDDEN = frozenset({"style", "script", "title"})
#: Elements that have no end.
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "wbr"}
)
#: Marked sections, as Office writes them, not all of which the library's parser knows.
_MARKED = re.compile(r"<!\[[^<>]*>?")
#: The beginnings of tags without an end; of very many of them that parser looks for it each time anew.
_UNCLOSED = re.compile(r"<(?=[^<>]*(?:<|\Z))")
_MOST_UNCLOSED = 500
_SPACES = "\u0020\u00a0\u202f\u2009"
#: A price has fewer characters, and one that had more would be looked for from each of them.
_NUMBER = rf"(?<![\d])\d(?:[\d{_SPACES}.,]{{0,30}}\d)?"
_PRICE = re.compile(
    rf"(?P<after>{_NUMBER})[{_SPACES}]*(?:Ft|HUF|€|EUR|\$|USD)|(?:€|\$)[{_SPACES}]*(?P<before>{_NUMBER})",
    re.IGNORECASE,
)


class MentionedProduct(msgspec.Struct, frozen=True, kw_only=True):
    """A link of a letter, as it stands there first, and the prices that are said of it and not crossed out."""

    link: str
    prices: tuple[Decimal, ...]


def mentioned_products(html: str) -> list[MentionedProduct]:
    """The links of a letter in their order, each page once; no more than a letter can have."""
    html = _MARKED.sub("", html)
    if len(_UNCLOSED.findall(html)) > _MOST_UNCLOSED:
        html = _UNCLOSED.sub(" ", html)
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return [
        MentionedProduct(link=link, prices=tuple(dict.fromkeys(prices)))
        for link, prices in reader.found.values()
    ]


def number_of(text: str) -> Decimal:
    """A written number: the last separator is a decimal one if one or two digits follow it."""
    compact = re.sub(f"[{_SPACES}]", "", text)
    cents = re.search(r"[.,](\d{1,2})$", compact)
    whole = compact[: cents.start()] if cents else compact
    digits = re.sub(r"\D", "", whole) or "0"
    return Decimal(f"{digits}.{cents[1]}" if cents else digits)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, tuple[str, list[Decimal]]] = {}
        self._current = ""
        #: The open elements, each with whether its text is crossed out or not seen at all.
        self._open: list[tuple[str, bool]] = []
        #: How many of each are open, and how many that leave out what is in them.
        self._names: Counter[str] = Counter()
        self._left_out = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "a" and (link := (attributes.get("href") or "").strip()):
            try:
                self._current = link_key(link)
            except ValueError:  # no address at all
                self._current = ""
            else:
                self.found.setdefault(self._current, (link, []))
        if tag not in _VOID:
            style = (attributes.get("style") or "").lower()
            left_out = tag in _STRUCK or tag in _HIDDEN or "line-through" in style
            self._open.append((tag, left_out))
            self._names[tag] += 1
            self._left_out += left_out

    def handle_endtag(self, tag: str) -> None:
        while self._names[tag]:
            name, left_out = self._open.pop()
            self._names[name] -= 1
            self._left_out -= left_out
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        if not self._current or self._left_out:
            return
        prices = self.found[self._current][1]
        for match in _PRICE.finditer(data):
            prices.append(number_of(match["after"] or match["before"]))
