"""Many categories on both sides are planned in a time that grows as they do."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopsync_gui.core.account.likeness import AlikeTexts, alike
from shopsync_gui.core.catalogue import Category, TargetCategory, category_key
from shopsync_gui.core.plan.plan import Target
from shopsync_gui.core.planning.altered_categories import AlteredCategories, OtherNames
from shopsync_gui.core.planning.category_plan import plan_categories

TEXTS = st.text("aAőű0& ", max_size=6)


@given(st.lists(TEXTS), TEXTS, st.text("xyz", max_size=2))
def test_those_that_are_alike_are_found(shown: list[str], wanted: str, mark: str) -> None:
    texts = dict(enumerate([*shown, wanted[:4], mark + wanted, wanted.encode().decode("cp1250")]))
    found = AlikeTexts(texts).find(wanted)
    assert found == {number for number, text in texts.items() if alike(wanted, text)}


def unlike(count: int) -> None:
    """Plan as many categories of a shop beside those of an account, none of which is like another."""
    categories, labels = shop(count)
    theirs = account(count)
    assert not plan_categories(categories, labels, Target((), theirs), {}).ids
    assert not AlteredCategories(labels.values(), theirs, theirs).possible


def formerly_named(count: int) -> None:
    """Plan as many that the account has under former names."""
    categories, labels = shop(count)
    former = {category_key(label): number for number, label in enumerate(labels.values(), 1)}
    target, others = Target((), account(count)), OtherNames({}, former)
    assert len(plan_categories(categories, labels, target, {}, others).renames) == count


def shop(count: int) -> tuple[list[Category], dict[str, str]]:
    """A shop's categories and their labels."""
    categories = [
        Category(ref=f"r{number}", inner_id=str(number), name=f"Női cipő {number}")
        for number in range(count)
    ]
    return categories, {category.ref: category.name for category in categories}


def account(count: int) -> tuple[TargetCategory, ...]:
    """An account's categories."""
    return tuple(
        TargetCategory(sa_id=number, name=f"Kert és bútor {number}")
        for number in range(1, count + 1)
    )


@pytest.mark.parametrize("planning", [unlike, formerly_named])
def test_four_times_as_many_take_four_times_as_long(planning: Callable[[int], None]) -> None:
    assert calls(planning, 160) < 6 * calls(planning, 40)


def calls(planning: Callable[[int], None], count: int) -> int:
    """The calls that a planning makes, generators gone on with among them."""
    found = 0

    def heard(_frame: FrameType, event: str, _value: object) -> None:
        nonlocal found
        found += event == "call"

    sys.setprofile(heard)
    try:
        planning(count)
    finally:
        sys.setprofile(None)
    return found
