"""Captions of the states and fields of products, and of the reasons to leave one out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.products.reasons import KeepReason, SkipReason
from shopsync_gui.core.text import N_, _, format_decimal, translate

if TYPE_CHECKING:
    from decimal import Decimal

    from shopsync_gui.core.products.suspect import SuspectRow

PRODUCT_STATES = {
    ProductState.ACTIVE: N_("Active"),
    ProductState.DISABLED: N_("Disabled"),
    ProductState.DISCONTINUED: N_("Discontinued"),
    ProductState.GONE: N_("No longer in the shop"),
    ProductState.FROM_ORDER: N_("From an order"),
}

SKIP_REASONS = {
    SkipReason.NO_SKU: N_("It has no SKU"),
    SkipReason.DUPLICATE_SKU: N_("Its SKU is used by several products"),
    SkipReason.CURRENCY: N_("SalesAutopilot does not accept its currency"),
    SkipReason.NO_PRICE: N_("It has no price"),
    SkipReason.NO_VAT: N_("Its VAT rate is unknown"),
    SkipReason.NO_NAME: N_("It has no name"),
    SkipReason.SKU_TAKEN: N_("The account takes its SKU for another product's"),
    SkipReason.SKU_ALTERED: N_("The account may have it already, under an altered SKU"),
    SkipReason.NOT_LISTED: N_("The account's list is incomplete, it may be there already"),
    SkipReason.SERVICE_FAULT: N_("SalesAutopilot failed on it each time"),
    SkipReason.SKU_IN_SHOP: N_("Its SKU belongs to another product of the shop today"),
    SkipReason.IN_ACCOUNT: N_("The account already has a product with its SKU"),
}

SKIP_ACTIONS = {
    SkipReason.NO_SKU: N_("Give it a SKU in the shop; the next sync will bring it over."),
    SkipReason.DUPLICATE_SKU: N_(
        "Give each product a SKU of its own in the shop; letter case and spaces do not count."
    ),
    SkipReason.CURRENCY: N_("Only prices in HUF, EUR and USD can be brought over."),
    SkipReason.NO_PRICE: N_("Set its price in the shop; the next sync will bring it over."),
    SkipReason.NO_VAT: N_("Set its tax class in the shop; the next sync will bring it over."),
    SkipReason.NO_NAME: N_("Give it a name in the shop; the next sync will bring it over."),
    SkipReason.SKU_TAKEN: N_(
        "Give it a SKU that the account can tell from the others. A retry of this product alone sends it all the same."
    ),
    SkipReason.SKU_ALTERED: N_(
        "Look for it in the account by its name. If it is not there, retry this product alone, and it will be created."
    ),
    SkipReason.NOT_LISTED: N_(
        "Ask SalesAutopilot's support how many products the list of the API can hold. When the list shows everything, the next sync will bring it over."
    ),
    SkipReason.SERVICE_FAULT: N_(
        "Look for unusual characters in its name, such as emoji. It is sent again when it changes in the shop, or when you try it again."
    ),
    SkipReason.SKU_IN_SHOP: N_(
        "It was deleted from the shop, so the account keeps the product that has the SKU today."
    ),
    SkipReason.IN_ACCOUNT: N_("The product in the account stays as it is."),
}

KEEP_REASONS = {
    KeepReason.CHANGED_SINCE: N_("Changed in the account since"),
    KeepReason.NOT_THERE: N_("No longer in the account"),
    KeepReason.CREATED: N_("Created by the run, stays"),
    KeepReason.OF_OTHER_SHOP: N_("Another webshop of yours has it, too"),
    KeepReason.ALTERED: N_("The account stores it differently"),
    KeepReason.NOT_TAKEN: N_("The account did not take it"),
    KeepReason.EDITED: N_("Changed in the account, left so"),
    KeepReason.NOT_TOLD: N_("The account did not tell what it was before"),
}

_REASONS = {key.value: text for key, text in (*SKIP_REASONS.items(), *KEEP_REASONS.items())}

FIELDS = {
    "name": N_("Name"),
    "sku": N_("SKU"),
    "net": N_("Net price"),
    "gross": N_("Gross price"),
    "vat": N_("VAT"),
    "currency": N_("Currency"),
    "categories": N_("Categories"),
    "category": N_("Name of a category"),
    "state": N_("State"),
    "stock": N_("Stock"),
}


def field_label(field: str) -> str:
    """The shown name of a product's field."""
    return translate(FIELDS.get(field, field))


def reason_label(reason: str) -> str:
    """Say why a product was skipped or kept, from the value of a SkipReason or a KeepReason."""
    return translate(_REASONS[reason])


def reason_action(reason: str, suspect: SuspectRow | None = None) -> str:
    """The advice for a skipped product; it names the row of the account that may be it, where that is known."""
    if suspect is None:
        return translate(SKIP_ACTIONS[SkipReason(reason)])
    text = _(
        "It may be this product in the account: {row}. If it is the same, give both the same SKU. If it is another one, retry this product alone, and it will be created beside that one."
    )
    return text.format(row=suspect_text(suspect))


def suspect_text(row: SuspectRow) -> str:
    """Name a row of the account that may be a product of the shop."""
    return _("{sku} – {name} (#{id})").format(sku=row.sku, name=row.name, id=row.sa_id)


def uncategorised() -> str:
    """Return the label of a product without categories."""
    return _("Uncategorised")


def stock_words(stock: Decimal | None) -> str:
    """Say how many the shop has; "" where it does not say."""
    if stock is None:
        return ""
    if stock <= 0:
        return _("Sold out")
    return _("In stock: {n}").format(n=format_decimal(stock, 0 if stock == int(stock) else 2))
