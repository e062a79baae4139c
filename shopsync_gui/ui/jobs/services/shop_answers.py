"""The window's memories of a shop, kept by its name and dropped once the shop is not connected any longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtCore import QSettings

    from shopsync_gui.store.account.connections import Connection

#: Groups of answers, one for each shop.
HOSTED, CHECK_OFFER, TOLD_OBSTACLES = "hosted", "checkOffer", "toldObstacles"
#: The name of the shop that the first page is about.
CHOSEN_SHOP = "overview/shop"


def forget_disconnected(memory: QSettings, connections: Iterable[Connection]) -> None:
    """Drop what is remembered of shops that are not connected, whoever has disconnected them."""
    names = {connection.name for connection in connections}
    for key in memory.allKeys():
        group, _slash, name = key.partition("/")
        if group in (HOSTED, CHECK_OFFER, TOLD_OBSTACLES) and name not in names:
            memory.remove(key)
    if memory.value(CHOSEN_SHOP, "") not in names:
        memory.remove(CHOSEN_SHOP)
