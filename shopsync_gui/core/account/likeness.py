"""The likeness of a value that an account shows to the one that was written; pure.

An account may cut, encode, fold or round what it gets. What it then shows still resembles it; what
another writer put in its place mostly does not.
"""

from __future__ import annotations

import codecs
import html
import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from contextlib import suppress
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from shopsync_gui.core.catalogue import category_key, sku_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from shopsync_gui.core.catalogue import MasterProduct, TargetProduct

#: A text, and in which form it is compared.
Form: TypeAlias = tuple[str, str]

_ONE = Decimal(1)
#: What comes after it is lost where a letter has three bytes at most.
_LAST_PLAIN = "\uffff"
_TAG = re.compile(r"<[^>]*>")
#: Vowels with dots or long accents as those spell them who have none.
_SPELLED = str.maketrans(
    {"ö": "oe", "ő": "oe", "ü": "ue", "ű": "ue", "Ö": "Oe", "Ő": "Oe", "Ü": "Ue", "Ű": "Ue"}
)
#: Encodings that UTF-8 is mistaken for.
_TAKEN_FOR = ("latin-1", "cp1252", "iso-8859-2", "cp1250")
#: Lengths of columns.
_USUAL_LENGTHS = frozenset(
    {20, 30, 32, 40, 45, 50, 60, 64, 80, 100, 120, 128, 150, 200, 250, 255, 256}
)
#: So many letters at the end of a longer text are no chance.
_ADORNED = 4


def alike(wanted: str, shown: str) -> bool:
    """Whether a text may be another as an account that alters it shows it: cut, encoded, folded.

    It may have got something before it: a number, a mark.
    """
    return any(
        bool(first and second)
        and (
            first.startswith(second)
            or second.startswith(first)
            or (len(first) >= _ADORNED and second.endswith(first))
        )
        for first in written_letters(wanted)
        for second in shown_letters(shown)
    )


class AlikeTexts:
    """Texts that the account shows, by numbers, among which those that are `alike` to a wanted one are looked up."""

    def __init__(self, shown: Mapping[int, str]) -> None:
        self._numbers: defaultdict[str, set[int]] = defaultdict(set)
        for number, text in shown.items():
            for letters in shown_letters(text):
                self._numbers[letters].add(number)
        self._forwards = sorted(self._numbers)
        self._backwards = sorted(letters[::-1] for letters in self._numbers)

    def find(self, wanted: str) -> set[int]:
        """The numbers of the texts that may be this one."""
        found: set[int] = set()
        for letters in filter(None, written_letters(wanted)):
            cut = (letters[:end] for end in range(1, len(letters)))
            found.update(*(self._numbers.get(each, ()) for each in cut))
            longer = list(_beginning_with(letters, self._forwards))
            if len(letters) >= _ADORNED:
                adorned = _beginning_with(letters[::-1], self._backwards)
                longer += (each[::-1] for each in adorned)
            found.update(*(self._numbers[each] for each in longer))
        return found


def _beginning_with(start: str, ordered: Sequence[str]) -> Iterator[str]:
    """The texts with this beginning, among some in their order."""
    for index in range(bisect_left(ordered, start), len(ordered)):
        if not ordered[index].startswith(start):
            return
        yield ordered[index]


def is_same(sku: str, name: str, found: TargetProduct) -> bool:
    """Whether a product may be the one created with this SKU and name.

    An account may keep either of them its own way.
    """
    same = sku_key(found.sku) == sku_key(sku)
    return same or alike(sku, found.sku) or alike(name, found.name)


def reencoded(wanted: str, shown: str) -> bool:
    """Whether a text is another one, whole, with other signs for the same: entities, composed letters.

    Nobody edits a text so.
    """
    plain = html.unescape(html.unescape(shown))
    return unicodedata.normalize("NFC", plain) == unicodedata.normalize("NFC", wanted)


def is_rendering(wanted: str, shown: str) -> bool:
    """Whether a text is exactly what a service that mishandles texts makes of another one, whole.

    It may have encoded it, taken it for another encoding, spelled its vowels out, or dropped its
    accents, emoji or tags.
    """
    return reencoded(wanted, shown) or not renderings(wanted).isdisjoint(rendered_forms(shown))


def renderings(wanted: str) -> set[Form]:
    """The texts that such a service makes of one, in one of the `rendered_forms` of what is then shown."""
    folded = unicodedata.normalize("NFKD", wanted)
    made = {
        wanted.encode("latin-1", "replace").decode("latin-1"),
        "".join(letter for letter in folded if not unicodedata.combining(letter)),
        folded.encode("ascii", "ignore").decode("ascii"),
        "".join(letter for letter in wanted if letter <= _LAST_PLAIN),
        _TAG.sub("", wanted),
        wanted.translate(_SPELLED),
    }
    for encoding in _TAKEN_FOR:
        made.add(wanted.encode().decode(encoding, "replace"))
    return {
        ("plain", unicodedata.normalize("NFC", wanted)),
        ("unslashed", category_key(wanted)),
        *(("made", category_key(text)) for text in made),
    }


def rendered_forms(shown: str) -> tuple[Form, ...]:
    """A shown text by which its `renderings` are known: without entities, without backslashes, as it is."""
    plain = html.unescape(html.unescape(shown))
    return (
        ("plain", unicodedata.normalize("NFC", plain)),
        ("unslashed", category_key(shown.replace("\\", ""))),
        ("made", category_key(shown)),
    )


def is_usual_cut(wanted: str, shown: str) -> bool:
    """Whether a text is another one cut where columns are wont to end, in letters or in bytes."""
    at_end = {len(shown), len(shown.encode())} & _USUAL_LENGTHS
    return bool(at_end) and len(shown) < len(wanted) and wanted.startswith(shown.rstrip())


def tells_nothing(shown: str) -> bool:
    """Whether a text has no letter or digit that could be compared: nothing is left of it."""
    return not bare(shown)


def same_letters(wanted: str, shown: str) -> bool:
    """Whether two texts have the same letters and digits, whatever encodes or adorns them."""
    return any(bare and bare in written_letters(wanted) for bare in shown_letters(shown))


def written_letters(wanted: str) -> tuple[str, ...]:
    """The letters of a text, with and without those that become question marks: ő and ű, or all but plain ones."""
    if wanted.isascii():
        return (bare(wanted),)
    known = (
        wanted.encode(encoding, "ignore").decode(encoding) for encoding in ("latin-1", "ascii")
    )
    return bare(wanted), *map(bare, known)


def shown_letters(shown: str) -> set[str]:
    """The letters of a text as it is, and as they were before it was taken for another encoding."""
    texts = {shown}
    for encoding in () if shown.isascii() else _TAKEN_FOR:
        with suppress(UnicodeError):
            # A letter that is cut at the end is left out.
            texts.add(codecs.getincrementaldecoder("utf-8")().decode(shown.encode(encoding)))
    return {bare(text) for text in texts}


def derives(field: str, written: MasterProduct, found: TargetProduct) -> bool:
    """Whether the account may have made of a written field what it shows of it.

    A price rounded, or with VAT; a rate without its decimals; some of the categories, or more.
    """
    if field in ("name", "sku"):
        return alike(getattr(written, field), getattr(found, field))
    if field == "net":
        net, gross = written.net, written.net * (1 + written.vat / 100)
        return found.net is not None and min(abs(found.net - net), abs(found.net - gross)) <= _ONE
    if field == "vat":
        return found.vat is not None and abs(found.vat - written.vat) < _ONE
    return field == "currency"


def bare(text: str) -> str:
    """The plain letters and digits of a text, in lower case."""
    folded = unicodedata.normalize("NFKD", html.unescape(category_key(text)))
    return "".join(c for c in folded if c.isascii() and c.isalnum()).lower()
