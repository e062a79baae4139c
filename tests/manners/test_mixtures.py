"""Mixtures of three manners: in an ordinary run every thirtieth."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.manners.mixtures import mixture
from tests.manners.telling import tell
from tests.portions import portion

#: The name stays as the account transliterates it: a known fault, not yet understood.
_OPEN = {31}


@pytest.mark.slow
@pytest.mark.parametrize("seed", portion(range(300), 30))
def test_mixed(seed: int, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    if seed in _OPEN:
        request.applymarker(pytest.mark.xfail(reason="the name stays as the account writes it"))
    tell(tmp_path, mixture(seed))
