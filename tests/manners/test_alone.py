"""Every manner of the sandbox, each alone: in an ordinary run some of each aspect."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopsync_gui.sandbox.manners import MANNERS
from tests.manners.telling import tell
from tests.portions import portion


def aspect(name: str) -> str:
    return MANNERS[name].aspect


NAMES = portion(list(MANNERS), 30, kind=aspect)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_alone(name: str, tmp_path: Path) -> None:
    tell(tmp_path, [name])
