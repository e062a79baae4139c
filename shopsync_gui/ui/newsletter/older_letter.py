"""An older letter's links against the products of today: what it says, and whether that is still true."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.newsletter.letter import LetterProduct
from shopsync_gui.core.newsletter.letter_prices import SaidPrice, said_price
from shopsync_gui.core.newsletter.letter_reading import letter_links, mentioned_products
from shopsync_gui.core.newsletter.page_address import page_address
from shopsync_gui.core.text import N_, _, format_money, translate
from shopsync_gui.core.tone import Tone
from shopsync_gui.store.documents.linked_products import LinkedBy

if TYPE_CHECKING:
    from shopsync_gui.store import Store

#: The words on a product that the link does not name for certain.
_DOUBTS = {
    LinkedBy.SKU: N_("by its SKU only: {verdict}"),
    LinkedBy.NAME: N_("by its name only: {verdict}"),
}


class CheckedLink(msgspec.Struct, frozen=True):
    """A link of the letter: the product that it leads to, if one is known, and what the letter says of its price."""

    link: str
    product: LetterProduct | None
    said: SaidPrice
    by: LinkedBy = LinkedBy.ADDRESS

    @property
    def title(self) -> str:
        """The product's name; of an unknown one, the address."""
        return self.link.partition("://")[2] if self.product is None else self.product.name

    @property
    def prices(self) -> str:
        """The price that the letter says, or all that may be it."""
        currency = "" if self.product is None else self.product.currency
        own = [format_money(price, currency) for price in self.said.candidates]
        others = [format_money(amount.value, amount.currency) for amount in self.said.foreign]
        return ", ".join(dict.fromkeys([*own, *others])) or "–"

    @property
    def price_now(self) -> str:
        """The price of today."""
        product = self.product
        return "–" if product is None else format_money(product.price, product.currency)

    @property
    def verdict(self) -> tuple[Tone, str]:
        """Whether what the letter says is still true, and whether it is certain that it is of this product."""
        tone, words = self._verdict
        if self.by is LinkedBy.ADDRESS:
            return tone, words
        return Tone.WARNING, translate(_DOUBTS[self.by]).format(verdict=words)

    @property
    def _verdict(self) -> tuple[Tone, str]:
        """Whether what the letter says is still true; never, where it is not plain what it says."""
        said, product = self.said, self.product
        if product is None:
            return Tone.MUTED, _("no product is known by this link")
        if product.state is not ProductState.ACTIVE:
            return Tone.BAD, _("no longer sold")
        if product.sold_out:
            return Tone.BAD, _("sold out")
        if said.without_tax:
            return Tone.WARNING, _("only a price without VAT beside it")
        if said.price is None and len(said.candidates) > 1:
            return Tone.WARNING, _("several prices beside it")
        if said.unsure and said.candidates:
            return Tone.WARNING, _("not certain which price is its own")
        if said.price is None and said.candidates:
            return Tone.WARNING, _("only an earlier price beside it")
        if said.price is None:
            other = said.foreign and _("only in another currency")
            return Tone.MUTED, other or _("no price in the newsletter")
        if product.price == said.price:
            return Tone.GOOD, _("still correct")
        return Tone.WARNING, _("no longer correct")


class OlderLetter(msgspec.Struct, frozen=True):
    """The products of a letter in its order, and then its links that lead to none.

    `names_known` says whether search-friendly addresses of pages are known at all.
    """

    links: list[CheckedLink]
    names_known: bool = True


def older_letter(store: Store, letter: str) -> OlderLetter:
    """Look up the links of a letter, and compare its prices with those of today."""
    links = [each for each in letter_links(letter) if _is_page(each.target)]
    linked = store.letters.links.of(link for each in links for link in (each.target, each.link))
    ids = sorted({each.product_id for each in linked.values()})
    products = {product.id: product for product in store.letters.products(ids)}
    known = {link: at.product_id for link, at in linked.items() if at.product_id in products}
    certain = {at.product_id for at in linked.values() if at.by is LinkedBy.ADDRESS}
    found, unknown = [], []
    for each in mentioned_products(letter, known):
        link = each.target if each.target in known else each.link
        if link in known:
            product = products[known[link]]
            by = LinkedBy.ADDRESS if product.id in certain else linked[link].by
            said = said_price(each.amounts, product.currency)
            found.append(CheckedLink(each.link, product, said, by))
        elif _is_page(each.target):
            unknown.append(CheckedLink(each.link, None, SaidPrice()))
    return OlderLetter(found + unknown, store.letters.links.knows_names())


def _is_page(target: str) -> bool:
    """Whether it is the address of a page, and not only that of a whole site."""
    page = page_address(target) if target.lower().startswith(("https://", "http://")) else None
    return page is not None and bool(page.names or page.number)
