"""The entries of the journal: the writes there are, how far each has come, and what it holds."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from shopsync_gui.core.catalogue import MasterProduct, TargetProduct
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


class JournalEntry(NewEntry, frozen=True, kw_only=True):
    """A write as it stands in the journal."""

    id: int
    run_id: int
    connection_id: int
    state: JournalState
    sent_at: datetime | None
    attempts: int
    problem: Problem | None
