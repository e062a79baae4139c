"""Every test leaves the language as it found it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shopsync_gui.core import text


@pytest.fixture(autouse=True)
def language_as_it_was() -> Iterator[None]:
    spoken, catalogue = text._Active.language, text._Active.catalogue
    yield
    text.use(spoken, catalogue)
