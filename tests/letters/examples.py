"""Letters for tests: products with nasty names, long links and all kinds of prices."""

from __future__ import annotations

from decimal import Decimal

from shopsync_gui.core.newsletter.letter import (
    LetterDocument,
    LetterProduct,
    LetterStyle,
    letter_document,
)
from shopsync_gui.core.newsletter.price_rule import EarlierPrice

PICTURE = (
    "https://bolt.cdn.shoprenter.hu/custom/bolt/image/cache/{size}/product/{n}.jpg?lastmod=1.2"
)
PAGE = "https://www.bolt.hu/index.php?route=product/product&product_id={n}"
NAMES = (
    "Női bőr cipő, barna 39",
    "Kád",
    '<script>alert("x")</script> & Társa',
    "Hosszú nevű termék, amely több sorba is belefér, mert a boltban így hívják",
    "Összetettfőnévmegszakításnélkülamelyegysorbasemfér",
)


def product(n: int = 1, **other: object) -> LetterProduct:
    """A product that may be in a letter; `other` replaces single values."""
    values: dict[str, object] = {
        "id": n,
        "connection_id": 1,
        "sku": f"K-{n}",
        "name": NAMES[n % len(NAMES)],
        "price": Decimal(17490),
        "currency": "HUF",
        "earlier": EarlierPrice(amount=Decimal(24990)) if n % 2 else EarlierPrice(),
        "image": PICTURE.format(n=n, size="w460h460wt1" if n % 3 else "w400h600"),
        "page": PAGE.format(n=n),
    }
    return LetterProduct(**(values | other))  # type: ignore[arg-type]


def letter(count: int, **style: object) -> LetterDocument:
    """A letter of so many products."""
    looks = LetterStyle(**({"heading": "Őszi <árak>", "campaign": "őszi akció"} | style))  # type: ignore[arg-type]
    products = [product(n) for n in range(1, count + 1)]
    return letter_document(products, looks, 1, remarks=("Az áthúzott ár …",))
