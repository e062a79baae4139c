"""Categories as the account lists, names and counts them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from shopsync_gui.sandbox.account.habits import Refusal
from shopsync_gui.sandbox.manners.account_lists import CATEGORIES, own_id
from shopsync_gui.sandbox.manners.manner import (
    Adopt,
    Manner,
    keeping_categories,
    wrapped,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.sandbox.app import Sandbox
    from shopsync_gui.sandbox.edge import Row


def _when_used(sandbox: Sandbox) -> None:
    """List a category only while a product is in it."""

    def listed(rows: list[Row]) -> list[Row]:
        used = {str(c) for p in sandbox.account.products.values() for c in p.categories}
        return [row for row in rows if own_id(row) in used]

    sandbox.edge.category_list.append(listed)


def _tree(rows: list[Row]) -> object:
    """Every second category is below the one before it."""
    return [
        {**row, "children": [dict(child) for child in rows[index + 1 : index + 2]]}
        for index, row in enumerate(rows)
        if index % 2 == 0
    ]


def _parents(rows: list[Row]) -> object:
    return [{**row, "parent": dict(rows[0])} for row in rows]


def _most_categories(most: int, refusal: Refusal) -> Adopt:
    def adopt(sandbox: Sandbox) -> None:
        account = sandbox.account
        account.habits.refuse_category.append(
            lambda name: (
                refusal
                if len(account.categories) >= most
                and name not in {row.prodcat_name for row in account.categories.values()}
                else None
            )
        )

    return adopt


def _linking(link: Callable[[tuple[int, ...], list[int]], tuple[int, ...]]) -> Adopt:
    def adopt(sandbox: Sandbox) -> None:
        sandbox.account.habits.link = link

    return adopt


_CATEGORIES: Final[dict[str, tuple[str, str, Adopt]]] = {
    "categories-when-used": ("category-list", "categories are listed while products are in them", _when_used),
    "categories-tree": ("category-list", "every second category is below another", wrapped(_tree, CATEGORIES)),
    "categories-with-parents": ("category-list", "categories show their parent as an object", wrapped(_parents, CATEGORIES)),
    "categories-most-8": ("category-names", "the ninth category gets 406", _most_categories(8, Refusal(406, "Limit"))),
    "categories-most-8-zero": ("category-names", "the ninth category gets 0", _most_categories(8, Refusal(200, "0"))),
    "category-numbered": (
        "category-names", "names of categories get a number before them",
        keeping_categories(lambda t: t if t[:4] == "01. " else f"01. {t}"),
    ),
    "categories-three-only": ("links", "a product keeps three categories", _linking(lambda _old, new: tuple(new[:3]))),
}  # fmt: skip

MANNERS: Final[dict[str, Manner]] = {
    name: Manner(aspect, text, adopt) for name, (aspect, text, adopt) in _CATEGORIES.items()
}
