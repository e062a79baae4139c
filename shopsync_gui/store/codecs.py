"""How money, times and lists stand in the database: whole numbers and JSON."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

import msgspec

_UNIT = Decimal(10_000)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LIMIT = 2**62


def money_in(value: Decimal | None) -> int | None:
    """A price or rate in 1/10000 units; None for what no column could hold."""
    if value is None:
        return None
    number = int((value * _UNIT).to_integral_value(ROUND_HALF_UP))
    return number if -_LIMIT < number < _LIMIT else None


def money_out(value: int | None) -> Decimal | None:
    """The price or rate again, without needless zeros beyond two decimals."""
    if value is None:
        return None
    if value % 100 == 0:
        return Decimal(value // 100).scaleb(-2)
    return Decimal(value).scaleb(-4)


def time_in(value: datetime | None) -> int | None:
    """An aware moment as microseconds since 1970 UTC."""
    return None if value is None else (value - _EPOCH) // _MICROSECOND


def time_out(value: int | None) -> datetime | None:
    """The moment again, in UTC."""
    return None if value is None else _EPOCH + timedelta(microseconds=value)


def refs_of(raw: str) -> tuple[str, ...]:
    """The categories' names in the shop's interface, as `category_refs` holds them."""
    return msgspec.json.decode(raw, type=tuple[str, ...])
