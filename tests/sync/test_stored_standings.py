"""How shops stand by what the store has of their runs."""

from __future__ import annotations

from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from shopsync_gui.core.plan.plan_summary import PlanCounts
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.store import Store
from shopsync_gui.sync.standing.plan_ahead import plan_ahead
from shopsync_gui.sync.standing.shop_state import ShopState
from shopsync_gui.sync.standing.standing import ShopStanding
from shopsync_gui.sync.standing.stored_standings import read_standing, read_standings
from tests.connected import connect_shop
from tests.prepared import prepared_store
from tests.sync.past_runs import (
    AHEAD,
    NOW,
    PLANNED,
    Run,
    after,
    report,
)


def stored(store: Store, runs: list[Run]) -> ShopStanding:
    """What the store's receipts of these runs add up to."""
    shop = connect_shop(store, f"bolt{len(store.connections.all())}", title="Bolt", now=NOW)
    for number, (kind, state, more) in enumerate(runs, 1):
        run = store.runs.start(kind, shop.id, NOW)
        ended = report(number, kind, state, **more)
        store.runs.save(replace(ended, run_id=run.run_id, connection_id=shop.id))
    shop = store.connections.update(shop.id, verified_at=NOW)
    standing = read_standing(store, shop)
    assert read_standings(store, store.connections.all())[shop.id] == standing
    return standing


RUNS = st.lists(
    st.tuples(
        st.sampled_from(JobKind),
        st.sampled_from([state for state in RunState if state is not RunState.RUNNING]),
        st.fixed_dictionaries(
            {},
            optional={
                "verified": st.booleans(),
                "created": st.integers(0, 3),
                "removed": st.integers(0, 2),
                "planned": st.sampled_from([AHEAD, PLANNED, PlanCounts(unchanged=9)]),
                "orders_since": st.just(date(2026, 1, 1)),
            },
        ),
    ),
    max_size=9,
)


@given(runs=RUNS)
def test_what_is_read_is_what_was_seen_to_happen(
    tmp_path_factory: pytest.TempPathFactory, runs: list[Run]
) -> None:
    seen = replace(after(*runs), verified_at=NOW)
    with closing(prepared_store(tmp_path_factory.mktemp("store") / "shopsync.db")) as store:
        read = stored(store, runs)
    for name in ("state", "differing", "equal_at", "synced_at", "is_proof_old"):
        assert getattr(read, name) == getattr(seen, name), name
    assert plan_ahead(read) == plan_ahead(seen)
    assert read.needs_attention == seen.needs_attention


@pytest.mark.parametrize("kind", [JobKind.SYNC, JobKind.VERIFY])
def test_a_clock_that_was_set_back_does_not_put_a_run_behind_earlier_ones(
    tmp_path: Path, kind: JobKind
) -> None:
    then = NOW - timedelta(days=3)
    paused: dict[str, object] = {"started_at": then, "finished_at": then, "verified": None}
    with closing(prepared_store(tmp_path / "shopsync.db")) as store:
        standing = stored(
            store,
            [
                (kind, RunState.DONE, {"verified": True, "compared": 9}),
                (JobKind.SYNC, RunState.PAUSED, paused),
            ],
        )
    assert standing.latest is not None
    assert standing.latest.run_id == 2
    assert standing.recent[0].run_id == 2
    assert standing.state is ShopState.PAUSED
    assert standing.equal_at is None


def test_the_last_sync_is_that_of_the_highest_number_though_an_earlier_one_went_on_later(
    tmp_path: Path,
) -> None:
    then = NOW - timedelta(days=3)
    with closing(prepared_store(tmp_path / "shopsync.db")) as store:
        standing = stored(
            store,
            [
                (JobKind.SYNC, RunState.STOPPED, {}),
                (JobKind.SYNC, RunState.DONE, {"verified": True, "started_at": then}),
                (JobKind.SYNC, RunState.PAUSED, {"started_at": then, "finished_at": then}),
            ],
        )
    assert [run.run_id for run in standing.recent] == [3, 2, 1]


def test_a_sync_that_went_on_after_a_verification_is_later_than_it(tmp_path: Path) -> None:
    later = NOW + timedelta(hours=1)
    with closing(prepared_store(tmp_path / "shopsync.db")) as store:
        standing = stored(
            store,
            [
                (JobKind.SYNC, RunState.PAUSED, {"finished_at": later}),
                (JobKind.VERIFY, RunState.DONE, {"verified": True, "compared": 9}),
            ],
        )
    assert [run.run_id for run in standing.recent] == [1, 2]
    assert standing.state is ShopState.PAUSED
