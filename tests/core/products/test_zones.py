"""Time zones by their names, as shops tell them."""

from __future__ import annotations

from zoneinfo import ZoneInfo, available_timezones

import pytest

from shopsync_gui.core.products.shop_profile import DEFAULT_ZONE, zone


def test_every_zone_is_known_by_its_name() -> None:
    for name in available_timezones():
        assert zone(name) == ZoneInfo(name)


@pytest.mark.parametrize(
    "name", ["", "Budapest", "../../etc/passwd", "a" + "/...." * 60, "x" * 300]
)
def test_any_other_name_means_budapest(name: str) -> None:
    assert zone(name) == ZoneInfo(DEFAULT_ZONE)
