"""The addresses of products' pages, as an older letter has them: what they name, and whose words they hold."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

import msgspec

from shopsync_gui.core.strings.folding import fold

_NUMBER = re.compile(r"(?:^|&)product_id=(\d{1,20})(?:&|$)")
_BETWEEN = re.compile(r"[^a-z0-9]+")
#: What a shop appends to a page's name that another product has already.
_COUNTED = re.compile(r"-\d+$")
_ENDING = re.compile(r"\.(?:html?|php)$", re.IGNORECASE)
#: Fewer signs tell no product.
_LEAST = 4
#: So long a beginning of a name is enough: a shop cuts long ones.
_CUT = 24
#: The hosts that a shop has beside its own (contract "shoprenter" 1.1, 8.1).
_SHARED_HOSTS = ("{name}.shoprenter.hu", "{name}.myshoprenter.hu")


class PageAddress(msgspec.Struct, frozen=True):
    """The parts of an address that can tell a product.

    `number` is the shop's own number of it (contract "shoprenter" 8.1), `names` what may be the page's
    name in the shop: the whole path, and its last part, below those of categories or a language.
    """

    host: str
    number: str
    names: tuple[str, ...]

    @property
    def words(self) -> str:
        """The words of the page's name, as `words_of` has them; "" for too few."""
        words = words_of(_ENDING.sub("", self.names[-1])) if self.names else ""
        return words if len(words) >= _LEAST else ""


def page_address(link: str) -> PageAddress | None:
    """The parts of a link; None for what is no address."""
    try:
        parts = urlsplit(link.strip())
    except ValueError:
        return None
    number = _NUMBER.search(parts.query)
    path = unquote(parts.path).strip("/")
    names = tuple(dict.fromkeys((path, path.rpartition("/")[2]))) if path else ()
    return PageAddress(host_of(link), number[1] if number else "", names)


def host_of(link: str) -> str:
    """The host of an address, without www; "" of what is none."""
    try:
        return urlsplit(link.strip()).netloc.lower().removeprefix("www.")
    except ValueError:
        return ""


def hosts_of(shop: str, page: str) -> frozenset[str]:
    """The hosts of a shop of this name: that of its pages, and those that every shop has."""
    hosts = {shared.format(name=shop.lower()) for shared in _SHARED_HOSTS}
    return frozenset(hosts | {host_of(page)} - {""})


def words_of(text: str) -> str:
    """A text as an address would hold it: small letters without accents, a dash between words."""
    return _BETWEEN.sub("-", fold(text)).strip("-")


def without_count(words: str) -> str:
    """The words without a number at their end."""
    return _COUNTED.sub("", words)


def is_named_by(words: str, text: str) -> bool:
    """Whether the words of an address are those of a name or SKU, or the beginning of a long one."""
    own = words_of(text)
    if len(own) < _LEAST:
        return False
    return own in (words, without_count(words)) or (len(words) >= _CUT and own.startswith(words))
