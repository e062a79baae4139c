"""The words on a letter's products: why one is left out, and what is to be checked before sending."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from shopsync_gui.core.newsletter.letter import Flaw, LetterProduct, flaws, flaws_that_matter
from shopsync_gui.core.text import N_, _, format_date, format_int, ngettext, translate

if TYPE_CHECKING:
    from collections.abc import Sequence

#: What is wrong with one product.
FLAWS = {
    Flaw.GONE: N_("gone from the shop"),
    Flaw.FROM_ORDER: N_("known from old orders only: no picture, price or link"),
    Flaw.DISABLED: N_("not sold in the shop now"),
    Flaw.SOLD_OUT: N_("sold out"),
    Flaw.NO_PRICE: N_("without a price"),
    Flaw.NO_LINK: N_("without a link"),
    Flaw.OTHER_SHOP: N_("of another shop"),
    Flaw.NO_PICTURE: N_("without a picture"),
    Flaw.NOT_IN_ACCOUNT: N_("not in the account"),
    Flaw.SHORT_RECORD: N_("watched only since {date}"),
    Flaw.NO_REDUCTION: N_("was as cheap in the 30 days before"),
}


def flaw_text(flaw: Flaw, product: LetterProduct) -> str:
    """A product's flaw in a few words."""
    since = product.earlier.watched_since or product.watched_since
    return translate(FLAWS[flaw]).format(date=format_date(since))


def crossed_out_remark() -> str:
    """The line below a letter that says which price is crossed out."""
    return _("The crossed-out price is the lowest of the 30 days before the reduction.")


def checks(
    products: Sequence[LetterProduct], connection_id: int, *, here: bool = False
) -> list[tuple[Flaw, str]]:
    """The flaws that there are, each with a sentence on how many products have it.

    A product that is left out counts once, for the first reason why; what it would lack is no matter.
    """
    counts: Counter[Flaw] = Counter()
    for product in products:
        told = flaws_that_matter(flaws(product, connection_id, here=here))
        counts.update(told[:1] if told and told[0].keeps_out else told)
    return [(flaw, _sentence(flaw, counts[flaw])) for flaw in Flaw if counts[flaw]]


def _sentence(flaw: Flaw, n: int) -> str:
    sentences = {
        Flaw.GONE: ngettext(
            "{n} product is gone from the shop and is left out",
            "{n} products are gone from the shop and are left out",
            n,
        ),
        Flaw.FROM_ORDER: ngettext(
            "{n} product is known from old orders only, without a picture, price or link, and is left out",
            "{n} products are known from old orders only, without a picture, price or link, and are left out",
            n,
        ),
        Flaw.DISABLED: ngettext(
            "{n} product is not sold now and is left out",
            "{n} products are not sold now and are left out",
            n,
        ),
        Flaw.SOLD_OUT: ngettext(
            "{n} product is sold out and is left out",
            "{n} products are sold out and are left out",
            n,
        ),
        Flaw.NO_PRICE: ngettext(
            "{n} product has no price and is left out",
            "{n} products have no price and are left out",
            n,
        ),
        Flaw.NO_LINK: ngettext(
            "{n} product has no secure link and is left out",
            "{n} products have no secure link and are left out",
            n,
        ),
        Flaw.OTHER_SHOP: ngettext(
            "{n} product is of another shop and is left out",
            "{n} products are of another shop and are left out",
            n,
        ),
        Flaw.NO_PICTURE: ngettext("{n} product has no picture", "{n} products have no picture", n),
        Flaw.NOT_IN_ACCOUNT: ngettext(
            "{n} product is not in the account", "{n} products are not in the account", n
        ),
        Flaw.SHORT_RECORD: ngettext(
            "{n} reduced product shows no crossed-out price: 30 days at a higher price are "
            "not on record",
            "{n} reduced products show no crossed-out price: 30 days at a higher price are "
            "not on record",
            n,
        ),
        Flaw.NO_REDUCTION: ngettext(
            "{n} reduced product shows no crossed-out price: it was as cheap in the 30 days before",
            "{n} reduced products show no crossed-out price: they were as cheap in the 30 days before",
            n,
        ),
    }
    return sentences[flaw].format(n=format_int(n))
