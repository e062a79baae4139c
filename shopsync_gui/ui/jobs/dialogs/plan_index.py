"""Index of a plan, by which its list is narrowed: the items' order, actions and searched texts."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, overload

from shopsync_gui.core.plan.plan import Action, Plan, PlanItem
from shopsync_gui.core.plan.plan_order import Heading, heading
from shopsync_gui.core.strings.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable


class PlanIndex:
    """The index of a plan, made on a reading thread: the items are unpacked one after the other, and none is kept.

    Numbers are those of items, by their places in the plan.
    """

    def __init__(self, plan: Plan) -> None:
        self._items = plan.items
        self._texts: list[str] = []
        self._numbers = {(kind, action): array("I") for kind in Heading for action in Action}
        #: How many items each action has.
        self.tally: Counter[Action] = Counter()
        products: set[int] = set()
        for number, item in enumerate(plan.items):
            self._texts.append(fold(f"{item.name}\n{item.sku}"))
            self._numbers[heading(item), item.action].append(number)
            self.tally[item.action] += 1
            products.add(item.product_id)
        #: The products that the plan is about.
        self.products = frozenset(products)

    def of(self, action: Action | None) -> array[int]:
        """The numbers with this action, with None all of them, by their headings."""
        found = array("I")
        for (_heading, of_action), numbers in self._numbers.items():
            if action in (None, of_action):
                found.extend(numbers)
        return found

    def find(self, action: Action | None, words: Sequence[str]) -> array[int]:
        """The numbers with this action whose name or SKU holds all the words, which are folded."""
        texts = self._texts
        return array("I", (n for n in self.of(action) if all(word in texts[n] for word in words)))

    def rows(self, numbers: Iterable[int]) -> PlanRows:
        """The items of these numbers."""
        return PlanRows(self._items, array("I", numbers))


class PlanRows(Sequence[PlanItem]):
    """Items of a plan in an order of their own, unpacked when they are looked at."""

    def __init__(self, items: Sequence[PlanItem], numbers: array[int]) -> None:
        self._items = items
        self._numbers = numbers

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, index: int) -> PlanItem: ...
    @overload
    def __getitem__(self, index: slice) -> PlanRows: ...
    def __getitem__(self, index: int | slice) -> PlanItem | PlanRows:
        if isinstance(index, slice):
            return PlanRows(self._items, self._numbers[index])
        return self._items[self._numbers[index]]
