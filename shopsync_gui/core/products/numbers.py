"""The numbers of products that every front end shows of a shop, what they count, and how they add up.

The products that the shop has = those in the account + those skipped + those not there yet; the list
of all known products has besides those that are gone from the shop, and those that only old orders know.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from shopsync_gui.core.text import N_, _, format_int, translate


class CataloguePart(StrEnum):
    """The parts that the known products fall into, each product into one of them.

    The shop has those of `IN_SHOP`, as far as the program knows.
    """

    #: The account has it; what was written last may have failed or differ all the same.
    IN_ACCOUNT = "in_account"
    #: It cannot be written: it has no SKU, no price, or whatever its reason says.
    SKIPPED = "skipped"
    #: The account refused it.
    NOT_CREATED = "not_created"
    #: The next sync will create it.
    WAITING = "waiting"
    GONE = "gone"
    FROM_ORDER = "from_order"


#: The parts whose products the shop has.
IN_SHOP = frozenset(
    {
        CataloguePart.IN_ACCOUNT,
        CataloguePart.SKIPPED,
        CataloguePart.NOT_CREATED,
        CataloguePart.WAITING,
    }
)


class CatalogueCounts(msgspec.Struct, frozen=True, kw_only=True):
    """The numbers of known products, by part."""

    in_account: int = 0
    skipped: int = 0
    not_created: int = 0
    waiting: int = 0
    gone: int = 0
    from_order: int = 0

    @property
    def in_shop(self) -> int:
        """The number of products in the shop, as far as the program knows."""
        return self.in_account + self.skipped + self.not_created + self.waiting

    @property
    def total(self) -> int:
        """The number of known products."""
        return self.in_shop + self.gone + self.from_order


#: The products that say why they are not in the account, or not as they should be.
SKIPPED = frozenset({CataloguePart.SKIPPED})
NOT_CREATED = frozenset({CataloguePart.NOT_CREATED})
NOT_WRITTEN = frozenset({CataloguePart.IN_ACCOUNT, CataloguePart.NOT_CREATED})
IN_ACCOUNT = frozenset({CataloguePart.IN_ACCOUNT})
WAITING = frozenset({CataloguePart.WAITING})
_GONE = frozenset({CataloguePart.GONE})
FROM_ORDER = frozenset({CataloguePart.FROM_ORDER})

_LABELS = {
    IN_SHOP: N_("In the shop"),
    IN_ACCOUNT: N_("In the account"),
    SKIPPED: N_("Skipped"),
    NOT_CREATED: N_("Not taken by the account"),
    WAITING: N_("Not brought over yet"),
    _GONE: N_("No longer in the shop"),
    FROM_ORDER: N_("Only in old orders"),
    NOT_WRITTEN: N_("Could not be written"),
}
#: What a number is called beside the one that it is a part of, where that has to be said.
_CAPTIONS = {IN_ACCOUNT: N_("Of these in the account")}
_ABOUT = {
    IN_SHOP: N_("The products that the shop has now, as it was last read."),
    IN_ACCOUNT: N_("Of these, the products that the account has."),
    SKIPPED: N_(
        "Of these, the products that cannot be written: each says why, such as a missing SKU."
    ),
    NOT_CREATED: N_("Of these, the products that SalesAutopilot refused: each says why."),
    WAITING: N_("Of these, the products that the next sync will create."),
    _GONE: N_("Known from earlier readings; the shop no longer has them."),
    FROM_ORDER: N_("Brought over from old orders; the shop does not have them."),
}
#: The shop's number, and those it is the sum of; the first two are always worth saying.
_OF_SHOP = (
    IN_SHOP,
    IN_ACCOUNT,
    SKIPPED,
    NOT_CREATED,
    WAITING,
)


class ProductNumber(msgspec.Struct, frozen=True):
    """A number of products: those in these `parts` of the catalogue."""

    parts: frozenset[CataloguePart]
    count: int

    @property
    def name(self) -> str:
        """Its name for programs: shop, or that of its part."""
        return "shop" if self.parts == IN_SHOP else "_".join(sorted(self.parts))

    @property
    def label(self) -> str:
        """The caption beside the shop's number."""
        caption = _CAPTIONS.get(self.parts)
        return parts_label(self.parts) if caption is None else translate(caption)

    @property
    def about(self) -> str:
        """A sentence on what it counts."""
        return translate(_ABOUT[self.parts])


def parts_label(parts: frozenset[CataloguePart]) -> str:
    """Name products of these parts."""
    if parts in _LABELS:
        return translate(_LABELS[parts])
    return ", ".join(translate(_LABELS[frozenset({part})]) for part in sorted(parts))


def shop_numbers(counts: CatalogueCounts) -> tuple[ProductNumber, ...]:
    """The shop's number, and then those that add up to it; of these a part without products is left out."""
    numbers = [ProductNumber(parts, _count(counts, parts)) for parts in _OF_SHOP]
    return (*numbers[:2], *(number for number in numbers[2:] if number.count))


def card_numbers(
    counts: CatalogueCounts, *, tells_of_account: bool = True
) -> tuple[ProductNumber, ...]:
    """The shop's numbers, and beside them the products that only old orders know, if there are any.

    The account has most of those as well, which the shop's numbers do not count. Where nothing
    `tells_of_account`, the shop's own number stands alone.
    """
    from_order = ProductNumber(FROM_ORDER, counts.from_order)
    numbers = shop_numbers(counts) if tells_of_account else shop_numbers(counts)[:1]
    return (*numbers, *((from_order,) if from_order.count else ()))


def sum_text(total: int, beside: CatalogueCounts) -> str:
    """Say where all known products are: "1 205 in the shop, 1 no longer in the shop".

    `beside` counts those that the shop does not have; empty where it has them all.
    """
    if not beside.total:
        return ""
    counts = {_("{n} in the shop"): total - beside.total}
    counts[_("{n} no longer in the shop")] = beside.gone
    counts[_("{n} only in old orders")] = beside.from_order
    return ", ".join(text.format(n=format_int(count)) for text, count in counts.items() if count)


def _count(counts: CatalogueCounts, parts: frozenset[CataloguePart]) -> int:
    return sum(getattr(counts, part.value) for part in parts)
