"""What a push makes of every kind of answer: the writes' ends, its own end, how long it takes and what it asks."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopsync_gui.sandbox import faults as f
from shopsync_gui.store.runs.journal_entries import JournalState
from tests.sync.push_situations import (
    DENIED,
    NO,
    OK,
    Setup,
    answers,
    blanks,
    cut_names,
    cut_skus,
    double_renamed,
    edited,
    edited_8,
    every_second_id,
    fault,
    filled,
    late_update,
    listed,
    moved,
    named,
    names_only,
    new_category,
    no_skus,
    one_fails,
    other_writer,
    renamed,
    slow,
    synced,
    whole_products_only,
)
from tests.sync.pushing import CATEGORY, CREATE, RENAME, UPDATE, Op, Pushing, State, said

Outcome = tuple[str, str | None, int, int, int]

#: What happens, and the outcome: the ends of all writes, that of the push, its seconds, how often lists are read
#: and products asked for.
SITUATIONS: dict[str, tuple[tuple[Setup, ...], Outcome]] = {
    "plain": ((), ('create_category done 10, create_product done 8', None, 1, 4, 0)),
    "creates are answered with nothing plain": ((answers("createproduct", OK),), ('create_category done 10, create_product done 8', None, 1, 7, 0)),
    "categories are answered with nothing plain": ((answers("createprodcategory", OK),), ('create_category done 10, create_product done 8', None, 1, 5, 0)),
    "all are answered with nothing plain": ((answers("create", OK),), ('create_category done 10, create_product done 8', None, 1, 8, 0)),
    "the first create, and it was not made": ((fault(CREATE, said(OK), 1),), ('create_category done 10, create_product unknown 1, create_product planned 7', 'AccountListIncomplete', 121, 12, 0)),
    "the third create, and it was not made": ((fault(CREATE, said(OK), 1, skip=2),), ('create_category done 10, create_product done 7, create_product failed 1', None, 41, 12, 0)),
    "the third and the fourth after the first was made": ((answers("createproduct", OK), fault(CREATE, said(OK), 2, skip=2)), ('create_category done 10, create_product done 6, create_product failed 2', None, 121, 15, 9)),
    "no create was made": ((fault(CREATE, said(OK)),), ('create_category done 10, create_product unknown 1, create_product planned 7', 'AccountListIncomplete', 121, 12, 0)),
    "creates are denied with a 200": ((fault(CREATE, said(DENIED)),), ('create_category done 10, create_product failed 8', None, 321, 66, 0)),
    "the third create is answered with 0": ((fault(CREATE, said(NO), 1, skip=2),), ('create_category done 10, create_product done 7, create_product failed 1', None, 41, 12, 0)),
    "the third create is answered with a page": ((fault(CREATE, f.html(200), 1, skip=2),), ('create_category done 10, create_product done 8', None, 161, 15, 5)),
    "creates are answered with other ids": ((named("createproduct", lambda own: own + 1000),), ('create_category done 10, create_product done 8', None, 9, 10, 2)),
    "creates are answered with the id before": ((filled, named("createproduct", lambda own: own - 1)), ('create_category done 10, create_product done 8', None, 1, 8, 0)),
    "creates are answered with an id that is there": ((filled, answers("createproduct", b"8638")), ('create_category done 10, create_product done 8', None, 1, 7, 0)),
    "an id that is there, and none was made": ((filled, fault(CREATE, said(b"8638"))), ('create_category done 10, create_product failed 8', None, 321, 66, 0)),
    "an id of nothing, and none was made": ((filled, fault(CREATE, said(b"2"))), ('create_category done 10, create_product unknown 1, create_product planned 7', 'AccountListIncomplete', 121, 12, 1)),
    "the third, an id that is there, and it was not made": ((filled, fault(CREATE, said(b"8638"), 1, skip=2)), ('create_category done 10, create_product done 7, create_product failed 1', None, 41, 12, 0)),
    "the third, an id before all others, and it was not made": ((filled, fault(CREATE, said(b"2"), 1, skip=2)), ('create_category done 10, create_product done 7, create_product failed 1', None, 121, 14, 6)),
    "the third, an id of nothing, and it was not made": ((filled, fault(CREATE, said(b"999"), 1, skip=2)), ('create_category done 10, create_product done 7, create_product failed 1', None, 121, 14, 6)),
    "categories are answered with other ids": ((named("createprodcategory", lambda own: own + 1000),), ('create_category done 10, create_product done 8', None, 9, 9, 0)),
    "a category is answered with another one's id": ((filled, fault(CATEGORY, said(b"501"), 1)), ('create_category done 10, create_product done 8', None, 121, 14, 0)),
    "a category is answered with an id of nothing": ((filled, fault(CATEGORY, said(b"1"), 1)), ('create_category unknown 1, create_category done 9, create_product planned 8', 'CategoryListIncomplete', 121, 11, 0)),
    "the third category, an id of nothing": ((filled, fault(CATEGORY, said(b"999"), 1, skip=2)), ('create_category done 10, create_product done 7, create_product failed 1', None, 1, 6, 0)),
    "a category is answered with 0": ((fault(CATEGORY, said(NO), 1),), ('create_category failed 1, create_category done 9, create_product failed 1, create_product done 7', None, 41, 12, 0)),
    "the third category, with nothing plain, and it was not made": ((fault(CATEGORY, said(OK), 1, skip=2),), ('create_category done 9, create_category failed 1, create_product done 7, create_product failed 1', None, 121, 14, 0)),
    "no category was made": ((fault(CATEGORY, said(OK)),), ('create_category unknown 10, create_product planned 8', 'CategoryListIncomplete', 121, 10, 0)),
    "a category is refused": ((fault(CATEGORY, said(b"no", 406), 1),), ('create_category failed 1, create_category done 9, create_product failed 1, create_product done 7', None, 1, 4, 0)),
    "a category is answered with a page": ((fault(CATEGORY, f.html(200), 1),), ('create_category done 10, create_product done 8', None, 161, 16, 0)),
    "the answer for a category is lost, and it was made": ((fault(CATEGORY, f.drop(apply=True), 1),), ('create_category done 10, create_product done 8', None, 121, 7, 0)),
    "the answer for a category is lost, and it was not made": ((fault(CATEGORY, f.drop(), 1),), ('create_category done 10, create_product done 8', None, 121, 8, 0)),
    "a category fails each time": ((fault(CATEGORY, f.status(500)),), ('create_category unknown 5, create_category planned 5, create_product planned 8', 'ServiceDown', 15, 0, 0)),
    "the list shows no new product": ((filled, listed("listproducts", "prod_id", 3)), ('create_category done 10, create_product done 1, create_product planned 7', 'AccountListIncomplete', 121, 10, 2)),
    "the list shows no new product, and answers tell nothing": ((filled, fault(CREATE, f.drop(apply=True), 1), listed("listproducts", "prod_id", 3)), ('create_category done 10, create_product unknown 1, create_product done 1, create_product planned 6', 'AccountListIncomplete', 121, 10, 2)),
    "the list shows no new category": ((filled, listed("listprodcategories", "prodcat_id", 2)), ('create_category done 1, create_category planned 9, create_product planned 8', 'CategoryListIncomplete', 120, 8, 0)),
    "creates are refused": ((fault(CREATE, said(b"no", 406)),), ('create_category done 10, create_product failed 8', None, 1, 2, 0)),
    "answers to creates are lost, all": ((fault(CREATE, f.drop(apply=True)),), ('create_category done 10, create_product unknown 5, create_product planned 3', 'ServiceDown', 15, 2, 0)),
    "the answer to a create is lost, and it was made": ((fault(CREATE, f.drop(apply=True), 1),), ('create_category done 10, create_product done 8', None, 121, 6, 0)),
    "three answers to creates are lost": ((fault(CREATE, f.drop(), 3),), ('create_category done 10, create_product done 8', None, 123, 7, 5)),
    "the answers to four creates are lost, of two rounds": ((fault(CREATE, f.drop(), 4), fault(CREATE, f.drop(), 4, skip=8)), ('create_category done 10, create_product done 8', None, 128, 7, 5)),
    "updates": ((edited,), ('update_product done 4', None, 1, 0, 0)),
    "updates are answered with nothing plain": ((edited_8, answers("modifyproduct", OK)), ('update_product done 8', None, 1, 0, 3)),
    "updates, with nothing plain, and none was made": ((edited, fault(UPDATE, said(OK))), ('update_product failed 4', None, 161, 10, 12)),
    "an update, with nothing plain, and it was not made": ((edited, fault(UPDATE, said(OK), 1)), ('update_product failed 1, update_product done 3', None, 131, 10, 3)),
    "updates are answered with 0": ((edited, fault(UPDATE, said(NO))), ('update_product failed 4', None, 40, 0, 12)),
    "an update is answered with a page": ((edited, fault(UPDATE, f.html(200), 1)), ('update_product done 4', None, 130, 2, 3)),
    "the answer to an update is lost twice": ((edited, fault(UPDATE, f.drop(), 2)), ('update_product done 4', None, 9, 0, 0)),
    "the answer to an update is lost thrice": ((edited, fault(UPDATE, f.drop(), 3)), ('update_product done 4', None, 129, 2, 0)),
    "the answer to an update is lost thrice, and it was made": ((edited, fault(UPDATE, f.drop(apply=True), 3)), ('update_product done 4', None, 128, 2, 0)),
    "the answers to updates are lost": ((edited, fault(UPDATE, f.drop())), ('update_product failed 4', None, 945, 10, 0)),
    "updates are refused": ((edited, fault(UPDATE, said(b"no", 406))), ('update_product failed 4', None, 1, 0, 0)),
    "an update is refused": ((edited, fault(UPDATE, said(b"no", 406), 1)), ('update_product failed 1, update_product done 3', None, 1, 0, 0)),
    "writes are forbidden": ((edited, fault(UPDATE, said(b"no", 401))), ('update_product planned 4', 'AccountPartlyReadOnly', 0, 0, 0)),
    "too many updates at once": ((edited, fault(UPDATE, said(b"no", 429), 1)), ('update_product done 4', None, 3, 0, 0)),
    "updates empty what they leave out": ((edited, blanks), ('update_product done 4', None, 1, 0, 0)),
    "whole products only": ((edited, whole_products_only), ('update_product done 4', None, 1, 0, 0)),
    "what the list does not tell is asked for before": ((edited, names_only("listproducts")), ("update_product done 4", None, 1, 0, 4)),
    "nor does the product alone": ((edited, names_only("listproducts", "getproduct")), ("update_product done 4", None, 1, 0, 1)),
    "the list tells names only, and no update was made": ((edited, fault(UPDATE, said(OK)), names_only("listproducts")), ("update_product failed 4", None, 161, 10, 16)),
    "products move to another category": ((moved,), ('update_product done 3', None, 0, 0, 0)),
    "a category gets another name": ((renamed,), ('rename_category done 1', None, 0, 0, 0)),
    "a category's new name is refused": ((renamed, fault(RENAME, said(b"no", 406), 1)), ('rename_category failed 1', None, 0, 0, 0)),
    "the answer to a new name is lost": ((renamed, fault(RENAME, f.drop(apply=True), 1)), ('rename_category done 1', None, 121, 2, 0)),
    "a new name whose answer is lost was not taken": ((renamed, fault(RENAME, f.drop(), 1)), ('rename_category done 1', None, 121, 2, 0)),
    "another program creates a product at once": ((other_writer(Op.CREATE_PRODUCT, 1, same=False),), ('create_category done 10, create_product done 1, create_product planned 7', 'AnotherWriter', 1, 3, 0)),
    "another program creates a product later": ((other_writer(Op.CREATE_PRODUCT, 3, same=False),), ('create_category done 10, create_product done 3, create_product planned 5', 'AnotherWriter', 1, 4, 0)),
    "another program creates one of ours": ((other_writer(Op.CREATE_PRODUCT, 4, same=True),), ('create_category done 10, create_product done 8', None, 1, 4, 0)),
    "another program creates a category at once": ((other_writer(Op.CREATE_CATEGORY, 1, same=True),), ('create_category done 1, create_category planned 9, create_product planned 8', 'AnotherWriter', 0, 1, 0)),
    "another program creates one of our categories later": ((other_writer(Op.CREATE_CATEGORY, 2, same=True),), ('create_category done 10, create_product done 8, delete_category done 1', None, 1, 6, 0)),
    "another program creates another category later": ((other_writer(Op.CREATE_CATEGORY, 2, same=False),), ('create_category done 10, create_product done 8', None, 1, 4, 0)),
    "category names are cut, and answers tell nothing": ((cut_names, answers("create", OK)), ('create_category unknown 5, create_category done 5, create_product planned 8', 'CategoryListIncomplete', 121, 10, 0)),
    "SKUs are cut, and answers tell nothing": ((cut_skus, answers("create", OK)), ('create_category done 10, create_product done 8', None, 1, 8, 0)),
    "nothing is left of SKUs, and answers tell nothing": ((no_skus, answers("create", OK)), ('create_category done 10, create_product done 8', None, 1, 8, 0)),
    "nothing is left of SKUs, and an answer is lost": ((no_skus, fault(CREATE, f.drop(apply=True), 1)), ('create_category done 10, create_product done 8', None, 121, 6, 10)),
    "one category fails each time": ((one_fails,), ('create_category failed 1, create_category done 9, create_product failed 1, create_product done 7', None, 241, 9, 0)),
    "a category is lost while answers take a second": ((slow,), ('create_category done 10, create_product done 8', None, 123, 12, 0)),
    "an update takes effect later": ((late_update,), ('update_product done 4', None, 21, 6, 3)),
    "an update takes effect later, and no product is told alone": ((late_update, fault("GET sa/getproduct/{id}", f.status(404))), ('update_product done 4', None, 41, 8, 1)),
    "another program creates one of our categories, and ours stays": ((other_writer(Op.CREATE_CATEGORY, 2, same=True), fault("sa/delprodcategory/{id}", said(OK))), ('create_category done 10, create_product done 8, delete_category failed 1', None, 1, 6, 0)),
    "another program creates one of our categories, which may not be removed": ((other_writer(Op.CREATE_CATEGORY, 2, same=True), fault("sa/delprodcategory/{id}", said(b"no", 406))), ('create_category done 10, create_product done 8, delete_category failed 1', None, 1, 5, 0)),
    "another program creates a product that waits for its category": ((fault(CATEGORY, f.drop(apply=True), 1), other_writer(Op.CREATE_PRODUCT, 6, same=True)), ('create_category done 10, create_product dropped 1, create_product done 7', None, 121, 7, 0)),
    "another program creates one of our categories, and somebody renames ours": ((double_renamed,), ('create_category done 10, create_product done 8, delete_category dropped 1', None, 1, 5, 0)),
    "categories are answered with the id before": ((filled, named("createprodcategory", lambda own: own - 1)), ('create_category done 10, create_product done 8', None, 1, 6, 0)),
    "ids are not dense, and answers are lost": ((every_second_id, fault(CREATE, f.drop(apply=True), 2, skip=2)), ('create_category done 10, create_product done 8', None, 121, 7, 0)),
}  # fmt: skip


@pytest.mark.parametrize("name", SITUATIONS)
def test_every_write_comes_to_its_end(tmp_path: Path, name: str) -> None:
    setups, outcome = SITUATIONS[name]
    push = Pushing(tmp_path)
    for setup in setups:
        setup(push)
    push.push()
    assert push.outcome() == outcome
    others = "another program" in name
    if push.raised is None:
        assert push.told() == (1.0, True)
        # A category that stands for two names is remembered by the one that was created.
        assert others or "another one's id" in name or push.misremembered() == []
    assert push.doubled() <= others
    assert (push.unlinked(), push.unpaired(), push.unsaid()) == ([], [], set())


def test_the_last_category_is_not_looked_for_where_no_create_follows(tmp_path: Path) -> None:
    push = Pushing(tmp_path)
    new_category(push)
    push.push()
    assert push.outcome() == ("create_category done 1, update_product done 3", None, 1, 1, 0)


@pytest.mark.parametrize(("new", "trusted"), [(5, False), (6, True)])
def test_ids_that_answers_name_wrongly_are_remembered_until_five_at_once_were_right(
    tmp_path: Path, new: int, trusted: bool
) -> None:
    push = Pushing(tmp_path)
    named("/create", lambda own: own + 1000)(push)
    push.push()
    wrong = {"create_product.ids", "create_category.ids"}
    assert push.traits.keys() >= wrong
    push.world.reshape = None
    for number in range(new):
        push.world.sandbox.shop.insert(sku=f"UJ-{number}", name=f"Új {number}")
    push.push()
    assert push.raised is None
    assert ("create_product.ids" not in push.traits) is trusted


def test_many_creates_that_say_nothing_are_read_in_ever_larger_lots(tmp_path: Path) -> None:
    """Fifty, and a hundred where all of those were there."""
    push = Pushing(tmp_path, products=90)
    answers("create", OK)(push)
    push.push()
    ends = "create_category done 46, create_product done 84"
    assert push.outcome() == (ends, None, 2, 9, 0)


@pytest.mark.parametrize("older", [False, True])
def test_a_new_category_of_whose_name_nothing_is_left_is_the_only_new_one(
    tmp_path: Path, older: bool
) -> None:
    push = Pushing(tmp_path)
    push.account.habits.keep_category.append(lambda name: "?" if name == "Vadonatúj" else name)
    if older:
        push.account.add_category("?")
    new_category(push)
    answers("createprodcategory", OK)(push)
    push.push()
    assert push.outcome() == ("create_category done 1, update_product done 3", None, 1, 3, 0)
    assert [entry.sa_id for entry in push.entries(Op.CREATE_CATEGORY)] == [
        max(push.account.categories)
    ]


def test_of_two_new_categories_without_names_neither_is_known(tmp_path: Path) -> None:
    push = Pushing(tmp_path)
    push.account.habits.keep_category.append(lambda name: "?" if name[:2] == "Új" else name)
    synced(push)
    shop = push.world.sandbox.shop
    for number, key in enumerate(push.sold(2)):
        shop.update(key, categories=(shop.insert_category(f"Új {number}"),))
    answers("createprodcategory", OK)(push)
    push.push()
    assert (push.raised, push.entries(Op.CREATE_CATEGORY)[0].state) == (
        "CategoryListIncomplete",
        State.UNKNOWN,
    )


@pytest.mark.parametrize(
    ("setups", "known"),
    [
        # An answer that says nothing plain is no sign of a category, unless three others had it.
        ((fault(CATEGORY, said(OK)),), {"categories.doubted": "0"}),
        ((answers("createprodcategory", OK), fault(CATEGORY, said(OK), 10)), {"categories.doubted": "0"}),
        ((answers("createprodcategory", OK), fault(CATEGORY, said(OK), 9, skip=1)), {"categories.incomplete": "1"}),
        ((answers("createprodcategory", OK), fault(CATEGORY, said(OK), 1, skip=9)), {"categories.incomplete": "9"}),
        ((filled, fault(CATEGORY, said(b"1"), 1)), {"categories.incomplete": "11"}),
    ],
)  # fmt: skip
def test_a_category_that_seems_to_be_made_and_is_not_listed_makes_a_list_incomplete(
    tmp_path: Path, setups: tuple[Setup, ...], known: dict[str, str]
) -> None:
    push = Pushing(tmp_path)
    for setup in setups:
        setup(push)
    push.push()
    assert (push.raised, push.traits) == ("CategoryListIncomplete", known)


@pytest.mark.parametrize(("answer", "state"), [(0.5, State.DONE), (30.0, State.SENT)])
def test_a_cancel_waits_a_moment_for_the_answer_under_way_and_leaves_nothing_running(
    tmp_path: Path, answer: float, state: JournalState
) -> None:
    push = Pushing(tmp_path)
    edited(push)
    push.faults.at(UPDATE, f.own(answer), None)
    push.cancel_after = 0.2
    push.push()
    assert (push.raised, push.left_running) == ("CancelledError", 0)
    assert push.seconds < 1
    first, *others = push.entries(Op.UPDATE_PRODUCT)
    assert first.state is state
    assert {entry.state for entry in others} == {State.PLANNED}
