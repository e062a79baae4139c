"""Changes of the account's categories: their counterparts in the shop, new names, notes."""

# Annotations are no strings here: msgspec would compile each of them when it reads the first receipt.

from collections.abc import Mapping
from enum import StrEnum

import msgspec


class CategoryPair(msgspec.Struct, frozen=True, gc=False):
    """A category of the shop and its counterpart in the account.

    `wanted` is the name that was written, or met when it was adopted; `shown` how the account then
    showed it, None until it was read.
    """

    inner_id: str
    sa_id: int
    wanted: str
    shown: str | None = None


class CategoryRename(msgspec.Struct, frozen=True, gc=False):
    """A category of the account that gets the name that the shop's has by now."""

    inner_id: str
    sa_id: int
    old: str
    new: str


class CategoryNote(StrEnum):
    """A note that a user should read about a category of the account."""

    DELETED = "deleted"
    EMPTIED = "emptied"
    MERGED = "merged"
    #: The account shows the written name its own way.
    ALTERED = "altered"
    #: Somebody renamed it in the account.
    EDITED = "edited"
    #: Its name could not follow the shop's, so the products move to another category.
    NOT_RENAMED = "not_renamed"
    # Only of an undo:
    #: It keeps the name that somebody has given it since the run.
    RENAMED_SINCE = "renamed_since"
    NOT_THERE = "not_there"


class NotedCategory(msgspec.Struct, frozen=True, gc=False):
    """A category of the account with something to be told; `products` are those in it before."""

    sa_id: int
    note: CategoryNote
    shown: str
    wanted: str
    products: int = 0


class CategoryPlan(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The shop's categories beside the account's that they stand for.

    `ids` maps `category_key(label)` to the account's id, also where its name is still to change;
    `owners` the same keys to the shop's inner ids; `pairs` are those to be remembered.
    """

    ids: Mapping[str, int] = {}
    owners: Mapping[str, tuple[str, ...]] = {}
    pairs: tuple[CategoryPair, ...] = ()
    renames: tuple[CategoryRename, ...] = ()
    notes: tuple[NotedCategory, ...] = ()
