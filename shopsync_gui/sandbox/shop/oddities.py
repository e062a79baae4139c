"""Oddities of some products: missing or doubled SKUs, HTML entities, emoji, no price."""

from __future__ import annotations

from typing import Final, NamedTuple


class Oddities(NamedTuple):
    """The odd traits of one product; the defaults describe an ordinary one."""

    sku: str = ""
    name: str = ""
    status: int = 1
    sale: bool = False
    uncategorised: bool = False
    outer: str = ""
    taxless: bool = False
    free: bool = False


PLAIN: Final = Oddities()

SPECIMENS: Final[dict[int, Oddities]] = {
    2: Oddities(sku="none"),
    3: Oddities(sku="none"),
    5: Oddities(sku="double"),
    7: Oddities(sku="slash"),
    8: Oddities(sku="space"),
    9: Oddities(sku="zeros"),
    10: Oddities(sku="lower"),
    12: Oddities(sku="case-twin"),
    13: Oddities(uncategorised=True),
    14: Oddities(status=0),
    15: Oddities(status=2),
    16: Oddities(sale=True),
    17: Oddities(name="entities"),
    18: Oddities(name="quotes"),
    19: Oddities(name="emoji"),
    24: Oddities(name="long"),
    25: Oddities(name="nameless"),
    26: Oddities(outer="KULSO"),
    27: Oddities(taxless=True),
    28: Oddities(free=True),
    29: Oddities(sale=True, status=0),
    30: Oddities(sku="edges"),
    32: Oddities(outer="külső #1 +50%"),
}  # fmt: skip
"""The first forty products: at least one of every kind, so that a small catalogue shows all."""

_SKU_RATES: Final = (
    (50, "none"), (80, "double"), (120, "slash"), (170, "space"), (270, "zeros"),
    (320, "lower"), (325, "case-twin"), (335, "edges"),
)  # fmt: skip
_NAME_RATES: Final = (
    (100, "entities"), (160, "quotes"), (190, "emoji"), (195, "long"), (200, "nameless"),
)  # fmt: skip


def _pick(roll: int, rates: tuple[tuple[int, str], ...]) -> str:
    if roll < rates[-1][0]:
        for limit, kind in rates:
            if roll < limit:
                return kind
    return ""


def oddities(key: int, bits: int) -> Oddities:
    """The odd traits of product `key`: fixed for the first forty, by rate (of 10,000) after."""
    if key < 40:
        return SPECIMENS.get(key, PLAIN)
    roll = bits // 10_000
    status_roll = roll % 10_000
    roll //= 10_000
    sale_roll = roll % 100
    roll //= 100
    rest = roll % 10_000
    return Oddities(
        sku=_pick(bits % 10_000, _SKU_RATES),
        name=_pick(rest, _NAME_RATES),
        status=0 if status_roll < 300 else 2 if status_roll < 500 else 1,
        sale=sale_roll < 8,
        uncategorised=1000 <= rest < 1200,
        outer="KULSO" if 2000 <= rest < 2050 else "",
        taxless=3000 <= rest < 3010,
        free=4000 <= rest < 4010,
    )


def odd_sku(kind: str, plain: str, key: int) -> str:
    """The SKU of a product whose SKU is odd in this way."""
    match kind:
        case "none":
            return ""
        case "slash":
            return plain.replace("-", "/")
        case "space":
            return plain.replace("-", " ")
        case "zeros":
            return f"{key:012d}"
        case "lower":
            return f"{plain.lower()}.ő"
        case _:
            return f" {plain} "


def odd_name(kind: str, name: str, english: str) -> tuple[str, str]:
    """The Hungarian and the English name of a product whose name is odd in this way."""
    match kind:
        case "entities":
            return (
                f"&quot;Retró&quot; {name} &amp; ajándék",
                f"&quot;Retro&quot; {english} &amp; gift",
            )
        case "quotes":
            return f"{name} „Őszi” 19\" (5' x 7')", f'{english} "Autumn" 19\''
        case "emoji":
            return f"🔥 {name} 👟", f"🔥 {english} 👟"
        case "long":
            return f"{name} - " + "árvíztűrő tükörfúrógép " * 18, english
        case _:
            return "", english
