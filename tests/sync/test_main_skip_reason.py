"""Where one reason keeps most products of a shop out, run and card say it first, with the number."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopsync_gui.core.products.labels import reason_action, reason_label
from shopsync_gui.core.products.reasons import SkipReason
from shopsync_gui.core.runs.receipt import receipt_statements
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.sync.standing.next_steps import remarks_on
from shopsync_gui.sync.standing.stored_standings import read_standing
from tests.sync.world import World


def test_a_currency_that_is_refused_for_all_products_is_what_run_and_card_say(
    tmp_path: Path,
) -> None:
    world = World(tmp_path, catalogue="awkward", manners=("shop-ron",))
    report = world.job()
    assert (report.state, report.created) == (RunState.PARTIAL, 0)
    told = next(receipt_statements(report))
    assert reason_label(SkipReason.CURRENCY) in told
    assert str(report.skipped) in told
    remark = next(remarks_on(read_standing(world.store, world.store.connections.all()[0])))
    assert (remark.title, remark.texts) == (told, (reason_action(SkipReason.CURRENCY),))


@pytest.mark.parametrize("without", [5, 40])
def test_a_reason_is_told_where_it_holds_for_most_of_the_shop(tmp_path: Path, without: int) -> None:
    world = World(tmp_path, orders=0)
    for key in list(world.sandbox.shop.keys())[:without]:
        world.sandbox.shop.update(key, sku="")
    statements = list(receipt_statements(world.job()))
    assert any(reason_label(SkipReason.NO_SKU) in text for text in statements) is (without == 40)
