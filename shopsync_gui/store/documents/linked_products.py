"""The products that links of an older letter lead to."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.newsletter.page_address import (
    PageAddress,
    hosts_of,
    is_named_by,
    page_address,
    without_count,
)
from shopsync_gui.store.database.codecs import json_list
from shopsync_gui.store.search.change_sql import SET_ASIDE
from shopsync_gui.store.search.query import GridQuery

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from shopsync_gui.store.database.database import Database
    from shopsync_gui.store.lists.grid import Grid

#: So many links of a letter are recognised by their words, each among so many products.
_MOST_GUESSED, _LOOKED_AT = 60, 200
#: Shorter words are in too many products, and looked for only where there are no others.
_LEAST_WORD = 3
_FOUND = (
    "SELECT p.id, {named}, p.state = 'active', c.name, p.page FROM {source}"
    " WHERE {wanted} AND NOT (" + SET_ASIDE + ") ORDER BY p.id DESC"
)


class LinkedBy(StrEnum):
    """The ways in which a link tells its product; the last two leave a doubt."""

    ADDRESS = "address"
    SKU = "sku"
    NAME = "name"


class LinkedProduct(msgspec.Struct, frozen=True):
    """A product that a link leads to, by its local id."""

    product_id: int
    by: LinkedBy


class LinkedProducts:
    """The products of all shops, by their links."""

    def __init__(self, database: Database, grid: Grid) -> None:
        self._db = database
        self._grid = grid

    def of(self, links: Iterable[str]) -> dict[str, LinkedProduct]:
        """The products by the links to their pages; links that tell none are left out.

        A page's address has the shop's own number of the product or the name that the shop gave the
        page (contract "shoprenter" 8.1). A name that the shop did not tell, or has changed since, is
        compared with names and SKUs: that is told apart, and only where one product alone has it.
        """
        addresses = {link: address for link in links if (address := page_address(link)) is not None}
        known = self._by_address(addresses.values())
        found: dict[str, LinkedProduct] = {}
        guessed = 0
        shops = self._shops()
        for link, address in addresses.items():
            keys = (("number", address.number), *(("name", name) for name in address.names))
            ids = (known.get((address.host, kind, key)) for kind, key in keys)
            product_id = next((each for each in ids if each is not None), None)
            if product_id is not None:
                found[link] = LinkedProduct(product_id, LinkedBy.ADDRESS)
                continue
            shop = shops.get(address.host)
            if (
                shop is not None
                and not address.number
                and address.words
                and guessed < _MOST_GUESSED
            ):
                guessed += 1
                if (guess := self._guess(shop, address.words)) is not None:
                    found[link] = guess
        return found

    def knows_names(self) -> bool:
        """Whether a shop has told the names of its pages; a sync by an earlier version kept none."""
        return self._db.value("SELECT 1 FROM product_alias LIMIT 1") is not None

    def _by_address(self, addresses: Iterable[PageAddress]) -> dict[tuple[str, str, str], int]:
        """Products by host and number or name; of several, the one that is still sold."""
        numbers = {address.number for address in addresses if address.number}
        names = {name for address in addresses for name in address.names}
        by_number = _FOUND.format(
            named="'number', p.inner_id",
            source="connection c JOIN product p ON p.connection_id = c.id",
            wanted="p.inner_id IN (SELECT value FROM json_each(?))",
        )
        # No index: a letter is checked now and then, and these rows are short.
        by_name = _FOUND.format(
            named="'name', a.aliases",
            source="product_alias a CROSS JOIN product p ON p.id = a.product_id"
            " JOIN connection c ON c.id = p.connection_id",
            wanted="(a.aliases IN (SELECT value FROM json_each(?)) OR instr(a.aliases, char(10)))",
        )
        found: dict[tuple[str, str, str], tuple[int, int]] = {}
        for query, wanted in ((by_number, numbers), (by_name, names)):
            if not wanted:
                continue
            for product_id, kind, keys, active, shop, page in self._db.stream(
                query, (json_list(sorted(wanted)),)
            ):
                for key in wanted.intersection(keys.split("\n")):
                    for host in hosts_of(shop, page):
                        rank = found.get((host, kind, key), (-1, 0))[0]
                        if active >= rank:
                            found[host, kind, key] = (active, product_id)
        return {key: product_id for key, (_active, product_id) in found.items()}

    def _shops(self) -> dict[str, int]:
        """The shops by their hosts."""
        return {
            host: connection_id
            for connection_id, name, page in self._db.rows(
                "SELECT id, name, (SELECT page FROM product WHERE state = ? AND connection_id = c.id"
                " LIMIT 1) FROM connection c ORDER BY id DESC",
                (ProductState.ACTIVE.value,),
            )
            for host in hosts_of(name, page or "")
        }

    def _guess(self, connection_id: int, words: str) -> LinkedProduct | None:
        """The one product of a shop whose name or SKU an address holds."""
        for tried in dict.fromkeys((words, without_count(words))):
            products = list(self._with_words(connection_id, tried))
            by_sku = [each for each, sku, _name in products if is_named_by(words, sku)]
            by_name = [each for each, _sku, name in products if is_named_by(words, name)]
            for by, fitting in ((LinkedBy.SKU, by_sku), (LinkedBy.NAME, by_name)):
                if len(fitting) == 1:
                    return LinkedProduct(fitting[0], by)
        return None

    def _with_words(self, connection_id: int, words: str) -> Iterator[tuple[int, str, str]]:
        """Id, SKU and name of products that have all of these words."""
        every = words.split("-")
        text = " ".join([word for word in every if len(word) >= _LEAST_WORD] or every)
        query = GridQuery(text=text, connection_id=connection_id, limit=_LOOKED_AT)
        yield from self._db.rows(
            "SELECT id, sku, name FROM product WHERE id IN (SELECT value FROM json_each(?))",
            (json_list(self._grid.ids(query)),),
        )
