"""Products that letters left out when they were made, which those of earlier versions do not say.

By the recorded changes since then: what was sold out, no longer sold, without a price or without a page.
"""

from typing import Any

_WAS = (
    "CASE WHEN EXISTS (SELECT 1 FROM change WHERE product_id = p.id AND field = '{field}'"
    " AND at > letter.made_at)"
    " THEN (SELECT old FROM change WHERE product_id = p.id AND field = '{field}'"
    " AND at > letter.made_at ORDER BY at, id LIMIT 1) ELSE p.{field} END"
)
SCHEMA = f"""
UPDATE letter SET items = (
    SELECT json_group_array(json(CASE WHEN
        coalesce(item.value ->> 'price', 0) + 0 = 0
        OR p.page = ''
        OR p.connection_id != letter.connection_id
        OR ({_WAS.format(field="state")}) != 'active'
        OR CAST(({_WAS.format(field="stock")}) AS INTEGER) <= 0
    THEN json_set(item.value, '$.left_out', json('true')) ELSE item.value END) ORDER BY item.key)
    FROM json_each(letter.items) AS item LEFT JOIN product p ON p.id = item.value ->> 'product_id'
)
WHERE json_valid(items) AND json_type(items) = 'array' AND json_array_length(items) > 0
    AND NOT EXISTS (SELECT 1 FROM json_each(letter.items) WHERE type != 'object')
"""


def up(migrator: Any, db: Any) -> None:
    """Mark the products."""
    db.script(SCHEMA)
