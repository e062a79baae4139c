"""Pictures from outside: which kinds and sizes are dealt with, told by their content alone."""

from __future__ import annotations

from enum import StrEnum

#: A picture that is larger, in bytes or in pixels, is not shown.
MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 25_000_000
#: A progressive JPEG has about ten; thousands, each over the whole picture, would take minutes.
_MOST_SCANS = 50
_SCAN = b"\xff\xda"


class PictureUnavailable(Exception):
    """A picture that cannot be had, or that is refused; the text is for the log."""


class PictureKind(StrEnum):
    """The kinds of pictures that are decoded; no other has a reader that is safe to feed."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    GIF = "gif"


def kind_of(data: bytes) -> PictureKind:
    """The kind of a picture, whatever its name and its server say. Raises PictureUnavailable."""
    if len(data) > MOST_BYTES:
        raise PictureUnavailable("too many bytes")
    if data.startswith(b"\xff\xd8\xff"):
        if data.count(_SCAN) > _MOST_SCANS:
            raise PictureUnavailable("too many scans")
        return PictureKind.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PictureKind.PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return PictureKind.WEBP
    if data.startswith((b"GIF87a", b"GIF89a")):
        return PictureKind.GIF
    raise PictureUnavailable("no picture of a known kind")
