"""A catalogue with the vocabulary of a real shop: many words and categories, long names, rare letters."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from shopsync_gui.sandbox.shop.catalogue import Catalogue
from shopsync_gui.sandbox.shop.categories import Category, opaque_id

if TYPE_CHECKING:
    from shopsync_gui.sandbox.shop.product import Product

#: Different words beside those of the small catalogue. A few are in many names, most in a few.
WORDS: Final = 60_000
CATEGORIES: Final = 2_000
_SYLLABLES: Final = (
    "ba", "bor", "csa", "cze", "da", "del", "dön", "er", "fa", "fel", "gal", "gyű", "ha", "hor",
    "i", "ja", "ka", "kel", "kör", "la", "len", "lő", "ma", "mez", "mű", "na", "nyá", "o", "pa",
    "per", "ra", "ren", "rö", "sa", "sol", "sze", "szú", "ta", "ten", "tű", "u", "va", "vel", "vi",
    "za", "zó", "zsi", "x",
)  # fmt: skip
#: One product in twenty has one of these in its name.
_RARE: Final = (
    "Łódź", "Søren", "crème", "Straße", "œuvre", "Žižek", "señor", "façade", "Čapek", "кофе",
    "Ελιά", "漢字", "İzmir", "naïve", "Ångström", "№5", "½", "m²", "😀", "Þór",
)  # fmt: skip
_CASES: Final = (str.lower, str.capitalize, str.lower, str.capitalize)


@lru_cache(WORDS)
def word(number: int) -> str:
    """The word with this number: three syllables, in an order that does not show it."""
    mixed = number * 7919 % WORDS
    size = len(_SYLLABLES)
    parts = (mixed // (size * size), mixed // size % size, mixed % size)
    return "".join(_SYLLABLES[part % size] for part in parts)


class VariedCatalogue(Catalogue):
    """The products of the small catalogue under names and in categories of a real shop's variety."""

    def __init__(self, seed: int, currency: str = "HUF") -> None:
        super().__init__(seed, currency)
        self.categories = dict(self.categories)
        for number in range(CATEGORIES - len(self.categories)):
            self._add_category(number)
        self._category_ids = tuple(self.categories)

    def _add_category(self, number: int) -> None:
        inner_id = 1000 + number
        a, b, c = self.bits(number, b"category")
        name = " ".join(self._words(b, 1 + a % 3)).capitalize()
        parent = None if a % 10 == 0 or not number else 1000 + c % number
        self.categories[inner_id] = Category(
            inner_id=inner_id,
            id=opaque_id("category", f"category_id={inner_id * 3}"),
            name=f"{name} {number}" if number % 7 == 0 else name,
            name_en=name,
            parent=parent,
            status=0 if a % 25 == 1 else 1,
            sort_order=number % 10,
            updated="2025-03-01T08:00:00",
        )

    def make(self, key: int) -> Product:
        """The product with this number."""
        plain = super().make(key)
        if key < 40:  # the odd ones stay as they are
            return plain
        a, b, c = self.bits(key, b"varied")
        long = a % 20 == 7
        words = self._words(b, 14 + a % 12 if long else 1 + a % 4)
        if a % 20 == 3:
            words[c % len(words)] = _RARE[(c >> 8) % len(_RARE)]
        categories = [self._category(c >> 16), *plain.categories[1:]]
        if a & 64:
            categories.append(self._category(c >> 32))
        return plain._replace(
            name=f"{plain.name} {' '.join(words)}",
            name_en=f"{plain.name_en} {' '.join(words)}",
            categories=tuple(dict.fromkeys(categories)) if plain.categories else (),
        )

    def _words(self, source: int, count: int) -> list[str]:
        """So many words by chance, the first of the vocabulary more often than the last."""
        words = []
        for _ in range(count):
            source = source * 6364136223846793005 + 1442695040888963407 & 0xFFFFFFFFFFFFFFFF
            part = (source >> 11) / (1 << 53)
            text = word(int(WORDS * part**3))
            words.append(_CASES[source >> 8 & 3](text))
        return words

    def _category(self, source: int) -> int:
        part = source % 10_007 / 10_007
        return self._category_ids[int(CATEGORIES * part * part)]
