"""Categories that the shop renames, deletes and empties: what becomes of those of the account."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from shopsync_gui.core.catalogue import Category, category_key, category_keys
from shopsync_gui.core.plan.category_changes import CategoryNote, CategoryPair
from shopsync_gui.core.plan.plan_summary import BrakeKind
from tests.core.planning.echoing_account import CATEGORIES, World, product


def renamed(world: World, inner_id: str, name: str) -> None:
    world.categories = tuple(
        msgspec.structs.replace(c, name=name) if c.inner_id == inner_id else c
        for c in world.categories
    )


def test_a_category_renamed_in_the_shop_is_renamed_in_the_account_and_products_stay() -> None:
    world = World([product(1), product(2)], name_shown=lambda name: name[:20])
    world.sync()
    ids = set(world.names)
    renamed(world, "3", "Egészen más és ugyanolyan hosszú")
    plan = world.plan()
    (rename,) = plan.categories.renames
    assert (rename.new, plan.counts.update, plan.new_categories) == (
        "Egészen más és ugyanolyan hosszú", 0, (),
    )  # fmt: skip
    world.write(plan)
    assert world.plan().counts.writes == 0
    assert set(world.names) == ids


def test_two_categories_that_swap_their_names_are_both_renamed() -> None:
    world = World([product(1, category_refs=("c1",)), product(2, category_refs=("c2",))])
    world.sync()
    before = dict(world.names)
    renamed(world, "1", "Táskák")
    renamed(world, "2", "Cipők & Csizmák")
    plan = world.plan()
    assert (len(plan.categories.renames), plan.counts.update) == (2, 0)
    world.write(plan)
    assert sorted(world.names.values()) == sorted(before.values())
    assert world.plan().counts.writes == 0


@pytest.mark.parametrize("twin", ["Töltők", "TÖLTŐK"])
def test_a_category_that_gets_the_name_of_its_sibling_joins_it(twin: str) -> None:
    tree = (
        Category(ref="c1", inner_id="1", name="Telefon"),
        Category(ref="c2", inner_id="2", name="Tokok", parent_ref="c1"),
        Category(ref="c3", inner_id="3", name="Töltők", parent_ref="c1"),
    )
    products = [product(1, category_refs=("c2",)), product(2, category_refs=("c3",))]
    world = World(products, categories=tree)
    world.sync()
    (chargers,) = [i for i, name in world.names.items() if name == "Töltők"]
    renamed(world, "2", twin)
    world.write(world.plan())
    assert {held.category_ids for held in world.held.values()} == {(chargers,)}
    assert category_key(world.names[chargers]) == category_key("Telefon > Töltők")
    assert world.plan().counts.writes == 0


def in_capitals(name: str) -> str:
    return name.upper()


def as_it_is(name: str) -> str:
    return name


@pytest.mark.parametrize(("shown", "renames"), [(as_it_is, 1), (in_capitals, 0)])
def test_a_name_whose_case_alone_changed_is_renamed_where_the_account_keeps_it(
    shown: Callable[[str], str], renames: int
) -> None:
    world = World([product(1), product(2, category_refs=("c2",))], name_shown=shown)
    world.sync()
    renamed(world, "2", "TÁskák")
    plan = world.plan()
    assert [rename.new for rename in plan.categories.renames] == ["TÁskák"] * renames
    assert (plan.counts.update, plan.new_categories) == (0, ())
    world.write(plan)
    left = world.plan()
    assert (left.counts.writes, left.categories.renames) == (0, ())
    assert shown("TÁskák") in world.names.values()


@pytest.mark.parametrize("why", ["edited", "shared", "taken"])
def test_a_name_that_is_no_longer_ours_or_not_free_is_not_changed(why: str) -> None:
    world = World([product(1, category_refs=("c2",)), product(2, category_refs=("c1",))])
    world.sync()
    (sa_id,) = [i for i, name in world.names.items() if name == "Táskák"]
    if why == "edited":
        world.names[sa_id] = "Kézzel átnevezve"
    elif why == "shared":
        world.pairs["3"] = CategoryPair("3", sa_id, "Egy igen hosszú nevű kategória", "Táskák")
    else:
        world.names[77] = "Hátizsákok"
    renamed(world, "2", "Hátizsákok")
    plan = world.plan()
    assert plan.categories.renames == ()
    assert CategoryNote.NOT_RENAMED in {note.note for note in plan.categories.notes}
    assert plan.counts.update == 1
    world.write(plan)
    assert world.plan().counts.writes == 0


def test_deleted_and_emptied_categories_are_listed_with_their_numbers() -> None:
    world = World([product(1, category_refs=("c1",)), product(2, category_refs=("c2",))])
    world.sync()
    world.categories = tuple(c for c in CATEGORIES if c.inner_id != "1")
    entry = world.known[1]
    world.known[1] = replace(entry, shop=replace(entry.shop, category_refs=()))
    notes = {note.note: (note.shown, note.products) for note in world.plan().categories.notes}
    assert notes == {
        CategoryNote.DELETED: ("Cipők & Csizmák", 1),
        CategoryNote.EMPTIED: ("Táskák", 1),
    }


def test_many_renames_stop_the_run() -> None:
    tree = tuple(Category(ref=f"c{i}", inner_id=str(i), name=f"Régi {i}") for i in range(1, 11))
    world = World([product(i, category_refs=(f"c{i}",)) for i in range(1, 11)], categories=tree)
    world.sync()
    for number in range(1, 6):
        renamed(world, str(number), f"Új {number}")
    assert world.plan().brakes == ()
    renamed(world, "6", "Új 6")
    (brake,) = world.plan().brakes
    assert (brake.kind, brake.count, brake.total) == (BrakeKind.CATEGORIES, 6, 10)


NAMES = st.text(st.sampled_from("aAáÁa\u0301oőŐßİﬁ \u00a0\u2028\t\n"), max_size=6)


@given(st.lists(NAMES, max_size=6))
def test_names_are_folded_together_as_each_by_itself(names: list[str]) -> None:
    assert category_keys(names) == [category_key(name) for name in names]
