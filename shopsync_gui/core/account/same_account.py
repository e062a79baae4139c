"""The recognition of a known account in a reading, by its oldest products."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from shopsync_gui.core.catalogue import sku_key

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

#: So many of its oldest products tell an account from others.
LANDMARKS = 50


class Landmark(NamedTuple):
    """An old product of an account, by which the account is known."""

    sa_id: int
    sku: str


def common(marks: Collection[Landmark], sku_of: Callable[[int], str | None]) -> int:
    """Count the landmarks of one account that another reading shows under the same ids, with the same SKUs."""
    return sum(
        bool(mark.sku) and sku_key(sku_of(mark.sa_id) or "") == sku_key(mark.sku) for mark in marks
    )


def is_same(shared: int, known: int) -> bool:
    """Whether so many products in common, of so many known, prove that both accounts, or both shops, are one."""
    return shared > 0 and shared * 2 >= known
