"""The compatibility check against every kind of open point, killed at every step, and its report."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopsync_gui.core.account.account_trait_words import POINTS
from shopsync_gui.core.account.account_traits import told
from shopsync_gui.core.errors import CategoryListIncomplete
from shopsync_gui.core.plan.plan import Action
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
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
from shopsync_gui.store.account.traits import TraitSource
from shopsync_gui.sync.compatibility.compatibility_check import (
    STEPS,
    check_account_ways,
)
from shopsync_gui.sync.compatibility.compatibility_report import report_text
from shopsync_gui.sync.run.traits import account_traits
from tests.portions import portion
from tests.sync.checking import check, holding, removed, values, world_of

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


SOME = portion(MANNERS, 8, kind=aspect)


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
    left = list(result.left)
    if result.problem is not None and result.wrote:
        world.time += 600
        left = removed(world)
    assert holding(world) == before
    assert not left


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


@pytest.mark.parametrize("before", ["nothing", "data > nothing"])
def test_an_account_that_was_empty_does_not_answer_differently_now(
    tmp_path: Path, before: str
) -> None:
    world = world_of(tmp_path)
    key = world.connection.account_key
    for name in ("categories.form", "products.form"):
        world.store.traits.note(world.connection.id, key, name, before, world.now())
    result = check(world)
    assert "categories.form" in {finding.name for finding in result.findings}
    assert result.changed == ()


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
