"""The values that a card shows, read from the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.products.numbers import CatalogueCounts
from shopsync_gui.sync.standing.standing import ShopStanding
from shopsync_gui.sync.standing.stored_standings import read_standing

if TYPE_CHECKING:
    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection


class CardNumbers(msgspec.Struct, frozen=True):
    """The numbers of a shop's products, by part; `account_total` counts all of the account, as last read.

    Where `is_former`, they are those of another shop than the one to which the connection leads now.
    """

    products: CatalogueCounts = CatalogueCounts()
    account_total: int = 0
    is_former: bool = False

    @property
    def in_shop(self) -> int:
        """The number of products in the shop; 0 where that is not known."""
        return 0 if self.is_former else self.products.in_shop


class CardContent(msgspec.Struct, frozen=True):
    """The values read for a card: the shop's standing, and how many products there are."""

    standing: ShopStanding = ShopStanding()
    numbers: CardNumbers = CardNumbers()
    #: The compatibility check has tried the account out.
    tried_out: bool = False
    #: The titles of other shops of the same account.
    shared_with: str = ""


def read_numbers(store: Store, connection_id: int) -> CardNumbers:
    """Read the numbers of products of a shop."""
    in_account, _categories = store.target.counts(connection_id)
    is_former = connection_id not in store.connections.known_shops()
    return CardNumbers(store.grid.summary(connection_id), in_account, is_former)


def read_content(store: Store, connection: Connection) -> CardContent:
    """Read what the card of a connection shows."""
    tried_out = (connection.id, connection.account_key) in store.traits.tried_out()
    return CardContent(
        read_standing(store, connection),
        read_numbers(store, connection.id),
        tried_out,
        store.connections.sharers_of(connection),
    )
