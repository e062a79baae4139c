"""Layouts within layouts, without the objects that PySide leaves behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shiboken6 import invalidate

from shopsync_gui.ui.kit.flow_layout import FlowLayout

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QBoxLayout, QGridLayout, QLayout


def add_layout(outer: QBoxLayout | QGridLayout, inner: QLayout, *place: int) -> None:
    """Add a layout to another one; `place` is a stretch, or the row, column and spans in a grid.

    Where the inner one is filled, PySide's `addLayout` makes an object for each item in it and keeps
    it for as long as the outer one lives. Qt deletes an item with its widget and tells nobody: the
    next timer, thread or widget at the same address is taken for the item, and the program crashes as
    it goes. A `FlowLayout`, which needs its items' objects, is filled after it was added.
    """
    add: Callable[..., None] = outer.addLayout  # a grid's takes another number of places
    add(inner, *place)
    if outer.parentWidget() is not None:
        _forget_items(inner)


def insert_layout(outer: QBoxLayout, index: int, inner: QLayout) -> None:
    """Put a layout into another one before what is at this index there (see `add_layout`)."""
    outer.insertLayout(index, inner)
    if outer.parentWidget() is not None:
        _forget_items(inner)


def _forget_items(layout: QLayout) -> None:
    for index in range(layout.count()):
        assert not isinstance(layout, FlowLayout), "fill it after it was added"
        item = layout.itemAt(index)
        if item is None:
            continue
        within = item.layout()
        if within is None:
            invalidate(item)
        else:
            _forget_items(within)
