"""A shop whose products have had other prices, and a window that makes newsletters of them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from shopsync_gui.store import Store, open_store
from shopsync_gui.system.paths import database_file
from tests.connected import connect_shop
from tests.ui.driver import Driver, fast_writes
from tests.ui.newsletter.composer import (
    NOW,
    on_day,
    products,
)
from tests.ui.program import SCREEN


@pytest.fixture
def shop(shopsync_home: Path) -> Iterator[Store]:
    """A shop with five products; the first is 20 % cheaper since yesterday, the fifth sold out."""
    fast_writes(shopsync_home)
    store = open_store(database_file(shopsync_home))
    connect_shop(store, now=NOW)
    known = products()
    for days in (60, *range(56, 2, -7), 2):
        on_day(store, days, known)
    cheaper = replace(known[0], gross=Decimal(800))
    on_day(store, 1, [cheaper, *known[1:4], replace(known[4], stock=Decimal(0))])
    yield store
    store.close()


@pytest.fixture
def driver(qtbot: QtBot, shop: Store) -> Iterator[Driver]:
    driver = Driver(qtbot, SCREEN)
    driver.open()
    yield driver
    driver.close()
