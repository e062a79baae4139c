"""SQL by which the products of a former shop are set aside, found and brought back."""

from __future__ import annotations

from shopsync_gui.store.products.product_rows import order_key
from shopsync_gui.store.search.change_sql import OF_FORMER, SET_ASIDE


def key_prefix(number: int) -> str:
    """Return the beginning of the keys of a shop that is set aside; no key of a shop begins so."""
    return f"former {number} "


def end_of(prefix: str) -> str:
    """Return the first text that sorts behind all with this prefix."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)


HAS_PREFIX = f"inner_id {OF_FORMER}"
#: Parameters: the connection, the prefix and its end.
SET_ASIDE_KEYS = "connection_id = ?1 AND inner_id >= ?2 AND inner_id < ?3"
IN_PLACE_KEYS = (
    "(connection_id = ?1 AND inner_id < 'former 0' OR connection_id = ?1 AND inner_id >= 'former :')"
    " AND ?2 = ?3"
)
#: Whether a shop had a product when it was read last.
WAS_SET_ASIDE = (
    f"{SET_ASIDE} AND sku <> '' AND substr(inner_id, length(?2) + 1) NOT GLOB '{order_key('*')}'"
)
IS_IN_PLACE = "+state NOT IN ('gone', 'from_order') AND sku <> ''"
_REFS = "(SELECT json_group_array({ref}) FROM (SELECT value FROM json_each({refs}) ORDER BY key))"
_ASIDE_REFS = _REFS.format(ref="?1 || value", refs="{column}")
_BACK_REFS = _REFS.format(ref="substr(value, length(?1) + 1)", refs="{column}")
#: Of the products with ids from ?3 to ?4: those in their usual place, and those with the prefix ?1 before ?5.
_OF_RANGE = "id BETWEEN ?3 AND ?4 AND +connection_id = ?2"
TO_GO = f"{_OF_RANGE} AND NOT {HAS_PREFIX}"
TO_COME = f"{_OF_RANGE} AND +inner_id >= ?1 AND +inner_id < ?5"
PRODUCTS_ASIDE = (
    "UPDATE product SET inner_id = ?1 || inner_id, ref = ?1 || ref, parent_ref = ?1 || parent_ref,"
    f" category_refs = {_ASIDE_REFS.format(column='category_refs')},"
    " gone_run = iif(state = 'gone', coalesce(gone_run, 0), NULL), state = 'gone', reason = NULL,"
    f" failure = NULL, differs = NULL, kept = NULL WHERE {TO_GO}"
)
PRODUCTS_BACK = (
    "UPDATE product SET inner_id = substr(inner_id, length(?1) + 1),"
    " ref = substr(ref, length(?1) + 1), parent_ref = substr(parent_ref, length(?1) + 1),"
    f" category_refs = {_BACK_REFS.format(column='category_refs')},"
    f" state = CASE WHEN gone_run IS NOT NULL THEN 'gone' ELSE shop_state END WHERE {TO_COME}"
)
_CHANGED_REFS = (
    "UPDATE change SET old = iif(old IS NULL, NULL, {old}), new = iif(new IS NULL, NULL, {new})"
    " WHERE field = 'category_refs' AND product_id IN (SELECT id FROM product WHERE {which})"
)
CHANGES_ASIDE = _CHANGED_REFS.format(
    old=_ASIDE_REFS.format(column="old"), new=_ASIDE_REFS.format(column="new"), which=TO_GO
)
CHANGES_BACK = _CHANGED_REFS.format(
    old=_BACK_REFS.format(column="old"), new=_BACK_REFS.format(column="new"), which=TO_COME
)
