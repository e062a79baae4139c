"""The products that match a search, as they were found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.store.search.found_ids import is_among

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from shopsync_gui.store.search.search_query import SearchQuery


class Matches:
    """The products that match a search, in no order, in the state `stamp` of the catalogue.

    Where there is a `doubt`, there may be products among them that do not match it: hardly any where
    only words are in doubt, perhaps most of them where conditions are.
    """

    def __init__(
        self,
        search: SearchQuery,
        ids: Collection[int],
        stamp: int,
        doubt: SearchQuery | None = None,
    ) -> None:
        self.search = search
        self.ids = ids
        self.stamp = stamp
        #: What each of them has to be asked yet: the words, or some of the conditions.
        self.doubt = doubt

    @property
    def exact(self) -> bool:
        """Whether all of them match."""
        return self.doubt is None

    def inside(self, order: Iterable[Iterable[int]], highest: int) -> Iterator[int]:
        """The products of an order, which comes in pieces, that match; `highest` is the highest id there is."""
        is_match = is_among(self.ids, highest)
        for piece in order:
            yield from filter(is_match, piece)
