"""Mixtures of three manners, the 2nd quarter of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.manners.mixtures import mixture
from tests.manners.telling import tell


@pytest.mark.parametrize("seed", range(75, 150))
def test_mixed(seed: int, tmp_path: Path) -> None:
    tell(tmp_path, mixture(seed))
