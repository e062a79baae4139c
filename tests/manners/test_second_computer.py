"""An empty second computer beside accounts that alter what identifies rows: nothing is created twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopsync_gui.sandbox.manners import MANNERS
from tests.manners.telling import tell_second
from tests.portions import portion

#: What a computer that knows nothing finds rows by.
_IDENTIFYING = ("skus", "category-names", "names", "prodcats", "links", "ids")


def aspect(name: str) -> str:
    return MANNERS[name].aspect


NAMES = portion([name for name in MANNERS if aspect(name) in _IDENTIFYING], 20, kind=aspect)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_it_finds_what_the_first_one_created(name: str, tmp_path: Path) -> None:
    tell_second(tmp_path, [name])


@pytest.mark.parametrize(
    "manners",
    [
        ("sku-cut-6",),
        ("sku-digits-only", "category-cut-20"),
        ("sku-cast", "name-cut-32", "category-cut-at-emoji"),
        ("sku-prefixed", "name-mojibake", "price-null"),
        ("sku-cut-64-unique",),
        ("sku-dashes-lost", "category-latin1-folded", "currency-empty"),
    ],
)
def test_it_finds_it_however_much_is_altered(manners: tuple[str, ...], tmp_path: Path) -> None:
    tell_second(tmp_path, manners)
