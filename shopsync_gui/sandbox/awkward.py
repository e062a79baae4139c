"""The awkward catalogue: a small shop that touches every limit, and an account already in use."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from shopsync_gui.sandbox.account.state import Account
    from shopsync_gui.sandbox.shop.state import Shop

CATEGORIES: Final = (
    "Cipők", "cipők", "Kabátok", 'Konyha & "Otthon"', "🎁 Ajándékok", "Szőnyegek",
    "Fűszerek és teák 100 %-ban természetes alapanyagokból, kézzel válogatva, kisüzemi pörkölésű kávé is.",
    "Táskák", "Játékok", "Könyvek", "Kültéri  bútorok", "Ékszerek",
)  # fmt: skip
"""Twelve; two are equal but for their case, and one is a hundred characters long."""
HAND_MADE: Final = "Kézzel készült"
"""The category that the account's owner made, with the shop's older products in it."""
ORDINARY: Final = 45

_LONG_SKU: Final = "HOSSZU-" + "0123456789" * 5 + "ABCDEFG"

AWKWARD: Final[tuple[dict[str, Any], ...]] = (
    {"name": "Dupla  szóköz  a  névben"},
    {"name": "Só & bors őrlő, 2 db"},
    {"name": 'Monitor 24" – „prémium" O\'Neill kiadás'},
    {"name": "Könyv <b>félkövér</b> címmel <3"},
    {"name": ("Háromszáz karakteres név " + "árvíztűrő tükörfúrógép " * 12)[:299] + "!"},
    {"name": "Ajándék 🎁 doboz"},
    {"name": "👟"},
    {"name": unicodedata.normalize("NFD", "Őszi kabát, űrhajós")},
    {"name": "Nem\u00a0törő\u00a0szóköz"},
    {"name": "Perjel / és \\ fordított, 50 % + áfa # 1 ? x=y"},
    {"sku": f"{_LONG_SKU}-ELSO-VALTOZAT-A"},
    {"sku": f"{_LONG_SKU}-MASIK-VALTOZ-BB"},
    {"sku": "000123"},
    {"sku": "1E5"},
    {"sku": "A&B+C 1/2#3?x"},
    {"sku": "kisbetűs-őű"},
    {"sku": "  szélén szóköz  "},
    {"sku": "5999012345678"},
    {"decimals": 2, "net": "1234.56"},
    {"decimals": 2, "net": "99.5"},
    {"vat": Decimal("5.5"), "has_tax_class": False, "net": 200_000},
    {"vat": 5, "net": 1900},
    {"net": 0},
    {"categories": ()},
    {"vat": 0, "net": 1_000_000, "categories": (0, 1, 2, 3, 4, 5)},
)
"""Twenty-five products that something is odd about; categories by their place in CATEGORIES."""


def fill(shop: Shop, account: Account) -> None:
    """Give the shop its 70 products in 12 categories, and the account what it had before.

    Three older products of the shop are in the account under a hand-made category, beside two
    strangers that the shop does not know.
    """
    shop.categories.clear()
    ids = [shop.insert_category(name) for name in CATEGORIES]
    for number in range(ORDINARY):
        _insert(shop, ids, number, {})
    for number, odd in enumerate(AWKWARD, start=ORDINARY):
        _insert(shop, ids, number, odd)
    hand_made = account.add_category(HAND_MADE)
    for key in list(shop.keys())[:3]:
        product = shop.product(key)
        price = product.net - 100
        account.add_product(product.sku, f"{product.name} (régi)", price, categories=[hand_made])
    account.add_product("IDEGEN-1", "Idegen & kézi termék", 500, categories=[hand_made])
    account.add_product("IDEGEN-2", "Másik idegen", "1999.99", 5)


def _insert(shop: Shop, ids: list[int], number: int, odd: dict[str, Any]) -> None:
    """Add the product of this number, ordinary where `odd` says nothing else."""
    places = odd.get(
        "categories", (number % len(ids), (number * 5 + 2) % len(ids))[: 1 + number % 2]
    )
    ordinary: dict[str, Any] = {
        "sku": f"CIKK-{number:03d}",
        "name": f"Minta termék {number}, kék",
        "name_en": f"Sample product {number}, blue",
        "vat": 27,
        "has_tax_class": True,
        "decimals": 0,
    }
    changes = ordinary | odd | {"categories": tuple(dict.fromkeys(ids[index] for index in places))}
    net = changes.pop("net", 1000 + 1005 * number)
    key = shop.insert(**changes)
    shop.update(key, net=net)
