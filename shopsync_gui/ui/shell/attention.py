"""Shops and versions that need a look, and the last proofs of the shops."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.sync.standing.activity import Activity
    from shopsync_gui.sync.standing.equality import Proof
    from shopsync_gui.ui.jobs.context import AppContext


class Attention(QObject):
    """The number of shops that need a look, read in the background: a last run that did not simply end well counts."""

    changed = Signal()

    def __init__(self, context: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self.shops = 0
        #: The shops' last proofs that both sides are equal, by their ids.
        self.proofs: dict[int, Proof] = {}
        context.updates.changed.connect(self.changed)

    @property
    def new_versions(self) -> int:
        """1 where a newer version of the program has been announced."""
        return 0 if self._context.updates.newer is None else 1

    def count(self) -> None:
        """Read it again."""
        activity = self._context.other_programs.activity
        shops = [(shop, activity(shop.id)) for shop in self._context.connections]
        read = partial(_needing_attention, shops=shops)
        self._context.store.reader.ask(self, read, self._read)

    def _read(self, found: tuple[int, dict[int, Proof]]) -> None:
        self.shops, self.proofs = found
        self.changed.emit()


def _needing_attention(
    store: Store, shops: list[tuple[Connection, Activity]]
) -> tuple[int, dict[int, Proof]]:
    from shopsync_gui.sync.standing.stored_standings import read_standings

    standings = read_standings(store, [shop for shop, _activity in shops])
    now = [replace(standings[shop.id], activity=activity) for shop, activity in shops]
    attention = sum(standing.needs_attention for standing in now)
    return attention, {shop: proof for shop in standings if (proof := standings[shop].proof)}
