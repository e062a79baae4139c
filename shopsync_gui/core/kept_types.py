"""Types of values that are read from JSON, which a backup, a colleague or another program may have written."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, TypeAlias

import msgspec

#: A moment that tells its zone: no other can be compared with one.
Moment: TypeAlias = Annotated[datetime, msgspec.Meta(tz=True)]
#: The number of a row of the local database.
RowId: TypeAlias = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]

_MOST = Decimal(10) ** 14


def must_be_amounts(*values: Decimal | None) -> None:
    """See to it that these are amounts of money, or none. Raises ValueError."""
    for value in values:
        if value is not None and not (value.is_finite() and -_MOST < value < _MOST):
            raise ValueError("no amount of money")
