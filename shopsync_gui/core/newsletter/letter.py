"""A newsletter's product blocks: which products may stand in a letter, and what it says of them.

Prices are what a customer pays: gross, in the product's own currency. Addresses are https; plain http
only where the shop itself is on this computer.
"""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.newsletter.campaign import with_campaign
from shopsync_gui.core.newsletter.price_rule import EarlierPrice, percent_off
from shopsync_gui.core.strings.addresses import picture_address
from shopsync_gui.core.text import format_money, language, pgettext

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: So many products go into a letter; far fewer of them fit before mail programs cut it.
MOST_PRODUCTS = 200
#: So many characters a button's caption has at most.
MOST_BUTTON_CHARACTERS = 40
#: Longer names are cut in a letter, where they would push its columns apart.
MOST_NAME_CHARACTERS = 140
#: The least and the largest rounding of a button's corners, in pixels.
ROUNDING = (0, 24)
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
#: The size that an address of the shop's picture cache promises (contract "shoprenter" 8.1).
_SIZE = re.compile(r"/image/cache/w(\d{1,4})h(\d{1,4})")


class Layout(StrEnum):
    """The layouts: products in columns, or the first one wide and the others in two columns."""

    ONE = "1"
    TWO = "2"
    THREE = "3"
    HERO = "hero"

    @property
    def columns(self) -> int:
        """The number of ordinary products beside each other."""
        return {Layout.ONE: 1, Layout.THREE: 3}.get(self, 2)


class LetterStyle(msgspec.Struct, frozen=True, kw_only=True):
    """The looks of a letter, as a preset keeps them. `rounding` is in pixels, `color` is #rrggbb.

    An empty `button` is the usual one; without a `campaign` no tags are appended to links. `language` is
    that of its own words; "" for the language of the shop's product names.
    """

    layout: Layout = Layout.TWO
    heading: str = ""
    button: str = ""
    color: str = "#2f6fed"
    rounding: int = 6
    campaign: str = ""
    language: str = ""

    @property
    def button_text(self) -> str:
        """The caption of the buttons."""
        return self.button.strip() or pgettext("button in a newsletter", "View")

    @property
    def button_color(self) -> str:
        """The buttons' colour; the usual one if what was chosen is not a colour."""
        return self.color if _COLOR.fullmatch(self.color) else LetterStyle().color

    @property
    def corner(self) -> int:
        """The rounding, within its limits."""
        least, most = ROUNDING
        return min(most, max(least, self.rounding))


class LetterProduct(msgspec.Struct, frozen=True, kw_only=True):
    """A product as a letter needs it, as it is now. `id` and `connection_id` are local."""

    id: int
    connection_id: int
    sku: str
    name: str
    price: Decimal | None
    currency: str
    earlier: EarlierPrice = EarlierPrice()
    #: The beginning of the record of its prices.
    watched_since: datetime | None = None
    #: Whether the shop calls it reduced.
    on_sale: bool = False
    state: ProductState = ProductState.ACTIVE
    stock: Decimal | None = None
    in_account: bool = True
    image: str = ""
    page: str = ""

    @property
    def sold_out(self) -> bool:
        """Whether none is left."""
        return self.stock is not None and self.stock <= 0


class Flaw(StrEnum):
    """The flaws of a product in a letter; the first seven keep it out."""

    GONE = "gone"
    FROM_ORDER = "from_order"
    DISABLED = "disabled"
    SOLD_OUT = "sold_out"
    NO_PRICE = "no_price"
    NO_LINK = "no_link"
    OTHER_SHOP = "other_shop"
    NO_PICTURE = "no_picture"
    NOT_IN_ACCOUNT = "not_in_account"
    SHORT_RECORD = "short_record"
    NO_REDUCTION = "no_reduction"

    @property
    def keeps_out(self) -> bool:
        """Whether a product with it is left out of the letter."""
        return self in _KEEPING_OUT


_KEEPING_OUT = frozenset(list(Flaw)[:7])


def flaws(product: LetterProduct, connection_id: int, *, here: bool = False) -> tuple[Flaw, ...]:
    """The flaws of a product in a letter of this shop; `here` as `picture_address` has it.

    Of one that only old orders know, nothing that a letter needs can be there.
    """
    state = product.state
    if state is ProductState.FROM_ORDER:
        other = product.connection_id != connection_id
        return (Flaw.FROM_ORDER, Flaw.OTHER_SHOP) if other else (Flaw.FROM_ORDER,)
    tests = {
        Flaw.GONE: state is ProductState.GONE,
        Flaw.DISABLED: state in (ProductState.DISABLED, ProductState.DISCONTINUED),
        Flaw.SOLD_OUT: product.sold_out,
        Flaw.NO_PRICE: not product.price,  # shops write 0 where the price is told on request
        Flaw.NO_LINK: not picture_address(product.page, here=here),
        Flaw.OTHER_SHOP: product.connection_id != connection_id,
        Flaw.NO_PICTURE: not picture_address(product.image, here=here),
        Flaw.NOT_IN_ACCOUNT: not product.in_account,
        Flaw.SHORT_RECORD: _is_too_short(product),
        Flaw.NO_REDUCTION: _is_no_reduction(product),
    }
    return tuple(flaw for flaw, so in tests.items() if so)


def flaws_that_matter(found: tuple[Flaw, ...]) -> tuple[Flaw, ...]:
    """The flaws that keep a product out of a letter, where there are any; else all of them."""
    return tuple(flaw for flaw in found if flaw.keeps_out) or found


def _is_too_short(product: LetterProduct) -> bool:
    """Whether nothing may be crossed out since no higher price, or not enough of it, is on record."""
    earlier = product.earlier
    unseen = product.on_sale and earlier.reduced_at is None
    return earlier.amount is None and (earlier.watched_since is not None or unseen)


def _is_no_reduction(product: LetterProduct) -> bool:
    """Whether nothing may be crossed out since the product cost as little in the 30 days before."""
    earlier = product.earlier
    is_reduced = product.on_sale and earlier.reduced_at is not None
    return is_reduced and earlier.amount is None and earlier.watched_since is None


class LetterBlock(msgspec.Struct, frozen=True, kw_only=True):
    """A product in a letter, in words. `ratio` is the picture's height by its width.

    `earlier` is crossed out, `percent` the discount from it; "" and 0 where there is none.
    """

    product_id: int
    name: str
    price: str
    address: str
    earlier: str = ""
    percent: int = 0
    picture: str = ""
    ratio: float = 1.0


class LetterSection(msgspec.Struct, frozen=True, kw_only=True):
    """Products under a title, which may be empty."""

    title: str
    blocks: tuple[LetterBlock, ...]


class LetterDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A letter as it is painted and compiled; `button` is on each product, `remarks` stand below all."""

    title: str
    style: LetterStyle
    language: str
    button: str
    sections: tuple[LetterSection, ...]
    remarks: tuple[str, ...] = ()

    @property
    def blocks(self) -> tuple[LetterBlock, ...]:
        """The products of all sections."""
        return tuple(block for section in self.sections for block in section.blocks)


def letter_document(
    products: Iterable[LetterProduct],
    style: LetterStyle,
    connection_id: int,
    *,
    remarks: Sequence[str] = (),
    here: bool = False,
) -> LetterDocument:
    """The letter of these products in their order; those with a flaw that keeps out are left out.

    Its words are in the language that is spoken now.
    """
    blocks = tuple(
        letter_block(product, style, here=here)
        for product in products
        if not any(flaw.keeps_out for flaw in flaws(product, connection_id, here=here))
    )
    crossed = any(block.earlier for block in blocks)
    return LetterDocument(
        title=style.heading.strip(),
        style=style,
        language=language(),
        button=style.button_text,
        sections=(LetterSection(title="", blocks=blocks),),
        remarks=tuple(remarks) if crossed else (),
    )


def letter_block(product: LetterProduct, style: LetterStyle, *, here: bool = False) -> LetterBlock:
    """A product in words, with the campaign's tags in its link."""
    earlier, percent = product.earlier.amount, 0
    if earlier is not None and product.price is not None:
        percent = percent_off(product.price, earlier)
    return LetterBlock(
        product_id=product.id,
        name=name_in_letter(product.name),
        price=format_money(product.price, product.currency),
        address=with_campaign(picture_address(product.page, here=here), style.campaign),
        earlier="" if earlier is None else format_money(earlier, product.currency),
        percent=percent,
        picture=picture_address(product.image, here=here),
        ratio=_ratio(product.image),
    )


def name_in_letter(name: str) -> str:
    """The name; of a very long one the first words."""
    if len(name) <= MOST_NAME_CHARACTERS:
        return name
    kept = name[:MOST_NAME_CHARACTERS]
    words = kept.rpartition(" ")[0]
    return (words if len(words) > MOST_NAME_CHARACTERS // 2 else kept).rstrip(" ,;:–-") + "…"


def _ratio(image: str) -> float:
    """The height by the width that the picture's address promises; a square where it does not."""
    size = _SIZE.search(image)
    if size is None:
        return 1.0
    width, height = int(size[1]), int(size[2])
    return min(4.0, max(0.25, height / width)) if width and height else 1.0
