"""The numbers of the first page: what an earlier reading kept is what would be found anew."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from shopsync_gui.core.products.changes import ChangeKind, Period
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.sandbox.shop.catalogue import Catalogue
from shopsync_gui.store import Store, open_store
from shopsync_gui.sync.standing.overview import KeptNumbers, OverviewContent, read_overview
from tests.catalogues import NOW, as_shop_product, fill, live_on

_DAYS = 12


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop in which some products change every day."""
    path = tmp_path_factory.mktemp("lived") / "shopsync.db"
    fill(path, 300)
    live_on(path, _DAYS, 20)
    return path


def _read(store: Store, period: Period, hours: float, kept: str = "") -> OverviewContent:
    moment = NOW + timedelta(days=_DAYS, hours=hours)
    return read_overview(store, store.connections.all(), period, moment, None, kept)


@pytest.mark.parametrize("period", Period)
def test_what_was_kept_is_what_is_found_anew(lived: Path, period: Period) -> None:
    kept, different = "", set()
    with closing(open_store(lived, read_only=True)) as store:
        for step in range(60):
            content = _read(store, period, 7 * step, kept)
            anew = _read(store, period, 7 * step)
            assert (content.counts, content.falls) == (anew.counts, anew.falls)
            kept = content.kept
            different.add(content.counts[None])
    assert different != {0}
    assert (len(different) > 3) == (period is Period.WEEK)


def test_it_is_taken_over_only_while_nothing_changes(lived: Path) -> None:
    with closing(open_store(lived)) as store:
        (shop,) = store.connections.all()
        numbers = msgspec.json.decode(_read(store, Period.WEEK, 1).kept, type=KeptNumbers)
        kept = msgspec.json.encode(
            msgspec.structs.replace(numbers, counts={**numbers.counts, "cheaper": 4321})
        ).decode()
        cheaper = ChangeKind.CHEAPER
        assert _read(store, Period.WEEK, 2, kept).counts[cheaper] == 4321
        assert _read(store, Period.WEEK, 30, kept).counts[cheaper] != 4321
        assert _read(store, Period.MONTH, 2, kept).counts[cheaper] != 4321
        assert _read(store, Period.WEEK, 2, kept[:-9]).counts[cheaper] != 4321
        now = NOW + timedelta(days=_DAYS, hours=1)
        run = store.runs.start(JobKind.SYNC, shop.id, now)
        product = as_shop_product(Catalogue(1).product(7), surcharge=-900)
        store.pull.land_page(run.run_id, shop.id, 0, 1, [product], now)
        assert _read(store, Period.WEEK, 2, kept).counts[cheaper] != 4321
