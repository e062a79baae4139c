"""Decoding of pictures from outside, within bounds; done on threads other than the window's."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter, QPainterPath

from shopsync_gui.core.products.pictures import MOST_PIXELS, PictureUnavailable, kind_of

#: Part of a picture's side by which its corners are round.
_ROUND = 0.1
_MOST_ROUND = 8.0


def decoded(data: bytes, side: int) -> QImage:
    """A square of `side` pixels with the whole picture in its middle, its corners round.

    Only JPEG, PNG, WEBP and GIF, by content, and only so many pixels; of several pictures in one
    the first. Raises PictureUnavailable.
    """
    kind = kind_of(data)
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(kind.value.encode()))
    reader.setAutoDetectImageFormat(False)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isEmpty():
        raise PictureUnavailable("no size")
    if size.width() * size.height() > MOST_PIXELS:
        raise PictureUnavailable("too many pixels")
    scaled = size.scaled(QSize(side, side), Qt.AspectRatioMode.KeepAspectRatio)
    reader.setScaledSize(scaled.expandedTo(QSize(1, 1)))
    image = reader.read()
    if image.isNull():
        raise PictureUnavailable(reader.errorString())
    return _in_square(image, side)


def _in_square(image: QImage, side: int) -> QImage:
    square = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    square.fill(Qt.GlobalColor.transparent)
    painter = QPainter(square)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    area = QRectF(QPointF((side - image.width()) / 2, (side - image.height()) / 2), image.size())
    shape = QPainterPath()
    radius = min(_MOST_ROUND, side * _ROUND)
    shape.addRoundedRect(area, radius, radius)
    painter.setClipPath(shape)
    painter.drawImage(area.topLeft(), image)
    painter.end()
    return square
