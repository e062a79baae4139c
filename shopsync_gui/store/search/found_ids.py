"""Ids of products that a search found: quickly put together, and in little memory however many they are."""

from __future__ import annotations

from array import array
from itertools import chain, filterfalse, islice
from operator import lt
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.structures.id_flags import IdFlags
from shopsync_gui.store.database.id_ranges import id_code

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

#: Of more than one id in so many, flags of all are made and asked sooner than a set, and are smaller.
_MANY = 32
#: Of more than one in so many, flags are smaller than the ids themselves.
_MOST = 4
#: Characters that are decoded at a time, as numbers of Python's take ten times the memory.
_PIECE = 1 << 16
_DECODER = msgspec.json.Decoder(list[int])


def decoded(text: str, highest: int) -> array[int]:
    """The ids of a JSON array."""
    found = array(id_code(highest))
    start, end = 1, len(text) - 1
    while start < end:
        comma = text.find(",", start + _PIECE)
        stop = end if comma < 0 else comma
        found.fromlist(_DECODER.decode(f"[{text[start:stop]}]"))
        start = stop + 1
    return found


def collected(ids: Iterable[int], highest: int) -> Collection[int]:
    """Ids of which none comes twice; in no order where they are very many."""
    rest = iter(ids)
    some = array(id_code(highest), islice(rest, highest // _MOST))
    if len(some) < highest // _MOST:
        return some
    return IdFlags(highest, chain(some, rest))


def is_among(ids: Collection[int], highest: int) -> Callable[[int], object]:
    """Return what tells of an id whether it is one of these."""
    if isinstance(ids, IdFlags):
        return ids.flag
    if len(ids) * _MANY < highest:
        return set(ids).__contains__
    return IdFlags(highest, ids).flag


def each_once(ids: array[int], highest: int) -> Collection[int]:
    """The ids in their order."""
    if all(map(lt, ids, islice(ids, 1, None))):
        return ids
    return united([ids], highest)


def united(some: Collection[Collection[int]], highest: int) -> Collection[int]:
    """The ids that are in one of these, or in several, in their order."""
    if sum(map(len, some)) * _MANY < highest:
        return array(id_code(highest), sorted(set().union(*some)))
    return IdFlags(highest, chain.from_iterable(some))


def common(some: Collection[Collection[int]], highest: int) -> array[int]:
    """The ids that are in all of these, as they come in the shortest."""
    fewest, *others = sorted(some, key=len)
    for each in others:
        fewest = array(id_code(highest), filter(is_among(each, highest), fewest))
    return fewest if isinstance(fewest, array) else array(id_code(highest), fewest)


def without(ids: Collection[int], others: Collection[int], highest: int) -> array[int]:
    """The ids that are not among the others."""
    return array(id_code(highest), filterfalse(is_among(others, highest), ids))
