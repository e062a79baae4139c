"""Every manner of the sandbox, each alone: in an ordinary run every eightieth."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopsync_gui.sandbox.manners import MANNERS
from tests.manners.telling import tell
from tests.portions import portion


@pytest.mark.slow
@pytest.mark.parametrize("name", portion(MANNERS, 80))
def test_alone(name: str, tmp_path: Path) -> None:
    tell(tmp_path, [name])
