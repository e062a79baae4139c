"""The moment of the user's last newsletter, from which the changes for the next one count."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shopsync_gui.store import Store
    from shopsync_gui.ui.jobs.context import AppContext


def note_newsletter(
    context: AppContext, connection_ids: Iterable[int], at: datetime | None = None
) -> None:
    """Remember that a newsletter about these shops went out, now or at a moment; pages hear of it."""
    shops, moment = tuple(connection_ids), at or datetime.now(UTC)
    connections = context.connections

    def note(store: Store) -> None:
        store.changes.note_newsletter(shops, moment)

    context.store.writer.ask(connections, note, lambda _done: connections.reload())
