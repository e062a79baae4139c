"""Which of the files that PyInstaller collects go into the bundle.

An entry is what PyInstaller calls one: its name in the bundle, the path of the file, which for a
link is its target instead, and its kind.
"""

import posixpath
import re
from collections.abc import Iterable
from pathlib import PurePosixPath

Entry = tuple[str, str, str]

# Qt's own texts in the program's languages only, and no plug-ins that nothing here can load.
UNWANTED = re.compile(
    r"nacl/py\.typed"
    # Part of Windows since 10; which machines have copies of it, nobody knows.
    r"|(.*/)?(api-ms-win-[a-z0-9-]+|ucrtbase)\.dll$"
    r"|PySide6/(Qt/)?("
    r"translations/(?!(qtbase|qt)_(hu|en)\.qm)"
    r"|qml/"
    r"|plugins/(egldeviceintegrations|generic|qmltooling|sqldrivers)/"
    r"|plugins/(virtualkeyboard|wayland-graphics-integration-client)/"
    r"|plugins/imageformats/(lib)?q(icns|ico|macheif|macjp2|tga|tiff|wbmp|pdf)\."
    r"|plugins/platforms/(lib)?q(eglfs|linuxfb|minimal|minimalegl|vnc|vkkhrdisplay|direct2d)\."
    r"|plugins/platforminputcontexts/.*virtualkeyboard"
    r"|plugins/platformthemes/libqgtk3\."
    r"|plugins/networkinformation/libq(connman|glib)\."
    r"|plugins/tls/"
    r"|plugins/wayland-shell-integration/lib(fullscreen-shell-v1|ivi-shell|qt-shell|wl-shell)"
    r"|lib/libQt6(Quick|Qml|Pdf|VirtualKeyboard|EglFS|EglFs|WlShell)"
    # On macOS OpenGL is for the others of these alone.
    r"|lib/Qt(Quick|Qml|Pdf|VirtualKeyboard|OpenGL)[A-Za-z0-9]*\.framework/"
    r"|(bin/)?(Qt6(Quick|Qml|Pdf|VirtualKeyboard)|opengl32sw)"
    r")"
)


def wanted(entries: Iterable[Entry]) -> list[Entry]:
    """The entries that the program can use."""
    return [entry for entry in entries if not UNWANTED.match(entry[0].replace("\\", "/"))]


def leading_somewhere(entries: Iterable[Entry], names: Iterable[str]) -> list[Entry]:
    """The entries without the links whose target, a file or a folder of these names, was left out.

    The frameworks of macOS hold links to a folder, `Versions/Current`, and links through it.
    """
    entries = list(entries)
    links = {name: target for name, target, kind in entries if kind == "SYMLINK"}
    files = {*names, *(name for name, _target, kind in entries if kind != "SYMLINK")}
    there = files | {str(folder) for name in files for folder in PurePosixPath(name).parents}
    return [
        entry for entry in entries if entry[2] != "SYMLINK" or _followed(entry[0], links) in there
    ]


def _followed(name: str, links: dict[str, str]) -> str | None:
    """The file or folder that a name leads to, through links on the way; nothing for a circle."""
    for _step in range(len(links) + 1):
        parts = PurePosixPath(name).parts
        begins = (posixpath.join(*parts[: length + 1]) for length in range(len(parts)))
        link = next((each for each in begins if each in links), None)
        if link is None:
            return name
        target = posixpath.join(posixpath.dirname(link), links[link])
        name = posixpath.normpath(posixpath.join(target, posixpath.relpath(name, link)))
    return None
