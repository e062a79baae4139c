"""Refusals of the account, and the ways in which it says so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from shopsync_gui.sandbox.account.habits import Refusal
from shopsync_gui.sandbox.manners.manner import Adopt, Manner, both

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.sandbox.account.records import SaProduct
    from shopsync_gui.sandbox.app import Sandbox

_ASTRAL: Final = re.compile("[\U00010000-\U0010ffff]")
_WRONG: Final = Refusal(406, "Wrong parameter")
_BARE: Final = Refusal(406, "")
_BROKEN: Final = Refusal(500, "Internal Server Error")


def _refusing(refuses: Callable[[SaProduct], bool], refusal: Refusal = _WRONG) -> Adopt:
    """Refuse the products of which this holds."""

    def judge(product: SaProduct) -> Refusal | None:
        return refusal if refuses(product) else None

    return lambda sandbox: sandbox.account.habits.refuse.append(judge)


def _refusing_categories(refuses: Callable[[str], bool], refusal: Refusal = _WRONG) -> Adopt:
    def judge(name: str) -> Refusal | None:
        return refusal if refuses(name) else None

    return lambda sandbox: sandbox.account.habits.refuse_category.append(judge)


def _emoji(text: str) -> bool:
    return _ASTRAL.search(text) is not None


def _emoji_name(product: SaProduct) -> bool:
    return _emoji(product.prod_name)


def _longer(length: int) -> Callable[[SaProduct], bool]:
    return lambda product: len(product.prod_name) > length


def _quota(refusal: Refusal, most: int = 38) -> Adopt:
    """Be full at so many products."""

    def adopt(sandbox: Sandbox) -> None:
        sandbox.account.max_products = most
        sandbox.account.habits.quota = refusal

    return adopt


_REFUSALS: Final[dict[str, tuple[str, Adopt]]] = {
    "refuses-names-over-255": ("names over 255 characters: 406", _refusing(_longer(255))),
    "refuses-names-over-100": ("names over 100 characters: 406", _refusing(_longer(100), _BARE)),
    "refuses-names-over-50": ("names over 50 characters: 406", _refusing(_longer(50))),
    "breaks-on-names-over-255": ("names over 255 characters: 500", _refusing(_longer(255), _BROKEN)),
    "refuses-emoji": ("names with an emoji: 406", _refusing(_emoji_name)),
    "breaks-on-emoji": ("names with an emoji: 500", _refusing(_emoji_name, _BROKEN)),
    "refuses-emoji-zero": ("names with an emoji: 0", _refusing(_emoji_name, Refusal(200, "0"))),
    "refuses-emoji-false": ("names with an emoji: false", _refusing(_emoji_name, Refusal(200, "false"))),
    "refuses-tags": ("names with <: 406", _refusing(lambda p: "<" in p.prod_name)),
    "refuses-skus-over-64": ("SKUs over 64 characters: 406", _refusing(lambda p: len(p.prod_sku) > 64)),
    "refuses-odd-skus": (
        "SKUs with other signs than letters, digits, - and _: 406",
        _refusing(lambda p: re.fullmatch(r"[\w-]+", p.prod_sku) is None),
    ),
    "refuses-free": ("a price of 0: 406", _refusing(lambda p: p.prod_price == 0)),
    "refuses-decimal-vat": (
        "VAT with decimals: 406", _refusing(lambda p: p.prod_vat_percent != int(p.prod_vat_percent))
    ),
    "refuses-vat-0": ("VAT 0: 406", _refusing(lambda p: p.prod_vat_percent == 0)),
    "refuses-uncategorised": ("products without a category: 406", _refusing(lambda p: not p.categories)),
    "refuses-many-categories": (
        "products in more than five categories: 406", _refusing(lambda p: len(p.categories) > 5)
    ),
    "breaks-on-one": (
        "one product gets 500, always", _refusing(lambda p: p.prod_sku == "CIKK-007", _BROKEN)
    ),
    "refuses-one": ("one product gets 406, always", _refusing(lambda p: p.prod_sku == "CIKK-007")),
    "refuses-one-unprocessable": (
        "one product gets 422 with words",
        _refusing(lambda p: p.prod_sku == "CIKK-007", Refusal(422, '{"error": "Invalid SKU"}')),
    ),
    "refuses-every-create": (
        "every create gets 406", _refusing(lambda p: p.prod_id == 0, _BARE)
    ),
    "refuses-everything": ("every write of a product gets 406", _refusing(lambda _p: True, _BARE)),
    "refuses-category-emoji": ("category names with an emoji: 406", _refusing_categories(_emoji)),
    "breaks-on-category-emoji": ("category names with an emoji: 500", _refusing_categories(_emoji, _BROKEN)),
    "refuses-categories-over-64": (
        "category names over 64 characters: 406", _refusing_categories(lambda name: len(name) > 64)
    ),
    "refuses-category-quotes": ("category names with quotes: 0", _refusing_categories(
        lambda name: '"' in name, Refusal(200, "0"))),
    "refuses-every-category": ("every category gets 406", _refusing_categories(lambda _n: True, _BARE)),
}  # fmt: skip

_QUOTAS: Final[dict[str, tuple[str, Refusal]]] = {
    "quota-words": ("406 and words", Refusal(406, "Product quota of the package is used up")),
    "quota-hungarian": ("406 and words", Refusal(406, "A csomag termékkvótája betelt")),
    "quota-bare": ("406 and nothing", _BARE),
    "quota-zero": ("0", Refusal(200, "0")),
    "quota-minus-one": ("-1", Refusal(200, "-1")),
    "quota-false": ("false", Refusal(200, "false")),
    "quota-402": ("402", Refusal(402, "Payment Required")),
    "quota-403": ("403", Refusal(403, "Forbidden")),
    "quota-object": ("200 with an error in JSON", Refusal(200, '{"error": "quota exceeded"}')),
}

_REFUSED: Final[dict[str, tuple[str, Refusal]]] = {
    "text": ("words with 200", Refusal(200, "Hiba: érvénytelen megnevezés")),
    "empty": ("nothing with 200", Refusal(200, "")),
    "success-false": (
        "success: false",
        Refusal(200, '{"success": false, "message": "Invalid name"}'),
    ),
    "status-error": ("status: error", Refusal(200, '{"status": "error"}')),
    "result-0": ("result: 0", Refusal(200, '{"result": 0}')),
    "hiba": ("an error in Hungarian", Refusal(200, '{"hiba": "Érvénytelen név"}')),
    "fehler": ("an error in German", Refusal(200, '{"Fehler": {"Nr": 12}}')),
    "list": ("an empty list", Refusal(200, "[]")),
    "null": ("null", Refusal(200, "null")),
    "minus-one": ("-1", Refusal(200, "-1")),
}
_STATUSES: Final = (400, 409, 410, 411, 413, 414, 415, 418, 423, 428, 451, 501, 505, 507)

MANNERS: Final[dict[str, Manner]] = {
    **{
        name: Manner("refusals", f"refuses {text}", adopt)
        for name, (text, adopt) in _REFUSALS.items()
    },
    **{
        name: Manner("refusals", f"an account that is full says {text}", both(_quota(refusal)))
        for name, (text, refusal) in _QUOTAS.items()
    },
    **{
        f"refuses-emoji-{name}": Manner("refusals", f"names with an emoji: {text}", _refusing(_emoji_name, refusal))
        for name, (text, refusal) in _REFUSED.items()
    },
    **{
        f"refuses-one-{status}": Manner(
            "refusals", f"one product gets {status}", _refusing(lambda p: p.prod_sku == "CIKK-007", Refusal(status, ""))
        )
        for status in _STATUSES
    },
}  # fmt: skip
