"""The documents of this computer in words that hold on every computer: names of shops, keys of the shop."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from shopsync_gui.store.documents.shared_documents import mark_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shopsync_gui.core.team.team import DocumentKind
    from shopsync_gui.store.account.connections import Connections
    from shopsync_gui.store.database.database import Database


class LocalDocument(NamedTuple):
    """A row of this computer: its shop's name, its state, and the body that says the same everywhere."""

    shop: str
    here: str
    body: str


class BodiesOfKind(Protocol):
    """The rows of one kind of documents as bodies; a local name tells one row from the others."""

    def rows(self) -> Iterable[tuple[str, LocalDocument]]:
        """Every row by its local name."""

    def row(self, local: str) -> LocalDocument | None:
        """One of them."""

    def put(self, shop: str, body: str, local: str | None) -> str | None:
        """Write a body into the row `local`, or into a new one; its local name.

        None where it cannot stand on this computer yet: its shop or categories are not known here.
        """

    def remove(self, local: str) -> None:
        """Delete a row."""

    def name_of(self, body: str) -> str:
        """The name that a body is known by."""

    def renamed(self, body: str, name: str) -> str:
        """A body under another name."""

    def holder(self, shop: str, name: str) -> str | None:
        """The row that has this name, where names have to differ."""


class SharedShops:
    """The shops that are connected here and whose documents may be told; the demo's only `with_demo`."""

    def __init__(
        self, database: Database, connections: Connections, *, with_demo: bool = False
    ) -> None:
        self._db = database
        self._connections = connections
        self._with_demo = with_demo

    def ids(self) -> dict[str, int]:
        """Their ids by their names."""
        known = self._connections.all()
        return {each.name: each.id for each in known if self._with_demo or not each.demo}

    def names(self) -> dict[int, str]:
        """Their names by their ids."""
        return {shop_id: name for name, shop_id in self.ids().items()}

    def mark(self, shop_id: int) -> str:
        """The mark of the shop whose products and categories are stored here."""
        query = "SELECT linked_shop FROM connection WHERE id = ?"
        return mark_of(str(self._db.value(query, (shop_id,)) or ""))


class DocumentBodies:
    """The rows of this computer that a team shares, or that wait for their shop, by their kinds."""

    def __init__(self, shops: SharedShops, kinds: Mapping[DocumentKind, BodiesOfKind]) -> None:
        self.shops = shops
        self._kinds = kinds

    def of(self, kind: DocumentKind) -> BodiesOfKind:
        """The rows of one kind."""
        return self._kinds[kind]

    def rows(self) -> dict[tuple[DocumentKind, str], LocalDocument]:
        """The rows of all kinds by kind and local name."""
        return {
            (kind, local): row
            for kind, bodies in self._kinds.items()
            for local, row in bodies.rows()
        }
