"""What every test of the command line stands on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shopsync_gui.core import text
from shopsync_gui.remote import retry


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reads that fail are repeated at once: these tests run in real time."""
    monkeypatch.setattr(retry, "LONGEST_WAIT", 0.05)


@pytest.fixture(autouse=True)
def language_as_it_was() -> Iterator[None]:
    spoken, catalogue = text._Active.language, text._Active.catalogue
    yield
    text.use(spoken, catalogue)
