"""The read permissions that a shop's API client is given, and what each is for."""

from __future__ import annotations

import msgspec

from shopsync_gui.core.text import N_


class Scope(msgspec.Struct, frozen=True):
    """One permission as the shop's admin names it (contract "shoprenter" 7)."""

    name: str
    use: str
    needed: bool = False


#: No permission to write is ever needed.
SCOPES = (
    Scope("product.product:read", N_("products and prices"), needed=True),
    Scope("product.category:read", N_("categories"), needed=True),
    Scope("taxClass.taxClass:read", N_("VAT rates"), needed=True),
    Scope("localization.language:read", N_("languages of the names"), needed=True),
    Scope("localization.currency:read", N_("the shop's currency")),
    Scope("localization.location:read", N_("the VAT of the right country")),
    Scope("store.setting:read", N_("the shop's name and time zone")),
    Scope("store.domain:read", N_("links to the shop's products")),
    Scope("order.order:read", N_("import of old orders")),
)
