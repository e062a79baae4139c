"""The shop's profile from run to run: what the shop does not tell by now stays as it was known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.products.shop_profile import DEFAULT_ZONE, ShopProfile, zone
from shopsync_gui.sync.run.traits import shop_traits

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.sync.run.session import Session
    from shopsync_gui.sync.run.traits import Traits

#: The name under which the last good profile is kept.
PROFILE = "shop.profile"


async def read_profile(session: Session) -> ShopProfile:
    """Read languages, VAT and settings. Raises ServiceError, ShopFactsMissing among them."""
    last = last_profile(session)
    profile = await session.shop.prepare(last)
    if profile != last:
        session.shop_traits.note(PROFILE, msgspec.json.encode(profile).decode())
    return profile


def last_profile(session: Session) -> ShopProfile | None:
    """The profile of the last run that read one, None where it is not known."""
    return _kept(session.shop_traits)


def zone_of(store: Store, connection: Connection, now: datetime) -> tzinfo:
    """The time zone of the shop, as it was known last."""
    known = _kept(shop_traits(store, connection, lambda: now))
    return zone(known.timezone if known is not None else DEFAULT_ZONE)


def _kept(traits: Traits) -> ShopProfile | None:
    value = traits.value(PROFILE)
    if value is None:
        return None
    try:
        return msgspec.json.decode(value, type=ShopProfile)
    except (ValueError, RecursionError):  # of another version
        return None
