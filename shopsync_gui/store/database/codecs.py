"""Money, times and lists as the database holds them: whole numbers and JSON."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shopsync_gui.core.errors import Problem

T = TypeVar("T", bound=msgspec.Struct)

_UNIT = Decimal(10_000)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LIMIT = 2**62


def money_in(value: Decimal | None) -> int | None:
    """A price or rate in 1/10000 units; None for one that is too large for a column."""
    if value is None:
        return None
    number = int((value * _UNIT).to_integral_value(ROUND_HALF_UP))
    return number if -_LIMIT < number < _LIMIT else None


def is_money(held: int | None, value: Decimal | None) -> bool:
    """Whether a column holds all of a price or rate, in what it has of decimals."""
    if held is None:
        return value is None
    return value is not None and value * _UNIT == held


@lru_cache(10_000)  # the same prices come again and again
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
    return None if value is None else moment_out(value)


def moment_out(value: int) -> datetime:
    """The moment of a column that is never empty, in UTC."""
    return _EPOCH + timedelta(microseconds=value)


def json_in(value: msgspec.Struct | None) -> bytes | None:
    """A structure as JSON."""
    return None if value is None else msgspec.json.encode(value)


def json_list(values: Iterable[object]) -> str:
    """Numbers or texts as JSON, in a form that json_each() takes."""
    return msgspec.json.encode(list(values)).decode()


def problem_in(problem: Problem | None) -> str | None:
    """A problem as JSON text; `problem_out` gives it again."""
    return None if problem is None else msgspec.json.encode(problem).decode()


def problem_out(value: str | bytes | None) -> Problem | None:
    """The problem again; of one that cannot be read, that something went wrong is all there is to tell."""
    from shopsync_gui.core.errors import Problem

    try:
        return json_out(value, Problem)
    except (ValueError, RecursionError):
        return Problem("", {})


def json_out(value: str | bytes | None, kind: type[T]) -> T | None:
    """The structure again."""
    return None if value is None else msgspec.json.decode(value, type=kind)


def refs_of(raw: str) -> tuple[str, ...]:
    """The categories' names in the shop's interface, as `category_refs` holds them."""
    return msgspec.json.decode(raw, type=tuple[str, ...])
