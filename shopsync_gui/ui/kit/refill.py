"""Filling a layout anew without taking the keyboard's focus from its user."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget

from shopsync_gui.ui.kit.widgets import clear

if TYPE_CHECKING:
    from collections.abc import Iterator

_DIRECT = Qt.FindChildOption.FindDirectChildrenOnly


@contextmanager
def refilling(layout: QLayout) -> Iterator[None]:
    """Empty a layout, have it filled, and give the focus to what stands for the widget that had it.

    That is the one with the same object name; of several the one that is called the same, else the
    one at the same position. Without any the focus stays where Qt has put it.
    """
    parent = layout.parentWidget()
    assert parent is not None
    focus = cast("QWidget | None", parent.window().focusWidget())
    old = _widgets(layout)
    named = focus is not None and bool(focus.objectName()) and focus in old
    if focus is None or not named:
        clear(layout)
        yield
        return
    name, words = focus.objectName(), focus.accessibleName()
    position = [widget for widget in old if widget.objectName() == name].index(focus)
    clear(layout)
    yield
    new = [widget for widget in _widgets(layout) if widget.objectName() == name]
    same = [widget for widget in new if widget.accessibleName() == words]
    for widget in same if len(same) == 1 else new[position:] or new[-1:]:
        _show(widget, parent)
        widget.setFocus()
        break


def _show(widget: QWidget, parent: QWidget) -> None:
    """Have a new widget shown now: Qt shows it later, and only what is shown takes the focus."""
    outer = widget
    while (above := outer.parentWidget()) is not None and above is not parent:
        outer = above
    if not outer.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide):
        outer.show()


def _widgets(layout: QLayout) -> list[QWidget]:
    """All widgets in a layout and its inner ones, in their order.

    They are found without `itemAt`: an item that a layout has shown to Python and deletes later leaves
    its wrapper behind, and PySide takes that for the next object at the same address.
    """
    parent = layout.parentWidget()
    beside = [] if parent is None else parent.findChildren(QWidget, options=_DIRECT)
    widgets = {layout.indexOf(widget): widget for widget in beside}
    inner = {layout.indexOf(each): each for each in layout.findChildren(QLayout, options=_DIRECT)}
    found: list[QWidget] = []
    for index in range(layout.count()):
        if (widget := widgets.get(index)) is not None:
            found += [widget, *widget.findChildren(QWidget)]
        elif (below := inner.get(index)) is not None:
            found += _widgets(below)
    return found
