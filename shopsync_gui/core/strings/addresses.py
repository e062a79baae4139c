"""Addresses: the shop's name out of whatever was pasted, and only addresses that are safe to use."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, quote, unquote, urlsplit, urlunsplit

from shopsync_gui.core.errors import AddressNotUnderstood, InsecureAddress

if TYPE_CHECKING:
    from collections.abc import Iterable

#: What stands before a method of SalesAutopilot (contract "salesautopilot" 1).
ACCOUNT_URL = "https://api.salesautopilot.com"

_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_HOSTS = ("myshoprenter.hu", "shoprenter.hu")
_SERVICES = frozenset({"api", "api2", "cdn"})
_NOT_SHOPS = _SERVICES | {"www", "oauth", "app", "admin", "doc", "support", "mail"}
_TOKEN_HOST = "oauth.app.shoprenter.net"  # noqa: S105
_OUTER = " \t\r\n<>\"'“”„"
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)
#: A host and a port, as every program reads them: `[::1]8080` is neither to some.
_NETLOC = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[^\[\]:@]+)(?::[0-9]{0,5})?")
#: No service has a longer address, and those who connect refuse one at some length.
_LONGEST = 8000
_FORBIDDEN = re.compile(r"[\\\s\x00-\x1f\x7f]")


def shop_host(name: str, shop_url: str) -> str:
    """The host that is asked at `shop_url`: that of the shop `name` as its owner knows it, if it is its own."""
    if shop_url == default_shop_url(name):
        return f"{name}.{_HOSTS[0]}"
    return urlsplit(shop_url).netloc


def default_shop_url(name: str) -> str:
    """The address before a resource name of the shop `name` (contract "shoprenter" 2)."""
    return f"https://{name}.api2.myshoprenter.hu/api"


def default_token_url(name: str) -> str:
    """The whole token address of the shop `name` (contract "shoprenter" 1.1)."""
    return f"https://{_TOKEN_HOST}/{name}/app/token"


def shop_name_of(text: str) -> str:
    """The shop's name out of a name or any address of the shop, in lower case.

    Understands `name`, every `name….myshoprenter.hu` and `name.shoprenter.hu` host with or
    without scheme and path, the token address, and the addresses of a shop on this computer.
    Raises AddressNotUnderstood. Contract "shoprenter" 1.1.
    """
    address = text.strip(_OUTER)
    name = ""
    if _LABEL.fullmatch(address.lower()):
        name = address.lower()
    elif (parts := _split(_with_scheme(address))) is not None:
        host = (parts.hostname or "").removesuffix(".")
        name = _name_in_host(host)
        if not name and (host == _TOKEN_HOST or _is_loopback(host)):
            name = _name_in_path(parts.path)
    if not name or name in _NOT_SHOPS or name.startswith("xn--"):
        raise AddressNotUnderstood(address=_shown(text))
    return name


def endpoint_of(text: str) -> tuple[str, str] | None:
    """Host with port, and path, of an address with or without a scheme; None for what is none."""
    parts = _split(_with_scheme(text.strip(_OUTER)))
    return None if parts is None else (parts.netloc.lower(), parts.path.rstrip("/"))


def _with_scheme(address: str) -> str:
    return address if _SCHEME.match(address) else f"https://{address.lstrip('/')}"


def _name_in_host(host: str) -> str:
    for suffix in _HOSTS:
        if host.endswith(f".{suffix}"):
            labels = host.removesuffix(f".{suffix}").split(".")
            if labels[0] == "www":
                del labels[0]
            if len(labels) == 2 and labels[1] in _SERVICES:
                del labels[1]
            if len(labels) == 1 and _LABEL.fullmatch(labels[0]):
                return labels[0]
    return ""


def _name_in_path(path: str) -> str:
    """The name in `…/{name}/app/token` or `…/{name}/api`."""
    steps = [unquote(step).lower() for step in path.split("/") if step]
    for end in (["app", "token"], ["api"]):
        before = steps[: -len(end)]
        if before and steps[-len(end) :] == end and _LABEL.fullmatch(before[-1]):
            return before[-1]
    return ""


def check_url(url: str) -> str:
    """The address without outer spaces and final slash, if secrets may be sent to it.

    https everywhere, plain http only to this computer; no user name, query or fragment; hosts in
    plain ASCII, so that none can pass for another. Raises InsecureAddress.
    """
    address = url.strip()
    parts = _split(address)
    if parts is None or parts.query or parts.fragment or "?" in address or "#" in address:
        raise InsecureAddress(address=_shown(url))
    if parts.netloc.endswith(":"):  # a port that was forgotten is not the usual one
        raise InsecureAddress(address=_shown(url))
    host = parts.hostname or ""
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(host)):
        raise InsecureAddress(address=_shown(url))
    return urlunsplit((parts.scheme, parts.netloc.lower(), parts.path.rstrip("/"), "", ""))


def picture_address(text: str, *, here: bool = False) -> str:
    """The address of a picture or page, fit to be fetched without any secret; "" for any other.

    https only; `here` allows plain http to this computer too. Spaces and letters beyond ASCII are
    encoded in the path, not in the host.
    """
    try:
        address = quote(text.strip(), safe="%/:?#[]@!$&'()*+,;=~")
    except UnicodeEncodeError:  # half of a character
        return ""
    parts = _split(address)
    if parts is None:
        return ""
    plain = parts.scheme == "http" and here and _is_loopback(parts.hostname or "")
    return address if parts.scheme == "https" or plain else ""


def is_proxy(text: str) -> bool:
    """Whether this is nothing, or the address of a proxy: http(s)://host:port, no user name."""
    address = text.strip()
    if not address:
        return True
    parts = _split(address)
    return parts is not None and parts.path in ("", "/") and not parts.query and not parts.fragment


def unusual_hosts(addresses: Iterable[str], usual: Iterable[str]) -> list[str]:
    """The hosts of these addresses that are neither the usual ones nor this computer."""
    endpoints = [endpoint_of(address) for address in addresses if address.strip()]
    known = {endpoint[0] for address in usual if (endpoint := endpoint_of(address)) is not None}
    hosts = dict.fromkeys(endpoint[0] for endpoint in endpoints if endpoint is not None)
    return [
        host
        for host in hosts
        if host not in known and not is_here(urlsplit(f"//{host}").hostname or "")
    ]


def is_here(host: str) -> bool:
    """Whether this host is this computer."""
    return _is_loopback(host)


def _split(address: str) -> SplitResult | None:
    """The parts of an http(s) address with a host that is what it looks like, else None."""
    if len(address) > _LONGEST or not address.isascii() or _FORBIDDEN.search(address):
        return None
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or port == 0 or not _NETLOC.fullmatch(parts.netloc):
        return None
    return parts if _is_host(parts.hostname or "") else None


def _is_host(host: str) -> bool:
    if ":" in host:
        return _ip(host) is not None
    labels = host.removesuffix(".").split(".")
    return all(_LABEL.fullmatch(label) and not label.startswith("xn--") for label in labels)


def _is_loopback(host: str) -> bool:
    address = _ip(host)
    return host == "localhost" or (address is not None and address.is_loopback)


def _ip(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _shown(text: str) -> str:
    """The text as an error may repeat it: short, and without anything before an @."""
    return text.strip().rpartition("@")[2][:80]
