"""Categories of the account that are the shop's under a name that the account altered; pure.

Names that are cut may be alike, so the products that are in a category have to speak for it, too.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import unquote

from shopsync_gui.core.catalogue import category_key
from shopsync_gui.core.likeness import alike, is_usual_cut, tells_nothing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shopsync_gui.core.catalogue import TargetCategory
    from shopsync_gui.core.plan import PlanItem

#: So large a share of the products of either category has to be in the other one, too.
_SHARE = 0.8
#: A name that is cut there has enough left to be known where products tell nothing.
_LONG = 20
#: How some write letters that others lack.
_SPELLED = str.maketrans({"ö": "oe", "ő": "oe", "ü": "ue", "ű": "ue"})


class AlteredCategories:
    """Tells which free categories of the account stand for labels that a plan would create.

    Where any is `possible`, the items of that plan are added: their products say in which categories
    they are by now, and in which they are to be.
    """

    def __init__(self, labels: Iterable[str], free: Iterable[TargetCategory]) -> None:
        self._labels = {category_key(label): label for label in labels}
        self._names = {category.sa_id: category.name for category in free}
        self._like = [
            (key, sa_id)
            for key, label in self._labels.items()
            for sa_id, name in self._names.items()
            if _is_alike(label, name)
        ]
        #: How many products that the account has are in both, and in either, of two categories.
        self._shared: Counter[tuple[str, int]] = Counter()
        self._by_label: Counter[str] = Counter()
        self._by_id: Counter[int] = Counter()

    @property
    def possible(self) -> bool:
        """Whether the name of any is like one of the labels."""
        return bool(self._like)

    def add(self, item: PlanItem) -> None:
        """Take in what the plan does with a product."""
        if item.desired is None or item.before is None or item.before.category_ids is None:
            return
        keys = {category_key(name) for name in item.desired.categories} & self._labels.keys()
        found = self._names.keys() & item.before.category_ids
        self._by_label.update(keys)
        self._by_id.update(found)
        self._shared.update((key, sa_id) for key in keys for sa_id in found)

    def found(self) -> dict[str, int]:
        """The account's ids by the `category_key` of the labels that they stand for."""
        surely = [pair for pair in self._like if self._is_sure(*pair)]
        of_label = Counter(key for key, _id in surely)
        of_id = Counter(sa_id for _key, sa_id in surely)
        return {key: sa_id for key, sa_id in surely if of_label[key] == of_id[sa_id] == 1}

    def _is_sure(self, key: str, sa_id: int) -> bool:
        most = max(self._by_label[key], self._by_id[sa_id])
        if most:
            return self._shared[key, sa_id] >= _SHARE * most
        name = self._names[sa_id]
        return len(name) >= _LONG and is_usual_cut(self._labels[key], name)


def _is_alike(label: str, name: str) -> bool:
    plain = unquote(name)
    spelled = label.casefold().translate(_SPELLED)
    return alike(label, plain) or alike(spelled, plain) or tells_nothing(name)
