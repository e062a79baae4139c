"""The program's icon, and the one in the tray."""

from __future__ import annotations

import sys

from PySide6.QtGui import QIcon

from shopsync_gui.system.paths import resources_folder

_SIZES = (24, 48, 256)
#: Points of an icon in the menu bar of macOS, and of the same on a screen of twice the density.
TEMPLATE_SIZES = (18, 36)


def program_icon() -> QIcon:
    """The program's icon; drawn from the SVG beside them, the pictures need no plug-in of Qt."""
    icon = QIcon()
    for size in _SIZES:
        icon.addFile(str(resources_folder() / "icons" / f"shopsync-{size}.png"))
    return icon


def tray_icon(system: str = sys.platform) -> QIcon:
    """The icon of the tray; on macOS a mask, to which the menu bar gives the colour of its look."""
    if system != "darwin":
        return program_icon()
    icon = QIcon()
    for size in TEMPLATE_SIZES:
        icon.addFile(str(resources_folder() / "icons" / f"shopsync-template-{size}.png"))
    icon.setIsMask(True)
    return icon
