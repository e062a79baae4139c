"""Layouts within layouts: Python keeps no object of an item that Qt deletes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from shiboken6 import delete

from shopsync_gui import ui
from shopsync_gui.ui.kit.nesting import add_layout, insert_layout
from shopsync_gui.ui.kit.widgets import column, row
from tests.ui.conftest import OpenSandbox
from tests.ui.layout_items import stray_items
from tests.ui.program import program, settle, sync_shop


def test_layouts_are_nested_and_asked_for_items_in_one_place() -> None:
    asked = re.compile(r"\.(itemAt|itemAtPosition|addLayout|insertLayout|addChildLayout)\(")
    files = list(Path(ui.__file__).parent.rglob("*.py"))
    assert len(files) > 100
    asking = [file.name for file in files if asked.search(file.read_text("utf-8"))]
    assert asking == ["nesting.py"]


@pytest.mark.usefixtures("qapp")
def test_a_nested_layout_leaves_no_item_behind() -> None:
    before = stray_items()
    page = QWidget()
    outer, middle, inner = column(page), row(), column()
    inner.addWidget(QLabel("inner"))
    inner.addStretch(1)
    middle.addWidget(QLabel("middle"))
    add_layout(middle, inner)
    assert stray_items() <= before
    add_layout(outer, middle)
    assert stray_items() <= before
    insert_layout(outer, 0, row())
    for child in page.findChildren(QLabel):
        delete(child)
    assert stray_items() <= before


def test_the_pages_leave_no_item_behind(open_sandbox: OpenSandbox) -> None:
    before = stray_items()
    with program(open_sandbox(products=20).endpoints) as window:
        window.show()
        sync_shop(window)
        for entry in window.frame.tree.entries:
            window.open_page(entry)
            settle(window)
        assert stray_items() <= before
