"""HTTP, with limits and precautions that hold for every request to either service."""

from __future__ import annotations

import asyncio
import codecs
import zlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Self

import httpx
import msgspec

from shopsync_gui import __version__
from shopsync_gui.core.addresses import is_here
from shopsync_gui.core.errors import (
    AnswerTooLarge,
    AnswerUnreadable,
    NoNetwork,
    ProxyTrouble,
    RedirectRefused,
    ServiceTimeout,
    UnexpectedAnswer,
    WebPageInstead,
)
from shopsync_gui.core.text import _
from shopsync_gui.remote.bodies import BodyWriter, LongBody
from shopsync_gui.remote.certificates import client_context
from shopsync_gui.remote.tls_faults import tls_fault

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator, Callable, Collection
    from types import TracebackType

MEGABYTE = 1 << 20
#: Most decompressed bytes of an ordinary answer.
PAGE_CAP = 32 * MEGABYTE
_CONNECT_SECONDS = 10.0
_WRITE_SECONDS = 30.0
_GZIP = 31
#: So many bytes of an answer tell whether it is text.
_LOOK = 64
_GZIP_MARK = b"\x1f\x8b"
#: A mark of UTF-8 stands before what a program compresses itself.
_MARKED_GZIP = codecs.BOM_UTF8 + _GZIP_MARK
#: What an answer may say of its compression. Some name their characters there, or "none".
_ENCODINGS = ("", "identity", "gzip", "x-gzip")
#: How an answer begins that is told to be compressed and is not.
_JSON_BEGINNINGS = (b"[", b"{", b'"', b"<", *(b"%d" % digit for digit in range(10)))
#: Data that were compressed by more than so much, from so many bytes on, are none of a service.
_MOST_INFLATED, _SUSPICIOUS = 100, PAGE_CAP
#: In place of the host of a redirect whose address cannot be read.
_NOWHERE = "–"
_SIGN_IN_TO_NETWORK = 511


class OutcomeUnknown(Exception):
    """The connection broke after the request may have been sent; its outcome is unknown."""


class Unreadable(Exception):
    """An answer that is not what it should be; the text is short, safe and translated."""


class WebPage(Unreadable):
    """A web page in place of data."""


class UnknownForm(Unreadable):
    """An answer that is data, or text, in a form that the program does not know."""


def is_web_page(body: bytes) -> bool:
    """Whether a body is, by its beginning, a web page."""
    start = body[:1000].lstrip().lower()
    return b"<html" in start or start.startswith(b"<!doctype")


def not_data(error: Unreadable, service: str) -> UnexpectedAnswer:
    """What it means for the user that the answer to a read is no data."""
    if isinstance(error, WebPage):
        return WebPageInstead(service=service, detail=error)
    kind = AnswerUnreadable if isinstance(error, UnknownForm) else UnexpectedAnswer
    return kind(service=service, detail=error)


class Timeouts(msgspec.Struct, frozen=True):
    """The longest waits for the next piece of an answer, and for the whole of it, in seconds.

    An answer of many megabytes may take longer, while it comes with at least `bytes_per_second`;
    it is kept packed then.
    """

    read: float
    total: float
    bytes_per_second: int = 0


class Response(msgspec.Struct, frozen=True):
    """One whole answer, decompressed; not yet judged by its status."""

    status: int
    headers: httpx.Headers
    content: bytes | LongBody

    @property
    def body(self) -> bytes:
        """The body in one piece."""
        return self.content if isinstance(self.content, bytes) else b"".join(self.content)

    @property
    def size(self) -> int:
        """The bytes of the body."""
        return len(self.content)

    def __repr__(self) -> str:
        """The status only: headers and body may hold what must not get into a log."""
        return f"Response({self.status})"

    @property
    def is_json(self) -> bool:
        """Whether the answer calls itself JSON."""
        return "json" in self.headers.get("content-type", "").lower()

    @property
    def charset(self) -> str:
        """The encoding of its text, as far as it says one."""
        kind: str = self.headers.get("content-type", "")
        _start, _sign, named = kind.lower().partition("charset=")
        return named.partition(";")[0].strip(" \"'")


#: Headers of every request; httpx's client would merge them, address and time-outs at each one anew.
_HEADERS = {
    "Accept": "application/json",
    "Accept-Encoding": "gzip",
    "Connection": "keep-alive",
    "Content-Type": "application/json",
    "User-Agent": f"ShopSync/{__version__}",
}
LIMITS = httpx.Limits(max_connections=8, keepalive_expiry=3.0)


class Http:
    """Requests to one service. `requests` counts everything that was sent.

    No .netrc, proxy or certificate settings from the environment, no redirects, certificates
    always checked. Secrets travel in headers and bodies only. `ahead` is by how much the service's
    clock was ahead of this computer's at its last answer, as far as its answers say.
    """

    def __init__(
        self,
        service: str,
        transport: httpx.AsyncBaseTransport | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        proxy: str = "",
    ) -> None:
        self.service = service
        self._proxy = proxy
        self.requests = 0
        self.ahead = timedelta(0)
        self._now = now
        certificates = client_context() if transport is None else None
        self._client = httpx.AsyncClient(
            transport=transport,
            verify=certificates or True,
            mounts=through(proxy, certificates) if proxy and certificates else None,
            trust_env=False,
            follow_redirects=False,
            limits=LIMITS,
        )

    async def __aenter__(self) -> Self:
        await self._client.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._client.__aexit__(kind, error, trace)

    async def send(
        self,
        method: str,
        url: str,
        *,
        patience: Timeouts,
        headers: dict[str, str],
        params: dict[str, str] | None = None,
        content: bytes = b"",
        cap: int = PAGE_CAP,
        secrets: Collection[str] = (),
    ) -> Response:
        """Send one request and read its whole answer, whatever its status.

        Wherever the answer repeats one of `secrets`, however encoded, it is put out of sight.
        Raises NoNetwork (surely not sent), ServiceTimeout or OutcomeUnknown (perhaps carried out),
        AnswerTooLarge, RedirectRefused, Unreadable.
        """
        timeout = httpx.Timeout(
            connect=_CONNECT_SECONDS, read=patience.read, write=_WRITE_SECONDS, pool=None
        )
        request = httpx.Request(
            method,
            url,
            params=params,
            content=content,
            headers=_HEADERS | headers,
            cookies=self._client.cookies or None,
            extensions={"timeout": timeout.as_dict()},
        )
        self.requests += 1
        try:
            # The loop's own clock bounds the whole exchange, over any transport.
            async with asyncio.timeout(patience.total) as deadline:
                response = await self._client.send(request, stream=True)
                self._compare_clocks(response.headers.get("date", ""))
                try:
                    body = BodyWriter(secrets, packs=patience.bytes_per_second > 0)
                    return await self._whole(response, body, cap, patience, deadline)
                finally:
                    await response.aclose()
        except (TimeoutError, httpx.ReadTimeout, httpx.WriteTimeout):
            raise ServiceTimeout(service=self.service) from None
        except httpx.ConnectError as error:
            fault = tls_fault(error, self.service, request.url.host)
            raise fault or self._no_way(request.url.host) from None
        except httpx.ProxyError as error:
            raise self._proxy_trouble(request.url.host, f" ({str(error)[:100]})") from None
        except (httpx.TimeoutException, httpx.UnsupportedProtocol):
            raise self._no_way(request.url.host) from None
        except httpx.InvalidURL:  # httpx looks at the address of a redirect, which leads nowhere
            raise RedirectRefused(service=self.service, host=_NOWHERE) from None
        except (httpx.HTTPError, httpx.StreamError) as error:
            raise OutcomeUnknown(type(error).__name__) from None

    def _no_way(self, host: str) -> NoNetwork:
        if self._proxy and not is_here(host):
            return self._proxy_trouble(host)
        return NoNetwork(service=self.service, host=host)

    def _proxy_trouble(self, host: str, detail: str = "") -> ProxyTrouble:
        return ProxyTrouble(service=self.service, host=host, proxy=self._proxy, detail=detail)

    def _compare_clocks(self, date: str) -> None:
        try:
            self.ahead = parsedate_to_datetime(date).astimezone(UTC) - self._now()
        except (ValueError, OverflowError):  # none, or not one
            return

    async def _whole(
        self,
        response: httpx.Response,
        body: BodyWriter,
        cap: int,
        patience: Timeouts,
        deadline: asyncio.Timeout,
    ) -> Response:
        if 300 <= response.status_code < 400:
            host = _host_of(response)
            raise RedirectRefused(service=self.service, host=host)
        if response.status_code == _SIGN_IN_TO_NETWORK:
            raise WebPage(_("it is a web page or text, not data"))
        await self._take_in(response, body, cap, patience, deadline)
        return Response(response.status_code, response.headers, body.body())

    async def _take_in(
        self,
        response: httpx.Response,
        body: BodyWriter,
        cap: int,
        patience: Timeouts,
        deadline: asyncio.Timeout,
    ) -> None:
        """Decompress the body; never more than `cap` bytes are made of it."""
        encoding = response.headers.get("content-encoding", "").strip().lower()
        told_packed = "gzip" in encoding
        inflater = None
        size = came = 0
        latest = deadline.when() or 0.0
        told = response.headers.get("content-length", "")
        if told.isascii() and told.isdecimal() and len(told) < 19 and int(told) > cap:
            raise AnswerTooLarge(service=self.service, megabytes=cap // MEGABYTE)
        if not isinstance(response.stream, httpx.AsyncByteStream):
            raise TypeError("the transport of an asynchronous client gave a synchronous answer")
        # Not aiter_bytes(): it would inflate a whole piece before anybody can look at its size.
        async with _closing(aiter(response.stream)) as chunks:
            async for part in chunks:
                marked = not came and part.startswith(_MARKED_GZIP)
                chunk = part.removeprefix(codecs.BOM_UTF8) if marked else part
                if not came and _is_packed(chunk, told=told_packed):
                    inflater = zlib.decompressobj(_GZIP)
                elif not came and encoding not in _ENCODINGS and not _is_text(chunk):
                    raise Unreadable(_("an unknown compression"))
                if inflater is None:
                    piece = chunk
                else:
                    try:
                        piece = inflater.decompress(chunk, cap - size + 1)
                    except zlib.error:
                        raise Unreadable(_("damaged compressed data")) from None
                size += len(piece)
                came += len(chunk)
                if size > cap or (size > _SUSPICIOUS and size > _MOST_INFLATED * came):
                    raise AnswerTooLarge(service=self.service, megabytes=cap // MEGABYTE)
                body.write(piece)
                if patience.bytes_per_second:
                    deadline.reschedule(latest + size / patience.bytes_per_second)
        if inflater is not None and size and not inflater.eof:
            raise OutcomeUnknown("the compressed answer has no end")


def _is_packed(beginning: bytes, *, told: bool) -> bool:
    """Whether a body is compressed, by how it begins: servers between may tell it wrongly."""
    if beginning[:2] == _GZIP_MARK:
        return True
    return told and beginning[:1] not in _JSON_BEGINNINGS


def _is_text(beginning: bytes) -> bool:
    """Whether a body is not compressed, by its first characters."""
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(beginning[:_LOOK])
    except ValueError:
        return False
    return all(letter.isprintable() or letter.isspace() for letter in text.lstrip("\ufeff"))


@asynccontextmanager
async def _closing(chunks: AsyncIterator[bytes]) -> AsyncIterator[AsyncIterator[bytes]]:
    """Put a stream away that is not read to its end, before its connection is closed."""
    try:
        yield chunks
    finally:
        if isinstance(chunks, AsyncGenerator):
            await chunks.aclose()


def through(proxy: str, certificates: ssl.SSLContext) -> dict[str, httpx.AsyncBaseTransport | None]:
    """Transports by host: requests to this computer take no proxy."""
    secure = certificates if proxy.lower().startswith("https:") else None
    transport = httpx.AsyncHTTPTransport(
        verify=certificates,
        proxy=httpx.Proxy(proxy, ssl_context=secure),
        trust_env=False,
        limits=LIMITS,
    )
    here = ("all://localhost", "all://127.0.0.1", "all://[::1]")
    return {"all://": transport, **dict.fromkeys(here)}


def _host_of(response: httpx.Response) -> str:
    """The host that a redirect points to, if it can be read."""
    try:
        target = response.request.url.join(response.headers.get("location", ""))
    except (httpx.InvalidURL, ValueError):
        return _NOWHERE
    return target.host or _NOWHERE
