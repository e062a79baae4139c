"""Letters as they are kept: their products and the prices they were made with."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.kept_types import Moment, RowId, must_be_amounts
from shopsync_gui.core.newsletter.letter import LetterProduct, LetterStyle, flaws
from shopsync_gui.core.text import _, format_int, ngettext

if TYPE_CHECKING:
    from collections.abc import Mapping


class LetterItem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A product of a letter, and the gross prices that the letter says of it.

    One that is `left_out` stands in the list of products only, since a flaw kept it out of the letter.
    """

    product_id: RowId
    sku: str
    name: str
    price: Decimal | None
    earlier: Decimal | None
    currency: str
    left_out: bool = False

    def __post_init__(self) -> None:
        must_be_amounts(self.price, self.earlier)


class SavedLetter(msgspec.Struct, frozen=True, kw_only=True):
    """A named letter of a shop. `id` is 0 before it is kept; its prices are those of `made_at`."""

    id: RowId = 0
    connection_id: RowId
    name: str
    style: LetterStyle
    items: tuple[LetterItem, ...]
    made_at: Moment
    copied_at: Moment | None = None


class LetterChanges(msgspec.Struct, frozen=True, kw_only=True):
    """Changes of a letter's products since it was made, by their local ids."""

    prices: tuple[int, ...] = ()
    sold_out: tuple[int, ...] = ()
    #: Gone from the shop, or no longer sold there.
    gone: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.prices or self.sold_out or self.gone)


def letter_item(product: LetterProduct, connection_id: int, *, here: bool = False) -> LetterItem:
    """The product as a letter of this shop made now remembers it; `here` as `flaws` has it."""
    return LetterItem(
        product_id=product.id,
        sku=product.sku,
        name=product.name,
        price=product.price,
        earlier=product.earlier.amount,
        currency=product.currency,
        left_out=any(flaw.keeps_out for flaw in flaws(product, connection_id, here=here)),
    )


def letter_changes(letter: SavedLetter, now: Mapping[int, LetterProduct]) -> LetterChanges:
    """Find what is no longer true of a letter; `now` has its products by their ids.

    A product that is gone or sold out is not counted for its price as well; one that the letter left
    out when it was made is not counted at all. A crossed-out price that may no longer stand, or would
    be another, counts as a changed price.
    """
    prices, sold_out, gone = [], [], []
    for item in letter.items:
        product = now.get(item.product_id)
        if item.left_out:
            continue
        if product is None or product.state is not ProductState.ACTIVE:
            gone.append(item.product_id)
        elif product.sold_out:
            sold_out.append(item.product_id)
        elif (product.price, product.earlier.amount, product.currency) != (
            item.price,
            item.earlier,
            item.currency,
        ):
            prices.append(item.product_id)
    return LetterChanges(prices=tuple(prices), sold_out=tuple(sold_out), gone=tuple(gone))


def changes_text(changes: LetterChanges) -> str:
    """The changes in one line: "2 prices changed, 1 sold out"."""
    prices, sold_out, gone = len(changes.prices), len(changes.sold_out), len(changes.gone)
    parts = [
        (prices, ngettext("{n} price changed", "{n} prices changed", prices)),
        (sold_out, ngettext("{n} sold out", "{n} sold out", sold_out)),
        (gone, ngettext("{n} no longer sold", "{n} no longer sold", gone)),
    ]
    text = ", ".join(words.format(n=format_int(count)) for count, words in parts if count)
    return text or _("No price has changed")
