"""A service that has to be asked again: the progress says so, and no more once it has answered."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from shopsync_gui.core.runs import RunState
from tests.sync.world import World


@pytest.mark.parametrize(
    ("part", "service"), [("listproducts", "SalesAutopilot"), ("productExtend", "Shoprenter")]
)
def test_the_progress_says_what_does_not_answer(tmp_path: Path, part: str, service: str) -> None:
    world = World(tmp_path, products=20)
    left = 2

    def fails(request: httpx.Request) -> bool:
        nonlocal left
        if part in request.url.path and left:
            left -= 1
            return True
        return False

    world.fails = fails
    assert world.job().state is RunState.DONE
    told = [moment.trouble for moment in world.progress]
    assert any(service in text for text in told)
    assert told[-1] == ""
