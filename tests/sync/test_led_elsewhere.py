"""A connection that is led to another account or shop: nothing that was known of the former two sides counts."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from shopsync_gui.cli.metrics import metrics_text
from shopsync_gui.core.products.numbers import IN_SHOP, card_numbers
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.sync.standing.next_steps import remarks_on
from shopsync_gui.sync.standing.plan_ahead import plan_ahead
from shopsync_gui.sync.standing.remark import Step
from shopsync_gui.sync.standing.run_remarks import given_back_text
from shopsync_gui.sync.standing.shop_state import ShopState
from shopsync_gui.sync.standing.standing import ShopStanding
from shopsync_gui.sync.standing.state_words import equality_text
from shopsync_gui.sync.standing.stored_standings import read_standing, read_standings
from shopsync_gui.sync.standing.todo import todos_on
from shopsync_gui.sync.standing.undos import undo_in_force
from tests.sync.elsewhere import save
from tests.sync.undoing import undo
from tests.sync.world import World

ELSEWHERE = [
    {"sa_user": "another@example.com"},
    {"sa_url": "https://another.example"},
    {"shop_url": "https://another.example/api"},
]
pytestmark = pytest.mark.usefixtures("own_keyring")


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def standing_of(world: World) -> ShopStanding:
    connection = world.store.connections.all()[0]
    standing = read_standing(world.store, connection)
    assert read_standings(world.store, [connection])[connection.id] == standing
    return standing


@pytest.mark.parametrize("changed", ELSEWHERE)
def test_nothing_is_proven_of_the_new_sides(world: World, changed: dict[str, str]) -> None:
    assert world.job().verified
    assert standing_of(world).equal_at is not None
    save(world, **changed)
    standing = standing_of(world)
    assert standing.state is ShopState.IDLE
    assert standing.equal_at is None
    assert standing.verified_at is None
    assert standing.synced_at is None
    assert plan_ahead(standing) is None
    assert (standing.differing, standing.skipped, standing.failed) == (0, 0, 0)
    assert equality_text(standing) is None
    assert standing.proof is None
    counts = world.store.grid.summary(world.connection.id)
    shown = card_numbers(counts, tells_of_account=standing.tells_of_account)
    assert [number.parts for number in shown] == [IN_SHOP]
    first, *_ = remarks_on(standing)
    assert first.steps == (Step.PREVIEW, Step.SYNC)
    assert [todo.step for todo in todos_on(standing)] == [Step.PREVIEW]


def test_what_leads_to_the_same_two_sides_keeps_the_proof(world: World) -> None:
    world.job()
    before = standing_of(world)
    save(world, client_id="another", token_url="https://another.example/oauth")
    assert standing_of(world) == before


def test_a_preview_of_the_former_sides_is_no_plan_of_the_new_ones(world: World) -> None:
    world.job()
    world.job(JobKind.PREVIEW)
    save(world, sa_user="another@example.com")
    standing = standing_of(world)
    assert standing.preview is None
    assert plan_ahead(standing) is None


def test_the_brake_of_another_account_leaves_no_number_of_the_former_one(world: World) -> None:
    world.job()
    save(world, sa_user="another@example.com")
    world.type_secrets(world.connection)
    world.sandbox.shop.update(*world.ordinary(1), name="Új név")
    assert world.job().state is RunState.STOPPED
    standing = standing_of(world)
    assert standing.state is ShopState.STOPPED
    assert standing.equal_at is None
    assert not standing.tells_of_account
    world.job(approve_brake=True)
    standing = standing_of(world)
    assert standing.equal_at is not None
    assert standing.tells_of_account


def test_what_a_preview_skipped_in_one_shop_is_not_told_of_the_next(world: World) -> None:
    world.job(JobKind.PREVIEW)
    assert standing_of(world).skipped
    save(world, shop_url="https://another.example/api")
    assert standing_of(world).skipped == 0
    assert standing_of(world).preview is None


def test_the_way_back_proves_nothing_either(world: World) -> None:
    world.job()
    former = world.connection.sa_user
    save(world, sa_user="another@example.com")
    save(world, sa_user=former)
    assert standing_of(world).equal_at is None
    assert not standing_of(world).tells_of_account
    world.type_secrets(world.connection)
    assert world.job().verified
    assert standing_of(world).equal_at is not None
    assert standing_of(world).tells_of_account


def test_a_run_that_was_broken_off_does_not_go_on_with_other_sides(world: World) -> None:
    first = world.job()
    world.store.runs.save(replace(first, state=RunState.PAUSED))
    save(world, shop_url="https://another.example/api")
    assert world.store.runs.resumable(world.connection.id) is None
    assert Step.CONTINUE not in {s for r in remarks_on(standing_of(world)) for s in r.steps}


def test_what_a_verification_found_is_counted(world: World) -> None:
    world.job()
    for product in world.account_products()[:3]:
        world.sandbox.account.put_product(product._replace(prod_name="Átírva a fiókban"))
    assert world.job(JobKind.VERIFY).difference_count
    assert standing_of(world).differing == 3
    assert standing_of(world).state is ShopState.PARTIAL


def test_the_products_of_the_former_shop_are_not_counted_as_those_of_the_new_one(
    world: World,
) -> None:
    assert world.job().verified
    known = standing_of(world).in_shop
    assert known == len(list(world.sandbox.shop.keys()))
    home = world.connection.shop_url
    save(world, shop_url="https://another.example/api")
    assert standing_of(world).in_shop == 0
    save(world, shop_url=home)
    assert standing_of(world).in_shop == known


def test_an_undo_in_one_account_is_not_told_of_another(world: World) -> None:
    written = world.job()
    assert undo(world, written, remove_created=True).has_undone
    assert undo_in_force(standing_of(world)) is not None
    save(world, sa_user="another@example.com")
    world.type_secrets(world.connection)
    assert world.job().state is RunState.STOPPED
    standing = standing_of(world)
    assert undo_in_force(standing) is None
    told = given_back_text(world.store.runs.newest(2)[1])
    assert told
    assert told not in " ".join(text for remark in remarks_on(standing) for text in remark.texts)


def test_an_undo_is_no_more_told_once_both_sides_are_found_equal(world: World) -> None:
    """What the shop had given back by then is what the account has."""
    world.job()
    key = world.ordinary(1)[0]
    name = world.sandbox.shop.product(key).name
    world.sandbox.shop.update(key, name="Tévedésből átnevezve")
    wrong = world.job()
    assert wrong.updated == 1
    world.sandbox.shop.update(key, name=name)
    undo(world, wrong)
    assert undo_in_force(standing_of(world)) is not None
    world.time += 10
    looked = world.job(JobKind.PREVIEW)
    assert looked.planned is not None
    assert looked.planned.writes == 0
    assert undo_in_force(standing_of(world)) is None
    told = given_back_text(world.store.runs.newest(2)[1])
    texts = [text for remark in remarks_on(standing_of(world)) for text in remark.texts]
    assert told not in " ".join(texts)


def test_a_run_that_read_nothing_leaves_the_advice_to_look_first(world: World) -> None:
    world.job()
    save(world, sa_user="another@example.com")
    advice = next(iter(remarks_on(standing_of(world)))).title
    world.fails = lambda _request: True
    world.job()  # by another account's user, with the former one's passwords or none
    remarks = list(remarks_on(standing_of(world)))
    assert advice in [remark.title for remark in remarks]
    assert sum(Step.PREVIEW in remark.steps for remark in remarks) == 1
    world.fails = lambda _request: False
    world.type_secrets(world.connection)
    world.job()
    assert advice not in [remark.title for remark in remarks_on(standing_of(world))]


def test_how_much_differs_is_not_known_before_the_new_sides_are_compared(world: World) -> None:
    assert standing_of(world).known_differing is None
    world.job(JobKind.PREVIEW)
    assert standing_of(world).known_differing
    world.job()
    assert standing_of(world).known_differing == 0
    save(world, sa_user="another@example.com")
    world.type_secrets(world.connection)
    assert standing_of(world).known_differing is None
    (line,) = (line for line in metrics_text(world.store).splitlines() if "products{" in line)
    assert line.endswith(" 60")
    assert "shopsync_differences" not in metrics_text(world.store)
    world.sandbox.shop.update(*world.ordinary(1), name="Új név")
    assert world.job().state is RunState.STOPPED
    assert standing_of(world).known_differing == 1
    assert 'shopsync_differences{shop="bemutato"} 1\n' in metrics_text(world.store)


def test_an_account_that_is_equal_already_is_neither_doubted_nor_braked(world: World) -> None:
    """Led to another account and back, and what was written there undone: both sides are equal all the same."""
    run = world.job()
    save(world, sa_user="another@example.com")
    world.type_secrets(world.connection)
    writes = world.write_count()
    there = world.job()
    assert (there.brakes, there.verified, world.write_count()) == ((), True, writes)
    save(world, sa_user=world.config.sa_user)
    world.type_secrets(world.connection)
    undone = world.job(JobKind.UNDO, undo_run_id=run.run_id)
    assert undone.updated + undone.removed == 0
    proof = world.job(JobKind.VERIFY)
    assert (proof.state, proof.verified, proof.unchanged) == (RunState.DONE, True, run.created)
    assert standing_of(world).equal_at is not None


@pytest.mark.parametrize("changed", ELSEWHERE[:1])
def test_it_needs_attention_as_long_as_something_is_advised(
    world: World, changed: dict[str, str]
) -> None:
    world.job()
    assert not standing_of(world).needs_attention
    save(world, **changed)
    world.type_secrets(world.connection)
    assert [remark.steps for remark in remarks_on(standing_of(world))]
    assert standing_of(world).needs_attention
    world.job(JobKind.PREVIEW)
    assert [remark.steps for remark in remarks_on(standing_of(world))]
    assert standing_of(world).needs_attention
    world.job(approve_brake=True)
    assert not standing_of(world).needs_attention
