"""Pictures from public addresses: nothing but the address leaves the computer."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import CancelledError
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING

import httpx

from shopsync_gui import __version__
from shopsync_gui.core.products.pictures import MOST_BYTES, PictureUnavailable, kind_of
from shopsync_gui.core.strings.addresses import is_here, picture_address
from shopsync_gui.remote.transport.certificates import client_context
from shopsync_gui.remote.transport.http import LIMITS, through

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_REDIRECTS = 3
_SECONDS = 20.0
_KINDS = "image/webp,image/jpeg,image/png,image/gif"


class PictureClient:
    """A fetcher of pictures that threads may share; its own thread does the waiting.

    https only, plain http to this computer only; no token, no cookie, no .netrc. A redirect is
    followed three times, and never to another scheme or from outside to this computer. A whole
    fetch takes at most `seconds`. `proxy` is asked before each fetch.
    """

    def __init__(
        self,
        proxy: Callable[[], str] = lambda: "",
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        seconds: float = _SECONDS,
    ) -> None:
        self._proxy = proxy
        self._transport = transport
        self._seconds = seconds
        self._clients: dict[str, httpx.AsyncClient] = {}
        self._fetches: set[asyncio.Task[object]] = set()
        self._lock = threading.Lock()
        self._closed = False
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="pictures", daemon=True)
        self._thread.start()

    def fetch(self, address: str) -> bytes:
        """The picture's bytes, as the server has them. Raises PictureUnavailable."""
        with self._lock:
            if self._closed:
                raise PictureUnavailable("the program ends")
            fetched = asyncio.run_coroutine_threadsafe(self._within_time(address), self._loop)
        try:
            return fetched.result()
        except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, TimeoutError) as error:
            raise PictureUnavailable(type(error).__name__) from None
        except CancelledError:
            raise PictureUnavailable("the program ends") from None

    def close(self) -> None:
        """End all fetches and the thread."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self) -> None:
        try:
            self._loop.run_forever()
            self._loop.run_until_complete(self._end())
            # An answer that was broken off is put away by a task of its own, its socket after it.
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        finally:
            self._loop.close()

    async def _end(self) -> None:
        """Break off the fetches and see them end, with the attempts to connect that they began.

        Those are theirs to break off: one that is cancelled before its first step is never awaited.
        """
        for fetch in self._fetches:
            fetch.cancel()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(*others, return_exceptions=True)
        for client in self._clients.values():
            await client.aclose()

    def _client(self) -> httpx.AsyncClient:
        proxy = self._proxy()
        if proxy not in self._clients:
            certificates = client_context() if self._transport is None else None
            mounts = through(proxy, certificates) if proxy and certificates else None
            self._clients[proxy] = httpx.AsyncClient(
                transport=self._transport,
                verify=certificates or True,
                mounts=mounts,
                trust_env=False,
                follow_redirects=False,
                limits=LIMITS,
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
                headers={
                    "Accept": _KINDS,
                    "Accept-Encoding": "identity",
                    "User-Agent": f"ShopSync/{__version__}",
                },
            )
        return self._clients[proxy]

    async def _within_time(self, address: str) -> bytes:
        if self._closed:
            raise PictureUnavailable("the program ends")
        task = asyncio.current_task()
        assert task is not None
        self._fetches.add(task)
        try:
            async with asyncio.timeout(self._seconds):
                return await self._fetch(address)
        finally:
            self._fetches.discard(task)

    async def _fetch(self, address: str) -> bytes:
        client = self._client()
        url = _checked(address)
        for _redirect in range(_MOST_REDIRECTS + 1):
            async with client.stream("GET", url) as response:
                if not response.has_redirect_location:
                    return await _body(response)
                url = _redirected(url, response.headers["location"])
        raise PictureUnavailable("too many redirects")


def _checked(address: str) -> httpx.URL:
    checked = picture_address(address, here=True)
    if not checked:
        raise PictureUnavailable("no https address")
    return httpx.URL(checked)


def _redirected(url: httpx.URL, location: str) -> httpx.URL:
    target = _checked(str(url.join(location)))
    if target.scheme != url.scheme or (is_here(target.host) and not is_here(url.host)):
        raise PictureUnavailable("a redirect to where it may not lead")
    return target


async def _body(response: httpx.Response) -> bytes:
    if response.status_code != 200:
        raise PictureUnavailable(f"status {response.status_code}")
    if response.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise PictureUnavailable("compressed once more")
    body = bytearray()
    async for piece in response.aiter_raw():
        body += piece
        if len(body) > MOST_BYTES:
            raise PictureUnavailable("too many bytes")
    data = bytes(body)
    kind_of(data)
    return data
