"""Products of a shop, made by a number, as the list shows them on three days."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from shopsync_gui.core.catalogue import ShopProduct
from shopsync_gui.store import Store
from shopsync_gui.store.account.connections import Connection
from shopsync_gui.store.lists.grid_row import GridRow
from shopsync_gui.store.search.query import GridQuery
from tests.store.conftest import NOW

LATER = NOW + timedelta(days=1)
LAST = NOW + timedelta(days=2)


def product(number: int, **fields: object) -> ShopProduct:
    values: dict[str, object] = {
        "inner_id": str(number),
        "ref": f"ref{number}",
        "sku": f"NC-{number:02}",
        "name": f"Női cipő {number}",
        "net": Decimal("1999.5"),
        "gross": Decimal(2539),
        "vat": Decimal(27),
        "currency": "HUF",
        "category_refs": ("c1",),
        "stock": Decimal(4),
        "updated_at": NOW,
    }
    return ShopProduct(**(values | fields))  # type: ignore[arg-type]


def rows(store: Store, **query: object) -> list[GridRow]:
    return store.grid.rows(store.grid.ids(GridQuery(**query)))  # type: ignore[arg-type]


def ids_of(store: Store, connection: Connection) -> dict[str, int]:
    ids = store.grid.ids(GridQuery(connection_id=connection.id))
    known = [store.details.product(product_id) for product_id in ids]
    return {details.inner_id: details.row.id for details in known if details is not None}
