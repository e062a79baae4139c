"""An older letter, read from its HTML or text: the links in it, and the amounts that stand beside each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote

import msgspec

from shopsync_gui.core.newsletter.campaign import link_key
from shopsync_gui.core.newsletter.letter_layout import (
    Break,
    Item,
    Product,
    Row,
    Said,
    Several,
    Words,
    part_of,
    parts_in,
    pieces_in,
)
from shopsync_gui.core.newsletter.letter_lines import bare_links, is_plain, markup_of
from shopsync_gui.core.newsletter.letter_prices import LINK_END, Amount
from shopsync_gui.core.newsletter.page_address import host_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_LINKS = frozenset({"a", "area"})
_STRUCK = frozenset({"s", "del", "strike"})
_HIDDEN = frozenset({"style", "script", "title"})
#: Elements that have no end.
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "wbr"}
)
#: Elements within a line of text; all others end it.
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "big",
        "bdi",
        "bdo",
        "cite",
        "code",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "nobr",
        "q",
        "s",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "tt",
        "u",
        "var",
    ]
)
#: The class of what is crossed out by a style sheet that the letter has somewhere else.
_OLD_CLASS = re.compile(
    r"line-?through|strike|(?:old|regular|original|list|was)[-_]?price|price[-_]*(?:old|regular|original|was)"
)
#: Marked sections, as Office writes them, not all of which the library's parser knows.
_MARKED = re.compile(r"<!\[[^<>]*>?")
#: The beginnings of tags without an end; of very many of them that parser looks for it each time anew.
_UNCLOSED = re.compile(r"<(?=[^<>]*(?:<|\Z))")
_MOST_UNCLOSED = 500
#: An address in the brackets of text, which are no tag.
_BRACKETED = re.compile(r"<((?:https?://|www\.)[^\s<>]+)>", re.IGNORECASE)
#: Elements around many products: what stands outside of these is said of none that has a price.
_PAGES = frozenset({"", "html", "body", "center"})
#: Elements whose beginning ends an open one of the same kind, and those within which it does.
_ENDS = {
    "a": (("a",), ("td", "th", "table")),
    "p": (("p",), ("td", "th", "div", "table", "li", "center", "body", "blockquote")),
    "li": (("li",), ("ul", "ol")),
    "td": (("td", "th"), ("tr", "table")),
    "th": (("td", "th"), ("tr", "table")),
    "tr": (("tr",), ("table", "tbody", "thead", "tfoot")),
}
#: Elements deeper within others have no words and links of their own.
_DEEPEST = 200
_UNSEEN = re.compile(r"display\s*:\s*none")
#: So many addresses are looked for in one another.
_MOST_WRAPPED = 3
_WRAPPED = re.compile(r"https?(?::|%3a)(?:/|%2f){2}", re.IGNORECASE)


class LetterLink(msgspec.Struct, frozen=True):
    """A link of a letter, as it stands there first.

    `target` is where a link that is tracked leads in the end, as far as it tells; of another, the link.
    """

    link: str
    target: str


class MentionedProduct(LetterLink, frozen=True, kw_only=True):
    """A link of a letter, and the amounts that belong to it and are not crossed out."""

    amounts: tuple[Amount, ...]


def letter_links(html: str) -> list[LetterLink]:
    """The links of a letter in their order, each page once; no more than a letter can have."""
    return list(_read(html, {}).found.values())


def mentioned_products(
    html: str, products: Mapping[str, Hashable] | None = None
) -> list[MentionedProduct]:
    """The same with the amounts beside each, and links to one product as one.

    `products` are those that are known by links or their targets. Where there are any, a link to
    another host than theirs, or to a whole shop, is taken for no product.
    """
    reader = _read(html, products or {})
    return [
        MentionedProduct(link=each.link, target=each.target, amounts=reader.said.amounts(key))
        for key, each in reader.found.items()
    ]


def _read(html: str, products: Mapping[str, Hashable]) -> _Reader:
    if is_plain(html):
        html = markup_of(html)
    html = _BRACKETED.sub(r" \1 ", _MARKED.sub("", _without_comments(html)))
    if len(_UNCLOSED.findall(html)) > _MOST_UNCLOSED:
        html = _UNCLOSED.sub(" ", html)
    reader = _Reader(products)
    reader.feed(html)
    reader.close()
    reader.end()
    return reader


def _without_comments(html: str) -> str:
    """The letter without remarks, of which those for Outlook repeat links and buttons."""
    kept, at = [], 0
    while (start := html.find("<!--", at)) >= 0 and (end := html.find("-->", start + 2)) >= 0:
        kept.append(html[at:start])
        at = end + 3
    return "".join(kept) + html[at:]


def link_target(link: str) -> str:
    """The address that a tracked link carries within itself; the link, where it carries none."""
    for _each in range(_MOST_WRAPPED):
        inner = _WRAPPED.search(link, 1)
        if inner is None:
            return link
        carried = link[inner.start() :]
        if link[inner.start() - 1] == "=":  # a value; what follows it is of the link around it
            carried = carried.partition("&")[0]
        link = unquote(carried) if "%" in inner[0] else carried
    return link


class _Open(msgspec.Struct):
    """An open element; `items` are those of the element around it where it is no part of its own."""

    name: str
    #: Whether its text is not seen, or crossed out.
    left_out: bool
    items: list[Item]
    is_part: bool
    #: The product that it is a link to.
    key: Hashable = None


class _Reader(HTMLParser):
    """A parser that takes a letter apart into links and words, element by element."""

    def __init__(self, products: Mapping[str, Hashable]) -> None:
        super().__init__()
        self.found: dict[Hashable, LetterLink] = {}
        self.said = Said()
        self._products = products
        self._hosts = {host_of(link) for link in products}
        self._open = [_Open("", left_out=False, items=[], is_part=True)]
        #: How many of each are open, and how many that leave out what is in them.
        self._names: Counter[str] = Counter()
        self._left_out = 0

    def end(self) -> None:
        """Close what is still open."""
        while len(self._open) > 1:
            self._close()
        part_of(self._open[0].items, self.said, whole=False)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self._end_before(tag)
        around = self._open[-1].items
        if tag not in _INLINE:
            around.append(Break.LINE)
        key = None
        if tag in _LINKS and (link := (attributes.get("href") or "").strip()):
            key = self._key(link)
        if tag in _VOID:
            if key is not None:
                around.append(Product(key, Words([LINK_END]), self._is_known(key)))
            return
        style = (attributes.get("style") or "").lower()
        left_out = (
            tag in _STRUCK
            or tag in _HIDDEN
            or "line-through" in style
            or _UNSEEN.search(style) is not None
            or _OLD_CLASS.search((attributes.get("class") or "").lower()) is not None
        )
        is_part = (tag not in _INLINE or key is not None) and len(self._open) < _DEEPEST
        self._open.append(_Open(tag, left_out, [] if is_part else around, is_part, key))
        self._names[tag] += 1
        self._left_out += left_out

    def handle_endtag(self, tag: str) -> None:
        while self._names[tag]:
            if self._close() == tag:
                break

    def handle_data(self, data: str) -> None:
        if self._left_out:
            return
        at = 0
        for start, end, link in () if self._names["a"] else bare_links(data):
            self._say(data[at:start])
            key = self._key(link)
            if key is not None:
                self._open[-1].items.append(Product(key, Words([LINK_END]), self._is_known(key)))
            at = end
        self._say(data[at:])

    def _say(self, data: str) -> None:
        words = " ".join(f"|{data}|".split())[1:-1]
        if words:
            self._open[-1].items.append(Words([words]))

    def _key(self, link: str) -> Hashable:
        """The product that a link leads to; None for what is surely none."""
        target = link_target(link)
        try:
            page = link_key(target)
        except ValueError:  # no address at all, and what follows is said of no product
            self._open[-1].items.append(Several([]))
            return None
        known = self._products.get(target, self._products.get(link))
        key: Hashable = page if known is None else (known,)
        self.found.setdefault(key, LetterLink(link, target))
        host = host_of(target)
        elsewhere = bool(self._hosts) and host not in self._hosts
        return None if known is None and (elsewhere or page == f"{host}?") else key

    def _is_known(self, key: Hashable) -> bool:
        return isinstance(key, tuple) or not self._products

    def _end_before(self, tag: str) -> None:
        """Close an element that has no end of its own."""
        ended, within = _ENDS.get(tag, ((), ()))
        if not any(self._names[name] for name in ended):
            return
        for element in reversed(self._open):
            if element.name in ended:
                while self._close() not in ended:
                    pass
                return
            if element.name in within:
                return

    def _close(self) -> str:
        element = self._open.pop()
        self._names[element.name] -= 1
        self._left_out -= element.left_out
        if not element.is_part:
            return element.name
        around = self._open[-1].items
        if element.key is not None:
            words = Words([*pieces_in(element.items), LINK_END])
            around.append(Product(element.key, words, self._is_known(element.key)))
        elif element.name == "tr":
            around += [Break.LINE, Row(parts_in(element.items, self.said)), Break.LINE]
        else:
            part = part_of(element.items, self.said, whole=element.name not in _PAGES)
            around += [part] if element.name in _INLINE else [Break.LINE, part, Break.LINE]
        return element.name
