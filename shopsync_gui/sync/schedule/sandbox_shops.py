"""The demo's shop, whose sandbox is on this computer alone and may have ended."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from shopsync_gui.core.text import N_, _

if TYPE_CHECKING:
    from shopsync_gui.store.account.connections import Connection

#: What stands in place of the moment of such a shop's next sync.
NO_SANDBOX = N_("when its sandbox runs again")
#: Seconds that this computer may take to answer itself.
_PATIENCE = 1.0


def sandbox_gone_text() -> str:
    """Say what the absence of its sandbox means for the shop."""
    return _("its sandbox does not run, so that it is left out")


def sandbox_is_gone(connection: Connection) -> bool:
    """Whether a shop is the demo's, and its sandbox does not run: nothing of it can be synced."""
    if not connection.demo:
        return False
    import socket  # the user's own shops need none

    address = urlsplit(connection.shop_url)
    try:
        with socket.create_connection((address.hostname, address.port or 80), timeout=_PATIENCE):
            return False
    except OSError:
        return True
