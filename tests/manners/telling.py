"""Telling stories as tests: what is expected of a manner by its kind."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tests.manners.endings import Outcome
from tests.manners.story import Story
from tests.parallel import memory_folder

if TYPE_CHECKING:
    from collections.abc import Collection

_ALWAYS = frozenset({Outcome.EQUAL})
_KEPT = frozenset({Outcome.EQUAL, Outcome.KEPT_DIFFERENTLY})
_LEFT_OUT = frozenset({Outcome.EQUAL, Outcome.LEFT_OUT})
_PAUSES = frozenset({Outcome.PAUSES})
_STOPS = frozenset({Outcome.STOPS})
_UNREAD = frozenset({Outcome.EQUAL, Outcome.STOPS})

#: What a manner may come to, by the beginning of its name; the first that fits decides.
EXPECTED: tuple[tuple[str, frozenset[Outcome]], ...] = (
    (r"(midway|next-day)-", _KEPT | _PAUSES),
    (r"list-(paged|half|drops-categories|empty|breaks|memory)-?\w*-above", _KEPT | _PAUSES),
    (r"(writes|creates)-limited", _ALWAYS | _PAUSES),
    (r"(creates|modifies)-(lost|drafts)|modify-first-field|firewall-", _LEFT_OUT),
    (r"categories-when-used", _LEFT_OUT | _STOPS),
    (r"categories-most-8", _LEFT_OUT | _PAUSES),
    (r"session-|keys-(dotted|hungarian)|notation-", _UNREAD),
    (r"json-with-nan|bytes-surrogates", _STOPS | _PAUSES),
    (r"list-(meta-total|has-more|links-next|total-header)", _KEPT | _STOPS | _PAUSES),
    (r"shop-(some|variants|product-breaks)", _KEPT | _LEFT_OUT),
    (r"shop-next-day-", _KEPT | _LEFT_OUT | _STOPS),
    (r"shop-(count-trembles|slips-always)", _KEPT | _LEFT_OUT | _STOPS),
    (r"(products|categories)-(error|text|page|xml|names-only|without-ids)", _STOPS),
    (r"json-|bytes-|login-page|ids-(prefixed|dotted|exponent|commas|beyond)", _UNREAD),
    (r"list-(csv|columns|graph|by-category|keyed-by-sku|of-list)", _UNREAD),
    (r"list-in-list-of", _UNREAD | _PAUSES | _KEPT),
    (r"list-pages-(told|next|number)|list-(half|slips|empty-sometimes)", _KEPT | _STOPS | _PAUSES),
    (r"list-(null|count|sums)|delete-(flags|unlists)", _UNREAD),
    (r"(creates-always|writes-50)|modify-forbidden|refuses-two-cat", _LEFT_OUT | _PAUSES),
    (
        r"modify-(keeps|does-nothing|refuse)|(create-refuses|categories-create)",
        _LEFT_OUT | _KEPT | _PAUSES,
    ),
    (r"price-(whole-dotted|in-hundredths)|vat-key", _KEPT | _STOPS),
    (r"shop-items-(bare|keyed|unexpanded)", _UNREAD),
    (r"shop-(items-twice|page-count|pages-from|net-is-gross|category-|relations-)", _KEPT | _STOPS),
    (
        r"shop-(descriptions|tax-(null|some-null|id|expanded)|prices-|sku-|names)",
        _KEPT | _LEFT_OUT | _STOPS,
    ),
    (r"list-(encoded-twice|numbered|rows-wrapped)|(products|categories)-short-keys", _UNREAD),
    (r"categories-cap-1$", _LEFT_OUT | _STOPS),
    (r"list-cap|categories-cap|list-omits-(uncategorised|free)", _KEPT | _STOPS | _PAUSES),
    (r"skus-(not-)?listed", _KEPT | _STOPS),
    (r"redirects|page-always|answers-latin2|shop-empty-bare-list", _UNREAD),
    (r"quota|refuses-every", _LEFT_OUT | _STOPS | _PAUSES),
    (
        r"refuses|breaks|sku-cut-64-unique|sku-twice-overwritten-prefix|shop-tax-without-rates",
        _LEFT_OUT,
    ),
    (r"shop-ron", _LEFT_OUT | _STOPS),
    (r"shop-(without|prices-missing)", _LEFT_OUT | _STOPS),
    (r"(name|names|category|sku|skus|price|vat|currency|prodcats|numeric)-", _KEPT),
    (r"categories-|modify-blanks|uncategorised", _KEPT),
)


def expected(name: str) -> frozenset[Outcome]:
    """What a manner may come to; equal where nothing else is said."""
    found = (outcomes for pattern, outcomes in EXPECTED if re.match(pattern, name))
    return next(found, _ALWAYS)


def tell(folder: Path, manners: Collection[str]) -> None:
    """Live through the story; the end of a single manner must be one of those that are expected."""
    label = "+".join(manners)
    with TemporaryDirectory(dir=memory_folder() or folder) as here:
        story = Story(Path(here), *manners)
        try:
            ending = story.tell()
            if len(manners) == 1:
                assert ending.outcome in expected(label), f"it ended {ending}"
        finally:
            story.world.store.close()


def tell_second(folder: Path, manners: Collection[str]) -> None:
    """Sync from one computer, then from an empty one."""
    with TemporaryDirectory(dir=memory_folder() or folder) as here:
        story = Story(Path(here), *manners)
        try:
            story.tell_second()
        finally:
            story.world.store.close()
