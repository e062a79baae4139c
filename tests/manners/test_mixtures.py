"""Mixtures of three manners: in an ordinary run every thirtieth."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.manners.mixtures import mixture
from tests.manners.telling import tell
from tests.portions import portion


@pytest.mark.slow
@pytest.mark.parametrize("seed", portion(range(300), 30))
def test_mixed(seed: int, tmp_path: Path) -> None:
    tell(tmp_path, mixture(seed))
