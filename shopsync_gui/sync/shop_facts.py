"""The shop's profile from run to run: what the shop does not tell by now stays as it was known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.remote.normalise import ShopProfile
from shopsync_gui.sync.catch_up import note_shop, shop_trait

if TYPE_CHECKING:
    from shopsync_gui.sync.session import Session

#: The name under which the last good profile is kept.
PROFILE = "shop.profile"


async def read_profile(session: Session) -> ShopProfile:
    """Read languages, VAT and settings. Raises ServiceError, ShopFactsMissing among them."""
    last = last_profile(session)
    profile = await session.shop.prepare(last)
    if profile != last:
        note_shop(session, PROFILE, msgspec.json.encode(profile).decode())
    return profile


def last_profile(session: Session) -> ShopProfile | None:
    """The profile of the last run that read one, None where it is not known."""
    kept = shop_trait(session, PROFILE)
    if kept is None:
        return None
    try:
        return msgspec.json.decode(kept, type=ShopProfile)
    except msgspec.MsgspecError:  # of another version
        return None
