"""Completeness and speed of an account's lists of products and categories."""

from __future__ import annotations

import math
from datetime import datetime
from typing import TYPE_CHECKING, Any

from shopsync_gui.core.errors import (
    SALESAUTOPILOT,
    AccountListEnds,
    AccountListIncomplete,
    AccountListLeavesOut,
    CategoryListIncomplete,
)
from shopsync_gui.core.runs.account_words import some_of
from shopsync_gui.core.text import format_int
from shopsync_gui.sync.run.list_patience import looks_cut

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shopsync_gui.core.catalogue import TargetProduct
    from shopsync_gui.sync.run.traits import Traits

#: The trait that holds how many products an incomplete list shows.
_INCOMPLETE = "list.incomplete"
#: The same for categories.
_CATEGORIES_INCOMPLETE = "categories.incomplete"
#: The trait that says that a category was created although the list was incomplete, to look again.
_CATEGORY_TRIED = "categories.tried"
#: The trait that holds how many rows a list of categories had that may only seem incomplete.
_CATEGORIES_DOUBTED = "categories.doubted"
#: The trait that holds after how many seconds, at most, the list showed what it had lacked.
_LATE = "list.late"
#: Its value where that was later than a run waits.
_LONG = "long"
#: The trait that says that the list showed what was created.
_SHOWS_NEW = "list.shows"
#: The trait that holds the rows of lists that were not believed, and since when.
_DOUBTED = "list.doubted"
#: The trait that holds at how many products the list ends, or how many it leaves out.
_ENDS = "list.ends"
#: So often in a row a list has to have seemed incomplete with the same number of rows.
_BELIEVED = 2
#: So many of the products that a list leaves out are named.
_NAMED = 5


class AccountLists:
    """The account's lists as this run saw them, and as earlier runs noted."""

    def __init__(self, traits: Traits) -> None:
        self._traits = traits
        #: Whether the list of products is known not to hold everything.
        self.incomplete = False
        #: Whether the list of categories was seen not to hold everything.
        self.categories_incomplete = False
        #: Whether it was this run that saw it.
        self._categories_noted = False
        #: Seconds after which the list showed the first product that this run created; None if not seen.
        self.lag: float | None = None
        #: At how many products the list was seen to end; None where it was not.
        self.ends_at: int | None = None
        #: How many products it leaves out although it shows newer ones, and the SKUs of the first.
        self.left_out = 0
        self.left_out_skus: tuple[str, ...] = ()

    @property
    def are_whole(self) -> bool:
        """Whether nothing says that one of the lists does not hold everything."""
        return not self.incomplete and not self.categories_incomplete

    @property
    def late(self) -> float:
        """Seconds after which the list once showed what it had lacked; inf: later than a run waits."""
        value = self._traits.value(_LATE)
        return math.inf if value == _LONG else float(value or 0)

    @property
    def showed_new(self) -> bool:
        """Whether the list showed, in this or an earlier run, what a run had created."""
        return self._traits.value(_SHOWS_NEW) is not None

    @property
    def listed_before(self) -> int | None:
        """The number of products in an incomplete list when it was noticed; None where none was."""
        return self._count(_INCOMPLETE)

    def may_end_at(self, listed: int) -> int | None:
        """So many, where a list of so many may end there: a usual number, and none was seen beyond it."""
        return listed if looks_cut(listed) and self.are_whole and not self.showed_new else None

    def problem(self) -> AccountListIncomplete:
        """Return the problem with a list that does not hold everything."""
        if self.categories_incomplete:
            return CategoryListIncomplete(service=SALESAUTOPILOT)
        if self.left_out:
            skus = some_of(self.left_out_skus, self.left_out)
            return AccountListLeavesOut(service=SALESAUTOPILOT, skus=skus)
        if self.ends_at is not None:
            return AccountListEnds(service=SALESAUTOPILOT, count=format_int(self.ends_at))
        return AccountListIncomplete(service=SALESAUTOPILOT)

    def note_incomplete(self, listed: int, *, categories: bool = False) -> None:
        """Note that a list does not hold everything, although it has so many rows."""
        self.categories_incomplete |= categories
        self._categories_noted |= categories
        self.incomplete |= not categories
        self._traits.note(_CATEGORIES_INCOMPLETE if categories else _INCOMPLETE, str(listed))

    def doubt_categories(self, listed: int) -> None:
        """Note that a list of so many categories lacks one whose create was not answered plainly.

        It may as well not have been created: the list is believed to be incomplete by the second run
        that finds it so, and only this run goes by that before.
        """
        self.categories_incomplete = self._categories_noted = True
        self._traits.note(_CATEGORIES_DOUBTED, str(listed))
        if self._traits.times(_CATEGORIES_DOUBTED, str(listed)) >= _BELIEVED:
            self.note_incomplete(listed, categories=True)

    def show_new_categories(self) -> None:
        """Note that the list of categories showed what was just created in it."""
        self._believe_categories()
        self._traits.forget(_CATEGORIES_DOUBTED)

    def compare(self, listed: int, categories: int, *, believed: bool) -> None:
        """Compare the rows of a reading with those of lists that were incomplete in earlier runs.

        `believed` says that a list of products with no more rows than then is incomplete still.
        """
        shown = self._count(_CATEGORIES_INCOMPLETE)
        tried = self._traits.value(_CATEGORY_TRIED) is not None  # more rows may be used ones
        self.categories_incomplete |= shown is not None and (tried or categories <= shown)
        before = self.listed_before
        if believed and before is not None:
            self.incomplete |= listed <= before

    @property
    def categories_hidden(self) -> bool:
        """Whether a list of categories, in this or an earlier run, did not show what may be there."""
        return self.categories_incomplete or self._count(_CATEGORIES_DOUBTED) is not None

    @property
    def were_categories_incomplete(self) -> bool:
        """Whether an earlier run found the list of categories incomplete, and it shows no more since."""
        return self.categories_incomplete and not self._categories_noted

    @property
    def were_categories_doubted(self) -> bool:
        """The same, or whether an earlier run found that it may only seem so."""
        doubted = self._traits.value(_CATEGORIES_DOUBTED) is not None
        return self.were_categories_incomplete or (doubted and not self._categories_noted)

    def may_try_category(self) -> bool:
        """Whether one category may be created although an earlier run found their list incomplete.

        What it did not show then may never have been created. One is tried once; if the list shows
        it, it holds what is new.
        """
        tried = self._traits.value(_CATEGORY_TRIED) is not None
        return self.were_categories_incomplete and not tried

    def note_category_tried(self) -> None:
        """Note that a category is created to see whether the list shows it."""
        self._traits.note(_CATEGORY_TRIED, "yes")

    def note_category_shown(self) -> None:
        """Note that the list of categories showed what this run created."""
        if self.categories_incomplete:
            self._believe_categories()

    def take_back_categories(self) -> None:
        """Note that the list of categories shows, unused, what it lacked: it is late only."""
        self._believe_categories()
        self._traits.note(_LATE, _LONG)

    def _believe_categories(self) -> None:
        self.categories_incomplete = self._categories_noted = False
        for name in (_CATEGORIES_INCOMPLETE, _CATEGORY_TRIED):
            self._traits.forget(name)

    def shows_more_categories(self, listed: int) -> bool:
        """Whether so many are more than the list held when a run found it incomplete."""
        shown = self._count(_CATEGORIES_INCOMPLETE)
        return shown is not None and listed > shown

    def note_shown(self) -> None:
        """Note that the list showed what this run created."""
        if not self.showed_new:
            self._traits.note(_SHOWS_NEW, "new")

    def note_end(self, listed: int) -> None:
        """Note that the list ends there: it has as many rows each time, and products are beyond.

        One that ends nowhere in particular may be behind only: it is believed by the second run.
        """
        times = self._traits.times(_INCOMPLETE, str(listed))
        if not listed or (not looks_cut(listed) and times < _BELIEVED):
            return
        self.ends_at, self.left_out = listed, 0
        self._traits.note(_ENDS, f"at {listed}")

    def note_left_out(self, products: Sequence[TargetProduct]) -> None:
        """Note that the list leaves these out, which the account shows by their ids."""
        self.ends_at, self.left_out = None, len(products)
        self.left_out_skus = tuple(product.sku for product in products[:_NAMED])
        self._traits.note(_ENDS, f"without {len(products)}")

    @property
    def has_left_out(self) -> bool:
        """Whether an earlier run found that the list leaves products out."""
        return (self._traits.value(_ENDS) or "").startswith("without")

    @property
    def is_short(self) -> bool:
        """Whether the list was seen to lack what the account shows by its ids, and not only to be behind."""
        return self.ends_at is not None or self.left_out > 0

    def told(self) -> dict[str, Any]:
        """The facts for the receipt, by the names of its fields."""
        return {
            "list_ends_at": self.ends_at,
            "list_leaves_out": self.left_out,
            "left_out_skus": self.left_out_skus if self.left_out else (),
        }

    def doubted_since(self, products: int, categories: int) -> datetime | None:
        """Return since when lists of so many rows have not been believed, as the last run left it."""
        rows, _, since = (self._traits.value(_DOUBTED) or "").partition(" ")
        return datetime.fromisoformat(since) if rows == f"{products}/{categories}" else None

    def note_doubt(self, products: int, categories: int, now: datetime) -> None:
        """Note that lists of so many rows are not believed."""
        since = self.doubted_since(products, categories) or now
        self._traits.note(_DOUBTED, f"{products}/{categories} {since.isoformat()}")

    def forget_doubt(self) -> None:
        """Note that a reading was believed, or a doubt came to its end."""
        if self._traits.value(_DOUBTED) is not None:
            self._traits.forget(_DOUBTED)

    def note_late(self, seconds: float) -> None:
        """Note after how long the list showed what it had lacked, unless it was later before."""
        if seconds > self.late:
            self._traits.note(_LATE, f"{seconds:.0f}")

    def take_back(self, listed: int) -> None:
        """Note that a list which did not hold everything was late only: it does by now."""
        before = self.listed_before
        if before is not None and listed > before:
            for name in (_INCOMPLETE, _ENDS):
                self._traits.forget(name)
            self._traits.note(_LATE, _LONG)

    def _count(self, name: str) -> int | None:
        value = self._traits.value(name)
        return int(value) if value is not None else None
