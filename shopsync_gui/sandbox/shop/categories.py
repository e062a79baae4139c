"""The shop's category tree: three levels, names that collide, some disabled, opaque ids."""

from __future__ import annotations

from base64 import b64encode
from typing import NamedTuple

from shopsync_gui.sandbox.shop.vocabulary import EXTRA_ROOTS, TREE, Branch, Leaf


def opaque_id(kind: str, text: str) -> str:
    """A resource id as the service makes it: base64 of `kind-text`."""
    return b64encode(f"{kind}-{text}".encode()).decode()


class Category(NamedTuple):
    """One category; `parent` is an inner id, its own one for a root that names itself."""

    inner_id: int
    id: str
    name: str
    name_en: str
    parent: int | None
    status: int
    sort_order: int
    updated: str

    @property
    def real_parent(self) -> int | None:
        """The parent, or None for a root (also for one that names itself)."""
        return None if self.parent == self.inner_id else self.parent


class Shelf(NamedTuple):
    """A leaf category together with its parents and the words for its products."""

    leaf: Leaf
    branch: Branch
    leaf_id: int
    branch_id: int
    root_id: int


class CategoryTree:
    """The categories of a shop, in the order in which it lists them."""

    def __init__(self) -> None:
        self.categories: dict[int, Category] = {}
        self.shelves: list[Shelf] = []
        self.extras: list[int] = []
        for root in TREE:
            root_id = self._add(root.name, root.english, None)
            for branch in root.branches:
                branch_id = self._add(branch.name, branch.english, root_id)
                for leaf in branch.leaves:
                    leaf_id = self._add(leaf.name, leaf.english, branch_id)
                    self.shelves.append(Shelf(leaf, branch, leaf_id, branch_id, root_id))
        self.extras = [self._add(name, english, None) for name, english in EXTRA_ROOTS]

    def _add(self, name: str, english: str, parent: int | None) -> int:
        inner_id = len(self.categories) + 101
        category_id = inner_id * 3 - 250
        if parent is None and inner_id % 2 == 0:
            parent = inner_id
        outer = name == "Konyha"
        disabled = name in ("Bútorok", "Szakácskönyvek", "Hang") or name.startswith("Karácsony")
        self.categories[inner_id] = Category(
            inner_id=inner_id,
            id="kategoria-konyha" if outer else opaque_id("category", f"category_id={category_id}"),
            name=name,
            name_en=english,
            parent=parent,
            status=0 if disabled else 1,
            sort_order=len(self.categories) % 10,
            updated=f"2024-0{1 + inner_id % 9}-1{inner_id % 10}T08:{10 + inner_id % 50}:00",
        )
        return inner_id
