"""The order in which the Tab key goes through widgets that were not made in the order they are seen."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Iterable


def tab_through(containers: Iterable[QWidget]) -> None:
    """Let the Tab key go through what is in these widgets, one after the other."""
    stops = [
        widget
        for container in containers
        for widget in container.findChildren(QWidget)
        if _is_stop(widget) and not widget.isHidden() and widget.window() is container.window()
    ]
    for widget, following in pairwise(stops):
        QWidget.setTabOrder(widget, following)


def put_last(widget: QWidget) -> None:
    """Have the Tab key come to a widget after everything else in its window."""
    window = widget.window()
    last = window.previousInFocusChain()
    while last is not None and last is not window and not _is_stop(last):
        last = last.previousInFocusChain()
    if last is not None and last is not window and last is not widget:
        QWidget.setTabOrder(last, widget)


def _is_stop(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None
