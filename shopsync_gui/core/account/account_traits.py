"""The open points of an account: what each is about, what this account does, what follows from it.

A trait is a name and a value, both words of the program. They are used in comparing and telling
only; nothing that proves a write rests on them.
"""

from __future__ import annotations

import itertools
import re
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.account.account_trait_words import (
    AS_FORM,
    AS_NUMBER,
    AS_TEXT,
    BEGINS,
    FINE,
    POINTS,
    READ,
    SKIPPED,
    STOPS,
    TWINS,
    VALUES,
)
from shopsync_gui.core.products.labels import field_label
from shopsync_gui.core.text import translate
from shopsync_gui.core.tone import Tone

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


#: What follows from ways that cost nobody anything.
_USUAL = (FINE, READ, TWINS, SKIPPED)


class Finding(msgspec.Struct, frozen=True):
    """A finding about an open point. `probed`: by trying it out, not by reading alone."""

    name: str
    value: str
    probed: bool = False


class ToldTrait(msgspec.Struct, frozen=True, kw_only=True):
    """A trait in words: the open point, what this account does, what ShopSync makes of it.

    `tone` is good where nothing is lost by it, bad where ShopSync cannot work so.
    """

    name: str
    value: str
    point: str
    does: str
    means: str
    tone: Tone
    probed: bool = False
    known_since: datetime | None = None


def told(name: str, value: str, *, probed: bool = False, seen: datetime | None = None) -> ToldTrait:
    """A trait in words; `seen` is when it was seen last."""
    parts = value.split(", ") if name in _LISTS else [value]
    words = _worth_naming(name, [_word(name, part) for part in parts])
    means = dict.fromkeys(means for _does, means in words)
    if len(means) > 1:
        means.pop(FINE, None)
    return ToldTrait(
        name=name,
        value=value,
        point=translate(POINTS[name]),
        does="; ".join(does for does, _means in words),
        means=" ".join(translate(each) for each in means),
        tone=_tone(means),
        probed=probed,
        known_since=seen,
    )


def _worth_naming(name: str, words: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Keep of signs in names those that are altered: the rest is kept well, and needs no mention."""
    if name != _SIGNS:
        return words
    return [word for word in words if word[1] != FINE] or [_word(name, "none")]


def _tone(means: Iterable[str]) -> Tone:
    if STOPS in means:
        return Tone.BAD
    return Tone.GOOD if all(each in _USUAL for each in means) else Tone.WARNING


def in_order(names: Iterable[str]) -> Iterator[str]:
    """Return the names that are open points, in the order in which they are told."""
    known = set(names)
    return (name for name in POINTS if name in known)


#: Points whose value may name several things.
_SIGNS = "names.signs"
_LISTS = frozenset({"name.kept", "sku.kept", "category.kept", _SIGNS})


def _word(name: str, part: str) -> tuple[str, str]:
    """Return the account's behaviour in words, and the message id of what follows."""
    known = VALUES.get((name, part)) or VALUES.get(("", part))
    if known is not None:
        return translate(known[0]), known[1]
    what, _space, detail = part.partition(" ")
    if name == "list.agrees":
        detail = ", ".join(field_label(field) for field in detail.split("+"))
    with_detail = VALUES.get((name, f"{what} #")) or VALUES.get(("", f"{what} #"))
    if with_detail is not None:
        return translate(with_detail[0]).format(n=detail), with_detail[1]
    if name in AS_FORM:
        does, means = AS_FORM[name]
        if does == AS_NUMBER and part.startswith('"'):
            does, part = AS_TEXT, part[1:-1]
        return translate(does).format(form=_example(name, part)), means
    return part, ""


def _example(name: str, form: str) -> str:
    """A value of that form: `1,234.56` for `d,ddd.dd`, `1234.56` for `d.dd`, `HUF` for `AAA`."""
    digits = itertools.cycle("1234567890")
    runs = re.compile(r"(?<![^\W\d_])d+(?![^\W\d_])")
    if not re.search(r"\bd\Dddd\b", form):  # no groups of thousands
        form = re.sub(r"\bd\b", BEGINS.get(name, "1234"), form, count=1)
        digits = itertools.cycle("567890" if "1234" in form else "0")
    numbers = runs.sub(lambda run: "".join(itertools.islice(digits, len(run[0]))), form)
    return numbers.replace("AAA", "HUF").replace("Aaa", "Huf").replace("aaa", "huf")
