"""An account with ways of its own: values kept differently, edits, names of categories."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

from shopsync_gui.cli.plan_lines import plan_lines
from shopsync_gui.cli.receipts import plan_json, sync_json
from shopsync_gui.core.plan.category_changes import CategoryNote
from shopsync_gui.core.plan.plan import Action, Cause
from shopsync_gui.core.plan.plan_summary import BrakeKind
from shopsync_gui.core.products.labels import field_label
from shopsync_gui.core.runs.account_words import account_lines
from shopsync_gui.core.runs.jobs import JobKind, Phase
from shopsync_gui.core.runs.receipt import receipt_text
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.core.runs.verified_words import verified_text
from shopsync_gui.core.text import translate
from shopsync_gui.sandbox import faults
from shopsync_gui.sandbox.account.records import SaProduct
from shopsync_gui.store.search.query import GridQuery
from shopsync_gui.sync.standing.next_steps import remarks_on
from shopsync_gui.sync.standing.remark import Step
from shopsync_gui.sync.standing.shop_state import ShopState
from shopsync_gui.sync.standing.state_words import equality_text, proof_text
from shopsync_gui.sync.standing.stored_standings import read_standing
from tests.sync.world import Killed, World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, products=50)


def sync(world: World, **fields: object) -> RunReport:
    return world.job(JobKind.SYNC, **fields)


def at_rest(world: World) -> RunReport:
    """A sync of the unchanged shop, which writes nothing."""
    before = world.write_count()
    report = sync(world)
    assert world.write_count() == before
    assert (report.created, report.updated, report.renamed_categories) == (0, 0, 0)
    return report


def only_product(world: World) -> SaProduct:
    """An ordinary product of the account, with categories."""
    key = world.ordinary(1)[0]
    (found,) = world.sandbox.account.by_sku(world.sandbox.shop.product(key).sku)
    return found


def edit(world: World, product: SaProduct, **changes: object) -> None:
    world.sandbox.account.products[product.prod_id] = product._replace(**changes)  # type: ignore[arg-type]


# --- values of products ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("manner", "field", "equal"),
    [
        ("name-all-entities", "name", True),
        ("sku-upper", "sku", True),
        ("sku-lower", "sku", True),
        ("sku-slash-to-dash", "sku", False),
        ("price-kept-to-five", "net", False),
        ("category-ascii", "category", True),
        ("categories-first-only", "categories", True),
    ],
)
def test_what_the_account_keeps_its_own_way_is_written_once_and_said(
    tmp_path: Path, manner: str, field: str, equal: bool
) -> None:
    world = World(tmp_path, products=50, manners=(manner,))
    first = sync(world)
    again = at_rest(world)
    for report in (first, again):
        assert report.kept_differently.keys() == {field}
        assert len(report.kept_values) == report.kept_differently[field]
        assert all(value.wanted != value.found for value in report.kept_values)
        assert report.verified is equal
        assert sync_json(report)["kept_differently"] == report.kept_differently
        assert list(account_lines(report))
    state = ShopState.DONE if equal else ShopState.PARTIAL
    assert read_standing(world.store, world.connection).state is state
    shown = len(world.rows(GridQuery(kept_differently=True)))
    assert shown == (0 if field == "category" else again.kept_differently[field])
    check = world.job(JobKind.VERIFY)
    assert (check.verified, check.kept_differently) == (equal, again.kept_differently)
    assert check.keeps_apart is not equal
    assert bool(check.only_kept) is equal, "each value is told once"
    offered = [
        step for r in remarks_on(read_standing(world.store, world.connection)) for step in r.steps
    ]
    assert Step.SYNC not in offered, "a sync would write nothing"


def test_what_was_written_before_a_kill_is_understood_by_the_next_run(tmp_path: Path) -> None:
    world = World(tmp_path, products=50, manners=("name-all-entities",))
    reference = sync(World(tmp_path / "other", products=50, manners=("name-all-entities",)))
    world.kill_at = reference.requests_shop + reference.requests_target - 2
    with pytest.raises(Killed):
        sync(world)
    world.kill_at = None
    world.restart()
    again = sync(world)
    assert again.edited == 0
    assert at_rest(world).verified is True
    assert world.sandbox.account.duplicate_skus() == {}


def test_an_edit_in_the_account_is_told_and_the_shop_wins(world: World) -> None:
    sync(world)
    product = only_product(world)
    edit(world, product, prod_name="Kézzel átírva")
    world.job(JobKind.PREVIEW)
    report = sync(world)
    assert (report.updated, report.edited, report.verified) == (1, 1, True)
    assert world.sandbox.account.products[product.prod_id] == product
    assert at_rest(world).edited == 0


def test_an_edit_of_what_the_shop_changed_too_is_told_and_listed(world: World) -> None:
    sync(world)
    product = only_product(world)
    shop = world.sandbox.shop
    (key,) = [key for key in world.ordinary(1) if shop.product(key).sku == product.prod_sku]
    shop.update(key, net=shop.product(key).net_minor + 5000)
    edit(world, product, prod_price=Decimal(1))
    for report in (world.job(JobKind.PREVIEW), world.job(JobKind.PREVIEW)):
        assert report.edited == 1
        (value,) = report.edits
        assert (value.sku, value.field, Decimal(value.found)) == (
            product.prod_sku,
            "net",
            Decimal(1),
        )
    (item,) = [item for item in world.plans[-1].items if item.action is Action.UPDATE]
    assert [change.cause for change in item.changes] == [Cause.ACCOUNT]
    report = sync(world)
    assert (report.updated, report.edited, report.verified) == (1, 1, True)
    assert [value.sku for value in report.edits] == [product.prod_sku]
    assert any(product.prod_sku in line for line in receipt_text(report, "shop").splitlines())
    assert sync_json(report)["edits"][0]["sku"] == product.prod_sku
    assert at_rest(world).edits == ()


def test_what_the_shop_changed_again_is_no_edit_in_the_account(world: World) -> None:
    sync(world)
    shop, key = world.sandbox.shop, world.ordinary(1)[0]
    for step in (5000, 7000):
        shop.update(key, net=shop.product(key).net_minor + step, name=f"Név {step}")
        report = sync(world)
        assert (report.updated, report.edited, report.edits) == (1, 0, ())


def test_with_the_setting_to_ask_an_edit_stops_the_run_until_it_is_approved(world: World) -> None:
    world.store.settings.set("sync.account_edits", "ask")
    sync(world)
    product = only_product(world)
    edit(world, product, prod_price=Decimal(1))
    stopped = sync(world)
    assert stopped.state is RunState.STOPPED
    assert [(brake.kind, brake.count) for brake in stopped.brakes] == [(BrakeKind.EDITED, 1)]
    alone = sync(world, unattended=True)
    assert (alone.updated, alone.left_edited, alone.verified) == (0, 1, False)
    assert world.sandbox.account.products[product.prod_id].prod_price == 1
    assert sync(world, approve_brake=True).updated == 1
    assert world.sandbox.account.products[product.prod_id] == product


def test_a_value_that_is_never_taken_is_written_twice_and_waits_for_a_change(world: World) -> None:
    sync(world)
    product = only_product(world)
    key = world.ordinary(1)[0]

    def keeps_price(written: SaProduct) -> SaProduct:
        kept = product.prod_price if written.prod_id == product.prod_id else written.prod_price
        return written._replace(prod_price=kept)

    world.sandbox.account.habits.keep.append(keeps_price)
    world.sandbox.shop.update(key, net=world.sandbox.shop.product(key).net_minor + 7)
    before = world.request_count("modifyproduct")
    report = sync(world)
    assert world.request_count("modifyproduct") == before + 2
    assert (report.state, report.verified) == (RunState.PARTIAL, False)
    assert [(d.field, d.sku) for d in report.differences] == [("net", product.prod_sku)]
    (row,) = [r for r in world.rows(GridQuery(skipped_or_failed=True)) if r.failure is not None]
    assert row.sku == product.prod_sku
    at_rest(world)
    assert world.request_count("modifyproduct") == before + 2
    world.job(JobKind.RETRY)
    assert world.request_count("modifyproduct") > before + 2
    world.sandbox.account.habits.keep.clear()
    assert world.job(JobKind.RETRY).updated == 1
    assert at_rest(world).verified is True


@pytest.mark.parametrize("manner", ["modify-does-nothing", "modify-first-field"])
def test_what_the_account_never_took_is_told_as_failed_by_every_number(
    manner: str, tmp_path: Path
) -> None:
    world = World(tmp_path, products=60, orders=0, manners=(manner,))
    keys = world.ordinary(3)
    sync(world)
    for key in keys:
        net = world.sandbox.shop.product(key).net_minor + 100
        world.sandbox.shop.update(key, net=net, name=f"Új név {key}")
    kinds = (JobKind.SYNC, JobKind.SYNC, JobKind.VERIFY, JobKind.PREVIEW, JobKind.RETRY)
    for kind in kinds:
        report = world.job(kind)
        shown = sync_json(report)
        told = [shown[key] for key in ("created", "updated", "unchanged", "skipped", "failed")]
        assert sum(told) == shown["shop_products"], kind
        assert (told[0], told[1], told[4]) == (0, 0, 3), kind
        standing = read_standing(world.store, world.connection)
        assert (standing.failed, standing.known_differing) == (3, 3), kind
    assert plan_json(world.job(JobKind.PREVIEW), world.plans[-1])["failed"] == 3


def test_two_products_that_the_account_takes_for_one_do_not_overwrite_each_other(
    tmp_path: Path,
) -> None:
    world = World(tmp_path, products=50, manners=("sku-cut-64-unique",))
    long = "HOSSZU-" * 10
    world.sandbox.shop.insert(sku=f"{long}A", name="Első")
    world.sandbox.shop.insert(sku=f"{long}B", name="Második")
    sync(world)
    requests = world.request_count("createproduct")
    assert len([p for p in world.account_products() if p.prod_sku.startswith("HOSSZU")]) == 1
    again = at_rest(world)
    assert again.verified is False
    assert world.request_count("createproduct") == requests


def test_a_list_that_lost_the_skus_of_known_products_is_not_believed(world: World) -> None:
    sync(world)
    for product in world.account_products():
        edit(world, product, prod_sku="")
    report = sync(world)
    assert report.state is RunState.STOPPED
    assert BrakeKind.STRANGE_SKUS in {brake.kind for brake in report.brakes}
    assert report.created == 0


# --- categories ------------------------------------------------------------------------------------


def rename(world: World, count: int = 1, start: int = 0) -> list[int]:
    """Give categories that have products another name; their ids in the account."""
    shop = world.sandbox.shop
    used = {inner for key in world.ordinary(6) for inner in shop.product(key).categories}
    names = {c.prodcat_name: c.prodcat_id for c in world.sandbox.account.categories.values()}
    ids = []
    for inner in sorted(i for i in used if shop.categories[i].name in names)[start : start + count]:
        ids.append(names[shop.categories[inner].name])
        new = f"Új név {inner}"
        shop.update_category(inner, name=new, name_en=new)
    assert len(ids) == count
    return ids


def test_a_renamed_category_keeps_its_id_and_its_products(world: World) -> None:
    sync(world)
    (sa_id,) = rename(world)
    products = set(world.account_products())
    categories = set(world.sandbox.account.categories)
    preview = world.job(JobKind.PREVIEW)
    assert preview.planned is not None
    assert preview.planned.renamed_categories == 1
    old = world.sandbox.account.categories[sa_id].prodcat_name
    (renaming,) = [line for line in plan_lines(world.plans[-1], ()) if "→ “Új név" in line]
    assert f"“{old}”" in renaming
    before = world.write_count()
    report = sync(world)
    assert (report.renamed_categories, report.updated, report.verified) == (1, 0, True)
    assert world.write_count() == before + 1
    assert set(world.account_products()) == products
    assert set(world.sandbox.account.categories) == categories
    assert world.sandbox.account.categories[sa_id].prodcat_name.startswith("Új név")
    at_rest(world)


def test_an_undo_gives_a_category_its_name_back(world: World) -> None:
    sync(world)
    (sa_id,) = rename(world)
    name = world.sandbox.account.categories[sa_id].prodcat_name
    run = sync(world)
    undone = world.job(JobKind.UNDO, undo_run_id=run.run_id)
    assert (undone.state, undone.verified) == (RunState.DONE, True)
    assert world.sandbox.account.categories[sa_id].prodcat_name == name
    assert sync(world).renamed_categories == 1
    at_rest(world)


def test_where_a_rename_is_refused_the_products_move_in_the_same_run(world: World) -> None:
    sync(world)
    (sa_id,) = rename(world)
    world.sandbox.faults.at("POST sa/modprodcategory", faults.status(406, body=b"no"), None)
    report = sync(world)
    assert report.renamed_categories == 0
    assert report.updated > 0
    assert not [p for p in world.account_products() if sa_id in p.categories]
    assert at_rest(world).verified is True


def test_a_rename_whose_answer_is_lost_is_settled(world: World) -> None:
    sync(world)
    (sa_id,) = rename(world)
    world.sandbox.faults.at("POST sa/modprodcategory", faults.drop(apply=True), 1)
    report = sync(world)
    assert (report.renamed_categories, report.updated, report.verified) == (1, 0, True)
    assert world.sandbox.account.categories[sa_id].prodcat_name.startswith("Új név")
    at_rest(world)


def test_a_category_that_the_shop_deleted_is_listed_and_stays(world: World) -> None:
    sync(world)
    shop = world.sandbox.shop
    inner = min(i for key in world.ordinary(6) for i in shop.product(key).categories)
    for key in list(shop.keys()):
        left = tuple(i for i in shop.product(key).categories if i != inner)
        if left != shop.product(key).categories:
            shop.update(key, categories=left)
    before = set(world.sandbox.account.categories)
    report = sync(world, approve_brake=True)
    notes = {note.note: note.products for note in report.noted_categories}
    assert set(world.sandbox.account.categories) == before
    assert CategoryNote.EMPTIED not in notes or notes[CategoryNote.EMPTIED] > 0
    assert report.verified is True


@pytest.mark.parametrize(
    "manner",
    [
        "category-entities",
        "category-latin1",
        "category-mojibake",
        "category-ascii",
        "category-slashes",
        "category-emoji-lost",
    ],
)
def test_another_computer_finds_categories_that_the_account_has_altered(
    tmp_path: Path, manner: str
) -> None:
    world = World(tmp_path, catalogue="awkward", rate_limit=0, manners=(manner,))
    world.job()
    held = dict(world.sandbox.account.categories)
    writes = world.write_count()
    world.forget()
    report = world.job()
    assert (report.state, report.created, report.updated) == (RunState.DONE, 0, 0)
    assert report.kept_differently["category"] > 0
    assert (world.sandbox.account.categories, world.write_count()) == (held, writes)


def test_what_another_hand_wrote_is_not_believed_while_ours_may_be_late(tmp_path: Path) -> None:
    world = World(tmp_path, manners=("modify-late-20s",))

    def cancel_before_it_is_read(task: asyncio.Task[RunReport]) -> None:
        if world.progress[-1].phase is Phase.VERIFY:
            task.cancel()

    assert world.start(cancel_before_it_is_read).state is RunState.CANCELLED
    product = world.account_products()[0]
    world.sandbox.account.put_product(product._replace(prod_name="Átírva a fiókban"))
    world.time += 3600.0
    report = world.job()
    assert report.verified
    assert world.sandbox.account.products[product.prod_id].prod_name == product.prod_name


@pytest.mark.parametrize("manner", ["", "category-upper", "category-twice-refused-by-case"])
def test_a_category_that_changes_its_case_alone_is_renamed_once(
    tmp_path: Path, manner: str
) -> None:
    world = World(tmp_path, products=50, manners=(manner,) if manner else ())
    sync(world)
    account, shop = world.sandbox.account, world.sandbox.shop
    held = {product.prod_id: product.categories for product in account.products.values()}
    own = shop.product(world.ordinary(1)[0]).categories[0]
    name = shop.categories[own].name.swapcase()
    shop.update_category(own, name=name, name_en=name)
    names = [row.prodcat_name for row in account.categories.values()]
    report = sync(world)
    assert report.verified
    at_rest(world)
    left = [row.prodcat_name for row in account.categories.values()]
    assert len(left) == len(names)
    assert (left == names) is (manner == "category-upper")
    assert {p.prod_id: p.categories for p in account.products.values()} == held


@pytest.mark.parametrize("manner", ["sku-ascii", "price-kept-whole", "modify-keeps-price"])
def test_what_no_sync_makes_equal_counts_as_differing(manner: str, tmp_path: Path) -> None:
    world = World(tmp_path, catalogue="awkward", rate_limit=0, manners=(manner,))
    for kind in (JobKind.SYNC, JobKind.SYNC, JobKind.VERIFY, JobKind.PREVIEW):
        world.job(kind)
        found = world.store.runs.newest(1)[0]
        standing = read_standing(world.store, world.connection)
        assert standing.known_differing == found.apart > 0
    verified = world.job(JobKind.VERIFY)
    assert verified.verified is False
    assert len({difference.sku for difference in verified.differences}) == verified.apart
    offered = [step for remark in remarks_on(standing) for step in remark.steps]
    assert Step.SYNC not in offered  # it would write nothing
    fields = {field_label(difference.field) for difference in verified.differences}
    assert all(field in verified_text(verified) for field in fields)


@pytest.mark.parametrize("manner", ["categories-first-only", "price-kept-to-five", "name-ascii"])
def test_a_value_that_is_kept_its_own_way_twice_is_not_waited_for(
    manner: str, tmp_path: Path
) -> None:
    world = World(tmp_path, products=60, orders=0, rate_limit=0, manners=(manner,))
    receipt = world.job()
    assert receipt.kept_differently
    assert world.time < 30
    world.job()
    assert world.store.echoes.last_unread(world.connection.id) is None


@pytest.mark.parametrize(
    ("manner", "field"),
    [("price-null", "net"), ("currency-empty", "currency"), ("prodcats-missing", "categories")],
)
def test_nothing_is_called_equal_that_the_account_does_not_show(
    manner: str, field: str, tmp_path: Path
) -> None:
    world = World(tmp_path, products=30, orders=0, rate_limit=0, manners=(manner,))
    for kind in (JobKind.SYNC, JobKind.VERIFY):
        receipt = world.job(kind)
        assert receipt.verified
        assert receipt.not_told == {field: receipt.compared}
        text = receipt_text(receipt, "Bolt")
        assert verified_text(replace(receipt, not_told={})) not in text
        assert f"{field_label(field)} {receipt.compared}" in text
        shop = world.store.connections.all()[0]
        standing = read_standing(world.store, shop)
        equality = equality_text(standing, short=True)
        assert equality is not None
        assert equality[0] == translate("Equal as far as shown")
        assert standing.proof is not None
        said, _tone = proof_text(standing.proof, "Bolt", shop.options.schedule, world.now())
        assert str(receipt.compared) not in said
    (tmp_path / "whole").mkdir()
    whole = World(tmp_path / "whole", products=30, orders=0, rate_limit=0).job()
    assert whole.not_told == {}
