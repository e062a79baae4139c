"""A second shop beside that of a world: the same inner ids stand for other products there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from shopsync_gui.sandbox.app import Sandbox
from shopsync_gui.sandbox.config import SandboxConfig
from tests.sync.elsewhere import save
from tests.sync.world import World

#: The address of the shop that a world begins with, and those of others.
THERE = "https://masik.example/shop/bemutato/api"
ELSEWHERE = "https://uj-cim.example/shop/bemutato/api"


async def another(config: SandboxConfig) -> Sandbox:
    """A shop with the same inner ids and other products."""
    other = Sandbox(replace(config, seed=config.seed + 1))
    shop = other.shop
    for number, key in enumerate(list(shop.keys())):
        shop.update(key, sku=f"MASIK-{number}", name=f"Másik termék {number}", net=111 + number)
    for inner_id in list(shop.categories):
        shop.update_category(inner_id, name=f"Másik kategória {inner_id}")
    return other


class TwoShops(World):
    """A world with another shop, to which the user may lead the connection, and back."""

    def __init__(self, folder: Path, **config: Any) -> None:
        super().__init__(folder, **config)
        self.home = self.connection.shop_url
        self.first = self.sandbox
        self.other = self.on_loop(another(self.config))
        self._own = self.sandbox.shop, self.sandbox.shop_api, self.sandbox.tokens

    def lead_there(self) -> None:
        """The user changes the address to that of the other shop."""
        self.sandbox.shop = self.other.shop
        self.sandbox.shop_api = self.other.shop_api
        self.sandbox.tokens = self.other.tokens
        self.lead(THERE)

    def lead_back(self) -> None:
        """The user changes the address to what it was."""
        self.sandbox.shop, self.sandbox.shop_api, self.sandbox.tokens = self._own
        self.lead(self.home)

    def lead(self, address: str) -> None:
        """The user changes the shop's address alone."""
        save(self, shop_url=address)
        self.type_secrets(self.connection)
