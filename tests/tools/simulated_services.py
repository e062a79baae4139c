"""The shop and the account of a simulation: their size, their ways and their manners, by chance."""

from __future__ import annotations

import random
import re
from typing import Any

from shopsync_gui.sandbox.manners import MANNERS
from tests.manners.endings import Outcome
from tests.manners.telling import expected

#: Manners with which the two sides still end equal; at most one of an aspect in a schedule.
_ASPECTS = ("lists", "one", "prodcats", "price", "ids", "rows", "create", "modify", "delete")
_LOSSY = (
    "name-entities", "name-spaces-folded", "name-cut-50", "name-latin1", "name-emoji-lost",
    "category-entities", "category-latin1",
)  # fmt: skip
_UNEVEN = re.compile(
    r"(products|categories)-(error|text|page|xml|names-only|without-ids|short)|empty-|one-(never|em|f)"
    r"|prodcats-(only-prodcat-id|always|first)|price-(kept|shown|missing|null)|.*-answers-(page|one)"
    r"|list-(numbered|rows|encoded)|numeric-check|skus-shown-padded|ids-(spaced|dotted|commas|exponent|prefixed|beyond-63-bits)"
)

#: What a manner may come to where everything is written in the end.
_WRITTEN = {Outcome.EQUAL, Outcome.KEPT_DIFFERENTLY}


def services(r: random.Random, *, orders: bool, manners: bool) -> dict[str, Any]:
    """The fields of a sandbox's configuration."""
    return {
        "products": r.choice([0, 1, 3, 8, 14, 26, 44]),
        "orders": r.choice([3, 12, 40]) if orders else 0,
        "seed": r.randrange(1000),
        "sa_unchanged_answer": r.choice([0, 1]),
        "sa_empty_list": r.choice(["[]", ""]),
        "sa_uncategorised_row": r.random() < 0.3,
        "sa_quoted_answers": r.random() < 0.3,
        "sa_string_numbers": r.random() < 0.5,
        "sa_unique_sku": r.random() < 0.2,
        "wrap_response": r.random() < 0.2,
        "collapse_single": r.random() < 0.8,
        "unknown_id_status": r.choice([400, 404]),
        "net_contains_special": r.random() < 0.3,
        "manners": _manners(r) if manners else (),
    }


def _manners(r: random.Random) -> tuple[str, ...]:
    """Up to three manners that go together, none in most schedules."""
    if r.random() < 0.6:
        return ()
    chosen: dict[str, str] = {}
    even = [
        name
        for name, manner in MANNERS.items()
        if manner.aspect in _ASPECTS and not _UNEVEN.match(name) and expected(name) <= _WRITTEN
    ]
    for name in r.sample([*even, *_LOSSY], 3):
        chosen.setdefault(MANNERS[name].aspect, name)
    return tuple(chosen.values())
