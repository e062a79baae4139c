"""Index of a plan, by which its list is narrowed: the items' order, actions and searched texts."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, overload

from shopsync_gui.core.folding import fold
from shopsync_gui.core.plan import Action, Plan, PlanItem
from shopsync_gui.core.plan_words import ACTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable


class PlanIndex:
    """Made on a reading thread: the items are unpacked one after the other, and none is kept.

    Numbers are those of items, by their places in the plan.
    """

    def __init__(self, plan: Plan) -> None:
        self._items = plan.items
        self._texts: list[str] = []
        by_action = {action: array("I") for action in (*ACTIONS, *Action)}
        products: set[int] = set()
        for number, item in enumerate(plan.items):
            self._texts.append(fold(f"{item.name}\n{item.sku}"))
            by_action[item.action].append(number)
            products.add(item.product_id)
        self._by_action = by_action
        #: The products that the plan is about.
        self.products = frozenset(products)
        #: How many items each action has.
        self.tally = Counter({action: len(found) for action, found in by_action.items()})

    def of(self, action: Action | None) -> array[int]:
        """The numbers with this action; with None all of them, by their actions."""
        if action is not None:
            return self._by_action[action]
        every = array("I")
        for numbers in self._by_action.values():
            every.extend(numbers)
        return every

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
