"""The recorded gross prices of products, as the price rule needs them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from shopsync_gui.core.newsletter.price_rule import LONGEST_GAP, PriceHistory, PriceStep
from shopsync_gui.store.database.codecs import json_list, moment_out, money_out, time_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shopsync_gui.store.database.database import Database


#: A reading of a former shop says nothing of the prices of the present one.
_OF_PRESENT_SHOP = (
    "run.shop_number = (SELECT shop_number FROM connection WHERE id = run.connection_id)"
)
Gaps = tuple[tuple[datetime, datetime], ...]


class _Product(NamedTuple):
    id: int
    connection_id: int
    gross: int | None
    on_sale: int | None
    #: Since when its prices are in the currency of today.
    since: int


class PriceHistories:
    """The recorded prices of products; works on a read-only store too."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def of(self, ids: Sequence[int]) -> dict[int, PriceHistory]:
        """The prices of these products by their id; a product that is not there has none.

        What was charged in another currency is left out: the record begins with today's.
        """
        wanted = json_list(ids)
        changes: dict[int, list[tuple[int, str | None]]] = {}
        for product_id, at, old in self._db.rows(
            "SELECT product_id, at, old FROM change WHERE field = 'gross'"
            " AND product_id IN (SELECT value FROM json_each(?)) ORDER BY product_id, id",
            (wanted,),
        ):
            changes.setdefault(product_id, []).append((at, old))
        read_before = dict(
            self._db.rows(
                "SELECT p.id, max(run.started_at) FROM product p JOIN run"
                f" ON run.connection_id = p.connection_id AND {_OF_PRESENT_SHOP}"
                " AND run.pull_completed_at IS NOT NULL"
                " AND run.id < (SELECT run_id FROM change WHERE product_id = p.id"
                " AND field = 'gross' ORDER BY id DESC LIMIT 1)"
                " WHERE p.id IN (SELECT value FROM json_each(?)) GROUP BY p.id",
                (wanted,),
            )
        )
        products = (
            _Product._make(row)
            for row in self._db.rows(
                "SELECT id, connection_id, gross, net < list_net, coalesce((SELECT max(at) FROM change WHERE product_id = product.id"
                " AND field = 'currency'), first_seen_at) FROM product"
                " WHERE id IN (SELECT value FROM json_each(?))",
                (wanted,),
            )
        )
        gaps: dict[int, Gaps] = {}
        read_at = dict(
            self._db.rows(
                "SELECT connection_id, max(started_at) FROM run WHERE pull_completed_at IS NOT NULL"
                f" AND {_OF_PRESENT_SHOP} GROUP BY connection_id"
            )
        )
        histories = {}
        for product in products:
            shop = product.connection_id
            if shop not in gaps:
                gaps[shop] = self._gaps(shop)
            histories[product.id] = PriceHistory(
                steps=_steps(product, changes.get(product.id, [])),
                read_before=time_out(read_before.get(product.id)),
                gaps=gaps[shop],
                read_at=time_out(read_at.get(shop)),
                on_sale=bool(product.on_sale),
            )
        return histories

    def _gaps(self, connection_id: int) -> Gaps:
        """The long times between two readings of a shop."""
        return tuple(
            (moment_out(begin), moment_out(end))
            for begin, end in self._db.rows(
                "SELECT before, at FROM (SELECT started_at AS at,"
                " lag(started_at) OVER (ORDER BY started_at) AS before FROM run"
                f" WHERE connection_id = ? AND pull_completed_at IS NOT NULL AND {_OF_PRESENT_SHOP})"
                " WHERE at - before > ? ORDER BY at",
                (connection_id, LONGEST_GAP // timedelta(microseconds=1)),
            )
        )


def _steps(product: _Product, changes: list[tuple[int, str | None]]) -> tuple[PriceStep, ...]:
    """Each change tells the price before it, the product that of today."""
    steps = []
    since = product.since
    for at, old in changes:
        if at > product.since:
            gross = None if old is None else money_out(int(old))
            steps.append(PriceStep(moment_out(since), gross))
            since = at
    steps.append(PriceStep(moment_out(since), money_out(product.gross)))
    return tuple(steps)
