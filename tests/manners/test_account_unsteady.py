"""Every manner of `sandbox/manners/account_unsteady.py`, each alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopsync_gui.sandbox.manners.account_unsteady import MANNERS
from tests.manners.telling import tell


@pytest.mark.parametrize("name", MANNERS)
def test_alone(name: str, tmp_path: Path) -> None:
    tell(tmp_path, [name])
