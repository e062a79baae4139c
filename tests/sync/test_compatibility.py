"""The compatibility check against every kind of open point, killed at every step, and its report."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from shopsync_gui.core.account_trait_words import POINTS
from shopsync_gui.core.account_traits import told
from shopsync_gui.core.errors import CategoryListIncomplete
from shopsync_gui.core.jobs import JobKind
from shopsync_gui.core.plan import Action
from shopsync_gui.core.runs import RunState
from shopsync_gui.sandbox import faults as f
from shopsync_gui.sandbox.manners import MANNERS as EVERY
from shopsync_gui.sandbox.manners import (
    account_answers,
    account_keeping,
    account_lists,
    account_refusals,
    account_rows,
    account_transport,
)
from shopsync_gui.store.traits import TraitSource
from shopsync_gui.sync.compatibility_check import (
    STEPS,
    CheckResult,
    check_account_ways,
    remove_test_items,
)
from shopsync_gui.sync.compatibility_report import magnitude, report_text
from shopsync_gui.sync.traits import account_traits
from tests.portions import portion
from tests.sync.world import Killed, World

MODULES = (
    account_answers,
    account_keeping,
    account_lists,
    account_refusals,
    account_rows,
    account_transport,
)
MANNERS: list[str] = [name for module in MODULES for name in module.MANNERS]


def aspect(name: str) -> str:
    return EVERY[name].aspect


SOME = portion(MANNERS, 4, kind=aspect)


def world_of(folder: Path, *manners: str, latency_ms: float = 0) -> World:
    return World(
        folder,
        catalogue="awkward",
        orders=0,
        rate_limit=0,
        manners=manners,
        latency_ms=latency_ms,
    )


def holding(world: World) -> tuple[object, object]:
    account = world.sandbox.account
    return dict(account.products), dict(account.categories)


def values(result: CheckResult) -> dict[str, str]:
    return {finding.name: finding.value for finding in result.findings}


def check(world: World, *, write: bool = True) -> CheckResult:
    """Check the account to the end."""

    async def main() -> CheckResult:
        return await check_account_ways(world.connection, world.parts(), write=write)

    return world.on_loop(main())


# --- the trait is named truly ---------------------------------------------------------------------

#: For each kind of open point: a manner, and what the check must find, the rest being as usual.
TRUE = {
    "reads-by-post": {"reads.method": "POST"},
    "answers-as-html": {"answers.type": "html"},
    "answers-bom": {"answers.bom": "yes"},
    "list-in-response-data": {
        "products.form": "response > data > list",
        "categories.form": "response > data > list",
    },
    "list-keyed-by-id": {"products.form": "keyed", "categories.form": "keyed"},
    "list-encoded-twice": {"products.form": "text > list", "categories.form": "text > list"},
    "one-in-product": {"product.form": "product > row"},
    "one-never": {"product.form": "refused", "list.agrees": "no", "alone.shows": "no"},
    "ids-numbers": {"ids.form": "d"},
    "price-hungarian": {"price.form": '"d ddd,dd"'},
    "price-in-ft": {"price.form": '"d.dd Ft"'},
    "vat-words": {"vat.form": '"d% ÁFA"', "vat.kept": "untold", "vat.decimal": "untold"},
    "currency-lower": {"currency.form": '"aaa"'},
    "prodcats-names": {"prodcats.form": "names"},
    "prodcats-null": {
        "prodcats.form": "nothing",
        "links.kept": "untold",
        "links.replaced": "untold",
        "links.emptied": "untold",
    },
    "prodcats-only-alone": {"prodcats.form": "missing", "list.agrees": "less categories"},
    "names-listed-short": {"list.agrees": "other name"},
    "uncategorised-1": {"uncategorised.row": "1"},
    "list-omits-newest-8s": {"list.lag": "within 10"},
    "list-lags-30s": {"list.lag": "within 30", "delete.lag": "within 30"},
    "name-cut-255": {"name.kept": "cut 255"},
    "name-cut-100-bytes": {"name.kept": "bytes 100"},
    "name-tags-stripped": {"name.kept": "tags"},
    "name-entities": {"name.kept": "entities", "fields.kept": "altered"},
    "name-latin1": {"name.kept": "accents, emoji"},
    "name-cut-at-ampersand": {"name.kept": "ampersand"},
    "category-entities": {"category.kept": "entities"},
    "category-upper": {"category.kept": "capitals"},
    "sku-upper": {"sku.kept": "capitals", "sku.case": "ignored"},
    "sku-slash-to-dash": {"sku.kept": "slash"},
    "sku-signs-lost": {"sku.kept": "signs"},
    "price-kept-floored": {"price.kept": "whole"},
    "price-shown-gross": {"price.kept": "gross"},
    "vat-kept-floored": {"vat.decimal": "other"},
    "categories-appended": {"links.replaced": "appended", "links.emptied": "ignored"},
    "categories-never-emptied": {"links.emptied": "ignored"},
    "modify-blanks-omitted": {"fields.kept": "blanks"},
    "create-answers-ok": {"create.answer": "text", "category.answer": "text"},
    "create-answers-one": {"create.answer": "other number", "category.answer": "other number"},
    "create-answers-nested": {
        "create.answer": "object with id",
        "category.answer": "object with id",
    },
    "modify-answers-204": {"modify.answer": "nothing", "modify.unchanged": "nothing"},
    "modify-answers-zero-unchanged": {"modify.unchanged": "zero"},
    "modify-answers-page": {"modify.answer": "page", "modify.unchanged": "page"},
    "delete-answers-ok": {"delete.answer": "text"},
    "sku-twice-existing": {"sku.twice": "existing"},
    "sku-twice-overwritten": {"sku.twice": "overwritten"},
    "sku-twice-refused": {"sku.twice": "refused"},
    "sku-twice-zero": {"sku.twice": "unclear"},
    "category-twice-existing": {"category.twice": "existing"},
    "category-twice-existing-by-case": {"category.case": "same", "category.twice": "existing"},
    "refuses-emoji": {"name.refused": "emoji"},
    "breaks-on-emoji": {"name.refused": "emoji"},
    "refuses-emoji-zero": {"name.refused": "emoji"},
    "refuses-tags": {"name.refused": "signs"},
    "refuses-names-over-255": {"name.refused": "over 255"},
    "refuses-odd-skus": {"name.refused": "sku"},
    "refuses-decimal-vat": {"vat.decimal": "refused"},
    # What passes is no way of the account.
    "busy-without-hint": {},
    "maintenance-on-writes": {},
    "lost-answers": {},
}


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the check finds in an account without manners."""
    return values(check(world_of(tmp_path_factory.mktemp("usual"))))


def test_every_open_point_is_found_out_and_has_words(usual: dict[str, str]) -> None:
    assert set(usual) == set(POINTS) - {"list.ends"}  # which a sync finds out
    for name, value in usual.items():
        trait = told(name, value)
        assert trait.point
        assert trait.means, (name, value)


@pytest.mark.parametrize("manner", sorted(TRUE))
def test_the_check_names_the_trait_truly(
    manner: str, usual: dict[str, str], tmp_path: Path
) -> None:
    world = world_of(tmp_path, manner)
    before = holding(world)
    result = check(world)
    assert result.readable
    assert result.problem is None
    assert not result.left
    assert holding(world) == before
    found = values(result)
    assert {name: found[name] for name in found if usual.get(name) != found[name]} == TRUE[manner]


@pytest.mark.slow
@pytest.mark.parametrize("manner", SOME)
def test_whatever_the_account_does_nothing_else_is_touched_and_all_is_told_in_words(
    manner: str, tmp_path: Path
) -> None:
    world = world_of(tmp_path, manner)
    before = holding(world)
    result = check(world)
    for name, value in values(result).items():
        assert told(name, value).means, (name, value)
    if result.problem is not None and result.wrote:
        world.time += 600
        result = check(world, write=False)
    assert holding(world) == before
    assert not result.left


UNREAD = (
    "products-text",
    "categories-error",
    "products-xml",
    "categories-names-only",
    "page-always",
)


@pytest.mark.parametrize("manner", UNREAD)
def test_an_account_that_cannot_be_read_is_told_by_its_shape_and_never_written_to(
    manner: str, tmp_path: Path
) -> None:
    world = world_of(tmp_path, manner)
    result = check(world)
    assert not result.readable
    assert result.problem is not None
    assert world.write_count() == 0
    assert "listproducts" in report_text(result, world.now())
    assert "listprodcategories" in report_text(result, world.now())


def test_reading_alone_writes_nothing(tmp_path: Path) -> None:
    world = world_of(tmp_path)
    result = check(world, write=False)
    assert world.write_count() == 0
    assert not result.wrote
    assert not any(finding.probed for finding in result.findings)
    assert result.readable


# --- kept, with source and age --------------------------------------------------------------------


def test_what_was_found_is_kept_and_a_contradiction_is_told(tmp_path: Path) -> None:
    world = world_of(tmp_path)
    check(world)
    key = world.connection.account_key
    kept = world.store.traits.all(world.connection.id, key, world.now())
    assert kept["price.form"].source is TraitSource.SEEN
    assert kept["name.kept"].source is TraitSource.PROBE
    account_rows.MANNERS["price-hungarian"].adopt(world.sandbox)
    world.time += 3600
    result = check(world, write=False)
    assert result.changed == ("price.form",)
    again = world.store.traits.all(world.connection.id, key, world.now())
    assert again["price.form"].value == '"d ddd,dd"'
    assert again["price.form"].times_seen == 1
    assert again["vat.form"].times_seen == 2
    assert world.store.traits.all(world.connection.id, "other@account", world.now()) == {}


def test_a_sync_after_a_check_is_as_it_would_have_been(tmp_path: Path) -> None:
    world = world_of(tmp_path)
    check(world)
    report = world.job()
    assert report.state is RunState.DONE
    assert report.verified


@pytest.mark.parametrize("manner", ["price-kept-whole", "name-cut-50", "name-entities"])
def test_what_a_check_found_out_spares_a_second_write(manner: str, tmp_path: Path) -> None:
    """Products that the account holds its own way already are not written for that."""
    world = world_of(tmp_path, manner)
    world.job()
    check(world)
    world.store.echoes.forget(world.connection.id)  # as on a computer that has not synced yet
    planned = world.job(JobKind.PREVIEW).planned
    assert planned is not None
    assert planned.kept_differently
    written = [(c.field, c.old, c.new) for i in world.plans[-1].items for c in i.changes
               if i.action is Action.UPDATE]  # fmt: skip
    assert written == []


# --- killed, cancelled ----------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_killed_at_any_request_it_leaves_nothing_behind_after_the_next_check(
    after: bool, tmp_path: Path
) -> None:
    at, kills = 0, 0
    while True:
        at += 1
        (folder := tmp_path / f"{at}").mkdir()
        world = world_of(folder)
        before = holding(world)
        world.kill_at, world.kill_after = at, after
        try:
            check(world)
        except Killed:
            kills += 1
        else:
            break
        world.kill_at = None
        world.restart()
        result = check(world, write=False)
        assert not result.left, at
        assert holding(world) == before, at
        world.time += 600
        check(world, write=False)
        left = world.store.check_items.left(world.connection.id, world.connection.account_key)
        assert left == [], at
        world.store.close()
    assert kills > 30


def test_an_item_that_appears_late_is_removed_by_a_later_check(tmp_path: Path) -> None:
    world = world_of(tmp_path, "list-lags-30s")
    before = holding(world)
    world.kill_at, world.kill_after = 12, True
    with pytest.raises(Killed):
        check(world)
    world.kill_at = None
    assert holding(world) != before
    world.restart()

    async def remove() -> None:
        await remove_test_items(world.connection, world.parts())

    world.on_loop(remove())
    assert holding(world) == before


def test_another_product_under_a_known_id_is_not_removed(tmp_path: Path) -> None:
    world = world_of(tmp_path)
    world.kill_at, world.kill_after = 12, True
    with pytest.raises(Killed):
        check(world)
    world.kill_at = None
    items = world.store.check_items.left(world.connection.id, world.connection.account_key)
    stranger = next(iter(world.sandbox.account.products))
    for item in items:
        world.store.check_items.known_as(item.id, stranger)
    result = check(world, write=False)
    assert not result.left
    assert stranger in world.sandbox.account.products


def test_cancelled_it_ends_at_once_and_what_it_made_is_removed_afterwards(tmp_path: Path) -> None:
    world = world_of(tmp_path, "list-omits-newest-30s")
    before = holding(world)

    async def main() -> float:
        loop = asyncio.get_running_loop()
        task = asyncio.create_task(check_account_ways(world.connection, world.parts(), write=True))
        while holding(world) == before:
            await asyncio.sleep(0.1)
        asked = loop.time()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return loop.time() - asked

    assert world.on_loop(main()) < 1
    assert holding(world) != before

    async def remove() -> None:
        assert await remove_test_items(world.connection, world.parts()) == []

    world.on_loop(remove())
    assert holding(world) == before


async def cancelled(world: World, when: Callable[[], bool]) -> bool:
    """Try the account out, and cancel as soon as `when` says so; whether there was anything to cancel."""
    task = asyncio.create_task(check_account_ways(world.connection, world.parts(), write=True))
    while not task.done():
        if when():
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            return True
        await asyncio.sleep(0.01)
    return False


async def removed(world: World) -> None:
    assert await remove_test_items(world.connection, world.parts()) == []


@pytest.mark.parametrize("moment", portion([n / 2 for n in range(1, 53)], 7))
def test_cancelled_at_any_moment_nothing_stays_in_a_slow_account(
    moment: float, tmp_path: Path
) -> None:
    world = world_of(tmp_path, "list-omits-newest-8s", latency_ms=150)
    before = holding(world)
    assert world.on_loop(cancelled(world, lambda: world.loop_time() >= moment))
    world.restart()
    world.on_loop(removed(world))
    assert holding(world) == before


def test_cancelled_between_two_products_of_one_sku_it_removes_both(tmp_path: Path) -> None:
    world = world_of(tmp_path, "list-omits-newest-8s", latency_ms=150)
    before = holding(world)
    products = len(world.sandbox.account.products)
    assert world.on_loop(
        cancelled(world, lambda: len(world.sandbox.account.products) == products + 2)
    )
    world.restart()
    world.on_loop(removed(world))
    assert holding(world) == before


# --- the report -----------------------------------------------------------------------------------

CANARIES = ("kanari-cikkszam-91", "Kanári terméknév", "Kanári kategória", "7654321", "KANARI_KULCS")


@pytest.mark.parametrize(
    "manner",
    ["extra-fields", "list-keyed-by-id", "prodcats-keyed-names", "categories-id-to-name",
     "prodcats-names", "products-text", "price-in-ft", "categories-names-only",
     "create-answers-whole", "products-error"],
)  # fmt: skip
def test_the_report_tells_no_value(manner: str, tmp_path: Path) -> None:
    world = world_of(tmp_path, manner)
    account = world.sandbox.account
    for number in range(60):
        account.add_product(f"{CANARIES[0]}-{number}", f"{CANARIES[1]} {number}", 7654321)
    world.sandbox.edge.product_row.append(lambda row: row.update({"KANARI_KULCS": {"a": 1}}))
    world.sandbox.edge.category_row.append(
        lambda row: row.update(prodcat_name=f"{CANARIES[2]} {row['prodcat_id']}")
    )
    result = check(world, write="products" not in manner)
    report = report_text(result, world.now())
    secrets = (world.config.sa_user, world.config.sa_password, world.connection.name, "127.0.0.1")
    for word in (*CANARIES[:4], *secrets, "SHOPSYNC-PROBA"):
        assert word.lower() not in report.lower(), word
    products = {str(sa_id) for sa_id in account.products}
    assert not products & set(re.findall(r"\d+", report))
    assert "getlists" in report


def test_numbers_are_told_by_their_magnitude() -> None:
    assert [magnitude(n) for n in (0, 7, 10, 999, 1000)] == ["0", "10^0", "10^1", "10^2", "10^3"]


def test_the_steps_are_told_in_their_order(tmp_path: Path) -> None:
    world = world_of(tmp_path)
    steps: list[int] = []

    async def main() -> None:
        await check_account_ways(world.connection, world.parts(), write=True, tell=steps.append)

    world.on_loop(main())
    assert steps[0] == 0
    assert set(steps) == set(range(len(STEPS)))


def test_a_list_that_shows_a_test_category_is_not_doubted_any_more(tmp_path: Path) -> None:
    world = world_of(tmp_path)
    world.sandbox.faults.at("POST sa/createprodcategory", f.empty(), None)
    for _ in range(2):
        report = world.job()
        assert report.problem is not None
        assert report.problem.is_a(CategoryListIncomplete)
        world.time += 300
    traits = account_traits(world.store, world.connection, world.now)
    assert traits.value("categories.incomplete") is not None
    world.sandbox.faults.clear()
    check(world)
    assert traits.value("categories.incomplete") is None
    assert world.job().created > 0
    assert world.job().verified
