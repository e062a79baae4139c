"""Which pictures are dealt with, by what they are and not by what they are called."""

from __future__ import annotations

import pytest

from shopsync_gui.core.products.pictures import MOST_BYTES, PictureKind, PictureUnavailable, kind_of


@pytest.mark.parametrize(
    ("begin", "kind"),
    [
        (b"\xff\xd8\xff\xe0", PictureKind.JPEG),
        (b"\x89PNG\r\n\x1a\n", PictureKind.PNG),
        (b"RIFF\x00\x00\x00\x00WEBP", PictureKind.WEBP),
        (b"GIF87a", PictureKind.GIF),
        (b"GIF89a", PictureKind.GIF),
    ],
)
def test_a_picture_is_known_by_its_first_bytes(begin: bytes, kind: PictureKind) -> None:
    assert kind_of(begin + bytes(100)) is kind


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
        b"<?xml version='1.0'?><svg/>",
        b"\x1f\x8b\x08svgz",
        b"BM6\x00",
        b"II*\x00",
        b"RIFF\x00\x00\x00\x00AVI ",
        b"%PDF-1.7",
        b"\x00\x00\x00 ftypavif",
        b"<!doctype html>",
    ],
)
def test_nothing_else_is_a_picture(data: bytes) -> None:
    with pytest.raises(PictureUnavailable):
        kind_of(data)


def test_a_picture_of_too_many_bytes_or_scans_is_refused() -> None:
    head = b"\xff\xd8\xff\xe0"
    assert kind_of(head + b"\xff\xda\x00" * 10) is PictureKind.JPEG
    with pytest.raises(PictureUnavailable):
        kind_of(head + b"\xff\xda\x00" * 51)
    with pytest.raises(PictureUnavailable):
        kind_of(head + bytes(MOST_BYTES))
