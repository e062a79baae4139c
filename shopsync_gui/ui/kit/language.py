"""The language of the window: the program's texts and those that Qt brings."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTranslator, Signal
from PySide6.QtWidgets import QApplication

from shopsync_gui.core.text import language
from shopsync_gui.system.language import choose_language, use_language


class Language(QObject):
    """Follows the user's choice, or the system where none was made."""

    #: Another language is in use: what stands on the screen is to be built anew.
    changed = Signal()

    def __init__(self, choice: str, system: str) -> None:
        """`choice` is the setting's value, `system` a locale's name like "hu_HU"."""
        super().__init__()
        self._system = system
        self._qt_texts = QTranslator(self)
        self._use(choice)

    def choose(self, choice: str) -> None:
        """Use another language from now on."""
        self._use(choice)
        self.changed.emit()

    def _use(self, choice: str) -> None:
        use_language(choose_language(choice, system=self._system))
        app = QApplication.instance()
        assert app is not None
        app.removeTranslator(self._qt_texts)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if self._qt_texts.load(f"qtbase_{language()}", folder):
            app.installTranslator(self._qt_texts)
        QLocale.setDefault(QLocale(language()))
