"""The values that a card shows, read from the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.numbers import CatalogueCounts
from shopsync_gui.sync.standing import ShopStanding
from shopsync_gui.sync.stored_standings import read_standing

if TYPE_CHECKING:
    from shopsync_gui.store import Store
    from shopsync_gui.store.connections import Connection


class CardContent(msgspec.Struct, frozen=True):
    """The values read for a card: the shop's standing, and how many products there are.

    `account_total` counts all products of the account, as it was last read.
    """

    standing: ShopStanding = ShopStanding()
    products: CatalogueCounts = CatalogueCounts()
    account_total: int = 0


def read_content(store: Store, connection: Connection) -> CardContent:
    """Read what the card of a connection shows."""
    products = store.grid.summary(connection.id)
    in_account, _categories = store.target.counts(connection.id)
    return CardContent(
        standing=read_standing(store, connection), products=products, account_total=in_account
    )
