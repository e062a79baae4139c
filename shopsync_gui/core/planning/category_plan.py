"""The plan of the account's categories, which are flat and have ids, by those of the shop; pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from shopsync_gui.core.account.account_products import AccountProducts
from shopsync_gui.core.account.likeness import rendered_forms, renderings
from shopsync_gui.core.catalogue import PATH_SEPARATOR, category_key
from shopsync_gui.core.plan.category_changes import (
    CategoryNote,
    CategoryPair,
    CategoryPlan,
    CategoryRename,
    NotedCategory,
)
from shopsync_gui.core.planning.altered_categories import NO_OTHER_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shopsync_gui.core.account.likeness import Form
    from shopsync_gui.core.catalogue import Category
    from shopsync_gui.core.plan.plan import Target
    from shopsync_gui.core.planning.altered_categories import OtherNames


def plan_categories(
    categories: Iterable[Category],
    labels: Mapping[str, str],
    target: Target,
    pairs: Mapping[str, CategoryPair],
    others: OtherNames = NO_OTHER_NAMES,
) -> CategoryPlan:
    """Find each category's counterpart: by what is remembered of it, else by name.

    `others` has more of them, whose names the account altered, or which get the label for their name.

    `labels` maps the shop's refs to names in the account, `pairs` is by the shop's inner id. A name
    that changed in the shop renames the account's category if that still has the name we know and
    stands for no other category; otherwise the new name is looked up, and created where needed.
    """
    return _Pairing(categories, labels, target, pairs).plan(others)


class _Pairing:
    """The categories of both sides, and what is found out about them one after the other."""

    def __init__(
        self,
        categories: Iterable[Category],
        labels: Mapping[str, str],
        target: Target,
        pairs: Mapping[str, CategoryPair],
    ) -> None:
        self._labels = {
            category.inner_id: labels[category.ref]
            for category in categories
            if category.inner_id and labels.get(category.ref)
        }
        #: All names that categories are to have, by their keys; some have no inner id.
        self._wanted = {category_key(label): label for label in labels.values() if label}
        self._names = _known_names(target, pairs)
        self._pairs = pairs
        self._by_name: dict[str, int] = {}
        self._listed = {category.sa_id for category in target.categories}
        for category in sorted(target.categories, key=lambda c: c.sa_id):
            self._by_name.setdefault(category_key(category.name), category.sa_id)
        #: Those of the account that are remembered, by its ids; those of the shop that get a name, by its key.
        self._pairs_of: defaultdict[int, list[CategoryPair]] = defaultdict(list)
        for pair in pairs.values():
            self._pairs_of[pair.sa_id].append(pair)
        self._owners: defaultdict[str, list[str]] = defaultdict(list)
        for inner, label in self._labels.items():
            self._owners[category_key(label)].append(inner)
        self._ids: dict[str, int] = {}
        self._renames: list[CategoryRename] = []
        self._notes: list[NotedCategory] = []
        self._adopted: list[CategoryPair] = []

    def plan(self, others: OtherNames) -> CategoryPlan:
        """The pairs by memory first, the rest by name."""
        held = {
            inner: pair
            for inner in self._labels
            if (pair := self._pairs.get(inner)) is not None and pair.sa_id in self._names
        }
        kept = self._keep(held)
        self._find_by_name()
        self._find_altered()
        self._find_by_products(others)
        return CategoryPlan(
            ids=self._ids,
            owners={key: tuple(inners) for key, inners in self._owners.items()},
            pairs=tuple(self._new_pairs(kept)),
            renames=tuple(self._renames),
            notes=(*self._notes, *self._merged(kept), *self._deleted()),
        )

    def _keep(self, held: Mapping[str, CategoryPair]) -> dict[str, CategoryPair]:
        """Take over the remembered pairs that still hold, renamed where the shop's name is another one."""
        users = Counter(pair.sa_id for pair in held.values())
        kept: dict[str, CategoryPair] = {}
        for inner, pair in held.items():
            label = self._labels[inner]
            if self._is_other_case(pair, label) and self._can_rename(pair, label, users):
                self._rename(pair, label)
                kept[inner] = pair
            elif self._stays(pair, label):
                self._ids.setdefault(category_key(label), pair.sa_id)
                kept[inner] = pair
        waiting = {inner: pair for inner, pair in held.items() if inner not in kept}
        heirs = self._heirs(waiting)
        for inner, pair in waiting.items():
            label = self._labels[inner]
            is_heir = heirs.get(category_key(label), inner) == inner
            if is_heir and self._can_rename(pair, label, users):
                self._rename(pair, label)
                kept[inner] = pair
            else:
                self._note(pair, CategoryNote.NOT_RENAMED, label)
        return kept

    def _find_by_name(self) -> None:
        """Find what is left by its name in the shop."""
        spoken_for = set(self._ids.values())
        for key in self._wanted:
            found = self._by_name.get(key)
            if key not in self._ids and found is not None and found not in spoken_for:
                self._ids[key] = found

    def _find_by_products(self, others: OtherNames) -> None:
        """Find what is left by the other names that its products told."""
        taken = set(self._ids.values())
        for key, sa_id in {**others.altered, **others.former}.items():
            if key in self._ids or sa_id in taken:
                continue
            taken.add(sa_id)
            if key not in others.former or not self._adopt(key, sa_id):
                self._take_altered(key, sa_id, self._wanted[key])

    def _find_altered(self) -> None:
        """Find what is left by what an account that alters names makes of them.

        Another computer, or this one before it was set up anew, may have created those.
        """
        taken = set(self._ids.values())
        names = {key: sa_id for key, sa_id in self._by_name.items() if key not in self._wanted}
        free = {self._names[sa_id]: sa_id for sa_id in names.values() if sa_id not in taken}
        left = {key: label for key, label in self._wanted.items() if key not in self._ids}
        if not free:
            return
        ids_of: defaultdict[Form, list[int]] = defaultdict(list)
        for name, sa_id in free.items():
            for form in rendered_forms(name):
                ids_of[form].append(sa_id)
        found = {
            key: list({sa_id for form in renderings(label) for sa_id in ids_of.get(form, ())})
            for key, label in left.items()
        }
        times = Counter(sa_id for ids in found.values() for sa_id in ids)
        for key, ids in found.items():
            if len(ids) == 1 and times[ids[0]] == 1:
                self._take_altered(key, ids[0], left[key])

    def _take_altered(self, key: str, sa_id: int, label: str) -> None:
        self._ids[key] = sa_id
        name = self._names[sa_id]
        self._notes.append(NotedCategory(sa_id, CategoryNote.ALTERED, name, label))

    def _adopt(self, key: str, sa_id: int) -> bool:
        """Give a category that was found under a former name the shop's, if nobody else has named it since."""
        label, now = self._wanted[key], self._names[sa_id]
        inner = next(iter(self._owners.get(key, ())), None)
        earlier = None if inner is None else self._pairs.get(inner)
        named_since = any(
            now not in (pair.wanted, pair.shown) for pair in self._pairs_of.get(sa_id, ())
        )
        known = earlier is not None and earlier.sa_id in self._names
        if inner is None or known or named_since:
            return False
        pair = CategoryPair(inner, sa_id, now, now)
        self._adopted.append(pair)
        self._rename(pair, label)
        return True

    def _stays(self, pair: CategoryPair, label: str) -> bool:
        """Whether the account's category needs no other name for this label."""
        now = self._names[pair.sa_id]
        if category_key(label) == category_key(now):
            return True
        if label != pair.wanted:
            return False
        seen = pair.shown is None or now == pair.shown
        self._note(pair, CategoryNote.ALTERED if seen else CategoryNote.EDITED, label)
        return True

    def _heirs(self, waiting: Mapping[str, CategoryPair]) -> dict[str, str]:
        """Find, by new names, the category whose own name is the former one: only what stands before it changed.

        Another one that gets the same name joins it, so that the products of the first stay where they are.
        """
        heirs: dict[str, str] = {}
        for inner, pair in waiting.items():
            label = self._labels[inner]
            if _own_name(label) == _own_name(pair.wanted):
                heirs.setdefault(category_key(label), inner)
        return heirs

    def _is_other_case(self, pair: CategoryPair, label: str) -> bool:
        """Whether the shop changed nothing of a name but its case, where the account shows names as written."""
        now = self._names[pair.sa_id]
        same = category_key(label) == category_key(now)
        return same and label != now == pair.wanted == pair.shown

    def _can_rename(self, pair: CategoryPair, label: str, users: Mapping[int, int]) -> bool:
        """Whether a category may take this name; `users` counts those of the shop that each stands for."""
        now = self._names[pair.sa_id]
        ours = now == (pair.wanted if pair.shown is None else pair.shown)
        other = self._by_name.get(category_key(label))
        free = other is None or other == pair.sa_id or other in users
        return ours and free and users[pair.sa_id] == 1 and category_key(label) not in self._ids

    def _rename(self, pair: CategoryPair, label: str) -> None:
        self._ids[category_key(label)] = pair.sa_id
        now = self._names[pair.sa_id]
        self._renames.append(CategoryRename(pair.inner_id, pair.sa_id, now, label))

    def _note(self, pair: CategoryPair, note: CategoryNote, label: str) -> None:
        self._notes.append(NotedCategory(pair.sa_id, note, self._names[pair.sa_id], label))

    def _new_pairs(self, kept: Mapping[str, CategoryPair]) -> Iterable[CategoryPair]:
        """Pairs that were found by name, or whose names agree anew, and are to be remembered."""
        renamed = {rename.inner_id for rename in self._renames}
        adopted = {pair.sa_id for pair in self._adopted}
        yield from self._adopted
        for inner, label in self._labels.items():
            pair = kept.get(inner)
            sa_id = self._ids.get(category_key(label)) if pair is None else pair.sa_id
            if sa_id is None or inner in renamed or sa_id in adopted:
                continue
            now = self._names[sa_id]
            if pair is not None and pair.shown is None and sa_id not in self._listed:
                continue
            new = CategoryPair(inner, sa_id, label, now)
            if pair is None or (new != pair and category_key(now) == category_key(label)):
                yield new

    def _merged(self, kept: Mapping[str, CategoryPair]) -> Iterable[NotedCategory]:
        """Several categories of the shop, of different names, that are one in the account."""
        names: defaultdict[int, set[str]] = defaultdict(set)
        for inner, pair in kept.items():
            names[pair.sa_id].add(self._labels[inner])
        for sa_id, labels in names.items():
            if len({category_key(label) for label in labels}) > 1:
                wanted = ", ".join(sorted(labels))
                yield NotedCategory(sa_id, CategoryNote.MERGED, self._names[sa_id], wanted)

    def _deleted(self) -> Iterable[NotedCategory]:
        """Categories of the account whose counterpart the shop no longer has."""
        used = set(self._ids.values())
        for inner, pair in self._pairs.items():
            if inner not in self._labels and pair.sa_id in self._names and pair.sa_id not in used:
                used.add(pair.sa_id)
                yield NotedCategory(
                    pair.sa_id, CategoryNote.DELETED, self._names[pair.sa_id], pair.wanted
                )


def _own_name(label: str) -> str:
    """Return the key of a category's name without those of the ones above it."""
    return category_key(label.rpartition(PATH_SEPARATOR)[2])


def _known_names(target: Target, pairs: Mapping[str, CategoryPair]) -> dict[int, str]:
    """The names of the account's categories by id.

    One that is remembered is there even if a list that ends early omits it: where products have it, or
    where it was created and no list has shown it yet.
    """
    names = {category.sa_id: category.name for category in target.categories}
    missing = {pair.sa_id: pair for pair in pairs.values() if pair.sa_id not in names}
    if missing:
        used = AccountProducts.of(target.products).category_sizes
        names |= {
            sa_id: pair.shown or pair.wanted
            for sa_id, pair in missing.items()
            if pair.shown is None or sa_id in used
        }
    return names
