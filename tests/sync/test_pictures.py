"""Pictures for any thread: from the disk where they are, else from the internet."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopsync_gui.core.products.pictures import PictureUnavailable
from shopsync_gui.sync.outputs.pictures import PictureSource
from shopsync_gui.system.picture_cache import PictureCache
from tests.pictures import png

ADDRESS = "https://cipobolt.cdn.shoprenter.hu/a.png"


def no_proxy() -> str:
    return ""


def test_a_picture_on_the_disk_is_not_fetched(tmp_path: Path) -> None:
    PictureCache(tmp_path, lambda _address: png()).picture(ADDRESS)
    source = PictureSource(tmp_path, no_proxy)
    assert source.picture(ADDRESS) == png()
    source.close()
    assert source.picture(ADDRESS) == png()


@pytest.mark.parametrize("closes", [False, True])
def test_what_must_not_be_fetched_is_not(tmp_path: Path, closes: bool) -> None:
    source = PictureSource(tmp_path, no_proxy)
    with pytest.raises(PictureUnavailable):
        source.picture("http://cipobolt.cdn.shoprenter.hu/a.png")
    if closes:
        source.close()
        with pytest.raises(PictureUnavailable):
            source.picture(ADDRESS)
    source.close()
