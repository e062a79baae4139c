"""Whether the computer wants to save power, by what Linux tells in files."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from shopsync_gui.system.power import saves_power


@pytest.mark.skipif(sys.platform == "win32", reason="Windows is asked otherwise")
@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({}, False),
        ({"type": "Mains", "online": "0"}, False),
        ({"type": "Battery", "status": "Discharging", "capacity": "12"}, True),
        ({"type": "Battery", "status": "Discharging", "capacity": "80"}, False),
        ({"type": "Battery", "status": "Charging", "capacity": "5"}, False),
        ({"type": "Battery", "status": "Discharging", "capacity": "?"}, False),
        ({"type": "Battery", "scope": "Device", "status": "Discharging", "capacity": "3"}, False),
    ],
)
def test_a_low_battery_is_spared(tmp_path: Path, told: dict[str, str], expected: bool) -> None:
    battery = tmp_path / "BAT0"
    battery.mkdir()
    for name, text in told.items():
        (battery / name).write_text(f"{text}\n")
    assert saves_power(tmp_path) is expected
    assert saves_power(tmp_path / "missing") is False
