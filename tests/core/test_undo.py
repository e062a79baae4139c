"""The undo planner: what was written is given back, what others changed is left alone."""

from __future__ import annotations

from decimal import Decimal

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from shopsync_gui.core.catalogue import MasterProduct, TargetCategory, TargetProduct
from shopsync_gui.core.plan import Action, KeepReason, Plan, Target
from shopsync_gui.core.undo import Written, make_undo_plan

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
        currency=product.currency,
        categories=tuple(NAMES[i] for i in product.category_ids),
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
        "categories": tuple(sorted(product.category_ids)),
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
