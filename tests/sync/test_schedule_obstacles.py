"""What keeps the syncs of a schedule from running."""

from __future__ import annotations

import pytest

from shopsync_gui.sync.schedule.schedule_obstacles import Conditions, Obstacle, obstacle_text

ALL_WELL = {"has_passwords": True, "keeps_passwords": True, "has_tray": True, "starts": True}


@pytest.mark.parametrize(
    ("lacking", "obstacles"),
    [
        ((), ()),
        (("has_passwords",), (Obstacle.LOGIN_MISSING,)),
        (("has_passwords", "keeps_passwords"), (Obstacle.LOGIN_MISSING,)),
        (("keeps_passwords",), (Obstacle.LOGIN_NOT_KEPT,)),
        (("has_tray", "starts"), (Obstacle.NO_TRAY, Obstacle.NOT_STARTED)),
    ],
)
def test_each_condition_that_is_lacking_is_told(
    lacking: tuple[str, ...], obstacles: tuple[Obstacle, ...]
) -> None:
    conditions = Conditions(**{name: name not in lacking for name in ALL_WELL})
    assert conditions.obstacles == obstacles
    assert len({obstacle_text(obstacle) for obstacle in obstacles}) == len(obstacles)


def test_only_a_missing_login_stops_every_sync() -> None:
    assert [o for o in Obstacle if o.stops_all] == [Obstacle.LOGIN_MISSING]
