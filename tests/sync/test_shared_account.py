"""Two shops in one account: what the one writes over the other one's products ends that one's proof."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from shopsync_gui.core.plan.plan import Action
from shopsync_gui.core.products.reasons import KeepReason
from shopsync_gui.core.runs.account_words import edited_text
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.settings.shop_choices import PriceChoice
from shopsync_gui.core.tone import Tone
from shopsync_gui.store.account.connections import Connection
from shopsync_gui.sync.run.session import Session
from shopsync_gui.sync.standing.next_steps import remarks_on
from shopsync_gui.sync.standing.remark import Step
from shopsync_gui.sync.standing.shop_state import ShopState
from shopsync_gui.sync.standing.standing import ShopStanding
from shopsync_gui.sync.standing.state_words import state_text
from shopsync_gui.sync.standing.stored_standings import read_standing, read_standings
from tests.sync.world import World


class Shared(World):
    """A second shop with the same SKUs, written to the same account with its list prices."""

    def __init__(self, folder: Path, price: PriceChoice = PriceChoice.LIST) -> None:
        super().__init__(folder, products=60, orders=0)
        self.first = self.connection
        values = {
            name: getattr(self.first, name)
            for name in ("shop_url", "token_url", "sa_url", "client_id", "sa_user")
        }
        options = replace(self.first.options, price=price)
        self.second = self.store.connections.add(
            name="masik", title="Másik bolt", options=options, now=self.now(), **values
        )
        self.type_secrets(self.second)

    def sync(self, connection: Connection, kind: JobKind = JobKind.SYNC) -> int:
        """Sync one of the shops after a while; how many products that wrote."""
        self.time += 60
        self.connection = connection
        report = self.job(kind)
        assert report.state is RunState.DONE
        return report.created + report.updated

    def standing(self, connection: Connection) -> ShopStanding:
        """How it stands, alone and among all shops."""
        known = self.store.connections.all()
        shop = next(each for each in known if each.id == connection.id)
        alone = read_standing(self.store, shop)
        assert read_standings(self.store, known)[connection.id] == alone
        return alone


def test_a_shop_whose_products_another_one_overwrote_is_not_called_equal(tmp_path: Path) -> None:
    world = Shared(tmp_path)
    world.sync(world.first)
    before = world.standing(world.first)
    assert before.state is ShopState.DONE
    assert before.equal_at is not None
    written = world.sync(world.second)
    assert written > 0
    first, second = world.standing(world.first), world.standing(world.second)
    assert (first.state, first.equal_at, first.differing) == (ShopState.IDLE, None, written)
    assert first.needs_attention
    assert first.is_proof_old
    assert (second.state, second.differing) == (ShopState.DONE, 0)
    assert second.equal_at is not None
    assert not second.needs_attention
    assert any(
        world.second.title in remark.title and Step.PREVIEW in remark.steps
        for remark in remarks_on(first)
    )


def test_the_next_sync_turns_that_round(tmp_path: Path) -> None:
    world = Shared(tmp_path)
    world.sync(world.first)
    for winner, loser in 2 * ((world.second, world.first), (world.first, world.second)):
        assert world.sync(winner) > 0
        assert world.standing(winner).state is ShopState.DONE
        assert world.standing(loser).is_overwritten


def test_a_preview_since_then_tells_what_differs(tmp_path: Path) -> None:
    world = Shared(tmp_path)
    world.sync(world.first)
    written = world.sync(world.second)
    world.sync(world.first, JobKind.PREVIEW)
    standing = world.standing(world.first)
    assert (standing.is_overwritten, standing.differing) == (False, written)
    assert standing.equal_at is None


def test_shops_that_write_the_same_are_equal_both(tmp_path: Path) -> None:
    world = Shared(tmp_path, PriceChoice.CURRENT)
    assert world.sync(world.first) > 0
    assert world.sync(world.second) == 0
    for shop in (world.first, world.second):
        assert world.standing(shop).equal_at is not None


def test_a_product_that_a_run_writes_twice_is_one_product(tmp_path: Path) -> None:
    world = Shared(tmp_path)
    world.sync(world.first)
    one, other, *_ = (row.prod_id for row in world.account_products())
    world.connection = world.second
    run_id = world.store.runs.start(JobKind.SYNC, world.second.id, world.now()).run_id

    async def write(session: Session) -> None:
        for sa_id in (one, other, one):
            session.note_written(sa_id)

    world.in_session(run_id, write)
    overwritten = world.standing(world.first).overwritten
    assert overwritten is not None
    assert overwritten.products == 2


@pytest.mark.parametrize(("sa_id", "hit"), [(0, False), (1, True)])
def test_products_that_are_not_common_leave_the_other_shop_alone(
    tmp_path: Path, sa_id: int, hit: bool
) -> None:
    world = Shared(tmp_path)
    world.sync(world.first)
    known = world.account_products()[0].prod_id
    world.store.overwritings.note(
        [world.first.id],
        known if sa_id else 1_000_000,
        by=world.second.id,
        run_id=99,
        now=world.now() + timedelta(seconds=1),
    )
    assert world.standing(world.first).is_overwritten is hit


def test_a_run_says_which_shop_of_the_account_changed_its_products(tmp_path: Path) -> None:
    world = Shared(tmp_path)
    world.sync(world.first)
    world.sync(world.second)
    world.sync(world.first)
    (told,) = world.store.runs.newest(1)
    assert told.edited > 0
    assert told.overwritten_by == world.second.title
    assert world.second.title in edited_text(told)


def test_another_user_of_the_same_account_shares_it_once_both_were_read(tmp_path: Path) -> None:
    world = Shared(tmp_path)
    world.sync(world.first)
    assert world.store.connections.sharers_of(world.first) == world.second.title
    second = world.store.connections.update(world.second.id, sa_user="another")
    assert world.store.connections.sharers_of(world.first) == ""
    world.store.target.replace(second.id, world.store.target.load(world.first.id))
    assert world.store.connections.sharers_of(world.first) == world.second.title


def test_what_an_undo_gave_back_is_no_longer_overwritten_but_not_verified_either(
    tmp_path: Path,
) -> None:
    world = Shared(tmp_path)
    world.sync(world.first)
    world.sync(world.second)
    undone = world.store.runs.newest(1)[0].run_id
    world.time += 60
    assert world.job(JobKind.UNDO, undo_run_id=undone).state is RunState.DONE
    standing = world.standing(world.first)
    assert not standing.is_overwritten
    assert not standing.needs_attention
    assert (standing.differing, standing.known_differing) == (0, None)
    assert (standing.state, standing.equal_at) == (ShopState.IDLE, None)
    assert state_text(standing) == "Not verified"
    (remark,) = (remark for remark in remarks_on(standing) if world.second.title in remark.title)
    assert (remark.tone, Step.PREVIEW in remark.steps) == (Tone.PLAIN, True)
    assert world.sync(world.first) == 0
    assert world.standing(world.first).state is ShopState.DONE


def test_an_undo_that_gave_back_a_part_leaves_the_rest_overwritten(tmp_path: Path) -> None:
    world = Shared(tmp_path)
    world.sync(world.first)
    written = world.sync(world.second)
    undone = world.store.runs.newest(1)[0].run_id
    row = next(row for row in world.account_products() if is_common(world, row.prod_id))
    for removed, left in ((False, written - 1), (False, written - 2), (True, written - 1)):
        world.time += 60
        world.store.overwritings.note_undo(
            [world.first.id],
            row.prod_id,
            by=world.second.id,
            undone=undone,
            now=world.now(),
            removed=removed,
        )
        standing = world.standing(world.first)
        assert (standing.is_overwritten, standing.differing) == (True, left)


def test_an_undo_of_an_earlier_run_leaves_what_was_overwritten_since(tmp_path: Path) -> None:
    world = Shared(tmp_path)
    world.sync(world.first)
    written = world.sync(world.second)
    row = world.account_products()[0].prod_id

    def undo() -> ShopStanding:
        world.time += 60
        world.store.overwritings.note_undo(
            [world.first.id], row, by=world.second.id, undone=99, now=world.now()
        )
        return world.standing(world.first)

    assert undo().differing == written
    world.sync(world.first)
    standing = undo()
    assert (standing.is_overwritten, standing.is_given_back) == (False, True)


def test_an_undo_of_the_last_of_two_runs_leaves_what_the_first_overwrote(tmp_path: Path) -> None:
    world = Shared(tmp_path)
    world.sync(world.first)
    written = world.sync(world.second)
    (first,) = world.store.runs.newest(1)
    for key in world.ordinary(2):
        world.sandbox.shop.update(key, net=123_400)
    world.time += 60
    assert world.sync(world.second) == 2
    (second,) = world.store.runs.newest(1)
    assert world.standing(world.first).differing == 2
    for run, left in ((second, written), (first, 0)):
        world.time += 60
        assert world.job(JobKind.UNDO, undo_run_id=run.run_id).state is RunState.DONE
        standing = world.standing(world.first)
        assert (standing.is_overwritten, standing.differing) == (left > 0, left)
    assert standing.is_given_back
    world.sync(world.first)
    assert world.standing(world.first).equal_at is not None


def is_common(world: Shared, sa_id: int) -> bool:
    """Whether the first shop has that product of the account."""
    return any(world.store.catalogue.counterparts(world.first.id, sa_id))


@pytest.mark.parametrize("kind", [JobKind.PREVIEW, JobKind.UNDO])
def test_an_undo_leaves_what_another_shop_has_by_now(tmp_path: Path, kind: JobKind) -> None:
    world = Shared(tmp_path, PriceChoice.CURRENT)
    world.sync(world.first)
    world.sync(world.second)
    run = world.store.runs.last_sync(world.first.id)
    assert run is not None
    world.connection = world.first
    held = world.account_products()
    report = world.job(kind, undo_run_id=run.run_id, remove_created=True)
    assert report.removed == 0
    assert world.account_products() == held
    reasons = [item.reason for item in world.plans[-1].items if item.action is Action.KEEP]
    assert reasons.count(KeepReason.OF_OTHER_SHOP) == run.created > 0


def test_a_verification_in_between_leaves_it_known_which_shop_changed_the_products(
    tmp_path: Path,
) -> None:
    world = Shared(tmp_path)
    world.sync(world.first)
    written = world.sync(world.second)
    world.connection = world.first
    for kind in (JobKind.VERIFY, JobKind.SYNC):
        world.time += 60
        report = world.job(kind)
        assert report.edited == written
        assert report.overwritten_by == world.second.title
    account = world.sandbox.account
    ours = world.account_products()[20]
    account.put_product(ours._replace(prod_name="Kézzel írt név"))
    report = world.job()
    assert (report.edited, report.overwritten_by) == (1, ""), "that was nobody's shop"
