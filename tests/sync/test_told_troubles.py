"""A service that has to be asked again: the progress says so, and no more once it has answered."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import httpx
import pytest

from shopsync_gui.core.runs.jobs import Phase, Progress, Trouble
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.sandbox import faults as f
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
    assert {trouble.service for trouble in told if trouble is not None} == {service}
    assert told[-1] is None


#: What a service does from some request on.
SILENCES = {
    "it cannot be reached": f.refuse(),
    "it hangs": f.hang(),
    "it answers with errors": f.status(503),
    "it asks for much patience": f.status(429, retry_after="60"),
}


@pytest.mark.parametrize("silence", SILENCES)
@pytest.mark.parametrize("where", ["shop/", "GET sa/", "POST sa/modifyproduct"])
def test_an_outage_is_told_each_second_with_its_length_and_the_next_try(
    tmp_path: Path, silence: str, where: str
) -> None:
    world = World(tmp_path, products=60, orders=0)
    world.job()
    shop = world.sandbox.shop
    for key in world.ordinary(5):
        shop.update(key, net=shop.product(key).net_minor + 100)
    world.sandbox.faults.at(where, SILENCES[silence], None)
    told: list[tuple[float, Progress]] = []
    world.start(lambda _task: told.append((world.loop_time(), world.progress[-1])))
    troubles = [(now, moment.trouble) for now, moment in told if moment.trouble is not None]
    first_at, first = troubles[0]
    assert first.seconds <= 7
    # From then on no more than a second passes without a word, be it of the trouble or of a wait.
    since = [now for now, _moment in told if now >= first_at] + [world.time]
    assert max(after - now for now, after in pairwise(since)) <= 1.1
    service = "Shoprenter" if where == "shop/" else "SalesAutopilot"
    assert {trouble.service for _now, trouble in troubles} == {service}
    for (now, trouble), (after, later) in pairwise(troubles):
        if after - now <= 1.1:  # no answer came between
            assert later.seconds == pytest.approx(trouble.seconds + after - now, abs=1.1)
    assert silence == "it hangs" or any(trouble.again_in for _now, trouble in troubles)


def test_what_troubles_a_run_is_never_left_out_between_other_news() -> None:
    down = Trouble(service="Shoprenter", seconds=0, reason="down")
    moments = [Progress(run_id=1, phase=Phase.PULL, trouble=each) for each in (None, down, None)]
    assert moments[0].moment != moments[1].moment
    assert moments[0].moment == moments[2].moment
