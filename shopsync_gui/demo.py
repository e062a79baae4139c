"""The demo: a sandbox of its own, connected in place of that of an earlier demo."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.text import _
from shopsync_gui.sandbox.config import SandboxConfig
from shopsync_gui.sandbox.process import SandboxProcess, start_sandbox
from shopsync_gui.sync.connect import ConnectionCheck, save_connection
from shopsync_gui.sync.connection_draft import ConnectionDraft

if TYPE_CHECKING:
    from shopsync_gui.store import Store
    from shopsync_gui.system.secrets import Secrets

#: So long the sandbox lives at most.
_SECONDS = 8 * 3600.0


def start_demo(store: Store, secrets: Secrets, products: int) -> SandboxProcess:
    """Start the sandbox and connect to it. Whoever calls stops it."""
    sandbox = start_sandbox(
        SandboxConfig(products=products, faults=("shop-lives",)), lifetime=_SECONDS
    )
    try:
        _connect(store, secrets, sandbox, products)
    except BaseException:
        sandbox.stop()
        raise
    return sandbox


def _connect(store: Store, secrets: Secrets, sandbox: SandboxProcess, products: int) -> None:
    """Replace an earlier demo connection, whose sandbox is gone, by one to `sandbox`."""
    for connection in store.connections.all():
        if connection.demo:
            store.removals.remove(connection.id)
    endpoints = sandbox.endpoints
    draft = msgspec.convert({**endpoints.connection(), "demo": True}, ConnectionDraft)
    check = ConnectionCheck(
        shop=endpoints.shop_name,
        title=_("Demo shop"),
        products=products,
        account_products=0,
        account_categories=0,
    )
    save_connection(
        store, secrets, draft, check, datetime.now(UTC), session_only=True, replace_existing=True
    )
