"""The program's icon as each system wants it, painted from resources/icons/shopsync.svg.

python -m tests.tools.icons    write the files for Windows and macOS anew, and the arrows of the style sheet
"""

from __future__ import annotations

import struct
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

ROOT = Path(__file__).resolve().parents[2]
ICONS = ROOT / "resources" / "icons"
SOURCE = ICONS / "shopsync.svg"
#: A shape without colours, for the menu bar of macOS.
TEMPLATE = ICONS / "shopsync-template.svg"
PACKAGING = ROOT / "resources" / "packaging"
STYLE = ROOT / "resources" / "style"
#: The arrows of the style sheet that the window's first picture shows, and their pixels.
ARROWS, ARROW_SIDE = ("down", "up"), 12
#: Endings of the file for a screen with so many times the pixels, as Qt looks for them.
DENSITIES = {1: "", 2: "@2x", 3: "@3x"}

LINUX_SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
WINDOWS_SIZES = (16, 20, 24, 32, 40, 48, 64, 256)
#: The type of an entry of an .icns file that holds a PNG of so many pixels.
MACOS_TYPES = {16: b"icp4", 32: b"icp5", 64: b"icp6", 128: b"ic07", 256: b"ic08", 512: b"ic09"}


def _image(pixels: int, source: Path) -> QImage:
    from PySide6.QtCore import QSize
    from PySide6.QtGui import QImage, QImageReader

    reader = QImageReader(str(source))
    reader.setScaledSize(QSize(pixels, pixels))
    return reader.read().convertToFormat(QImage.Format.Format_ARGB32)


def png(pixels: int, source: Path = SOURCE) -> bytes:
    """The icon as a PNG of so many pixels a side."""
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice
    from PySide6.QtGui import QImageWriter

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not QImageWriter(buffer, QByteArray(b"png")).write(_image(pixels, source)):
        raise RuntimeError(f"The icon cannot be painted: {source}")
    return bytes(buffer.data().data())


def ico() -> bytes:
    """The icon for Windows: a directory of PNGs, which Windows has read since Vista."""
    pictures = [(size, png(size)) for size in WINDOWS_SIZES]
    offset = 6 + 16 * len(pictures)
    entries = b""
    for size, picture in pictures:
        side = size % 256  # 0 stands for 256
        entries += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(picture), offset)
        offset += len(picture)
    pixels = b"".join(picture for _, picture in pictures)
    return struct.pack("<HHH", 0, 1, len(pictures)) + entries + pixels


def icns() -> bytes:
    """The icon for macOS."""
    body = b""
    for size, kind in MACOS_TYPES.items():
        picture = png(size)
        body += kind + struct.pack(">I", len(picture) + 8) + picture
    return b"icns" + struct.pack(">I", len(body) + 8) + body


def arrows() -> dict[Path, bytes]:
    """The arrows as PNGs by their files: each as its SVG, which would load a plug-in of Qt at the start."""
    return {
        STYLE / look / f"{name}{ending}.png": png(
            ARROW_SIDE * density, STYLE / look / f"{name}.svg"
        )
        for look in ("dark", "light")
        for name in ARROWS
        for density, ending in DENSITIES.items()
    }


def main() -> int:
    """Write all of them anew."""
    from PySide6.QtGui import QGuiApplication

    from shopsync_gui.ui.shell.program_icon import TEMPLATE_SIZES

    application = QGuiApplication([])
    (PACKAGING / "windows" / "shopsync.ico").write_bytes(ico())
    (PACKAGING / "macos" / "shopsync.icns").write_bytes(icns())
    for size in TEMPLATE_SIZES:
        (ICONS / f"shopsync-template-{size}.png").write_bytes(png(size, TEMPLATE))
    for file, picture in arrows().items():
        file.write_bytes(picture)
    application.quit()
    return 0


if __name__ == "__main__":
    sys.exit(main())
