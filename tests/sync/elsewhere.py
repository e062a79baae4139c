"""A connection that its user leads to another shop or account."""

from __future__ import annotations

from msgspec.structs import replace

from shopsync_gui.sync.connect import ConnectionCheck, save_connection
from shopsync_gui.sync.connection_draft import ConnectionDraft
from tests.sync.world import World


def save(world: World, **changed: str) -> None:
    """The user saves the connection with some values changed."""
    known = world.connection
    draft = ConnectionDraft(
        shop=known.name, client_id=known.client_id, client_secret="one", sa_user=known.sa_user,
        sa_password="two", shop_url=known.shop_url, token_url=known.token_url, sa_url=known.sa_url,
        options=known.options,
    )  # fmt: skip
    check = ConnectionCheck(
        shop=known.name, title=known.title, products=1, account_products=0, account_categories=0
    )
    world.connection = save_connection(
        world.store,
        world.secrets,
        replace(draft, **changed),
        check,
        world.now(),
        session_only=True,
        replace_existing=True,
    )
