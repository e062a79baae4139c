"""Pictures on the disk: fetched once, never too many, and no harm if the disk takes none."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from shopsync_gui.core.products.pictures import PictureUnavailable
from shopsync_gui.system.picture_cache import PictureCache
from tests.pictures import png

DAY = 24 * 3600.0


class Source:
    """Where pictures come from, and what was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.now = 1_800_000_000.0

    def download(self, address: str) -> bytes:
        self.asked.append(address)
        if "none" in address:
            raise PictureUnavailable("none")
        return png() + address.encode()


@pytest.fixture
def source() -> Source:
    return Source()


def cache_in(folder: Path, source: Source, most_bytes: int = 10_000) -> PictureCache:
    return PictureCache(folder, source.download, most_bytes=most_bytes, now=lambda: source.now)


def test_a_picture_is_fetched_once(tmp_path: Path, source: Source) -> None:
    folder = tmp_path / "pictures"
    for cache in (cache_in(folder, source), cache_in(folder, source)):
        for _time in range(2):
            assert cache.picture("https://x/a").endswith(b"https://x/a")
            assert cache.picture("https://x/b").endswith(b"https://x/b")
    assert source.asked == ["https://x/a", "https://x/b"]
    if sys.platform != "win32":
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}


def test_what_is_old_or_damaged_is_fetched_again(tmp_path: Path, source: Source) -> None:
    cache = cache_in(tmp_path, source)
    whole = cache.picture("https://x/a")
    (file,) = tmp_path.iterdir()
    file.write_bytes(b"<svg/>")
    assert cache.picture("https://x/a") == whole
    source.now += 29 * DAY
    cache.picture("https://x/a")
    assert len(source.asked) == 2
    source.now += 2 * DAY
    cache.picture("https://x/a")
    assert len(source.asked) == 3


def test_what_was_not_asked_for_the_longest_goes_first(tmp_path: Path, source: Source) -> None:
    size = len(png()) + len("https://x/0")
    cache = cache_in(tmp_path, source, most_bytes=size * 10)
    for number in range(10):
        source.now += 1
        cache.picture(f"https://x/{number}")
    source.now += 1
    cache.picture("https://x/0")
    source.now += 1
    cache.picture("https://x/n")
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= size * 9
    source.asked.clear()
    for number in (0, 9, 8, 1):
        cache.picture(f"https://x/{number}")
    assert source.asked == ["https://x/1"]


def test_a_disk_that_takes_nothing_costs_a_fetch_each_time(tmp_path: Path, source: Source) -> None:
    taken = tmp_path / "taken"
    taken.write_bytes(b"no folder")
    cache = cache_in(taken, source)
    assert cache.picture("https://x/a") == cache.picture("https://x/a")
    assert len(source.asked) == 2


def test_what_cannot_be_had_is_not_kept(tmp_path: Path, source: Source) -> None:
    cache = cache_in(tmp_path, source)
    for _time in range(2):
        with pytest.raises(PictureUnavailable):
            cache.picture("https://x/none")
    assert list(tmp_path.iterdir()) == []
