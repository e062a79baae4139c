"""Two SKUs: matched if, and only if, they are the same once folded, at each place that matches them."""

from __future__ import annotations

import random
import re
import unicodedata
from functools import cache

from shopsync_gui.core.account.account_products import AccountProducts
from shopsync_gui.core.account.likeness import alike, is_rendering, is_usual_cut, same_letters
from shopsync_gui.core.account.sku_ways import WHOLE, as_number, as_shown, speaks_against, ways
from shopsync_gui.core.account.target_index import ProductsBySku
from shopsync_gui.core.catalogue import UNSEEN, TargetProduct, category_key, sku_key
from shopsync_gui.core.strings.collation import sort_key
from shopsync_gui.core.strings.folding import fold
from shopsync_gui.core.structures.hash_index import Occurrences
from shopsync_gui.store.search.search_terms import words_of
from tests.tools.fuzzing.mutations import vary_text
from tests.tools.fuzzing.reader import Reader

_WORDS = (
    "ABC-1", "abc-1", "ABC\u00a01", "\u200bA\ufe0f", "ß", "SS", "İ", "ı", "K", "Å", "ﬁ", "é", "é", "M²", "M2",
    "\u1e9e", "ς", "Σ", "ŉ", "\u0345", "\u1fb3", "ǰ", "0017", "17", "1e3", "1000.0", "&amp;", "%20", "\x1c", "\x85",
)  # fmt: skip


def check(content: bytes) -> None:
    """The first two lines as SKUs."""
    text = content.decode("utf-8", "replace")
    first, _, second = text.partition("\n")
    for sku in (first, second):
        _folded(sku)
    same = sku_key(first) == sku_key(second) and bool(sku_key(first))
    _matched(first, second, same)
    _other_ways(first[:400], second[:400], same)


def _folded(sku: str) -> None:
    key = sku_key(sku)
    for form in (
        key,
        f" {sku}\t",
        f"\u200b{sku}\ufeff",
        sku.replace(" ", "\u00a0 "),
        unicodedata.normalize("NFC", sku),
        unicodedata.normalize("NFD", sku),
        re.sub(UNSEEN, "", sku),
    ):
        assert sku_key(form) == key, f"{sku!r}: {key!r}, but {sku_key(form)!r} of {form!r}"
    assert category_key(category_key(sku)) == category_key(sku), repr(sku)
    assert fold(fold(sku)) == fold(sku), repr(sku)
    assert all(word and word in fold(sku.replace("\0", " ")) for word in words_of(sku))
    sort_key(sku).encode()


def _matched(first: str, second: str, same: bool) -> None:
    products = AccountProducts([TargetProduct(sa_id=1, sku=second, name="x")])
    found = ProductsBySku(products).get(sku_key(first))
    assert bool(found) == same, f"{first!r} {second!r}: {found}"
    assert [product.sku for product in products] == [second]
    wanted = Occurrences()
    wanted.add(sku_key(second))
    assert bool(wanted[sku_key(first)]) == same


def _other_ways(first: str, second: str, same: bool) -> None:
    """What else one SKU may have become another by: nothing that the other way round denies."""
    for way in ways(first, second):
        assert not same
        has_it = way[0] == "before" and sku_key(first).startswith(way[1])
        has_it |= way[0] == "behind" and sku_key(first).endswith(way[1])
        if way[0] not in WHOLE and not has_it:
            assert as_shown(way, first) == sku_key(second), f"{way}: {first!r} {second!r}"
        speaks_against(way, second)
    for test in (alike, is_rendering, is_usual_cut, same_letters):
        test(first, second)
    number = as_number(sku_key(first))
    assert as_number(number) in (number, ""), number


@cache
def samples() -> list[bytes]:
    """Pairs that are the same, nearly the same, or not at all."""
    pairs = [f"{word}\n{other}" for word in _WORDS for other in (word, word.upper(), "ABC-1")]
    return [pair.encode() for pair in pairs]


def vary(content: bytes, chance: random.Random) -> bytes:
    """Mutate two SKUs."""
    return vary_text(content, chance, _WORDS)


READER = Reader(check, samples, vary)
