"""A shop's choices of what the account is given: which price, how categories are named, how it begins."""

from __future__ import annotations

from enum import StrEnum


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
