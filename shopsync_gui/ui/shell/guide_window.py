"""The user guide in a window of its own, opened at the page that the user is on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import (
    QDesktopServices,
    QImage,
    QKeySequence,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QTextBrowser, QVBoxLayout, QWidget

from shopsync_gui.core.text import _, language
from shopsync_gui.system.paths import guide_folder
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.screen import Available, ScreenBound, resize_within
from shopsync_gui.ui.kit.widgets import button, column, row

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance
    from PySide6.QtGui import QKeyEvent, QResizeEvent

_SIZE = QSize(820, 720)
_INDEX = "index.md"
#: Pixels around the text, and between its paragraphs.
_MARGIN, _GAP = 28, 12
#: Stands for a picture in the text of a block.
_PICTURE = "\ufffc"


def chapter(folder: Path, page: str) -> Path:
    """The guide's file for the page with this object name; its first one where it has none."""
    file = folder / f"{page.removeprefix('page').lower()}.md"
    return file if file.is_file() else folder / _INDEX


class GuideBrowser(QTextBrowser):
    """A reader of the guide's Markdown files, whose pictures are never wider than the window."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("guideText")
        self.setOpenLinks(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # One that came and went with the height of the text would change the width of the pictures.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.anchorClicked.connect(self._follow)
        self.sourceChanged.connect(self._space_out)

    def open_file(self, file: Path) -> None:
        """Show one file of the guide."""
        source = QUrl.fromLocalFile(str(file))
        self.setSource(source, QTextDocument.ResourceType.MarkdownResource)

    def _follow(self, url: QUrl) -> None:
        if url.scheme() in ("https", "mailto"):
            QDesktopServices.openUrl(url)
            return
        target = self.source().resolved(url)
        if target.isLocalFile() and target.fileName().endswith(".md"):
            self.setSource(target, QTextDocument.ResourceType.MarkdownResource)

    def _space_out(self) -> None:
        """Give paragraphs and headings the air that Markdown's own form leaves out."""
        self.document().setDocumentMargin(_MARGIN)
        block = self.document().begin()
        while block.isValid():
            form = block.blockFormat()
            heading = form.headingLevel() > 0
            form.setTopMargin(_GAP * 2 if heading and block.position() else 0)
            form.setBottomMargin(_GAP if form.objectIndex() == -1 else _GAP // 2)
            if _PICTURE not in block.text():
                form.setLineHeight(125, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            QTextCursor(block).setBlockFormat(form)
            block = block.next()
        top = QTextCursor(self.document().begin())
        self.setTextCursor(top)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Pictures come in the width of the text."""
        found = super().loadResource(kind, name)
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return found
        picture = QImage(self.source().resolved(QUrl(name)).toLocalFile())
        width = self.viewport().width() - 2 * _MARGIN
        if picture.isNull() or picture.width() <= width:
            return picture
        return picture.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width() and not self.source().isEmpty():
            position = self.verticalScrollBar().value()
            self.reload()
            self._space_out()
            self.verticalScrollBar().setValue(position)


class GuideWindow(ScreenBound, QWidget):
    """The window around the guide: the way back, and to its first page."""

    def __init__(self, parent: QWidget, available: Available) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.available = available
        self.setObjectName("guideWindow")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._text = GuideBrowser()
        layout: QVBoxLayout = column(self, margins=(16, 12, 16, 16), gap=12)
        head = row(gap=8)
        self._back = button(clicked=self._text.backward, name="guideBack")
        self._back.setEnabled(False)
        self._text.backwardAvailable.connect(self._back.setEnabled)
        head.addWidget(self._back)
        self._contents = button(clicked=self._open_contents, name="guideContents")
        head.addWidget(self._contents)
        head.addStretch(1)
        add_layout(layout, head)
        layout.addWidget(self._text, 1)
        resize_within(self, _SIZE, available)
        self._fill_words()

    def translate(self) -> None:
        """Show the same chapter in the language that is in use now."""
        self._fill_words()
        self._text.open_file(chapter(self._folder, Path(self._text.source().fileName()).stem))
        self._text.clearHistory()

    def open_chapter(self, page: str) -> None:
        """Show what the guide says of the page with this object name, and come to the front."""
        self._text.open_file(chapter(self._folder, page))
        self.show()
        self.raise_()
        self.activateWindow()
        self._text.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes the window, as it does everywhere."""
        if event.matches(QKeySequence.StandardKey.Cancel):
            self.close()
        else:
            super().keyPressEvent(event)

    def _fill_words(self) -> None:
        self._folder = guide_folder(language())
        self.setWindowTitle(_("ShopSync – user guide"))
        self._text.setAccessibleName(_("User guide"))
        self._back.setText(_("Back"))
        self._contents.setText(_("Contents"))

    def _open_contents(self) -> None:
        self._text.open_file(self._folder / _INDEX)


def open_guide(
    window: QWidget, page: str, available: Available, language_changed: SignalInstance
) -> GuideWindow:
    """Show the guide for a page, in the window that is open already or in a new one."""
    guide = window.findChild(GuideWindow)
    if guide is None:
        guide = GuideWindow(window, available)
        language_changed.connect(guide.translate)
    guide.open_chapter(page)
    return guide
