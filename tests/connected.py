"""A connection of a made-up shop, in whatever store a test has."""

from __future__ import annotations

from typing import Any

from shopsync_gui.store import Store
from shopsync_gui.store.account.connections import Connection
from tests.virtual import EPOCH


def connect_shop(store: Store, name: str = "bolt", **others: Any) -> Connection:
    """Connect a shop with nobody behind its addresses, or one that differs in `others`."""
    values: dict[str, Any] = {
        "title": name.capitalize(),
        "shop_url": f"https://{name}.api2.myshoprenter.hu/api",
        "token_url": f"https://oauth.app.shoprenter.net/{name}/app/token",
        "sa_url": "https://api.salesautopilot.com",
        "client_id": "id",
        "sa_user": "demo",
        "now": EPOCH,
    }
    return store.connections.add(name=name, **values | others)
