"""The planner and an account that keeps values its own way: nothing is written twice for that."""

from __future__ import annotations

import html
from collections.abc import Callable
from decimal import ROUND_DOWN, Decimal

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from shopsync_gui.core.account.echo_learning import Update
from shopsync_gui.core.account.echoes import Memory
from shopsync_gui.core.catalogue import (
    MasterProduct,
    TargetProduct,
)
from shopsync_gui.core.plan.category_changes import CategoryNote
from shopsync_gui.core.plan.plan import AccountEdits, Action, Cause, Echo, Target
from shopsync_gui.core.plan.plan_summary import BrakeKind
from shopsync_gui.core.products.mapping import MasterOptions
from shopsync_gui.core.products.reasons import KeepReason, SkipReason
from tests.core.planning.echoing_account import CATEGORIES, Shows, World, learned_at_once, product
from tests.core.planning.planned_products import make_plan


def wire(name: str) -> Shows:
    """An account that loses something of a field."""
    ways: dict[str, Shows] = {
        "cut": lambda p: replace(p, name=p.name[:8]),
        "entities": lambda p: replace(p, name=p.name.replace("&", "&amp;")),
        "no emoji": lambda p: replace(p, name="".join(c for c in p.name if ord(c) < 0x10000)),
        "spaces": lambda p: replace(p, name=" ".join(p.name.split())),
        "upper": lambda p: replace(p, sku=p.sku.upper()),
        "short sku": lambda p: replace(p, sku=p.sku[2:]),
        "whole prices": lambda p: replace(p, net=p.net and p.net.quantize(Decimal(1), ROUND_DOWN)),
        "whole vat": lambda p: replace(p, vat=p.vat and p.vat.quantize(Decimal(1))),
        "own currency": lambda p: replace(p, currency="FT"),
        "first category": lambda p: replace(p, category_ids=(p.category_ids or ())[:1]),
        "no categories": lambda p: replace(p, category_ids=()),
        "untold": lambda p: replace(p, net=None, vat=None, currency=None, category_ids=None),
    }
    return ways[name]


WAYS = (
    "cut", "entities", "no emoji", "spaces", "upper", "short sku", "whole prices", "whole vat",
    "own currency", "first category", "no categories", "untold",
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(WAYS), max_size=4, unique=True),
    st.sampled_from(["whole", "cut", "upper", "entities"]),
    st.integers(1, 6),
    st.lists(st.sampled_from(["name", "net", "category_refs", "sku"]), max_size=3),
)
def test_whatever_the_account_makes_of_values_an_unchanged_shop_is_not_written_again(
    ways: list[str], names: str, count: int, changes: list[str]
) -> None:
    def shows(told: TargetProduct) -> TargetProduct:
        for way in ways:
            told = wire(way)(told)
        return told

    shown: dict[str, Callable[[str], str]] = {
        "whole": lambda name: name,
        "cut": lambda name: name[:12],
        "upper": str.upper,
        "entities": lambda name: name.replace("&", "&amp;"),
    }
    world = World([product(number) for number in range(count)], shows, shown[names])
    assert world.sync().counts.writes == 0
    for field in changes:
        entry = world.known[0]
        value: object = {
            "name": entry.shop.name + "!",
            "net": (entry.shop.net or 0) + 10,
            "category_refs": ("c2",),
            "sku": "uj-" + entry.shop.sku,
        }[field]
        world.known[0] = replace(entry, shop=replace(entry.shop, **{field: value}))
        held = dict(world.held)
        left = world.sync()
        assert (left.counts.writes, left.new_categories) == (0, ())
        assert world.held.keys() == held.keys()
        assert {i: p for i, p in world.held.items() if i != 1000} == {
            i: p for i, p in held.items() if i != 1000
        }
    assert len(world.names) <= len(CATEGORIES)


def test_what_is_kept_differently_is_counted_and_listed_with_both_values() -> None:
    world = World([product(1), product(2)], wire("whole prices"), lambda name: name[:20])
    left = world.sync()
    assert left.counts.kept_differently == {"net": 2, "category": 1}
    assert left.counts.unchanged == 2
    item = left.items[0]
    assert (item.action, item.reason) == (Action.KEEP, KeepReason.ALTERED)
    assert [(c.field, c.old, c.new, c.cause) for c in item.changes] == [
        ("net", "1234", "1234.56", Cause.ALTERED)
    ]
    (note,) = [n for n in left.categories.notes if n.note is CategoryNote.ALTERED]
    assert (note.shown, note.wanted) == ("Egy igen hosszú nevű", "Egy igen hosszú nevű kategória")


def test_an_edit_in_the_account_is_named_and_written_over_once() -> None:
    world = World([product(1)], wire("cut"))
    world.sync()
    world.edit(1001, name="Kézzel", net=Decimal(1))
    (item,) = world.plan().items
    assert {c.field: c.cause for c in item.changes} == dict.fromkeys(("name", "net"), Cause.ACCOUNT)
    world.former.clear()  # the same is read again: it still is an edit
    again = world.plan()
    assert again.counts.edited == 1
    world.write(again)
    assert world.plan().counts.writes == 0
    assert world.held[1001].net == Decimal("1234.56")


def test_edits_are_asked_about_or_left_as_the_setting_says() -> None:
    world = World([product(1), product(2)])
    world.sync()
    world.edit(1001, name="Kézzel")
    world.edits = AccountEdits.ASK
    asked = world.plan()
    assert [(brake.kind, brake.count) for brake in asked.brakes] == [(BrakeKind.EDITED, 1)]
    assert asked.counts.update == 1
    world.edits = AccountEdits.LEAVE
    left = world.plan()
    assert (left.counts.update, left.counts.left, left.brakes) == (0, 1, ())
    assert left.items[0].reason is KeepReason.EDITED


def test_a_value_that_the_account_never_takes_is_written_twice_and_then_failed() -> None:
    world = World([product(1)])
    world.sync()
    world.shows = lambda told: replace(told, net=Decimal("1234.56"))
    world.known[0] = replace(world.known[0], shop=replace(world.known[0].shop, net=Decimal(99)))
    world.write(world.plan())
    (item,) = world.plan().items
    assert [change.cause for change in item.changes] == [Cause.ONCE_MORE]
    world.write(world.plan())
    for _ in range(2):
        left = world.plan()
        assert (left.counts.writes, left.counts.not_taken, left.counts.unchanged) == (0, 1, 0)
        assert left.items[0].reason is KeepReason.NOT_TAKEN
    world.again = True
    assert world.plan().counts.update == 1
    world.again = False
    world.known[0] = replace(world.known[0], shop=replace(world.known[0].shop, net=Decimal(98)))
    assert world.plan().counts.update == 1


def test_a_sku_that_the_account_alters_is_found_by_its_id() -> None:
    world = World([product(1, sku="egy-igen-hosszu-cikkszam")], wire("short sku"))
    world.sync()
    other = TargetProduct(sa_id=7, sku="egy-igen-hosszu-cikkszam", name="Másé")
    world.held[7] = other
    left = world.plan()
    assert (left.counts.writes, left.adopted) == (0, {1: 1001})


def test_known_ids_that_show_other_skus_in_bulk_are_not_believed() -> None:
    world = World([product(number) for number in range(30)])
    world.sync()
    for number in range(30):
        world.edit(1000 + number, sku="")
    plan = world.plan()
    assert BrakeKind.STRANGE_SKUS in {brake.kind for brake in plan.brakes}
    assert plan.counts.create == 0


def test_a_sku_that_belongs_to_another_product_is_not_tried_again() -> None:
    target = Target((), ())
    entries = [product(1)]
    memory = Memory(taken={1: "sku-1"})
    skipped = make_plan(entries, CATEGORIES, target, MasterOptions(), memory=memory)
    assert [item.reason for item in skipped.items] == [SkipReason.SKU_TAKEN]
    other = [product(1, sku="sku-2")]
    assert make_plan(other, CATEGORIES, target, MasterOptions(), memory=memory).counts.create == 1


def test_nothing_is_created_for_being_absent_from_a_list_that_is_not_whole() -> None:
    held = TargetProduct(
        sa_id=9, sku="sku-1", name="Régi", net=Decimal(1), vat=Decimal("5.5"), currency="HUF"
    )
    target = Target((held,), (), whole=False)
    plan = make_plan([product(1), product(2)], CATEGORIES, target, MasterOptions())
    assert plan.counts.create == 0
    assert plan.counts.update == 1
    assert [i.reason for i in plan.items if i.action is Action.SKIP] == [SkipReason.NOT_LISTED]


def written(name: str, sa_id: int = 1) -> Update:
    after = MasterProduct(
        sku="A-1", name=name, net=Decimal(100), vat=Decimal(27), currency="HUF", categories=()
    )
    return Update(sa_id, None, after)


def shown(name: str, sa_id: int = 1) -> TargetProduct:
    return TargetProduct(
        sa_id=sa_id, sku="A-1", name=name, net=Decimal(100), vat=Decimal(27), currency="HUF",
        category_ids=(),
    )  # fmt: skip


def test_a_name_that_comes_from_the_written_one_is_believed_at_once() -> None:
    news = learned_at_once([written("Kék bögre & tál")], {1: shown("Kék bögre &amp;")}, {}, {})
    assert news[1]["name"].tries == 0


def test_a_name_that_does_not_may_be_another_writers_until_it_is_shown_twice() -> None:
    update, found = written("Kék bögre"), {1: shown("Átírva")}
    first = learned_at_once([update], found, {}, {})
    assert first[1]["name"].tries == Echo.UNCONFIRMED
    assert learned_at_once([update], {1: shown("Kék bögre")}, {}, first) == {}
    again = learned_at_once([replace(update, before=found[1])], found, {}, first)
    assert again[1]["name"].tries == 0


def test_what_many_products_show_is_the_accounts_own_way() -> None:
    updates = [written("Kék bögre", sa_id) for sa_id in range(1, 12)]
    updates[0] = msgspec.structs.replace(updates[0], before=shown("Régi bögre", 1))
    news = learned_at_once(updates, {n: shown("###", n) for n in range(1, 12)}, {}, {})
    assert {fields["name"].tries for fields in news.values()} == {0}


def test_what_a_create_did_not_take_is_written_once_more_where_a_modify_shows_as_much() -> None:
    updates = [written("Kék bögre", sa_id) for sa_id in range(1, 12)]
    updates[0] = msgspec.structs.replace(updates[0], before=shown("Régi bögre", 1))
    listed = {n: shown(f"<a href='#{n}'>A-1</a>", n) for n in range(2, 12)}
    listed[1] = shown("<a href='#1'>Kék bögre</a>", 1)
    news = learned_at_once(updates, listed, {}, {})
    assert {news[n]["name"].tries for n in range(2, 12)} == {Echo.UNCONFIRMED}


def test_what_creates_alone_did_not_take_is_written_once_more() -> None:
    updates = [written("Kék bögre", sa_id) for sa_id in range(1, 12)]
    listed = {n: shown("###", n) for n in range(1, 12)}
    news = learned_at_once(updates, listed, {}, {})
    assert {fields["name"].tries for fields in news.values()} == {Echo.UNCONFIRMED}
    assert {e["name"].tries for e in learned_at_once(updates, listed, {}, news).values()} == {0}
    many = [written("Kék bögre", sa_id) for sa_id in range(1, 1200)]
    news = learned_at_once(many, {n: shown("###", n) for n in range(1, 1200)}, {}, {})
    assert {fields["name"].tries for fields in news.values()} == {0}


def test_two_servers_that_write_a_name_each_its_own_way_cause_no_write() -> None:
    world = World([product(1, name="Só & bors")])
    world.sync()
    assert not world.plan().counts.update
    world.former = dict(world.held)
    world.held = {
        sa_id: replace(held, name=html.escape(held.name)) for sa_id, held in world.held.items()
    }
    plan = world.plan()
    assert (plan.counts.update, plan.counts.kept_differently) == (0, {"name": 1})
