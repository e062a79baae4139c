"""The notes of a plan about categories of the account, with the numbers of products in them; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.account.account_products import AccountProducts
from shopsync_gui.core.plan.category_changes import CategoryNote, NotedCategory

if TYPE_CHECKING:
    from collections.abc import Collection

    from shopsync_gui.core.plan.category_changes import CategoryPlan
    from shopsync_gui.core.plan.plan import Target


def with_numbers(
    categories: CategoryPlan, target: Target, used: Collection[str]
) -> tuple[NotedCategory, ...]:
    """The notes with the number of products in each, and what a plan empties added.

    `used` are the keys of the labels that any product of the shop has.
    """
    needed = {categories.ids[key] for key in used if key in categories.ids}
    paired = set(categories.ids.values()) - needed
    telling = {note.sa_id for note in categories.notes} | paired
    if not telling:
        return categories.notes
    sizes = AccountProducts.of(target.products).category_sizes
    names = {category.sa_id: category.name for category in target.categories}
    told = {note.sa_id for note in categories.notes}
    notes = [
        NotedCategory(note.sa_id, note.note, note.shown, note.wanted, sizes[note.sa_id])
        for note in categories.notes
    ]
    notes += [
        NotedCategory(sa_id, CategoryNote.EMPTIED, name, name, sizes[sa_id])
        for sa_id in sorted(paired - told)
        if sizes[sa_id] and (name := names.get(sa_id))
    ]
    return tuple(notes)
