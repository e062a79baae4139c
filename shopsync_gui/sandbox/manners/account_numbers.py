"""Ids, prices, rates and currencies of the account in forms that are far from the contract's."""

from __future__ import annotations

import struct
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from shopsync_gui.sandbox.manners.manner import (
    Adopt,
    Manner,
    both,
    listed_rows,
    product_rows,
    shown,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.sandbox.app import Sandbox
    from shopsync_gui.sandbox.edge import Row

_ID: Final = "prod_id"
_PRICE: Final = "prod_price"
_VAT: Final = "prod_vat_percent"
_CURRENCY: Final = "prod_currency"


def _listed(change: Callable[[Any], object]) -> Adopt:
    def alter(row: Row) -> None:
        row[_ID] = change(row[_ID])

    return listed_rows(alter)


def _every_other_number(row: Row) -> None:
    if int(row[_ID]) % 2:
        row[_ID] = int(row[_ID])


def _category_ids(change: Callable[[str], object]) -> Adopt:
    def alter(row: Row) -> None:
        row["prodcat_id"] = change(row["prodcat_id"])

    return lambda sandbox: sandbox.edge.category_row.append(alter)


def _from(first: int) -> Adopt:
    """Let ids begin there."""

    def adopt(sandbox: Sandbox) -> None:
        sandbox.account.renumber(first)

    return adopt


_IDS: Final[dict[str, tuple[str, Adopt]]] = {
    "ids-mixed": ("every other id is a number", product_rows(_every_other_number)),
    "ids-blanks": ('ids as " 8637 "', shown(_ID, lambda t: f" {t} ")),
    "ids-plus": ('ids as "+8637"', shown(_ID, lambda t: f"+{t}")),
    "ids-decimal-texts": ('ids as "8637.00"', shown(_ID, lambda t: f"{t}.00")),
    "ids-spaced": ('ids as "8 637"', shown(_ID, lambda t: f"{int(t):,}".replace(",", " "))),
    "ids-dotted": ('ids as "8.637"', shown(_ID, lambda t: f"{int(t):,}".replace(",", "."))),
    "ids-commas": ('ids as "8,637"', shown(_ID, lambda t: f"{int(t):,}")),
    "ids-exponent": ("ids as 8.637E+3", shown(_ID, lambda t: f"{int(t):.3E}")),
    "ids-prefixed": ('ids as "P8637"', shown(_ID, lambda t: f"P{t}")),
    "ids-listed-numbers": ("ids are numbers in the list, texts alone", _listed(int)),
    "ids-beyond-32-bits": ("ids from 5,000,000,000", _from(5_000_000_000)),
    "ids-beyond-53-bits": ("ids from 2^53", _from(2**53 + 1)),
    "ids-beyond-63-bits": ("ids from 2^63", _from(2**63 + 1)),
    "category-ids-numbers": ("ids of categories as numbers", _category_ids(int)),
    "category-ids-padded": ('ids of categories as "0000501"', _category_ids(lambda t: f"{t:0>7}")),
    "category-ids-floats": ("ids of categories as 501.0", _category_ids(float)),
}  # fmt: skip


def _float32(text: str) -> float:
    return float(struct.unpack("f", struct.pack("f", float(text)))[0])


def _in_object(row: Row) -> None:
    row[_PRICE] = {"amount": row[_PRICE], "currency": row.pop(_CURRENCY)}


def _net_and_gross(row: Row) -> None:
    """Tell both prices, under names of their own."""
    net = Decimal(row.pop(_PRICE))
    row["gross_price"] = f"{net * (100 + Decimal(row[_VAT])) / 100:.2f}"
    row["net_price"] = str(net)


def _thousands(text: str, mark: str, point: str = ".") -> str:
    whole, _, rest = f"{Decimal(text):,.2f}".partition(".")
    return whole.replace(",", mark) + point + rest


_PRICES: Final[dict[str, tuple[str, Adopt]]] = {
    "price-apostrophes": ("\"1'900.00\"", shown(_PRICE, lambda t: _thousands(t, "'"))),
    "price-narrow-spaces": (
        '"1 900,00" with a narrow space', shown(_PRICE, lambda t: _thousands(t, "\u202f", ","))
    ),
    "price-whole-dotted": (
        '"1.900" for a whole price',
        shown(_PRICE, lambda t: f"{int(Decimal(t)):,}".replace(",", ".") if "." not in t else t),
    ),
    "price-dash": ('"1900,-"', shown(_PRICE, lambda t: f"{Decimal(t):.0f},-")),
    "price-in-hundredths": ("190000 for 1900", shown(_PRICE, lambda t: str(int(Decimal(t) * 100)))),
    "price-exponent": ("1.9E+3", shown(_PRICE, lambda t: f"{Decimal(t):E}")),
    "price-single-precision": ("prices as a short float", shown(_PRICE, _float32)),
    "price-six-decimals": ('"1900.000000"', shown(_PRICE, lambda t: f"{Decimal(t):.6f}")),
    "price-plus": ('"+1900"', shown(_PRICE, lambda t: f"+{t}")),
    "price-huf-before": ('"HUF 1900.00"', shown(_PRICE, lambda t: f"HUF {Decimal(t):.2f}")),
    "price-euro-sign": ('"€1,900.00"', shown(_PRICE, lambda t: f"€{Decimal(t):,.2f}")),
    "price-in-list": ('["1900"]', shown(_PRICE, lambda t: [t])),
    "price-in-object": ("an object of amount and currency", product_rows(_in_object)),
    "price-net-and-gross": ("net_price and gross_price", product_rows(_net_and_gross)),
    "price-false-for-zero": ("false for a price of 0", shown(_PRICE, lambda t: t if float(t) else False)),
    "price-null-for-zero": ("null for a price of 0", shown(_PRICE, lambda t: t if float(t) else None)),
}  # fmt: skip


def _rate_row(row: Row) -> None:
    row[_VAT] = {"id": 3, "name": f"ÁFA {row[_VAT]}", "percent": row[_VAT]}


def _key_of_rate(text: str) -> str:
    return {"27": "1", "18": "2", "5": "3", "5.5": "4", "0": "5"}.get(text, "9")


_VATS: Final[dict[str, tuple[str, Adopt]]] = {
    "vat-name-before": ('"ÁFA 27"', shown(_VAT, lambda t: f"ÁFA {t}")),
    "vat-adjective": ('"27%-os"', shown(_VAT, lambda t: f"{t}%-os")),
    "vat-key": ("a number that is no rate", shown(_VAT, _key_of_rate)),
    "vat-object": ("an object with the rate", product_rows(_rate_row)),
    "vat-fraction-number": ("the number 0.27", shown(_VAT, lambda t: float(t) / 100)),
    "vat-names": ("normál, csökkentett", shown(_VAT, lambda t: "normál" if t == "27" else "csökkentett")),
    "vat-null-for-zero": ("null for a rate of 0", shown(_VAT, lambda t: None if t == "0" else t)),
    "vat-aam-for-zero": ("AAM for a rate of 0", shown(_VAT, lambda t: "AAM" if t == "0" else t)),
    "vat-exponent": ("2.7E+1", shown(_VAT, lambda t: f"{Decimal(t):E}")),
}  # fmt: skip


def _own(text: object) -> dict[str, object]:
    return {"code": text, "symbol": "Ft"}


_CURRENCIES: Final[dict[str, tuple[str, Adopt]]] = {
    "currency-object": ("an object with the code", shown(_CURRENCY, _own)),
    "currency-words": ("magyar forint", shown(_CURRENCY, lambda _t: "magyar forint")),
    "currency-title": ("Huf", shown(_CURRENCY, lambda t: str(t).title())),
    "currency-with-sign": ("HUF (Ft)", shown(_CURRENCY, lambda t: f"{t} (Ft)")),
    "currency-list": ('["HUF"]', shown(_CURRENCY, lambda t: [t])),
    "currency-old-code": ("the numeric code 348", shown(_CURRENCY, lambda _t: "348")),
    "currency-dropped-with-price": (
        "neither price nor currency is told",
        both(shown(_CURRENCY, lambda _t: None), shown(_PRICE, lambda _t: None)),
    ),
}  # fmt: skip

MANNERS: Final[dict[str, Manner]] = {
    **{name: Manner("ids", text, adopt) for name, (text, adopt) in _IDS.items()},
    **{name: Manner("price", text, adopt) for name, (text, adopt) in _PRICES.items()},
    **{name: Manner("vat", text, adopt) for name, (text, adopt) in _VATS.items()},
    **{name: Manner("currency", text, adopt) for name, (text, adopt) in _CURRENCIES.items()},
}
