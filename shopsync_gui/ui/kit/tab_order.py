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
        if _is_stop(widget) and not _is_put_away(widget) and widget.window() is container.window()
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


def _is_put_away(widget: QWidget) -> bool:
    """Whether a widget was hidden; what a layout has just got and shows later is not."""
    return widget.isHidden() and widget.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)
