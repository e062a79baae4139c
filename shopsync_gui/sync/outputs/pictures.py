"""Pictures by address: from the disk, else from the internet."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from shopsync_gui.core.products.pictures import PictureUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from shopsync_gui.remote.pictures import PictureClient
    from shopsync_gui.system.picture_cache import PictureCache


class PictureSource:
    """The bytes of pictures, waited for on any thread but the window's.

    `folder` keeps what was fetched; `proxy` is asked before each fetch.
    """

    def __init__(self, folder: Path, proxy: Callable[[], str]) -> None:
        self._folder = folder
        self._proxy = proxy
        self._lock = threading.Lock()
        self._cache: PictureCache | None = None
        self._client: PictureClient | None = None
        self._closed = False

    def picture(self, address: str) -> bytes:
        """A picture of a known kind. Raises PictureUnavailable."""
        return self._opened_cache().picture(address)

    def close(self) -> None:
        """Break off all fetches; no other begins."""
        with self._lock:
            self._closed = True
            if self._client is not None:
                self._client.close()

    def _download(self, address: str) -> bytes:
        return self._opened().fetch(address)

    def _opened_cache(self) -> PictureCache:
        with self._lock:
            if self._cache is None:
                from shopsync_gui.system.picture_cache import PictureCache

                self._cache = PictureCache(self._folder, self._download)
            return self._cache

    def _opened(self) -> PictureClient:
        with self._lock:
            if self._closed:
                raise PictureUnavailable("the program ends")
            if self._client is None:
                from shopsync_gui.remote.pictures import PictureClient

                self._client = PictureClient(self._proxy)
            return self._client
