"""The reasons to leave a product out of a sync, or out of an undo."""

from __future__ import annotations

from enum import StrEnum


class SkipReason(StrEnum):
    """A reason not to write a product of the shop."""

    NO_SKU = "no_sku"
    DUPLICATE_SKU = "duplicate_sku"
    CURRENCY = "currency"
    NO_PRICE = "no_price"
    NO_VAT = "no_vat"
    NO_NAME = "no_name"
    SKU_TAKEN = "sku_taken"
    #: The account has a product that may be this one under a SKU that it altered.
    SKU_ALTERED = "sku_altered"
    #: The account's list does not hold everything, so that the product may be there.
    NOT_LISTED = "not_listed"
    #: SalesAutopilot answered each try with a fault of its own.
    SERVICE_FAULT = "service_fault"
    # Only of products that old orders know:
    SKU_IN_SHOP = "sku_in_shop"
    IN_ACCOUNT = "in_account"


#: Reasons for which a product is left out so that nothing is created twice and no other row is overwritten: only who
#: asks for that very product has it written all the same.
DOUBTS = frozenset({SkipReason.SKU_TAKEN, SkipReason.SKU_ALTERED})


class KeepReason(StrEnum):
    """A reason to leave a product of the account as it is although it is not what was wanted."""

    CHANGED_SINCE = "changed_since"
    NOT_THERE = "not_there"
    CREATED = "created"
    #: Of an undo: the run created it, and another shop of the account has it by now.
    OF_OTHER_SHOP = "of_other_shop"
    # Only of a sync:
    ALTERED = "altered"
    NOT_TAKEN = "not_taken"
    EDITED = "edited"
    #: The account did not tell what a field was like before.
    NOT_TOLD = "not_told"
