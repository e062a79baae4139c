"""The SQL of changes since a moment: which products differ from what they were then, and how.

Every shop has a moment of its own, and none that is earlier than the end of its first whole reading:
before it every product was new. A product is compared with the oldest value that was replaced since.
Prices are gross, as a customer pays them. What only old orders know is no change of the shop,
nor is what a former shop had.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.products.changes import ChangeKind
from shopsync_gui.store.database.codecs import time_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shopsync_gui.core.products.changes import Since

#: The shops, and the moments from which their changes count.
SHOPS = """shop (id, at) AS MATERIALIZED (
    SELECT c.id, max(c.first_read_at + 1, coalesce(
        (SELECT json_extract(j.value, '$[1]') FROM json_each(?) j
            WHERE json_extract(j.value, '$[0]') = c.id), ?))
    FROM connection c WHERE c.first_read_at IS NOT NULL AND NOT c.removed
)"""
#: Products that came since then, and are still in the shop.
_NEW = """new (id) AS MATERIALIZED (
    SELECT p.id FROM shop CROSS JOIN product p ON p.connection_id = shop.id
    AND p.first_seen_at >= shop.at WHERE p.state NOT IN ('gone', 'from_order')
)"""
#: The condition of products that were in a former shop to the last (`store/products/former_shops.py`): no run saw them go.
SET_ASIDE = "state = 'gone' AND gone_run IS NULL"
#: The keys of products and categories that are set aside of a former shop.
OF_FORMER = "GLOB 'former [0-9]*'"
_ORDERED = f"SELECT id FROM product WHERE state = 'from_order' OR {SET_ASIDE}"
#: What was noticed since then. The run says whose change it is: looking up the products takes longer.
_SINCE = """FROM change INDEXED BY change_by_time CROSS JOIN run ON run.id = change.run_id
    CROSS JOIN shop ON shop.id = run.connection_id
    WHERE change.at >= (SELECT min(at) FROM shop) AND change.at >= shop.at"""
#: Fields of products, with their values then and now. Most changed once: of these, `old` and `new` are
#: those of the only row, and looking the oldest and the newest one up would double the time.
_COMPARED = f"""compared (product_id, at, field, was, now) AS MATERIALIZED (
    SELECT product_id, at, field,
        CASE WHEN first = last THEN old ELSE (SELECT old FROM change WHERE id = first) END,
        CASE WHEN first = last THEN new ELSE (SELECT new FROM change WHERE id = last) END
    FROM (
        SELECT change.product_id, change.field, max(shop.at) AS at, min(change.id) AS first,
        max(change.id) AS last, change.old, change.new {_SINCE} AND change.field IN (%s)
        GROUP BY change.product_id, change.field
    )
    WHERE product_id NOT IN new AND product_id NOT IN ({_ORDERED})
)"""
_IS_ACTIVE = "(SELECT state FROM product WHERE id = product_id) = 'active'"
#: Of another field than the one that is looked at; NULL if it did not change.
_WAS = """(SELECT other.old FROM change other WHERE other.product_id = compared.product_id
    AND other.field = '{field}' AND other.at >= compared.at ORDER BY other.id LIMIT 1)"""
_WAS_ACTIVE = f"coalesce({_WAS.format(field='state')}, 'active') = 'active'"
_RAN_OUT = (
    f"coalesce(CAST({_WAS.format(field='stock')} AS INTEGER) > 0"
    " AND (SELECT stock FROM product WHERE id = product_id) <= 0, 0)"
)
#: Which field, changed how, makes which kind.
_CONDITIONS = (
    (ChangeKind.CHEAPER, "gross", "CAST(now AS INTEGER) < CAST(was AS INTEGER)"),
    (ChangeKind.DEARER, "gross", "CAST(now AS INTEGER) > CAST(was AS INTEGER)"),
    (ChangeKind.MOVED, "category_refs", "now != was"),
    (
        ChangeKind.BACK,
        "stock",
        f"CAST(was AS INTEGER) <= 0 AND CAST(now AS INTEGER) > 0 AND {_IS_ACTIVE}",
    ),
    (
        ChangeKind.SOLD_OUT,
        "stock",
        f"CAST(was AS INTEGER) > 0 AND CAST(now AS INTEGER) <= 0 AND {_IS_ACTIVE} AND {_WAS_ACTIVE}",
    ),
    (ChangeKind.BACK, "state", f"now = 'active' AND was != 'active' AND NOT {_RAN_OUT}"),
)
_GONE = "SELECT product_id FROM compared WHERE field = 'state' AND now = 'gone'"


def _kinds(kinds: Iterable[ChangeKind]) -> str:
    """The relations that begin with these kinds: `kind (product_id, kind)`."""
    wanted = [condition for condition in _CONDITIONS if condition[0] in set(kinds)]
    fields = {field for _kind, field, _condition in wanted} | {"state"}  # that of the gone ones
    cases = " ".join(
        f"WHEN field = '{field}' AND {condition} THEN '{kind}'" for kind, field, condition in wanted
    )
    compared = _COMPARED % ", ".join(f"'{field}'" for field in sorted(fields))
    return (
        f"WITH {SHOPS}, {_NEW}, {compared}, kind (product_id, kind) AS MATERIALIZED ("
        f"SELECT product_id, CASE {cases} END AS kind FROM compared"
        f" WHERE kind IS NOT NULL AND product_id NOT IN ({_GONE}))"
    )


#: Every product of which anything changed.
_ANY = (
    f"SELECT id FROM new UNION SELECT change.product_id {_SINCE}"
    f" AND change.product_id NOT IN ({_ORDERED})"
)


def ids_sql(kind: ChangeKind | None) -> str:
    """The ids of products with this kind of change, with any for None; takes `parameters()`."""
    if kind is None:
        return f"WITH {SHOPS}, {_NEW} {_ANY}"
    if kind is ChangeKind.NEW:
        return f"WITH {SHOPS}, {_NEW} SELECT id FROM new"
    if kind is ChangeKind.OTHER:
        rest = "EXCEPT SELECT id FROM new EXCEPT SELECT product_id FROM kind"
        return f"{_kinds(ChangeKind)} SELECT * FROM ({_ANY}) {rest}"
    return f"{_kinds((kind,))} SELECT product_id FROM kind WHERE kind = '{kind}'"


def counts_sql(*, among: bool) -> str:
    """Write the query that counts products by kind of change; ANY and COMPARED for sums of several kinds.

    Takes `parameters()`, then, if only products `among` some are counted, their ids as JSON.
    """
    wanted = ", wanted (id) AS MATERIALIZED (SELECT value FROM json_each(?))" if among else ""
    inside = "IN wanted" if among else "IS NOT NULL"
    return (
        f"{_kinds(ChangeKind)}{wanted} SELECT '{ANY}', count(*) FROM ({_ANY}) WHERE id {inside}"
        f" UNION ALL SELECT '{ChangeKind.NEW}', count(*) FROM new WHERE id {inside}"
        f" UNION ALL SELECT '{COMPARED}', count(DISTINCT product_id) FROM kind"
        f" WHERE product_id {inside} UNION ALL SELECT kind, count(DISTINCT product_id) FROM kind"
        f" WHERE product_id {inside} GROUP BY kind"
    )


#: All products that changed, and those of any kind but new and other.
ANY, COMPARED = "any", "compared"
#: So many of the largest falls are looked at for products that can be had.
_FALLS = 5000
#: Products that can be had, by how much of their gross price they lost. Takes `parameters()`, a number.
FALLS = f"""WITH {SHOPS}, {_NEW}, {_COMPARED % "'gross'"}
    SELECT fall.product_id FROM (
        SELECT product_id, CAST(now AS REAL) / CAST(was AS REAL) AS rest FROM compared
        WHERE CAST(now AS INTEGER) BETWEEN 1 AND CAST(was AS INTEGER) - 1
        ORDER BY rest, product_id LIMIT {_FALLS}
    ) fall CROSS JOIN product p ON p.id = fall.product_id
    WHERE p.state = 'active' AND coalesce(p.stock, 1) > 0 ORDER BY fall.rest, p.id LIMIT ?"""


def parameters(since: Since) -> list[object]:
    """The moments of the shops, and that of all others."""
    shops = [(shop, time_in(at)) for shop, at in since.shops]
    return [msgspec.json.encode(shops).decode(), time_in(since.at)]
