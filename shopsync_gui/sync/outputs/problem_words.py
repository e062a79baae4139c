"""Words on what keeps a product from the account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.products.labels import (
    SKIP_REASONS,
    reason_action,
    reason_label,
    suspect_text,
)
from shopsync_gui.core.text import _, sentences

if TYPE_CHECKING:
    from shopsync_gui.store.lists.grid_row import GridRow


def problem_word(row: GridRow) -> str:
    """A word for what keeps the product from the account; empty where nothing does."""
    if row.failure is not None:
        return _("Failed")
    if row.reason is not None:
        return _("Skipped")
    return ""


def problem_reason(row: GridRow) -> str:
    """Say in a few words what is wrong; empty where nothing is known to be."""
    if row.failure is not None:
        return row.failure.title
    if row.reason not in SKIP_REASONS:
        return ""
    reason = reason_label(row.reason)
    return reason if row.suspect is None else f"{reason}: {suspect_text(row.suspect)}"


def problem_text(row: GridRow) -> str:
    """Say why the product is not in the account as it should be, and what to do."""
    if row.failure is not None:
        failure = row.failure
        return sentences(f"{failure.title}.", failure.message, failure.action)
    if row.reason is not None and row.reason in SKIP_REASONS:
        return f"{reason_label(row.reason)}. {reason_action(row.reason, row.suspect)}"
    return ""
