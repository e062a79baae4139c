"""The language of the window: the program's texts and those that Qt brings."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTimer, QTranslator, Signal
from PySide6.QtWidgets import QApplication

from shopsync_gui.core.text import language
from shopsync_gui.system.language import choose_language, use_language

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog


class Language(QObject):
    """The language that the user chose, or the system's where none was chosen.

    Another choice, here or by another program, waits until the last open dialog is closed: what a dialog
    has said stays as it was, and what it says next would be in the other language.
    """

    #: Another language is in use: what stands on the screen is to be built anew.
    changed = Signal()
    #: A choice waits for the open dialogs.
    put_off = Signal()

    def __init__(self, choice: str, system: str) -> None:
        """`choice` is the setting's value, `system` a locale's name like "hu_HU"."""
        super().__init__()
        self._system = system
        #: A choice that waits, and the dialogs that it waits for.
        self._wanted: str | None = None
        self._awaited: list[QDialog] = []
        self._again = QTimer(self, singleShot=True, interval=0)
        self._again.timeout.connect(self._try)
        self._qt_texts = QTranslator(self)
        self._use(choice)

    def choose(self, choice: str) -> None:
        """Use another language from now on, or from the end of the open dialogs on."""
        self._wanted = choice
        self._try()

    @property
    def is_put_off(self) -> bool:
        """Whether a choice waits for the open dialogs."""
        return self._wanted is not None

    def _try(self) -> None:
        choice = self._wanted
        if choice is None:
            return
        is_news = not self._awaited
        # Asked by its name, the type of dialogs is not made at the start: half a millisecond.
        dialogs = [w for w in QApplication.topLevelWidgets() if w.inherits("QDialog")]
        open_ones = [cast("QDialog", dialog) for dialog in dialogs if dialog.isVisible()]
        for dialog in open_ones:
            if dialog not in self._awaited:
                dialog.finished.connect(self._again.start)
                dialog.destroyed.connect(self._again.start)
        self._awaited = open_ones
        if not open_ones:
            self._wanted = None
            self._use(choice)
            self.changed.emit()
        elif is_news:
            self.put_off.emit()

    def _use(self, choice: str) -> None:
        use_language(choose_language(choice, system=self._system))
        app = QApplication.instance()
        assert app is not None
        app.removeTranslator(self._qt_texts)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if self._qt_texts.load(f"qtbase_{language()}", folder):
            app.installTranslator(self._qt_texts)
        QLocale.setDefault(QLocale(language()))
