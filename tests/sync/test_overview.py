"""The first page's content, read from the store."""

from __future__ import annotations

from pathlib import Path

from shopsync_gui.core.products.changes import ChangeKind, Period
from shopsync_gui.sync.standing.overview import MOST_FALLS, read_overview
from tests.sync.world import World


def test_it_counts_what_changed_since_and_shows_the_largest_falls(tmp_path: Path) -> None:
    world = World(tmp_path, products=80)
    assert world.job().verified
    shop = world.sandbox.shop
    cheaper = world.ordinary(MOST_FALLS + 2)
    for index, key in enumerate(cheaper):
        shop.update(key, net=shop.product(key).net * (90 - index) // 100)
    world.time += 60.0
    assert world.job().verified
    connections = world.store.connections.all()
    content = read_overview(world.store, connections, Period.LAST_SYNC, world.now())
    told = {kind: count for kind, count in content.counts.items() if count and kind}
    assert told == {ChangeKind.CHEAPER: len(cheaper)}
    skus = [shop.product(key).sku for key in reversed(cheaper)]
    assert [row.sku for row in content.falls] == skus[:MOST_FALLS]
    assert content.standings.keys() == {world.connection.id}
    other = read_overview(world.store, connections, Period.LAST_SYNC, world.now(), shop=999)
    assert not any(other.counts.values())
    assert other.falls == ()
