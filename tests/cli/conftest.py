"""What every test of the command line stands on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.quick_reads import quick_reads


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests run in real time."""
    quick_reads(monkeypatch)


@pytest.fixture(autouse=True)
def language_as_it_was(language: Callable[[str], None]) -> None:
    """A command speaks the language that it finds, and leaves none behind."""
