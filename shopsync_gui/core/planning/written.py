"""Writes of a run to products and categories of the account, as an undo looks at them."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.catalogue import MasterProduct, TargetProduct

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Written(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A run's writes to one product of the account; `before` is None where it created it."""

    sa_id: int
    product_id: int | None
    before: TargetProduct | None
    after: MasterProduct


class WrittenName(msgspec.Struct, frozen=True, gc=False):
    """A category of the account that a run renamed; `shown` is how the account shows its name."""

    sa_id: int
    before: str
    after: str
    shown: str | None = None


def in_all(writes: Iterable[Written]) -> Iterator[Written]:
    """One entry for each product of the account: from its first former to its last new state.

    All writes of a product follow one another.
    """
    for _sa_id, same in groupby(writes, key=lambda write: write.sa_id):
        first, *later = same
        yield msgspec.structs.replace(first, after=later[-1].after) if later else first
