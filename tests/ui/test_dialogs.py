"""What the dialogs have in common, and what settings that take effect at once look like."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QComboBox, QSpinBox

from shopsync_gui.ui.dialogs import bullets
from tests.ui.driver import Driver


def test_a_list_shows_its_texts_as_they_are() -> None:
    assert "1 &lt; 2 &amp; &lt;b&gt;3" in bullets(["1 < 2 & <b>3", "x"])


def test_settings_are_equally_high_and_end_at_the_same_edge(driver: Driver) -> None:
    driver.page("pageGeneral")
    choice = driver.find(QComboBox, "setting:ui.theme")
    number = driver.find(QSpinBox, "setting:pull.readers")
    switch = driver.find(QCheckBox, "setting:ui.compact")
    assert number.height() == choice.height()
    assert number.geometry().right() == choice.geometry().right() == switch.geometry().right()
    assert switch.property("switch") is True
    assert switch.width() == 36
