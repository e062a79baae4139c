"""Reading the announcement of the newest version, and its signature, from the makers' page."""

from __future__ import annotations

from urllib.parse import urlsplit

from shopsync_gui.core.errors import InsecureAddress, ServiceError, UpdateUnavailable
from shopsync_gui.core.strings.addresses import check_url
from shopsync_gui.remote.transport.http import Http, Timeouts
from shopsync_gui.remote.transport.response import OutcomeUnknown, Unreadable

_PATIENCE = Timeouts(read=20, total=40)
_MOST_BYTES = 256 << 10
#: The same for everybody: neither the program's version nor the system is told.
_HEADERS = {"User-Agent": "ShopSync"}


async def fetch(address: str, proxy: str = "") -> tuple[bytes, bytes]:
    """The file at `address` and its signature at `address` + ".minisig", neither of them checked.

    Raises UpdateUnavailable.
    """
    host = urlsplit(address).netloc
    async with Http(host, proxy=proxy) as http:
        return await _read(http, host, address), await _read(http, host, f"{address}.minisig")


async def _read(http: Http, host: str, address: str) -> bytes:
    try:
        url = check_url(address)
        answer = await http.send("GET", url, patience=_PATIENCE, headers=_HEADERS, cap=_MOST_BYTES)
    except (InsecureAddress, ServiceError, OutcomeUnknown, Unreadable) as error:
        raise UpdateUnavailable(host=host, detail=type(error).__name__) from None
    if answer.status != 200:
        raise UpdateUnavailable(host=host, detail=f"HTTP {answer.status}")
    return answer.body
