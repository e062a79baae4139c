"""A shop's choices: which price the account is given, how categories are named, how quickly it is asked."""

from __future__ import annotations

from enum import StrEnum
from typing import NewType

#: Requests a second.
PerSecond = NewType("PerSecond", float)


class Pace(StrEnum):
    """The part of the chosen speed that a connection uses: a busy shop can be spared."""

    FULL = "full"
    GENTLE = "gentle"

    def of(self, rate: PerSecond) -> PerSecond:
        """The part of the rate allowed by the settings that the connection uses."""
        return PerSecond(rate / 2) if self is Pace.GENTLE else rate


class PriceChoice(StrEnum):
    """The net price that goes to the account: the current one (sales included) or the list price."""

    CURRENT = "current"
    LIST = "list"


class CategoryNaming(StrEnum):
    """The naming of categories in the flat account: as short as possible, or with the path."""

    SHORT = "short"
    PATH = "path"


class Package(StrEnum):
    """The package that the account has booked: with eCommerce the first sync starts by itself."""

    ECOMMERCE = "ecommerce"
    FREE = "free"
