"""The entries of the journal: the writes there are, how far each has come, and what it holds."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

import msgspec

from shopsync_gui.core.catalogue import MasterProduct, TargetProduct, category_key, sku_key
from shopsync_gui.core.errors import Problem


class JournalOp(StrEnum):
    """The writes there are."""

    CREATE_CATEGORY = "create_category"
    RENAME_CATEGORY = "rename_category"
    CREATE_PRODUCT = "create_product"
    UPDATE_PRODUCT = "update_product"
    DELETE_PRODUCT = "delete_product"
    #: Only of a category that the run itself created, when another program had created it before.
    DELETE_CATEGORY = "delete_category"

    @property
    def of_category(self) -> bool:
        """Whether it writes a category, not a product."""
        return self.value.endswith("_category")


_CREATES = (JournalOp.CREATE_CATEGORY.value, JournalOp.CREATE_PRODUCT.value)


class JournalState(StrEnum):
    """The states of a write; the module's docstring draws them."""

    PLANNED = "planned"
    READY = "ready"
    SENT = "sent"
    DONE = "done"
    UNKNOWN = "unknown"
    FAILED = "failed"
    DROPPED = "dropped"


class NewEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A write that is about to be planned."""

    op: JournalOp
    name: str = ""
    sku: str = ""
    product_id: int | None = None
    sa_id: int | None = None
    desired: MasterProduct | None = None
    before: TargetProduct | None = None
    #: The fields that an update sends; empty for all.
    fields: tuple[str, ...] = ()
    #: A category's name before it is renamed.
    former: str = ""

    @property
    def told(self) -> bytes:
        """Everything that another computer needs to know of it, as JSON; local ids mean nothing there."""
        told = {name: getattr(self, name) for name in NewEntry.__struct_fields__}
        return msgspec.json.encode(NewEntry(**told | {"product_id": None}))

    @property
    def key(self) -> str:
        """The key of what the account may have created once at a time: an SKU or a category's name."""
        if self.op is JournalOp.CREATE_CATEGORY:
            return category_key(self.name)
        return sku_key(self.sku)

    @property
    def fingerprint(self) -> int:
        """A number that tells this write from any other, as long as the program runs."""
        desired = None if self.desired is None else msgspec.json.encode(self.desired)
        return write_fingerprint(self.op, self.product_id, self.sa_id, self.name, desired)


def write_fingerprint(
    op: str, product_id: int | None, sa_id: int | None, name: str, desired: bytes | None
) -> int:
    """The same number for writes of the same values to the same product or category.

    `desired` is JSON. The account's id counts where the write does not ask for a new one, the name
    where it is a category's.
    """
    known = None if op in _CREATES else sa_id
    return hash((op, product_id, known, name if desired is None else "", desired))


class Ended(NamedTuple):
    """The end of a write: whether it was carried out, and under which id of the account."""

    done: bool
    sa_id: int | None


class JournalEntry(NewEntry, frozen=True, kw_only=True):
    """A write as it stands in the journal."""

    id: int
    run_id: int
    connection_id: int
    state: JournalState
    sent_at: datetime | None
    attempts: int
    problem: Problem | None
