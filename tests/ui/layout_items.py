"""PySide's objects for the items of layouts, which Qt deletes without telling Python."""

from __future__ import annotations

import gc

from PySide6.QtWidgets import QLayout, QLayoutItem
from shiboken6 import Shiboken

from shopsync_gui.ui.kit.flow_layout import FlowLayout


def stray_items() -> int:
    """Count the items that Python knows, beside those of flow layouts, which keep theirs.

    Once Qt has deleted such an item, the next object at its address is taken for it, and the program
    crashes as that one goes.
    """
    gc.collect()
    flows = [each for each in gc.get_objects() if isinstance(each, FlowLayout)]
    kept = {id(flow.itemAt(index)) for flow in flows for index in range(flow.count())}
    return sum(
        isinstance(each, QLayoutItem) and not isinstance(each, QLayout) and id(each) not in kept
        for each in Shiboken.getAllValidWrappers()
    )
