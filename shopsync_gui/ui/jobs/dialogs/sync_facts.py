"""Facts that a user should know before agreeing to a sync, be it to its plan or without one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.runs.runs import RunReport
from shopsync_gui.core.text import _, format_duration, sentences
from shopsync_gui.sync.standing.run_remarks import given_back_text
from shopsync_gui.sync.standing.shop_remarks import shared_text
from shopsync_gui.sync.standing.standing import ShopStanding
from shopsync_gui.sync.standing.stored_standings import read_standing
from shopsync_gui.sync.standing.undos import undo_in_force
from shopsync_gui.ui.jobs.progress import between, rounded

if TYPE_CHECKING:
    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.sync.run.run_estimate import Expected


class SyncFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A shop's standing, and what tells how long its sync will take.

    `known` products of it were read before. `pace` is how many writes a second the account took the
    last time, and `last` the last sync to it. `sharers` are the other shops that are written to it.
    """

    standing: ShopStanding
    known: int
    last: RunReport | None
    pace: float | None
    sharers: str

    def length(self, expected: Expected) -> str:
        """Say how long a sync will take of which this is expected."""
        last = self.last
        if last is not None and expected.writes is None:
            return _(
                "How long it takes depends on how many products have changed since the last sync: the preview tells."
            )
        tells = last is not None and last.created + last.updated >= (expected.writes or 0)
        return length_text(expected, last if tells else None)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Warnings of what the sync would write over, and of who else writes to the account."""
        return warnings(undo_in_force(self.standing), self.sharers)


def read_sync_facts(store: Store, shop: Connection) -> SyncFacts:
    """Read what is known of a shop."""
    is_known = shop.id in store.connections.known_shops()
    last = store.runs.last_sync(shop.id)
    same_account = last is None or not last.led_elsewhere  # another one may take much longer
    return SyncFacts(
        standing=read_standing(store, shop),
        known=store.grid.summary(shop.id).total if is_known else 0,
        last=last if same_account else None,
        pace=store.account_writes.pace(shop.id) if same_account else None,
        sharers=store.connections.sharers_of(shop),
    )


def length_text(expected: Expected, last: RunReport | None) -> str:
    """Say how long a sync will take, by the best that is known: a plan, the last sync, the number of products."""
    seconds = expected.seconds
    if seconds is not None:
        time = format_duration(rounded(seconds))
        return _("Expected duration: about {time}.").format(time=time)
    if last is not None and last.state.ended and last.seconds:
        return _("The last sync took {time}.").format(time=format_duration(last.seconds))
    if (bounds := expected.bounds) is not None:
        return _(
            "Expected duration: about {time}, depending on how quickly the account answers."
        ).format(time=between(*bounds))
    return _(
        "A sync takes minutes, of a large shop longer: that depends on the number of"
        " products and on how quickly the account answers."
    )


def warnings(undone: RunReport | None, sharers: str) -> tuple[str, ...]:
    """Say that values which an undo gave back are written over, and who else writes to the account."""
    texts = []
    if undone is not None:
        over = _("You undid a sync. This one writes the shop's values over what was given back.")
        texts.append(sentences(over, given_back_text(undone)))
    if sharers:
        texts.append(shared_text(sharers))
    return tuple(texts)
