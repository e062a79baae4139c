"""The user guide: opened at the page that the user is on, by F1 or the line at the bottom."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QTextDocument, QTextFormat
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from shopsync_gui.core.text import translate
from shopsync_gui.system.paths import guide_folder
from shopsync_gui.ui.shell.guide_window import GuideBrowser, GuideWindow, chapter
from shopsync_gui.ui.shell.pages import PAGES
from tests.ui.driver import Driver


def looks(document: QTextDocument) -> list[tuple[int, str, list[tuple[str, int, object]]]]:
    """The paragraphs of a text, with the size and weight of each part."""
    paragraphs = []
    block = document.begin()
    while block.isValid():
        parts = []
        place = block.begin()
        while not place.atEnd():
            part, form = place.fragment(), place.fragment().charFormat()
            size = form.property(QTextFormat.Property.FontSizeAdjustment.value)
            parts.append((part.text(), form.fontWeight(), size))
            place += 1
        paragraphs.append((block.blockFormat().headingLevel(), block.text(), parts))
        block = block.next()
    return paragraphs


@pytest.fixture
def driver(qtbot: QtBot, shopsync_home: Path) -> Iterator[Driver]:
    driver = Driver(qtbot)
    driver.open()
    yield driver
    driver.close()


def opened(driver: Driver) -> GuideBrowser:
    text = driver.window.findChild(GuideBrowser)
    assert isinstance(text, GuideBrowser)
    assert text.isVisible()
    return text


def press_f1(driver: Driver, qtbot: QtBot) -> GuideBrowser:
    qtbot.keyClick(driver.window, Qt.Key.Key_F1)
    return opened(driver)


def test_every_page_has_a_chapter_in_both_languages() -> None:
    for language in ("hu", "en"):
        folder = guide_folder(language)
        assert [p for p in PAGES if chapter(folder, p).name == "index.md"] == []


def test_f1_opens_the_chapter_of_the_page(driver: Driver, qtbot: QtBot) -> None:
    driver.page("pageRuns")
    assert press_f1(driver, qtbot).source().fileName() == "runs.md"


def test_second_page_uses_the_same_window(driver: Driver, qtbot: QtBot) -> None:
    driver.page("pageRuns")
    button = driver.window.findChild(QPushButton, "openGuide")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    driver.page("pageGeneral")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert opened(driver).source().fileName() == "general.md"
    assert len(driver.window.findChildren(GuideWindow)) == 1


def test_links_lead_to_other_chapters_and_back(driver: Driver, qtbot: QtBot) -> None:
    text = press_f1(driver, qtbot)
    text.anchorClicked.emit(QUrl("help.md"))
    assert text.source().fileName() == "help.md"
    back = text.window().findChild(QPushButton, "guideBack")
    qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    assert text.source().fileName() == "connections.md"


def test_foreign_addresses_are_not_shown_inside(driver: Driver, qtbot: QtBot) -> None:
    text = press_f1(driver, qtbot)
    before = text.source()
    text.anchorClicked.emit(QUrl("file:///etc/passwd"))
    assert text.source() == before


def test_pictures_are_never_wider_than_the_text(
    driver: Driver, qtbot: QtBot, tmp_path: Path
) -> None:
    picture = QImage(3000, 100, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.red)
    picture.save(str(tmp_path / "wide.png"))
    (tmp_path / "page.md").write_text("![wide](wide.png)", "utf-8")
    text = press_f1(driver, qtbot)
    text.open_file(tmp_path / "page.md")
    kind = QTextDocument.ResourceType.ImageResource.value
    assert 0 < text.loadResource(kind, QUrl("wide.png")).width() <= text.viewport().width()


def test_a_chapter_that_a_link_leads_to_looks_as_if_it_were_opened_first(
    driver: Driver, qtbot: QtBot
) -> None:
    text = press_f1(driver, qtbot)
    for name in ("help.md", "general.md", "runs.md", "help.md", "products.md"):
        text.anchorClicked.emit(QUrl(name))
        fresh = QTextDocument()
        fresh.setMarkdown((guide_folder("en") / name).read_text("utf-8"))
        assert looks(text.document()) == looks(fresh), name


def test_an_open_guide_follows_the_language(driver: Driver, qtbot: QtBot) -> None:
    driver.page("pageRuns")
    text = press_f1(driver, qtbot)
    text.anchorClicked.emit(QUrl("help.md"))
    guide = text.window()
    back = guide.findChild(QPushButton, "guideBack")
    assert isinstance(back, QPushButton)
    contents = guide.findChild(QPushButton, "guideContents")
    assert isinstance(contents, QPushButton)
    for chosen in ("en", "hu"):
        driver.window.context.settings.set("ui.language", chosen)
        assert opened(driver) is text
        assert text.source() == QUrl.fromLocalFile(str(guide_folder(chosen) / "help.md"))
        shown = (guide.windowTitle(), text.accessibleName(), back.text(), contents.text())
        assert shown == (
            translate("ShopSync – user guide"),
            translate("User guide"),
            translate("Back"),
            translate("Contents"),
        )
        assert not back.isEnabled(), "it would lead to a chapter in the former language"
    qtbot.mouseClick(contents, Qt.MouseButton.LeftButton)
    assert text.source() == QUrl.fromLocalFile(str(guide_folder("hu") / "index.md"))


def test_a_closed_guide_hears_of_no_language(driver: Driver, qtbot: QtBot) -> None:
    guide = press_f1(driver, qtbot).window()
    with qtbot.waitSignal(guide.destroyed):
        guide.close()
    driver.window.context.settings.set("ui.language", "en")
    driver.click("openGuide")
    assert opened(driver).source().toLocalFile().startswith(str(guide_folder("en")))


def test_escape_closes_the_guide(driver: Driver, qtbot: QtBot) -> None:
    guide = press_f1(driver, qtbot).window()
    with qtbot.waitSignal(guide.destroyed):
        qtbot.keyClick(guide, Qt.Key.Key_Escape)
