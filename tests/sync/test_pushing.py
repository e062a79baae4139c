"""What a push makes of every kind of answer: the writes' ends, its own end, how long it takes and what it asks."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from shopsync_gui.sandbox import faults as f
from shopsync_gui.sandbox.asgi import Request
from shopsync_gui.store.journal_entries import JournalOp
from tests.sync.other_answers import answering, says
from tests.sync.pushing import CATEGORY, CREATE, RENAME, UPDATE, Op, Pushing, State, said

Setup = Callable[[Pushing], None]
Outcome = tuple[str, str | None, int, int, int]
OK, NO, DENIED = b'"OK"', b"0", b'{"error":"no"}'


def fault(kind: str, action: f.Action, times: int | None = None, *, skip: int = 0) -> Setup:
    """Some writes are answered so, and not carried out unless the action says that."""

    def setup(push: Pushing) -> None:
        push.faults.at(kind, action, times, skip=skip)

    return setup


def answers(part: str, body: bytes) -> Setup:
    """Writes are carried out, and all answered so."""

    def setup(push: Pushing) -> None:
        push.world.reshape = answering(part, says(body))

    return setup


def named(part: str, change: Callable[[int], int]) -> Setup:
    """Creates are answered with another id than that of what was created."""

    def other(response: httpx.Response) -> httpx.Response:
        return httpx.Response(200, content=str(change(int(response.content))).encode())

    def setup(push: Pushing) -> None:
        push.world.reshape = answering(part, other)

    return setup


def listed(part: str, key: str, highest: int) -> Setup:
    """A list shows nothing beyond some id."""

    def setup(push: Pushing) -> None:
        def cut(request: httpx.Request, response: httpx.Response) -> httpx.Response:
            if part not in request.url.path or response.status_code != 200:
                return response
            rows = [row for row in json.loads(response.content) if int(row[key]) <= highest]
            return httpx.Response(200, json=rows)

        push.world.reshape = cut

    return setup


def filled(push: Pushing) -> None:
    """The account holds three products and two categories that no shop knows."""
    for number in range(3):
        push.account.add_product(f"X-{number}", f"Idegen {number}")
    for number in range(2):
        push.account.add_category(f"Idegen {number}")


def synced(push: Pushing) -> None:
    push.world.job()
    push.world.time += 6 * 3600


def edited(push: Pushing, count: int = 4) -> None:
    """Both were equal, and then some names changed."""
    synced(push)
    for number, key in enumerate(push.sold(count)):
        push.world.sandbox.shop.update(key, name=f"Más {number}")


def edited_8(push: Pushing) -> None:
    edited(push, 8)


def renamed(push: Pushing) -> None:
    """Both were equal, and then a category got another name."""
    synced(push)
    shop = push.world.sandbox.shop
    used = next(ref for key in push.sold(9) for ref in shop.product(key).categories)
    shop.update_category(used, name="Átnevezett")


def moved(push: Pushing) -> None:
    """Both were equal, and then some products changed their categories."""
    synced(push)
    for key in push.sold(3):
        push.world.sandbox.shop.update(key, categories=(101,))


def other_writer(op: JournalOp, at: int, *, same: bool) -> Setup:
    """Another program creates something while this one does: something else, or what comes last."""

    def setup(push: Pushing) -> None:
        part, seen = ("createproduct" if op is Op.CREATE_PRODUCT else "createprodcategory"), 0

        def meanwhile(request: httpx.Request, response: httpx.Response) -> httpx.Response:
            nonlocal seen
            if part in request.url.path:
                seen += 1
                last = [each for each in push.entries(op) if each.state is State.PLANNED][-1:]
                if seen == at and op is Op.CREATE_PRODUCT:
                    push.account.add_product(last[0].sku if same else "IDEGEN", "Idegen")
                elif seen == at:
                    push.account.add_category(last[0].name if same else "Idegen")
            return response

        push.world.reshape = meanwhile

    return setup


def names_only(*parts: str) -> Setup:
    """Some answers tell ids, SKUs and names, and nothing else of products."""

    def told(row: dict[str, object]) -> dict[str, object]:
        return {name: row[name] for name in ("prod_id", "prod_sku", "prod_name")}

    def setup(push: Pushing) -> None:
        def untold(request: httpx.Request, response: httpx.Response) -> httpx.Response:
            if not any(part in request.url.path for part in parts) or response.status_code != 200:
                return response
            rows = response.json()
            found = [told(row) for row in rows] if isinstance(rows, list) else told(rows)
            return httpx.Response(200, json=found)

        push.world.reshape = untold

    return setup


def blanks(push: Pushing) -> None:
    push.account.habits.blanks_omitted = True


def whole_products_only(push: Pushing) -> None:
    """A body of some fields is refused."""

    def refuse(request: Request) -> f.Action | None:
        return None if b"prod_price" in request.body else said(b"no", 406)

    push.faults.at(UPDATE, refuse, None)


def cut_names(push: Pushing) -> None:
    push.account.habits.keep_category.append(lambda name: name[:-1])


def cut_skus(push: Pushing) -> None:
    push.account.habits.keep.append(lambda product: product._replace(prod_sku=product.prod_sku[:6]))


def no_skus(push: Pushing) -> None:
    push.account.habits.keep.append(lambda product: product._replace(prod_sku="?"))


def one_fails(push: Pushing) -> None:
    """The first category that is asked for fails whenever it is."""
    first: list[bytes] = []

    def fail(request: Request) -> f.Action | None:
        first.append(request.body)
        return f.status(500) if request.body == first[0] else None

    push.faults.at(CATEGORY, fail, None)


def slow(push: Pushing) -> None:
    """While an answer is awaited, the next write is made ready; of a category the answer is lost."""
    push.faults.at(CATEGORY, f.drop(apply=True).after(1.0), 1)
    for kind in (CATEGORY, CREATE):
        push.faults.at(kind, f.own(1.0), None)


def late_update(push: Pushing) -> None:
    """An update is taken, and carried out twenty seconds later."""
    edited(push)

    def later(request: Request) -> f.Action:
        push.account.apply_later(20, lambda: push.world.sandbox.process(request))
        return said(OK)

    push.faults.at(UPDATE, later, 1)


def double_renamed(push: Pushing) -> None:
    """When our category is to be removed, for another program's is older, it has got another name."""
    other_writer(Op.CREATE_CATEGORY, 2, same=True)(push)
    meanwhile = push.world.reshape
    assert meanwhile is not None

    def renamed(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        response = meanwhile(request, response)
        if "listprodcategories" not in request.url.path or push.run_id is None:
            return response
        left = {e.sa_id for e in push.entries(Op.DELETE_CATEGORY) if e.state is State.PLANNED}
        rows = [
            row | {"prodcat_name": "Más"} if int(row["prodcat_id"]) in left else row
            for row in response.json()
        ]
        return httpx.Response(200, json=rows)

    push.world.reshape = renamed


def every_second_id(push: Pushing) -> None:
    push.account.habits.next_id = lambda own: own + 2


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


def new_category(push: Pushing) -> None:
    """Both were equal, and then some products moved into a category that is new."""
    synced(push)
    made = push.world.sandbox.shop.insert_category("Vadonatúj")
    for key in push.sold(3):
        push.world.sandbox.shop.update(key, categories=(made,))


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
