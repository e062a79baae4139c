"""An older letter, read from its HTML or text: the links in it, and the amounts that stand beside each."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from urllib.parse import unquote

import msgspec

from shopsync_gui.core.newsletter.campaign import link_key
from shopsync_gui.core.newsletter.letter_lines import bare_links, is_plain, markup_of
from shopsync_gui.core.newsletter.letter_prices import LINK_END, Amount, amounts_in

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
#: Elements around many products: what stands in front of the first one is said of none.
_PAGES = frozenset({"html", "body", "center", "table", "tbody"})
#: So many elements around words end before these belong to the link above them.
_MOST_LEFT = 2
#: So many addresses are looked for in one another.
_MOST_WRAPPED = 3
_WRAPPED = re.compile(r"https?(?::|%3a)(?:/|%2f){2}", re.IGNORECASE)


class MentionedProduct(msgspec.Struct, frozen=True, kw_only=True):
    """A link of a letter, as it stands there first, and the amounts that belong to it and are not crossed out.

    `target` is where a link that is tracked leads in the end, as far as it tells; of another, the link.
    """

    link: str
    target: str
    amounts: tuple[Amount, ...]


def mentioned_products(html: str) -> list[MentionedProduct]:
    """The links of a letter in their order, each page once; no more than a letter can have."""
    if is_plain(html):
        html = markup_of(html)
    html = _BRACKETED.sub(r" \1 ", _MARKED.sub("", html))
    if len(_UNCLOSED.findall(html)) > _MOST_UNCLOSED:
        html = _UNCLOSED.sub(" ", html)
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end()
    return [
        MentionedProduct(
            link=section.link,
            target=section.target,
            amounts=tuple(dict.fromkeys(amounts_in("".join(section.words)))),
        )
        for section in reader.found.values()
    ]


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


class _Section(msgspec.Struct):
    """A link, and the words that belong to it."""

    link: str
    target: str
    words: list[str]


class _Open(msgspec.Struct):
    """An open element."""

    name: str
    #: Whether its text is not seen, or crossed out.
    left_out: bool
    #: How many links stood before it.
    links: int
    #: Its words before the first link in it, each with how many elements around them have ended.
    early: list[tuple[str, int]]


class _Reader(HTMLParser):
    """Gives words to the link above them, or to that below where an element begins with them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, _Section] = {}
        self._current: _Section | None = None
        self._links = 0
        self._open: list[_Open] = []
        #: How many of each are open, and how many that leave out what is in them.
        self._names: Counter[str] = Counter()
        self._left_out = 0

    def end(self) -> None:
        """Give the words of elements that never ended to the link above them."""
        while self._open:
            self._close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag not in _INLINE:
            self._say("\n")
        links = self._links
        if tag == "a" and (link := (attributes.get("href") or "").strip()):
            self._begin(link)
        if tag not in _VOID:
            style = (attributes.get("style") or "").lower()
            left_out = (
                tag in _STRUCK
                or tag in _HIDDEN
                or "line-through" in style
                or _OLD_CLASS.search((attributes.get("class") or "").lower()) is not None
            )
            self._open.append(_Open(tag, left_out, links, []))
            self._names[tag] += 1
            self._left_out += left_out

    def handle_endtag(self, tag: str) -> None:
        while self._names[tag]:
            if self._close() == tag:
                break
        if tag == "a":
            self._say(LINK_END)
        elif tag not in _INLINE:
            self._say("\n")

    def handle_data(self, data: str) -> None:
        if self._left_out:
            return
        at = 0
        for start, end, link in () if self._names["a"] else bare_links(data):
            self._say_in_line(data[at:start])
            self._begin(link)
            self._say(LINK_END)
            at = end
        self._say_in_line(data[at:])

    def _say_in_line(self, words: str) -> None:
        self._say(" ".join(f"|{words}|".split())[1:-1])

    def _begin(self, link: str) -> None:
        target = link_target(link)
        try:
            key = link_key(target)
        except ValueError:  # no address at all
            self._current = None
        else:
            self._current = self.found.setdefault(key, _Section(link, target, []))
            self._current.words.append("\n")
        waiting = []
        for element in reversed(self._open):
            if element.links < self._links:  # it has a link already, and so has all around it
                break
            waiting.append(element)
        for element in reversed(waiting):
            self._give(element.early)
            element.early = []
        self._links += 1

    def _say(self, words: str) -> None:
        if not self._open or self._open[-1].links < self._links:
            self._give([(words, 0)])
        else:
            self._open[-1].early.append((words, 0))

    def _close(self) -> str:
        element = self._open.pop()
        self._names[element.name] -= 1
        self._left_out -= element.left_out
        early = element.early
        around = self._open[-1] if self._open else None
        if element.name not in _INLINE:
            early = [(words, left + 1) for words, left in early]
        if around is None or around.links < self._links or around.name in _PAGES:
            self._give(early)
        else:
            self._give([each for each in early if each[1] >= _MOST_LEFT])
            around.early += [each for each in early if each[1] < _MOST_LEFT]
        return element.name

    def _give(self, words: list[tuple[str, int]]) -> None:
        if self._current is not None:
            self._current.words += [each for each, _left in words]
