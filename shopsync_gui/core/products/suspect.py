"""A row of the account that may be a product of the shop under another SKU."""

# Annotations are no strings here: msgspec would compile each of them when it reads the first receipt.

import msgspec


class SuspectRow(msgspec.Struct, frozen=True, gc=False):
    """Such a row, as the account showed it."""

    sa_id: int
    sku: str
    name: str
