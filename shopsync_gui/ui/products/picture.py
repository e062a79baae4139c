"""A product's picture: fetched from the shop's public address in the background and kept a while.

Only https, no cookies, no token, nothing but the address leaves the computer; the cache on disk and
the size of a picture are limited.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QObject, QSize, Qt, QUrl
from PySide6.QtGui import QImage, QImageReader, QPixmap
from PySide6.QtNetwork import (
    QNetworkAccessManager,
    QNetworkDiskCache,
    QNetworkProxy,
    QNetworkReply,
    QNetworkRequest,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QLabel

_CACHE_BYTES = 64 * 1024 * 1024
_LARGEST = 8 * 1024 * 1024
_TIMEOUT_MS = 15_000
SIDE = 160


class Pictures(QObject):
    """Fetches pictures; one at a time, the last one that was asked for."""

    def __init__(self, cache: Path, proxy: Callable[[], str], parent: QObject) -> None:
        super().__init__(parent)
        self._cache = cache
        self._proxy = proxy
        self._network: QNetworkAccessManager | None = None
        self._reply: QNetworkReply | None = None

    def show(self, address: str, target: QLabel) -> None:
        """Put the picture into `target`, which stays hidden until it is there."""
        self.stop()
        target.hide()
        url = QUrl(address, QUrl.ParsingMode.StrictMode)
        if url.scheme() != "https" or not url.isValid() or url.userInfo():
            return
        request = QNetworkRequest(url)
        request.setAttribute(
            QNetworkRequest.Attribute.RedirectPolicyAttribute,
            QNetworkRequest.RedirectPolicy.NoLessSafeRedirectPolicy,
        )
        request.setAttribute(
            QNetworkRequest.Attribute.CacheLoadControlAttribute,
            QNetworkRequest.CacheLoadControl.PreferCache,
        )
        for part in (
            QNetworkRequest.Attribute.CookieLoadControlAttribute,
            QNetworkRequest.Attribute.CookieSaveControlAttribute,
        ):
            request.setAttribute(part, QNetworkRequest.LoadControl.Manual)
        request.setTransferTimeout(_TIMEOUT_MS)
        reply = self._reply = self._manager().get(request)
        reply.readyRead.connect(lambda: reply.abort() if _too_large(reply) else None)
        reply.finished.connect(lambda: self._fetched(reply, target))

    def stop(self) -> None:
        """Fetch no more."""
        reply, self._reply = self._reply, None
        if reply is not None:
            reply.abort()

    def _manager(self) -> QNetworkAccessManager:
        if self._network is None:
            self._network = QNetworkAccessManager(self)
            disk = QNetworkDiskCache(self)
            disk.setCacheDirectory(str(self._cache))
            disk.setMaximumCacheSize(_CACHE_BYTES)
            self._network.setCache(disk)
        self._network.setProxy(_proxy_at(self._proxy()))
        return self._network

    def _fetched(self, reply: QNetworkReply, target: QLabel) -> None:
        reply.deleteLater()
        if reply is not self._reply:
            return
        self._reply = None
        if reply.error() != QNetworkReply.NetworkError.NoError or _too_large(reply):
            return
        picture = _decoded(reply.readAll(), target.devicePixelRatioF())
        if picture is not None:
            target.setPixmap(picture)
            target.show()


def _proxy_at(address: str) -> QNetworkProxy:
    url = QUrl(address)
    if not url.host():
        return QNetworkProxy(QNetworkProxy.ProxyType.NoProxy)
    return QNetworkProxy(QNetworkProxy.ProxyType.HttpProxy, url.host(), url.port(80))


def _too_large(reply: QNetworkReply) -> bool:
    return reply.bytesAvailable() > _LARGEST


def _decoded(data: QByteArray, ratio: float) -> QPixmap | None:
    """The picture, decoded no larger than it is shown; None for what is no picture."""
    buffer = QBuffer()
    buffer.setData(data)
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    size = reader.size()
    if not size.isValid():
        return None
    side = round(SIDE * ratio)
    reader.setScaledSize(size.scaled(QSize(side, side), Qt.AspectRatioMode.KeepAspectRatio))
    image: QImage = reader.read()
    if image.isNull():
        return None
    image.setDevicePixelRatio(ratio)
    return QPixmap.fromImage(image)
