"""The reduction of a product's price, in hundredths of a percent of its regular price, and its order.

A computed column: nothing is written that could disagree with the prices.
"""

from typing import Any

SCHEMA = """
ALTER TABLE product ADD COLUMN discount INTEGER GENERATED ALWAYS AS (
    CASE WHEN net >= 0 AND list_net > net THEN (list_net - net) * 10000 / list_net
    ELSE 0 END) VIRTUAL;
CREATE INDEX product_by_discount ON product (discount);
"""


def up(migrator: Any, db: Any) -> None:
    """Add the column and its index."""
    db.script(SCHEMA)
