"""Known ways of an account with values, as a rule for comparing; pure.

A compatibility check wrote a test product and read it back (`core/account/written_losses.py`). What it found
explains a difference before the first value of a sync was written and read; it is never written.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, TypeAlias

from shopsync_gui.core.account.likeness import alike, same_letters
from shopsync_gui.core.account.written_losses import text_losses

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.core.catalogue import MasterProduct, TargetProduct

#: The value of each trait by its name, as `core/account/account_traits.py` has them.
Ways: TypeAlias = Mapping[str, str]

#: The traits that say what becomes of a written value.
KEPT = ("name.kept", "sku.kept", "price.kept", "vat.decimal")
_CENT = Decimal("0.01")


def is_kept_so(field: str, wanted: MasterProduct, found: TargetProduct, ways: Ways) -> bool:
    """Whether what the account shows of a field is what it is known to make of the wanted value."""
    judge = _JUDGES.get(field)
    return bool(ways) and judge is not None and judge(wanted, found, ways)


def _name(wanted: MasterProduct, found: TargetProduct, ways: Ways) -> bool:
    return _is_text_kept_so(wanted.name, found.name, ways.get("name.kept", ""))


def _sku(wanted: MasterProduct, found: TargetProduct, ways: Ways) -> bool:
    return _is_text_kept_so(wanted.sku, found.sku, ways.get("sku.kept", ""))


def _is_text_kept_so(wanted: str, shown: str, told: str) -> bool:
    """Whether every loss of a text is a known one, and its letters are those of the wanted text."""
    known = set(told.split(", ")) - {"", "exact", "other"}
    losses = set(text_losses(wanted, shown))
    if not losses or not losses <= known:
        return False
    cut = any(loss.startswith(("cut ", "bytes ")) or loss == "ampersand" for loss in losses)
    return alike(wanted, shown) if cut else same_letters(wanted, shown)


def _net(wanted: MasterProduct, found: TargetProduct, ways: Ways) -> bool:
    if found.net is None:
        return False
    way = ways.get("price.kept", "")
    if way == "gross":
        return abs(found.net - wanted.net * (100 + wanted.vat) / 100) < _CENT
    step = {"whole": Decimal(1), "one": Decimal("0.1")}.get(way)
    if step is None:
        return False
    return found.net in (
        wanted.net.quantize(step, ROUND_HALF_UP),
        wanted.net.quantize(step, ROUND_DOWN),
    )


def _vat(wanted: MasterProduct, found: TargetProduct, ways: Ways) -> bool:
    """A rate with decimals whose decimals are lost."""
    if ways.get("vat.decimal") != "other" or found.vat is None:
        return False
    return found.vat % 1 == 0 and wanted.vat % 1 != 0 and abs(found.vat - wanted.vat) < 1


_JUDGES: dict[str, Callable[[MasterProduct, TargetProduct, Ways], bool]] = {
    "name": _name, "sku": _sku, "net": _net, "vat": _vat,
}  # fmt: skip
