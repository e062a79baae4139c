"""A letter in the list of those kept, and the reading of that list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.newsletter.saved_letter import LetterChanges, SavedLetter, letter_changes
from shopsync_gui.store.documents.shared_documents import SharedLetter
from shopsync_gui.store.documents.waiting_documents import WaitingLetter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection


class ListedLetter(msgspec.Struct, frozen=True):
    """A letter, and what became of its products since it was made; None where it waits for its shop."""

    letter: SavedLetter | SharedLetter
    changes: LetterChanges | None
    waiting: WaitingLetter | None = None

    @property
    def is_empty(self) -> bool:
        """Whether none of its products could be shown when it was made."""
        items = self.letter.items
        return bool(items) and all(item.left_out for item in items)

    @property
    def needs_a_look(self) -> bool:
        """Whether it waits, shows nothing, or is no longer what it was."""
        return self.waiting is not None or self.is_empty or bool(self.changes)

    @property
    def id(self) -> int:
        """The id of a letter that can be opened; 0 for another."""
        return self.letter.id if isinstance(self.letter, SavedLetter) else 0

    @property
    def shop(self) -> int | str:
        """The key by which its shop is told from others."""
        if isinstance(self.letter, SavedLetter):
            return self.letter.connection_id
        return "" if self.waiting is None else self.waiting.address


def awaited_shop(
    waiting: WaitingLetter, connections: Iterable[Connection], others: Iterable[WaitingLetter]
) -> str:
    """The shop that a letter waits for: its title, or its name where another shop has that title."""
    title, name = waiting.title, waiting.name
    alike = [each.title for each in others if each.address != waiting.address]
    for connection in connections:
        if waiting.is_of(connection):
            title, name = connection.title, connection.name
        else:
            alike.append(connection.title)
    return name if title in alike else title


def read_letters(store: Store) -> list[ListedLetter]:
    """Read the letters that are kept, then those that wait for their shop."""
    letters = store.letters.all()
    ids = sorted({item.product_id for letter in letters for item in letter.items})
    products = {product.id: product for product in store.letters.products(ids)}
    kept = [ListedLetter(letter, letter_changes(letter, products)) for letter in letters]
    waiting = store.waiting_documents.letters()
    return kept + [ListedLetter(each.letter, None, each) for each in waiting]
