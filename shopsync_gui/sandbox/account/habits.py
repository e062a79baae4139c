"""The habits of an account: what it keeps of a value, refuses, and does with what it knows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple, TypeAlias

from shopsync_gui.sandbox.account.records import SaProduct

Twice: TypeAlias = Literal["second", "existing", "overwritten", "-1", "0", "refused"]


class Refusal(NamedTuple):
    """The answer to a write that is not carried out; some services say it with status 200."""

    status: int
    text: str


FULL: Final = Refusal(406, "Product quota of the package is used up")


@dataclass
class Habits:
    """The habits of an account, each list applied in its order; the defaults are those of one that loses nothing."""

    keep: list[Callable[[SaProduct], SaProduct]] = field(default_factory=list)
    """What is kept of a product that is written."""
    keep_category: list[Callable[[str], str]] = field(default_factory=list)
    """What is kept of a category's name."""
    refuse: list[Callable[[SaProduct], Refusal | None]] = field(default_factory=list)
    refuse_category: list[Callable[[str], Refusal | None]] = field(default_factory=list)
    quota: Refusal = FULL
    """The answer to a create when the account is full."""
    sku_twice: Twice = "second"
    """What a create with a known SKU does: a second product, the known id, an overwriting …"""
    same_sku: Callable[[str], str] = str
    """Two SKUs with the same result are the same to the account."""
    category_twice: Twice = "second"
    same_category: Callable[[str], str] = str
    """Two category names with the same result are the same to the account."""
    link: Callable[[tuple[int, ...], list[int]], tuple[int, ...]] | None = None
    """A product's categories from the earlier and the given ones; None: the config's way."""
    keeps_deleted: bool = False
    """Whether a delete only marks the product (`Account.marked`)."""
    next_id: Callable[[int], int] = lambda own: own + 1
    """The id of the product after the one of this id."""
    blanks_omitted: bool = False
    """Whether a modify empties the fields that its body leaves out."""

    def kept(self, product: SaProduct) -> SaProduct:
        """The product as the account keeps it."""
        for lose in self.keep:
            product = lose(product)
        return product

    def kept_category(self, name: str) -> str:
        """The category name as the account keeps it."""
        for lose in self.keep_category:
            name = lose(name)
        return name
