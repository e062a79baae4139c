"""Pictures in the window: what is decoded, when it is asked for, and that the window never waits."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageWriter
from pytestqt.qtbot import QtBot

from shopsync_gui.core.products.pictures import PictureUnavailable
from shopsync_gui.ui.kit.background import Background
from shopsync_gui.ui.kit.picture_decoder import decoded
from shopsync_gui.ui.kit.pictures import Pictures
from shopsync_gui.ui.kit.theme import Theme
from shopsync_gui.ui.kit.thumbnail import Thumbnail
from tests.patience import patient
from tests.pictures import png
from tests.ui.executors import at_once


def encoded(kind: str, size: QSize) -> bytes:
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert QImageWriter(buffer, QByteArray(kind.encode())).write(image)
    return bytes(buffer.data().data())


# --- decoding -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp"])
def test_a_picture_is_whole_in_the_middle_of_its_square(kind: str) -> None:
    image = decoded(encoded(kind, QSize(640, 320)), 40)
    assert (image.width(), image.height()) == (40, 40)
    assert image.pixelColor(20, 20).alpha() == 255
    assert image.pixelColor(20, 20).green() > 90
    assert [image.pixelColor(20, y).alpha() for y in (5, 34)] == [0, 0]
    assert image.pixelColor(0, 10).alpha() < 255  # its corner is round


def test_a_gif_of_several_pictures_shows_the_first() -> None:
    first = (
        b"GIF89a\x02\x00\x02\x00\x80\x00\x00\x11\x77\x33\x00\x00\x00"
        b"\x2c\x00\x00\x00\x00\x02\x00\x02\x00\x00\x02\x03\x04\x00\x05\x00"
    )
    image = decoded(
        first + b"\x2c\x00\x00\x00\x00\x02\x00\x02\x00\x00\x02\x03\x4c\x02\x05\x00;", 16
    )
    assert image.pixelColor(8, 8) == QColor(0x11, 0x77, 0x33)


@pytest.mark.parametrize(
    "data",
    [
        png(said=(6000, 6000)),
        png()[:60],
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        b"\xff\xd8\xff\xe0" + bytes(100),
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
    ],
    ids=["pixels", "cut", "png", "jpeg", "gif", "svg"],
)
def test_what_is_damaged_or_too_large_is_refused(data: bytes) -> None:
    with pytest.raises(PictureUnavailable):
        decoded(data, 40)


def test_a_narrow_picture_keeps_a_pixel() -> None:
    assert decoded(png(1, 4000), 40).pixelColor(20, 20).alpha() > 0


# --- the service ----------------------------------------------------------------------------------


class Shelf:
    """Where the service has its pictures from; may be kept waiting."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.free = threading.Event()
        self.free.set()

    def fetch(self, address: str) -> bytes:
        self.asked.append(address)
        self.free.wait(patient(10))
        if "none" in address:
            raise PictureUnavailable("none")
        return png()


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def pictures(qtbot: QtBot, shelf: Shelf) -> Iterator[Pictures]:
    service = Pictures(shelf.fetch, Background())
    yield service
    shelf.free.set()
    service.stop()


def test_a_picture_is_there_once_it_was_loaded(
    qtbot: QtBot, pictures: Pictures, shelf: Shelf
) -> None:
    with qtbot.waitSignal(pictures.loaded) as told:
        assert pictures.pixmap("https://x/a", 40, 2.0) is None
    assert told.args == ["https://x/a"]
    pixmap = pictures.pixmap("https://x/a", 40, 2.0)
    assert pixmap is not None
    assert (pixmap.size(), pixmap.devicePixelRatio()) == (QSize(80, 80), 2.0)
    assert shelf.asked == ["https://x/a"]
    assert pictures.pixmap("", 40) is None


def test_the_window_does_not_wait_and_the_newest_comes_first(
    qtbot: QtBot, pictures: Pictures, shelf: Shelf
) -> None:
    shelf.free.clear()
    loaded: list[str] = []
    pictures.loaded.connect(loaded.append)
    started = time.perf_counter()
    for number in range(1000):
        assert pictures.pixmap(f"https://x/{number}", 40) is None
    assert time.perf_counter() - started < 1
    assert len(shelf.asked) <= 4
    shelf.free.set()
    qtbot.waitUntil(lambda: len(loaded) >= 256)
    assert "https://x/999" in shelf.asked[4:8]
    assert "https://x/100" not in shelf.asked  # scrolled past long ago


def test_another_size_of_a_picture_waits_until_it_was_fetched(
    qtbot: QtBot, pictures: Pictures, shelf: Shelf
) -> None:
    shelf.free.clear()
    for side in (40, 160):
        assert pictures.pixmap("https://x/a", side) is None
    assert pictures.pixmap("https://x/b", 40) is None
    qtbot.waitUntil(lambda: len(shelf.asked) == 2)
    assert sorted(shelf.asked) == ["https://x/a", "https://x/b"]
    shelf.free.set()
    qtbot.waitUntil(lambda: pictures.pixmap("https://x/a", 160) is not None)
    assert sorted(shelf.asked) == ["https://x/a", "https://x/a", "https://x/b"]


def test_another_screen_has_pictures_of_its_own(qtbot: QtBot, shelf: Shelf) -> None:
    service = Pictures(shelf.fetch, Background(at_once))
    for side, ratio in ((48, 1.0), (32, 1.5)):  # as many pixels, seen in another size
        service.pixmap("https://x/a", side, ratio)
        pixmap = service.pixmap("https://x/a", side, ratio)
        assert pixmap is not None
        assert (pixmap.width(), pixmap.devicePixelRatio()) == (48, ratio)


def test_what_cannot_be_had_is_asked_for_again_much_later(qtbot: QtBot, shelf: Shelf) -> None:
    now = [0.0]
    service = Pictures(shelf.fetch, Background(at_once), now=lambda: now[0])

    def ask() -> int:
        assert service.pixmap("https://x/none", 40) is None
        return len(shelf.asked)

    assert [ask(), ask()] == [1, 1]
    now[0] = 301
    assert ask() == 2


def test_switched_off_nothing_is_fetched_or_shown(qtbot: QtBot, shelf: Shelf) -> None:
    service = Pictures(shelf.fetch, Background(at_once))
    service.pixmap("https://x/a", 40)
    assert service.pixmap("https://x/a", 40) is not None
    with qtbot.waitSignal(service.switched):
        service.set_enabled(False)
    assert service.pixmap("https://x/a", 40) is None
    assert shelf.asked == ["https://x/a"]


def test_a_held_service_fetches_what_was_asked_for_once_it_begins(
    qtbot: QtBot, shelf: Shelf
) -> None:
    service = Pictures(shelf.fetch, Background(at_once), held=True)
    assert service.pixmap("https://x/a", 40) is None
    assert shelf.asked == []
    with qtbot.waitSignal(service.loaded):
        service.begin()
    assert service.pixmap("https://x/a", 40) is not None


def test_so_many_pictures_stay_in_memory(qtbot: QtBot, shelf: Shelf) -> None:
    service = Pictures(shelf.fetch, Background(at_once))
    side = 1024  # 4 MB each, of 32
    for number in range(9):
        service.pixmap(f"https://x/{number}", side)
    assert service.pixmap("https://x/8", side) is not None
    assert service.pixmap("https://x/1", side) is not None
    assert service.pixmap("https://x/0", side) is None


# --- the widget -----------------------------------------------------------------------------------


def test_a_thumbnail_shows_its_picture_once_it_is_there(
    qtbot: QtBot, pictures: Pictures, shelf: Shelf
) -> None:
    thumbnail = Thumbnail(pictures, Theme("light"), 48, "https://x/a")
    qtbot.addWidget(thumbnail)
    shelf.free.clear()
    thumbnail.show()
    middle: Callable[[], QColor] = lambda: thumbnail.grab().toImage().pixelColor(24, 20)  # noqa: E731
    assert middle().green() - middle().red() < 60
    shelf.free.set()
    qtbot.waitUntil(lambda: thumbnail.has_picture)
    assert middle() == QColor(0x11, 0x77, 0x33)
    without = Thumbnail(pictures, Theme("light"), 48)
    qtbot.addWidget(without)
    assert not without.has_picture
