"""The program's icon."""

from __future__ import annotations

from PySide6.QtGui import QIcon

from shopsync_gui.system.paths import resources_folder

_SIZES = (24, 48, 256)


def program_icon() -> QIcon:
    """The program's icon; drawn from the SVG beside them, the pictures need no plug-in of Qt."""
    icon = QIcon()
    for size in _SIZES:
        icon.addFile(str(resources_folder() / "icons" / f"shopsync-{size}.png"))
    return icon
