"""The order in which the account numbers what it creates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from shopsync_gui.sandbox.manners.manner import (
    Adopt,
    Manner,
    both,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.sandbox.app import Sandbox


def _numbered_from(first: int) -> Adopt:
    return lambda sandbox: sandbox.account.renumber(first)


def _stepping(step: Callable[[int], int]) -> Adopt:
    def adopt(sandbox: Sandbox) -> None:
        sandbox.account.habits.next_id = step

    return adopt


def _two_masters(own: int) -> int:
    """Ids of two servers in turn, of which one is far ahead."""
    return own + 1_000_001 if own < 1_000_000 else own - 1_000_000


def _scattered(own: int) -> int:
    """Ids in no order, none twice."""
    return own * 48_271 % 2_147_483_647


def _like_products(sandbox: Sandbox) -> None:
    """Number categories as products are numbered."""
    sandbox.account.number_categories(8637)


_IDS: Final[dict[str, tuple[str, str, Adopt]]] = {
    "ids-from-1": ("ids", "ids begin at 1", _numbered_from(1)),
    "ids-by-ten": ("ids", "ids go by ten", _stepping(lambda own: own + 10)),
    "ids-of-two-masters": ("ids", "ids of two servers in turn", _stepping(_two_masters)),
    "ids-descending": ("ids", "new products get lower ids", both(_numbered_from(90_000), _stepping(
        lambda own: 80_000 if own > 90_000 else own - 1))),
    "ids-scattered": ("ids", "ids in no order", _stepping(_scattered)),
    "category-ids-like-products": ("ids", "categories are numbered as products are", _like_products),
}  # fmt: skip

MANNERS: Final[dict[str, Manner]] = {
    name: Manner(aspect, text, adopt) for name, (aspect, text, adopt) in _IDS.items()
}
