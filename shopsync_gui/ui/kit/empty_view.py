"""The picture of an empty page: an icon, a few words in the middle, and the way on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton

from shopsync_gui.ui.kit.nesting import insert_layout
from shopsync_gui.ui.kit.widgets import MARGIN, column, label, row

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent, QShowEvent

    from shopsync_gui.ui.kit.theme import Theme

ICON = 40


class EmptyView(QFrame):
    """Words as wide as `width`; the icon follows the look in use."""

    def __init__(self, theme: Theme, icon: str, width: int = 380) -> None:
        super().__init__()
        self._theme = theme
        self._width = width
        self.icon_name = icon
        self._words: list[QLabel] = []
        self._icon = label()
        self._icon.setFixedSize(ICON, ICON)
        self.title = label(role="heading", wrap=True)
        self.text = label(role="muted", wrap=True)
        self._layout = column(self, margins=MARGIN, gap=12)
        self._layout.addStretch(2)
        self._layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        self._layout.addStretch(3)
        for words in (self.title, self.text):
            self.add_words(words)
        theme.changed.connect(self.show_look)

    def add_words(self, words: QLabel) -> None:
        """One more text below what is there."""
        self._words.append(words)
        words.setFixedWidth(self._width)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        before_stretch = self._layout.count() - 1
        self._layout.insertWidget(before_stretch, words, 0, Qt.AlignmentFlag.AlignHCenter)

    def offer(self, *buttons: QPushButton) -> None:
        """Buttons side by side below what is there."""
        line = row(gap=12)
        line.addStretch(1)
        for button in buttons:
            line.addWidget(button)
        line.addStretch(1)
        self._layout.insertSpacing(self._layout.count() - 1, 4)
        insert_layout(self._layout, self._layout.count() - 1, line)

    def say(self, title: str, text: str) -> None:
        """Set the words."""
        self.title.setText(title)
        self.text.setText(text)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """The style sheet is on by now, and with it the size of the letters."""
        super().showEvent(event)
        self.show_look()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Hide the icon where there is too little room for it and the words."""
        super().resizeEvent(event)
        with_icon = self._layout.totalMinimumSize().height()
        if self._icon.isHidden():
            with_icon += ICON + self._layout.spacing()
        self._icon.setVisible(self.height() >= with_icon)

    def _fit(self) -> None:
        """Give each text as many lines as it needs; Qt alone guesses too few."""
        for words in self._words:
            words.setMinimumHeight(max(0, words.heightForWidth(self._width)))

    def show_look(self) -> None:
        """Draw the icon in the colour of the look in use, where it is seen."""
        if not self.isVisible():
            return
        pixmap = self._theme.pixmap(self.icon_name, ICON, self._theme.tokens.muted)
        self._icon.setPixmap(pixmap)
