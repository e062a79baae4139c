"""The undo planner: what was written is given back, what others changed is left alone."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopsync_gui.core.account.echoes import Memory
from shopsync_gui.core.catalogue import MasterProduct, TargetCategory, TargetProduct
from shopsync_gui.core.plan.category_changes import CategoryNote
from shopsync_gui.core.plan.plan import Action, Cause, Echo, Plan, Target
from shopsync_gui.core.planning.undo import undo_plan
from shopsync_gui.core.planning.written import Written, WrittenName
from shopsync_gui.core.products.labels import field_label
from shopsync_gui.core.products.reasons import KeepReason
from shopsync_gui.core.runs.plan_words import item_text
from shopsync_gui.core.structures.pieces import PIECE, at_once
from shopsync_gui.sync.plan.verdict import unfinished


def make_undo_plan(*arguments: Any, **named: Any) -> Plan:
    return at_once(undo_plan(*arguments, **named))


NAMES = {1: "Cipők", 2: "Táskák", 3: "Övek"}
CATEGORIES = tuple(TargetCategory(sa_id=i, name=name) for i, name in NAMES.items())
FIELDS = ("name", "net", "vat", "categories")

values = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["Egyik", "Másik", "Harmadik"]),
        "net": st.sampled_from([Decimal(100), Decimal("100.50"), Decimal(7)]),
        "vat": st.sampled_from([Decimal(27), Decimal(5)]),
        "categories": st.sets(st.sampled_from(sorted(NAMES)), max_size=3).map(sorted).map(tuple),
    }
)


def held(sa_id: int, fields: dict[str, object]) -> TargetProduct:
    body = {**fields, "category_ids": fields["categories"]}
    del body["categories"]
    return TargetProduct(sa_id=sa_id, sku=f"SKU-{sa_id}", currency="HUF", **body)  # type: ignore[arg-type]


def wanted(product: TargetProduct) -> MasterProduct:
    assert product.net is not None
    assert product.vat is not None
    return MasterProduct(
        sku=product.sku,
        name=product.name,
        net=product.net,
        vat=product.vat,
        currency=product.currency or "",
        categories=tuple(NAMES[i] for i in product.category_ids or ()),
    )


def carried_out(plan: Plan, target: dict[int, TargetProduct]) -> dict[int, TargetProduct]:
    """The account after the plan."""
    ids = {name: i for i, name in NAMES.items()}
    after = dict(target)
    for item in plan.items:
        assert item.sa_id is not None
        if item.action is Action.REMOVE:
            del after[item.sa_id]
        elif item.action is Action.UPDATE:
            assert item.desired is not None
            new = item.desired
            after[item.sa_id] = TargetProduct(
                sa_id=item.sa_id,
                sku=new.sku,
                name=new.name,
                net=new.net,
                vat=new.vat,
                currency=new.currency,
                category_ids=tuple(sorted(ids[name] for name in new.categories)),
            )
    return after


def values_of(product: TargetProduct) -> dict[str, object]:
    return {
        "name": product.name,
        "net": product.net,
        "vat": product.vat,
        "categories": tuple(sorted(product.category_ids or ())),
    }


@given(
    before=st.lists(st.none() | values, min_size=1, max_size=6),
    written=st.lists(st.lists(values, min_size=1, max_size=3), min_size=6, max_size=6),
    since=st.lists(st.none() | st.just("removed") | values, min_size=6, max_size=6),
    remove=st.booleans(),
)
def test_every_field_is_the_old_one_or_somebody_elses(
    before: list[dict[str, object] | None],
    written: list[list[dict[str, object]]],
    since: list[dict[str, object] | str | None],
    remove: bool,
) -> None:
    writes: list[Written] = []
    now: dict[int, TargetProduct] = {}
    former: dict[int, TargetProduct | None] = {}
    for sa_id, (old, news, other) in enumerate(zip(before, written, since, strict=False), 1):
        state = former[sa_id] = None if old is None else held(sa_id, old)
        for new in news:
            after = wanted(held(sa_id, new))
            writes.append(Written(sa_id=sa_id, product_id=sa_id, before=state, after=after))
            state = held(sa_id, new)
        assert state is not None
        if other is None:
            now[sa_id] = state
        elif isinstance(other, dict):
            now[sa_id] = held(sa_id, other)
    target = Target(tuple(now.values()), CATEGORIES)
    plan = make_undo_plan(writes, target, remove_created=remove)
    after_undo = carried_out(plan, now)
    for sa_id, was in former.items():
        last = next(w.after for w in reversed(writes) if w.sa_id == sa_id)
        if sa_id not in now:
            assert sa_id not in after_undo
        elif was is None:
            untouched = wanted(now[sa_id]) == last
            assert (sa_id not in after_undo) == (remove and untouched)
        else:
            old, mine = values_of(was), values_of(held(sa_id, written[sa_id - 1][-1]))
            found, result = values_of(now[sa_id]), values_of(after_undo[sa_id])
            for field in FIELDS:
                assert result[field] == (old if found[field] == mine[field] else found)[field]
    again = make_undo_plan(writes, Target(tuple(after_undo.values()), CATEGORIES))
    assert [i for i in again.items if i.action in (Action.UPDATE, Action.REMOVE)] == []


def test_an_id_that_now_belongs_to_another_product_is_left_alone() -> None:
    old = held(1, {"name": "A", "net": Decimal(1), "vat": Decimal(27), "categories": ()})
    after = msgspec.structs.replace(wanted(old), name="B")
    now = msgspec.structs.replace(old, sku="EGESZEN-MAS", name="B")
    write = Written(sa_id=1, product_id=1, before=old, after=after)
    plan = make_undo_plan([write], Target((now,), CATEGORIES))
    assert [(i.action, i.reason) for i in plan.items] == [(Action.KEEP, KeepReason.CHANGED_SINCE)]


def test_a_category_that_is_no_longer_there_is_not_given_back() -> None:
    old = held(1, {"name": "A", "net": Decimal(1), "vat": Decimal(27), "categories": (1, 9)})
    now = msgspec.structs.replace(old, name="B", category_ids=(1,))
    write = Written(sa_id=1, product_id=1, before=old, after=wanted(now))
    (item,) = make_undo_plan([write], Target((now,), CATEGORIES)).items
    assert item.desired is not None
    assert (item.desired.name, item.desired.categories) == ("A", ("Cipők",))


def test_a_plan_says_what_it_does_to_each_product_and_why_it_leaves_others() -> None:
    fields = {"name": "A", "net": Decimal(1), "vat": Decimal(27), "categories": (1,)}
    old = {i: held(i, fields) for i in range(1, 8)}
    after = {i: msgspec.structs.replace(wanted(old[i]), name="B", net=Decimal(2)) for i in old}
    new = {i: msgspec.structs.replace(old[i], name="B", net=Decimal(2)) for i in old}
    writes = [
        Written(sa_id=1, product_id=11, before=old[1], after=after[1]),  # to be given back
        Written(sa_id=2, product_id=12, before=None, after=after[2]),  # created, untouched
        Written(sa_id=3, product_id=13, before=None, after=after[3]),  # created, removed since
        Written(sa_id=4, product_id=14, before=old[4], after=after[4]),  # changed, removed since
        Written(sa_id=5, product_id=None, before=old[5], after=after[5]),  # price changed since
        Written(sa_id=6, product_id=16, before=old[6], after=after[6]),  # given back by hand
        Written(sa_id=7, product_id=None, before=old[7], after=after[7]),  # all changed since
    ]
    now = {
        1: new[1],
        2: new[2],
        5: msgspec.structs.replace(new[5], net=Decimal(3)),
        6: old[6],
        7: msgspec.structs.replace(new[7], name="C", net=Decimal(3)),
    }
    target = Target(tuple(now.values()), CATEGORIES)
    plan = make_undo_plan(writes, target)
    by_id = {item.sa_id: item for item in plan.items}
    shown = {
        sa_id: (item.action, item.reason, item.product_id, item.sku, item.name)
        for sa_id, item in by_id.items()
    }
    changed = KeepReason.CHANGED_SINCE
    assert shown == {
        1: (Action.UPDATE, None, 11, "SKU-1", "A"),
        2: (Action.KEEP, KeepReason.CREATED, 12, "SKU-2", "B"),
        4: (Action.KEEP, KeepReason.NOT_THERE, 14, "SKU-4", "B"),
        5: (Action.UPDATE, changed, 0, "SKU-5", "A"),
        7: (Action.KEEP, changed, 0, "SKU-7", "B"),
    }
    assert by_id[1].before == new[1]
    assert [(c.field, c.old, c.new) for c in by_id[1].changes] == [
        ("name", "B", "A"),
        ("net", "2", "1"),
    ]
    assert [(c.field, c.cause) for c in by_id[5].changes] == [
        ("name", Cause.SHOP),
        ("net", Cause.CHANGED_SINCE),
    ]
    assert by_id[5].fields == ("name",)
    assert (plan.counts.update, plan.counts.keep, plan.counts.unchanged) == (2, 3, 2)
    assert (plan.adopted, plan.brakes, plan.duplicates, plan.new_categories) == ({}, (), (), ())
    assert [(c.field, c.old, c.new) for c in by_id[7].changes] == [
        ("name", "C", "A"),
        ("net", "3", "1"),
    ]
    for own, shown_as in ((12, 12), (None, 0)):
        writes[1] = msgspec.structs.replace(writes[1], product_id=own)
        removal = make_undo_plan(writes, target, remove_created=True)
        (item,) = [item for item in removal.items if item.action is Action.REMOVE]
        assert (item.product_id, item.sa_id, item.sku, item.name) == (shown_as, 2, "SKU-2", "B")
    assert (item.desired, item.before) == (after[2], new[2])


def test_what_the_account_had_no_value_for_stays_as_it_is() -> None:
    old = TargetProduct(sa_id=1, sku="S", name="A", net=None, vat=None, currency="")
    now = msgspec.structs.replace(
        old, name="B", net=Decimal(7), vat=Decimal(5), currency="EUR", category_ids=()
    )
    write = Written(sa_id=1, product_id=1, before=old, after=wanted(now))
    (item,) = make_undo_plan([write], Target((now,), CATEGORIES)).items
    assert item.desired == msgspec.structs.replace(wanted(now), name="A")
    assert (item.fields, item.reason) == (("name",), KeepReason.NOT_TOLD)


def test_only_what_is_given_back_is_sent() -> None:
    old = TargetProduct(
        sa_id=1, sku="S", name="A", net=Decimal(5), vat=Decimal(27), currency="HUF", category_ids=()
    )
    now = msgspec.structs.replace(old, name="B", net=Decimal(7))
    write = Written(sa_id=1, product_id=1, before=old, after=wanted(now))
    (item,) = make_undo_plan([write], Target((now,), CATEGORIES)).items
    assert (item.fields, item.reason) == (("name", "net"), None)
    silent = msgspec.structs.replace(now, vat=None, currency=None, category_ids=None)
    (item,) = make_undo_plan([write], Target((silent,), CATEGORIES)).items
    assert (item.fields, item.reason) == (("name", "net"), None)
    silent = msgspec.structs.replace(silent, net=None)
    (item,) = make_undo_plan([write], Target((silent,), CATEGORIES)).items
    assert item.desired == MasterProduct(
        sku="S", name="A", net=Decimal(0), vat=Decimal(0), currency=""
    )
    assert item.fields == ("name",)


def test_what_the_account_shows_otherwise_than_it_was_written_is_not_given_back() -> None:
    old = TargetProduct(
        sa_id=1, sku="S", name="A", net=Decimal(5), vat=Decimal(27), currency="HUF", category_ids=()
    )
    after = wanted(msgspec.structs.replace(old, name="B & C", net=Decimal(7)))
    now = msgspec.structs.replace(old, name="B &amp; C", net=Decimal(7))
    write = Written(sa_id=1, product_id=1, before=old, after=after)
    (item,) = make_undo_plan([write], Target((now,), CATEGORIES)).items
    assert (item.fields, item.reason) == (("net",), KeepReason.CHANGED_SINCE)


KEPT = TargetProduct(
    sa_id=1, sku="S", name="A", net=Decimal(5), vat=Decimal(27), currency="HUF", category_ids=()
)


def kept_its_way(
    field: str,
    before: object,
    written: object,
    shown: object,
    echo_shown: object = None,
    **echo: Any,
) -> Plan:
    """The undo of a write of one field that the account is known to keep its own way."""
    old = msgspec.structs.replace(KEPT, **{field: before})
    now = msgspec.structs.replace(old, **{field: shown})
    after = msgspec.structs.replace(wanted(old), **{field: written})
    known = {"wanted": str(written), "shown": str(echo_shown or shown)} | echo
    write = Written(sa_id=1, product_id=1, before=old, after=after)
    return make_undo_plan(
        [write], Target((now,), CATEGORIES), memory=Memory(echoes={1: {field: Echo(**known)}})
    )


@pytest.mark.parametrize(
    ("field", "before", "written", "shown", "sent"),
    [
        ("name", "Kézi név", "Egy nagyon hosszú név", "Egy nagyon", "Kézi név"),
        ("name", "Own name", "Ötödik", "Ã\x96tÃ¶dik", "Own name"),
        ("name", "KÃ©k", "Ötödik", "Ã\x96tÃ¶dik", "Kék"),
        ("name", " C ", "Név", " Név ", "C"),
        ("name", "C &amp; D", "A & B", "A &amp; B", "C & D"),
        ("name", "C &amp;amp; D", "A & B", "A &amp;amp; B", "C & D"),
        ("net", Decimal(4320), Decimal(4323), Decimal(4325), Decimal(4320)),
        ("net", Decimal(127), Decimal(200), Decimal(254), Decimal(100)),
        ("vat", Decimal(27), Decimal("5.5"), Decimal(5), Decimal(27)),
    ],
)
def test_a_value_in_whose_place_the_account_keeps_another_its_own_way_is_given_back(
    field: str, before: object, written: object, shown: object, sent: object
) -> None:
    (item,) = kept_its_way(field, before, written, shown).items
    assert (item.action, item.fields, item.reason) == (Action.UPDATE, (field,), None)
    assert [(c.field, c.old, c.new) for c in item.changes] == [(field, str(shown), str(before))]
    assert getattr(item.desired, field) == sent


def test_what_the_account_would_show_otherwise_once_more_stays_and_is_named() -> None:
    plan = kept_its_way("name", "Kézi", "Ötödik", "Ã\x96tÃ¶dik")
    (item,) = plan.items
    assert (item.action, item.reason) == (Action.KEEP, KeepReason.ALTERED)
    assert [(c.field, c.old, c.new, c.cause) for c in item.changes] == [
        ("name", "Ã\x96tÃ¶dik", "Kézi", Cause.NOT_RESTORABLE)
    ]
    assert field_label("name") in item_text(item)
    assert "Kézi" in item_text(item)
    differences, count, _apart = at_once(unfinished(plan, 10, kept=False))
    assert [(d.field, d.found, d.wanted) for d in differences] == [("name", "Ã\x96tÃ¶dik", "Kézi")]
    assert count == 1


def test_what_an_undo_wrote_and_the_account_shows_otherwise_is_not_written_again() -> None:
    plan = kept_its_way("net", Decimal(777), Decimal(100), Decimal(775), wanted="777")
    (item,) = plan.items
    assert (item.action, item.reason) == (Action.KEEP, KeepReason.ALTERED)
    not_taken = kept_its_way("net", Decimal(777), Decimal(100), Decimal(105), wanted="777", tries=1)
    assert [item.action for item in not_taken.items] == [Action.UPDATE]


def test_what_the_account_made_of_the_former_value_itself_is_named() -> None:
    old = msgspec.structs.replace(KEPT, vat=Decimal(27))
    now = msgspec.structs.replace(old, vat=Decimal(0))
    write = Written(sa_id=1, product_id=1, before=old, after=wanted(old))
    echoes = {1: {"vat": Echo("27", "0")}}
    (item,) = make_undo_plan(
        [write], Target((now,), CATEGORIES), memory=Memory(echoes=echoes)
    ).items
    assert [(c.field, c.cause) for c in item.changes] == [("vat", Cause.NOT_RESTORABLE)]


def test_what_somebody_may_have_written_over_is_left() -> None:
    strange = kept_its_way("name", "A", "B", "Egészen más", tries=Echo.UNCONFIRMED)
    assert [(i.action, i.reason) for i in strange.items] == [
        (Action.KEEP, KeepReason.CHANGED_SINCE)
    ]
    since = kept_its_way("name", "A", "B & C", "Kézzel", echo_shown="B &amp; C")
    assert [(i.action, i.reason) for i in since.items] == [(Action.KEEP, KeepReason.CHANGED_SINCE)]


def test_only_what_differs_from_before_is_told() -> None:
    old = msgspec.structs.replace(KEPT, name="B &amp; C")
    now = msgspec.structs.replace(old, net=Decimal(7))
    after = msgspec.structs.replace(wanted(now), name="B & C")
    write = Written(sa_id=1, product_id=1, before=old, after=after)
    echoes = {1: {"name": Echo("B & C", "B &amp; C")}}
    (item,) = make_undo_plan(
        [write], Target((now,), CATEGORIES), memory=Memory(echoes=echoes)
    ).items
    assert (item.fields, item.reason) == (("net",), None)
    assert item.desired is not None
    assert item.desired.name == "B & C"  # sent with it where an account wants the whole product


def test_categories_that_were_not_told_are_not_blanked() -> None:
    old = TargetProduct(sa_id=1, sku="S", name="A", net=Decimal(5), vat=Decimal(27), currency="HUF")
    now = msgspec.structs.replace(old, category_ids=(1,))
    write = Written(sa_id=1, product_id=1, before=old, after=wanted(now))
    (item,) = make_undo_plan([write], Target((now,), CATEGORIES)).items
    assert (item.action, item.reason) == (Action.KEEP, KeepReason.NOT_TOLD)


def test_an_undo_of_many_products_is_planned_in_pieces() -> None:
    fields = {"name": "A", "net": Decimal(1), "vat": Decimal(27), "categories": ()}
    old = [held(sa_id, fields) for sa_id in range(1, 2 * PIECE + 2)]
    after = [msgspec.structs.replace(product, name="B") for product in old]
    writes = [
        Written(sa_id=new.sa_id, product_id=new.sa_id, before=was, after=wanted(new))
        for was, new in zip(old, after, strict=True)
    ]
    pieces, count = undo_plan(writes, Target(tuple(after), CATEGORIES)), 0
    while True:
        try:
            next(pieces)
        except StopIteration as end:
            plan = end.value
            break
        count += 1
    assert count == 3
    assert [item.action for item in plan.items] == [Action.UPDATE] * len(old)


def test_what_an_incomplete_list_does_not_show_is_not_told_as_gone() -> None:
    old = held(1, {"name": "A", "net": Decimal(1), "vat": Decimal(27), "categories": ()})
    write = Written(sa_id=1, product_id=1, before=None, after=wanted(old))
    whole = make_undo_plan([write], Target((), CATEGORIES), remove_created=True)
    assert list(whole.items) == []
    cut = make_undo_plan([write], Target((), CATEGORIES, whole=False), remove_created=True)
    assert [item.reason for item in cut.items] == [KeepReason.NOT_THERE]


def test_a_category_gets_its_former_name_where_it_shows_what_the_run_made_of_it() -> None:
    def given_back(name: str | None, *renamed: WrittenName) -> list[tuple[int, str, str]]:
        held = () if name is None else (TargetCategory(sa_id=7, name=name),)
        plan = make_undo_plan([], Target((), held), renamed=renamed)
        assert plan.counts.renamed_categories == len(plan.categories.renames)
        return [(each.sa_id, each.old, each.new) for each in plan.categories.renames]

    once = WrittenName(7, "Régi", "Új & szép")
    cut = msgspec.structs.replace(once, shown="Új & sz")
    assert given_back("Új & szép", once) == [(7, "Új & szép", "Régi")]
    assert given_back("Új & sz", cut) == [(7, "Új & sz", "Régi")]
    assert given_back("Új & szép", cut) == [(7, "Új & szép", "Régi")]
    assert given_back("Új & sz", once) == []
    assert given_back("Kézzel", cut) == []
    assert given_back(None, cut) == []
    # Of several renames the first former name counts, and what the last one made of it.
    again = WrittenName(7, "Új & szép", "Legújabb")
    assert given_back("Legújabb", once, again) == [(7, "Legújabb", "Régi")]
    assert given_back("Új & szép", once, again) == []
    back = WrittenName(7, "Új & szép", "Régi")
    assert given_back("Régi", once, back) == []
    other = WrittenName(8, "Másik", "Új & szép")
    assert given_back("Új & szép", once, other) == [(7, "Új & szép", "Régi")]


def test_a_category_that_keeps_its_name_is_told_and_counted() -> None:
    def kept(name: str | None) -> list[tuple[CategoryNote, str, str]]:
        held = () if name is None else (TargetCategory(sa_id=7, name=name),)
        plan = make_undo_plan([], Target((), held), renamed=[WrittenName(7, "Régi", "Új")])
        assert plan.counts.keep == len(plan.categories.notes)
        return [(note.note, note.shown, note.wanted) for note in plan.categories.notes]

    assert kept("Új") == []
    assert kept("Régi") == []
    assert kept("Kézzel") == [(CategoryNote.RENAMED_SINCE, "Kézzel", "Régi")]
    assert kept(None) == [(CategoryNote.NOT_THERE, "Új", "Régi")]


def test_what_the_account_never_took_is_as_it_was() -> None:
    fields = {"name": "A", "net": Decimal(5), "vat": Decimal(27), "categories": ()}
    old = held(1, fields)
    after = msgspec.structs.replace(wanted(old), name="B")
    write = Written(sa_id=1, product_id=1, before=old, after=after)
    for echoes in ({}, {1: {"name": Echo("B", "A")}}):
        plan = make_undo_plan([write], Target((old,), CATEGORIES), memory=Memory(echoes=echoes))
        assert (list(plan.items), plan.counts.unchanged) == ([], 1)
