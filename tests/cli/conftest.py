"""What every test of the command line stands on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from shopsync_gui.remote import retry, shoprenter_requests
from shopsync_gui.remote.pace import Pace


def fast_reads(patch: pytest.MonkeyPatch) -> None:
    """Let requests to the shop follow each other at once."""
    patch.setattr(shoprenter_requests, "Pace", lambda _rate: Pace(1000))


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reads follow each other, and are repeated, at once: these tests run in real time."""
    fast_reads(monkeypatch)
    monkeypatch.setattr(retry, "LONGEST_WAIT", 0.05)


@pytest.fixture(autouse=True)
def language_as_it_was(language: Callable[[str], None]) -> None:
    """A command speaks the language that it finds, and leaves none behind."""
