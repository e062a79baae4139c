"""The peculiarities of one account or shop, which runs note and read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.store.account.traits import Trait

    Clock = Callable[[], datetime]


class Traits:
    """The peculiarities of an account, or of a shop; those not seen for 90 days are forgotten."""

    def __init__(self, store: Store, connection_id: int, identity: str, now: Clock) -> None:
        self._store = store.traits
        self._now = now
        self._connection_id = connection_id
        self._identity = identity

    def all(self) -> dict[str, Trait]:
        """Everything that is known, by name."""
        return self._store.all(self._connection_id, self._identity, self._now())

    def value(self, name: str) -> str | None:
        """Return what is known under this name."""
        trait = self.all().get(name)
        return trait.value if trait is not None else None

    def lasting(self, name: str) -> str | None:
        """Return what was noted under this name, however long ago that is by this computer's clock."""
        return self._store.lasting(self._connection_id, self._identity, name)

    def times(self, name: str, value: str) -> int:
        """Count how often in a row this value was seen under this name."""
        trait = self.all().get(name)
        return trait.times_seen if trait is not None and trait.value == value else 0

    def note(self, name: str, value: str) -> None:
        """Count a sighting; another value than the known one begins at one."""
        self._store.note(self._connection_id, self._identity, name, value, self._now())

    def forget(self, name: str) -> None:
        """Remove what is known under this name."""
        self._store.forget(self._connection_id, self._identity, name)


def shop_traits(store: Store, connection: Connection, now: Clock) -> Traits:
    """The peculiarities of the connection's shop, kept beside those of accounts."""
    number = f" {connection.shop_number}" if connection.shop_number else ""
    return Traits(store, connection.id, f"shop {connection.name}{number}", now)


def account_traits(store: Store, connection: Connection, now: Clock) -> Traits:
    """The peculiarities of the connection's account."""
    return Traits(store, connection.id, connection.account_key, now)
