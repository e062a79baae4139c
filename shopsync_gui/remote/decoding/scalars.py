"""Scalars of lenient JSON, as text and as numbers, in whatever type they were written.

Every scalar may arrive as text, number or one of four signs of emptiness ({}, [], "", null), and a
list of one item as the item itself (contract "shoprenter" 8).
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

from shopsync_gui.remote.decoding.written_numbers import plain_digits

Scalar: TypeAlias = str | int | float | bool | list[Any] | dict[str, Any] | None

#: Prices, rates and stocks beyond this are no numbers of a shop.
_MOST = Decimal(10) ** 12
_LONGEST_NUMBER = 32


def text(value: Scalar) -> str:
    """A scalar as text; empty for every sign of emptiness."""
    if type(value) is str:
        return value
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str | int):
        return text(value[0])
    if value is None or isinstance(value, (list, dict)):
        return ""
    return ("1" if value else "0") if isinstance(value, bool) else str(value)


def number(value: Scalar) -> Decimal | None:
    """A scalar as a finite plain decimal; None for emptiness and for what no shop would mean."""
    digits = value if type(value) is str else text(value)
    if not digits or len(digits) > _LONGEST_NUMBER or "e" in digits or "E" in digits:
        return None
    try:
        amount = Decimal(digits)
    except InvalidOperation:
        try:
            amount = Decimal(plain_digits(digits))
        except InvalidOperation:
            return None
    return amount if amount.is_finite() and -_MOST < amount < _MOST else None


def whole_number(value: Scalar) -> int | None:
    """A scalar as a whole number of at least 0, None where it is none."""
    amount = number(value)
    if amount is None or amount < 0 or amount != amount.to_integral_value():
        return None
    return int(amount)
