"""The test product of a compatibility check: one that shows every loss, and plainer ones."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from shopsync_gui.core.account.written_losses import sample_name
from shopsync_gui.core.catalogue import MasterProduct

#: A price with decimals, and a usual rate.
NET = Decimal("1234.56")
VAT = Decimal(27)


class Attempt(msgspec.Struct, frozen=True):
    """A name and a SKU to create a product with, and what is refused where no earlier try worked.

    The name has so many characters; with `signs` it shows every loss, with `emoji` that of one too.
    """

    refused: str
    length: int
    signs: bool = True
    emoji: bool = False
    odd_sku: bool = True


ATTEMPTS = (
    Attempt("none", 300, emoji=True), Attempt("emoji", 300), Attempt("signs", 300, signs=False),
    Attempt("over 255", 255), Attempt("over 100", 100), Attempt("over 50", 50),
    Attempt("signs", 36, signs=False), Attempt("sku", 36, signs=False, odd_sku=False),
)  # fmt: skip


def sample_product(attempt: Attempt, token: str) -> MasterProduct:
    """The test product of one attempt, recognised by its token."""
    head = f"ShopSync próba {token}, törölhető"
    name = f"{head} {'0123456789' * 30}"[: attempt.length]
    if attempt.signs:
        name = sample_name(head, attempt.length, emoji=attempt.emoji)
    sku = f"SHOPSYNC-PROBA-{token}"
    return MasterProduct(
        sku=f"{sku}/áő b&c+d" if attempt.odd_sku else sku,
        name=name.strip(),
        net=NET,
        vat=VAT,
        currency="HUF",
    )
