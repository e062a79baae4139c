"""The limits by which a search chooses its way."""

from __future__ import annotations

import msgspec


class Tuning(msgspec.Struct, frozen=True, kw_only=True):
    """The limits by which a search chooses its way; the defaults are measured (`dev.py bench`)."""

    #: Seconds that the index search has for itself before the walk begins: rare words end sooner.
    head_start: float = 0.003
    #: Products of a walk's first step, after which it asks how the index search is doing.
    step: int = 1000
    longest_step: int = 4000
    #: Up to so many matches are put in order by the database, without an order in memory.
    sorted_by_sql: int = 1500
    #: Looking one of them up takes as long as passing so many products of an order in memory.
    looked_up: int = 400
    #: Without an order in memory, matches that are less than this part of all products are put in order by
    #: the database as well; of more, those shown first are looked for along the order, where some are soon found.
    sorted_part: int = 300
    #: A shop that has less than this part of all products is put in order by the database.
    shop_part: int = 60
    #: One with up to so many products is walked through without a race, and looked through where its order
    #: is not kept.
    small_shop: int = 30_000
    #: Orders that are kept in memory, and ids in all of them; the last one is kept, however long it is.
    kept_orders: int = 4
    kept_ids: int = 4_000_000
    #: A short word is looked up by the terms that begin with it, unless this part of all products
    #: has one.
    rare_part: int = 5
    #: Conditions that up to so many products meet, or this part of all, are combined by their indexes.
    known_ids: int = 150_000
    known_part: int = 7
    #: Words that up to so many products have are quicker than any condition beside them.
    rare_words: int = 2000
    #: Conditions, and searches for words, whose products are kept in memory.
    kept_conditions: int = 6


TUNED = Tuning()
