"""The command settings: what was set is told."""

from __future__ import annotations

from pathlib import Path

from tests.cli.playing import call


def test_a_setting_that_was_set_is_told(shopsync_home: Path) -> None:
    assert not shopsync_home.exists()
    assert call("settings", "pull.readers", "3").out == "3\n"
    assert call("settings", "pull.readers").out == "3\n"
