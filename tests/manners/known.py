"""Manners and mixtures whose story does not end as it should yet; each one that passes leaves."""

from __future__ import annotations

from typing import Final

KNOWN: Final[frozenset[str]] = frozenset()
