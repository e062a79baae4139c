"""HTTP, with limits and precautions that hold for every request to either service."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Self

import httpx
import msgspec

from shopsync_gui import __version__
from shopsync_gui.core.errors import (
    NoNetwork,
    ProxyTrouble,
    RedirectRefused,
    ServiceTimeout,
)
from shopsync_gui.core.strings.addresses import is_here
from shopsync_gui.core.text import _
from shopsync_gui.remote.transport.bodies import BodyWriter
from shopsync_gui.remote.transport.certificates import client_context
from shopsync_gui.remote.transport.decompression import PAGE_CAP, take_in
from shopsync_gui.remote.transport.response import OutcomeUnknown, Response, WebPage
from shopsync_gui.remote.transport.tls_faults import tls_fault
from shopsync_gui.remote.transport.trouble_watch import TroubleWatch

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Collection

_CONNECT_SECONDS = 10.0
_WRITE_SECONDS = 30.0
#: In place of the host of a redirect whose address cannot be read.
_NOWHERE = "–"
_SIGN_IN_TO_NETWORK = 511


class Timeouts(msgspec.Struct, frozen=True):
    """The longest waits for the next piece of an answer, and for the whole of it, in seconds.

    An answer of many megabytes may take longer, while it comes with at least `bytes_per_second`;
    it is kept packed then.
    """

    read: float
    total: float
    bytes_per_second: int = 0


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
    clock was ahead of this computer's at its last answer, None while no answer said.
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
        #: Hears of every request, whether it is answered well.
        self.troubles = TroubleWatch(service)
        self.ahead: timedelta | None = None
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

    async def __aexit__(self, *error: object) -> None:
        await self._client.aclose()

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
        began = asyncio.get_running_loop().time()
        try:
            with self.troubles.under_way():
                response = await self._exchange(request, patience, cap, secrets)
        except (NoNetwork, ServiceTimeout, OutcomeUnknown):
            self.troubles.missed(began)
            raise
        if response.status < 500 and response.status not in (408, 429):
            self.troubles.answered()
        return response

    async def _exchange(
        self, request: httpx.Request, patience: Timeouts, cap: int, secrets: Collection[str]
    ) -> Response:
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
        latest = deadline.when() or 0.0

        def came(size: int) -> None:
            self.troubles.heard()
            if patience.bytes_per_second:
                deadline.reschedule(latest + size / patience.bytes_per_second)

        await take_in(response, body, self.service, cap, came)
        return Response(response.status_code, response.headers, body.body())


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
