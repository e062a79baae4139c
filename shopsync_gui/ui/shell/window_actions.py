"""The window's commands: known by their keys on every system, and in a menu bar on macOS."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from shopsync_gui.core.text import N_, translate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtWidgets import QMainWindow, QMenu

_FILE, _EDIT, _SYNC, _HELP = N_("File"), N_("Edit"), N_("Sync"), N_("Help")
#: The menus in their order; what macOS puts into the menu of the program stands in the first one.
_MENUS = (_FILE, _EDIT, _SYNC, _HELP)
_KEYS, _ROLES = QKeySequence.StandardKey, QAction.MenuRole


class Command(msgspec.Struct, frozen=True):
    """A command by its object name; `keys` are keys, or a standard meaning with keys of its own on each system."""

    name: str
    title: str
    menu: str
    keys: tuple[str | QKeySequence.StandardKey, ...]
    role: QAction.MenuRole = _ROLES.NoRole

    @property
    def shortcuts(self) -> list[QKeySequence]:
        """The keys on this system."""
        found: list[QKeySequence] = []
        for keys in self.keys:
            known = (
                QKeySequence.keyBindings(keys) if isinstance(keys, _KEYS) else [QKeySequence(keys)]
            )
            found += [key for key in known if key not in found]
        return found


#: "Ctrl" is the Cmd key on macOS.
COMMANDS = (
    Command("actionAbout", N_("About ShopSync"), _FILE, (), _ROLES.AboutRole),
    Command("actionSettings", N_("Settings…"), _FILE, (_KEYS.Preferences,), _ROLES.PreferencesRole),
    Command("actionExport", N_("Export…"), _FILE, ("Ctrl+E",)),
    Command("actionQuit", N_("Quit"), _FILE, (_KEYS.Quit,), _ROLES.QuitRole),
    Command("actionSearch", N_("Search for products"), _EDIT, (_KEYS.Find,)),
    Command("actionSync", N_("Sync…"), _SYNC, ("F5",)),
    Command("actionGuide", N_("User guide"), _HELP, (_KEYS.HelpContents,)),
)
#: Only where there is a menu bar: elsewhere the window's frame closes it.
_CLOSE = Command("actionClose", N_("Close window"), _FILE, (_KEYS.Close,))


class WindowActions(QObject):
    """The actions of a window, by their names; `handlers` carry them out."""

    def __init__(
        self,
        window: QMainWindow,
        handlers: Mapping[str, Callable[[], object]],
        *,
        system: str = sys.platform,
    ) -> None:
        super().__init__(window)
        self._menus: dict[str, QMenu] = {}
        self._titles: dict[QAction, str] = {}
        on_macos = system == "darwin"
        commands: Sequence[Command] = (*COMMANDS, _CLOSE) if on_macos else COMMANDS
        if on_macos:
            bar = window.menuBar()
            self._menus = {title: bar.addMenu("") for title in _MENUS}
            handlers = {_CLOSE.name: window.close, **handlers}
        for command in commands:
            action = QAction(window)
            action.setObjectName(command.name)
            action.setMenuRole(command.role)
            action.setShortcuts(command.shortcuts)
            action.triggered.connect(handlers[command.name])
            self._titles[action] = command.title
            # Without a menu bar it is the window that hears of the keys.
            (self._menus[command.menu] if on_macos else window).addAction(action)
        self._window = window
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow_focus)
        self.translate()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep a text field from claiming the window's keys: on Linux, Ctrl+E is "end of line" to it."""
        return (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and any(
                QKeySequence(event.keyCombination()) in action.shortcuts()
                for action in self._titles
            )
        )

    def _follow_focus(self, before: QWidget | None, now: QWidget | None) -> None:
        """Watch what has the focus in this window; each key reaches it first."""
        if before is not None and isValid(before):
            before.removeEventFilter(self)
        if now is not None and now.window() is self._window:
            now.installEventFilter(self)

    def translate(self) -> None:
        """Name everything in the language of the program."""
        for title, menu in self._menus.items():
            menu.setTitle(translate(title))
        for action, title in self._titles.items():
            action.setText(translate(title))
