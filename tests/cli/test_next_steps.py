"""The commands of the next steps."""

from __future__ import annotations

import pytest

from shopsync_gui.cli.next_steps import command
from shopsync_gui.core.plan import PlanCounts
from shopsync_gui.store.connections import Connection
from shopsync_gui.sync.next_steps import Step
from tests.sync.past_runs import CANCELLED, UNDO, report


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, "shopsync undo 11 --yes"),
        ({"updated": 3, "planned": PlanCounts(update=8)}, "shopsync undo 11 --yes"),
        ({"planned": PlanCounts(remove=8)}, "shopsync undo 11 --remove-created --yes"),
        ({"removed": 3}, "shopsync undo 11 --remove-created --yes"),
    ],
)
def test_an_undo_goes_on_as_it_began(more: dict[str, object], expected: str) -> None:
    connection = Connection(
        id=1,
        name="bemutato",
        title="",
        shop_url="",
        token_url="",
        client_id="",
        sa_url="",
        sa_user="",
    )
    run = report(12, UNDO, CANCELLED, undo_of=11, **more)
    assert command(Step.UNDO, connection, run) == expected
