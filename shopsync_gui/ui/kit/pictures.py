"""Pictures of products, ready to be drawn: fetched and decoded in the background when first needed."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPixmap

from shopsync_gui.core.products.pictures import PictureUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QImage

    from shopsync_gui.core.errors import ShopSyncError
    from shopsync_gui.ui.kit.background import Background, Task

log = logging.getLogger(__name__)

#: Bytes of decoded pictures that stay in memory.
_MOST_BYTES = 32 * 1024 * 1024
_AT_ONCE = 4
#: Requests that wait; older ones were scrolled past.
_MOST_WAITING = 256
#: Seconds after which a picture that could not be had is asked for again.
_AGAIN_SECONDS = 300.0
_MOST_FAILED = 4096


class _Key(msgspec.Struct, frozen=True):
    """A picture at a size, in pixels of a screen that has `ratio` of them for one of the window's."""

    address: str
    side: int
    ratio: float


class Pictures(QObject):
    """Pictures by address as squares; the newest request is served first.

    `fetch` gives the bytes of an address, on a thread of the background. While the service is not
    `enabled`, nothing is fetched and nothing given. A service that is `held` fetches nothing before
    `begin()`.
    """

    #: The picture of this address can be drawn now.
    loaded = Signal(str)
    #: Pictures were switched on or off.
    switched = Signal()

    def __init__(
        self,
        fetch: Callable[[str], bytes],
        background: Background,
        *,
        enabled: bool = True,
        held: bool = False,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._fetch = fetch
        self._background = background
        self._enabled = enabled
        self._held = held
        self._now = now
        self._kept: OrderedDict[_Key, QPixmap] = OrderedDict()
        self._bytes = 0
        self._waiting: OrderedDict[_Key, None] = OrderedDict()
        self._running: dict[_Key, Task | None] = {}
        self._failed: OrderedDict[str, float] = OrderedDict()

    @property
    def enabled(self) -> bool:
        """Whether pictures are shown at all."""
        return self._enabled

    def set_enabled(self, enabled: bool) -> None:
        """Switch pictures on or off; switched off, none stays in memory."""
        if enabled == self._enabled:
            return
        self._enabled = enabled
        self.stop()
        self._kept.clear()
        self._bytes = 0
        self._failed.clear()
        self.switched.emit()

    def pixmap(self, address: str, side: int, ratio: float = 1.0) -> QPixmap | None:
        """The picture in a square of `side` pixels, whose corners are round and bands transparent.

        `ratio` is the screen's pixels for one of the window's. None while the picture is fetched
        (`loaded` tells), and where there is none.
        """
        key = _Key(address, round(side * ratio), ratio)
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
            return kept
        if address and self._enabled:
            self._request(key)
        return None

    def begin(self) -> None:
        """Fetch from now on, first what was asked for already."""
        self._held = False
        self._begin_next()

    def stop(self) -> None:
        """Fetch no more of what was asked for until now."""
        self._waiting.clear()
        running, self._running = self._running, {}
        for task in running.values():
            if task is not None:
                task.cancel()

    def _request(self, key: _Key) -> None:
        if key in self._running or self._has_failed(key.address):
            return
        self._waiting[key] = None
        self._waiting.move_to_end(key)
        if len(self._waiting) > _MOST_WAITING:
            self._waiting.popitem(last=False)
        self._begin_next()

    def _has_failed(self, address: str) -> bool:
        failed = self._failed.get(address)
        return failed is not None and self._now() - failed < _AGAIN_SECONDS

    def _begin_next(self) -> None:
        while len(self._running) < _AT_ONCE and not self._held:
            key = self._next()
            if key is None:
                return
            del self._waiting[key]
            self._running[key] = None
            task = self._background.run(
                self,
                partial(self._load, key),
                partial(self._done, key),
                partial(self._ended, key),
            )
            if key in self._running:  # else it has been done at once
                self._running[key] = task

    def _next(self) -> _Key | None:
        """Return the picture that was asked for last; it is fetched once, then other sizes of it are read."""
        fetched = {key.address for key in self._running}
        return next((key for key in reversed(self._waiting) if key.address not in fetched), None)

    def _load(self, key: _Key, _task: Task) -> QImage | None:
        """Fetch and decode; on a thread of the background."""
        from shopsync_gui.ui.kit.picture_decoder import decoded

        try:
            return decoded(self._fetch(key.address), key.side)
        except PictureUnavailable as reason:
            log.info("a picture is not shown: %s", reason)
            return None

    def _ended(self, key: _Key, _error: ShopSyncError) -> None:
        self._done(key, None)

    def _done(self, key: _Key, image: QImage | None) -> None:
        if key not in self._running:  # stopped meanwhile
            return
        del self._running[key]
        if image is None:
            self._failed[key.address] = self._now()
            if len(self._failed) > _MOST_FAILED:
                self._failed.popitem(last=False)
        else:
            pixmap = QPixmap.fromImage(image)
            pixmap.setDevicePixelRatio(key.ratio)
            self._keep(key, pixmap)
            self.loaded.emit(key.address)
        self._begin_next()

    def _keep(self, key: _Key, pixmap: QPixmap) -> None:
        self._kept[key] = pixmap
        self._bytes += _bytes_of(key)
        while self._bytes > _MOST_BYTES and len(self._kept) > 1:
            oldest, _pixmap = self._kept.popitem(last=False)
            self._bytes -= _bytes_of(oldest)


def _bytes_of(key: _Key) -> int:
    return key.side * key.side * 4
