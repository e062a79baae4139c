"""The window is where its user left it: place, size and page."""

from __future__ import annotations

import os
import stat
from contextlib import closing

import pytest
from PySide6.QtWidgets import QWidget

from shopsync_gui.store import open_store
from tests.ui.driver import Driver
from tests.ui.past import connect


def test_the_window_opens_as_it_was_left(driver: Driver) -> None:
    with closing(open_store(driver.window.context.store.path)) as store:
        connect(store)
    driver.window.resize(860, 640)
    driver.page("pageProducts")
    driver.close()
    window = driver.open()
    assert (window.width(), window.height()) == (860, 640)
    assert window.current_page() == "pageProducts"
    assert window.findChild(QWidget, "pageRuns") is None  # built later


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_what_the_window_remembers_is_closed_to_other_users(driver: Driver) -> None:
    kept = driver.window.context.home / "window.ini"
    driver.page("pageGeneral")
    driver.close()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert "pageGeneral" in kept.read_text("utf-8")
    kept.chmod(0o644)
    driver.open()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_without_a_shop_the_window_opens_where_one_is_added(driver: Driver) -> None:
    driver.page("pageGeneral")
    driver.close()
    assert driver.open().current_page() == "pageConnections"


def test_a_place_that_cannot_be_read_is_no_harm(driver: Driver) -> None:
    home = driver.window.context.home
    driver.close()
    (home / "window.ini").write_bytes(b"[General]\ngeometry=\x00\xff@Broken(\npage=@Variant(x\n")
    window = driver.open()
    assert window.current_page() == "pageConnections"
    assert window.isVisible()
