"""Categories of the account that are the shop's under another name: an altered or a former one; pure.

Names that are cut may be alike, so the products that are in a category have to speak for it, too.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from shopsync_gui.core.account.likeness import (
    AlikeTexts,
    bare,
    is_usual_cut,
    same_letters,
    tells_nothing,
)
from shopsync_gui.core.catalogue import PATH_SEPARATOR, category_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from shopsync_gui.core.catalogue import TargetCategory
    from shopsync_gui.core.plan.plan import PlanItem

#: So large a share of the products of either category has to be in the other one, too.
_SHARE = 0.8
#: A name that is cut there has enough left to be known where products tell nothing.
_LONG = 20
#: So many names that end where the longest one of the account does are cut there.
_ENDS = 2
#: How some write letters that others lack.
_SPELLED = str.maketrans({"ö": "oe", "ő": "oe", "ü": "ue", "ű": "ue"})


class OtherNames(NamedTuple):
    """The account's categories by the `category_key` of the shop's labels that they stand for."""

    #: What the account made of the label is no other name: it stays.
    altered: Mapping[str, int]
    #: The shop's name of an earlier day, or somebody else's: it is to become the label.
    former: Mapping[str, int]


NO_OTHER_NAMES = OtherNames({}, {})


class AlteredCategories:
    """The free categories of the account that stand for labels which a plan would create.

    Where any is `possible`, the items of that plan are added: their products say in which categories
    they are by now, and in which they are to be.
    """

    def __init__(
        self,
        labels: Iterable[str],
        free: Iterable[TargetCategory],
        listed: Iterable[TargetCategory],
    ) -> None:
        self._labels = {category_key(label): label for label in labels}
        self._names = {category.sa_id: category.name for category in free}
        self._listed = [category.name for category in listed]
        shown = AlikeTexts({sa_id: unquote(name) for sa_id, name in self._names.items()})
        nameless = {sa_id for sa_id, name in self._names.items() if tells_nothing(name)}
        self._like = [
            (key, sa_id)
            for key, label in self._labels.items()
            for sa_id in sorted(shown.find(label) | shown.find(_spelled(label)) | nameless)
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

    def found(self) -> OtherNames:
        """Tell which of the account's categories keep their names, and which get those of the shop."""
        surely = self._of_a_level([pair for pair in self._like if self._is_sure(*pair)])
        of_label = Counter(key for key, _id in surely)
        of_id = Counter(sa_id for _key, sa_id in surely)
        found = {key: sa_id for key, sa_id in surely if of_label[key] == of_id[sa_id] == 1}
        longer = {key: sa_id for key, sa_id in found.items() if self._is_longer(key, sa_id)}
        cut = set(self._cut(longer))
        former = {key: sa_id for key, sa_id in longer.items() if key not in cut}
        altered = {key: sa_id for key, sa_id in found.items() if key not in former}
        return OtherNames(altered, former | self._below(former, found))

    def _of_a_level(self, pairs: list[tuple[str, int]]) -> list[tuple[str, int]]:
        """Leave out labels below another one that has the same products and the level of the name."""
        level = {
            (key, sa_id)
            for key, sa_id in pairs
            if key.count(PATH_SEPARATOR) == self._names[sa_id].count(PATH_SEPARATOR)
        }
        settled = {sa_id for _key, sa_id in level}
        return [pair for pair in pairs if pair in level or pair[1] not in settled]

    def _is_sure(self, key: str, sa_id: int) -> bool:
        if max(self._by_label[key], self._by_id[sa_id]):
            return self._share_products(key, sa_id)
        name = self._names[sa_id]
        return len(name) >= _LONG and is_usual_cut(self._labels[key], name)

    def _share_products(self, key: str, sa_id: int) -> bool:
        most = max(self._by_label[key], self._by_id[sa_id])
        return self._shared[key, sa_id] >= _SHARE * most

    def _is_longer(self, key: str, sa_id: int) -> bool:
        """Whether one of the names has words that the other one lacks at its end."""
        label, name = self._labels[key], self._names[sa_id]
        ours, theirs = bare(label), bare(name)
        longer = ours.startswith(theirs) or theirs.startswith(ours)
        return bool(theirs) and longer and not same_letters(label, name)

    def _cut(self, longer: Mapping[str, int]) -> Iterator[str]:
        """Find the labels whose names in the account, several, all end where its longest one does."""
        for size in (len, _bytes):
            most = max(map(size, self._listed), default=0)
            ends = [key for key, sa_id in longer.items() if size(self._names[sa_id]) == most]
            if len(ends) >= _ENDS:
                yield from ends

    def _below(self, former: Mapping[str, int], found: Mapping[str, int]) -> dict[str, int]:
        """Find what stands below a category of a former name, which its own path still begins with."""
        ids = {category_key(name): sa_id for sa_id, name in self._names.items()}
        taken = set(found.values())
        below: dict[str, int] = {}
        for above, above_id in former.items():
            old, new = category_key(self._names[above_id]), above + PATH_SEPARATOR
            for key in self._labels:
                if key in found or not key.startswith(new):
                    continue
                sa_id = ids.get(old + PATH_SEPARATOR + key.removeprefix(new))
                if sa_id is not None and sa_id not in taken and self._share_products(key, sa_id):
                    below[key] = sa_id
        return below


def _bytes(text: str) -> int:
    return len(text.encode())


def _spelled(label: str) -> str:
    """A label as some write it who lack its accents."""
    return label.casefold().translate(_SPELLED)
