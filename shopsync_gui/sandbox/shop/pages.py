"""Parameters and paging of the shop's collections, as strict and as uneven as the real ones."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shopsync_gui.sandbox.asgi import Request
    from shopsync_gui.sandbox.config import SandboxConfig

Kind: TypeAlias = Literal["text", "int", "flag", "status", "datetime", "date"]
_PATTERNS: Final[dict[Kind, tuple[re.Pattern[str], int]]] = {
    "int": (re.compile(r"\d{1,18}"), 40010),
    "flag": (re.compile(r"[01]"), 40010),
    "status": (re.compile(r"[012]"), 40010),
    "datetime": (
        re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d"),
        40009,
    ),
    "date": (re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"), 40017),
}
MAX_LIMIT: Final = 200
DEFAULT_LIMIT: Final = 25


class ShopError(Exception):
    """An error answer of the shop: HTTP status, inner code (0: none) and text."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


class Collection(NamedTuple):
    """A resource: the scope it needs, how its paging looks, and its filters."""

    scope: str
    paging: Literal["strings", "ints", "bare"]
    filters: Mapping[str, Kind]


class Window(NamedTuple):
    """The checked query of a collection."""

    page: int
    limit: int
    full: bool
    filters: dict[str, str]


def read_window(request: Request, collection: Collection) -> Window:
    """Check the query; raises ShopError with the documented inner codes."""
    page, limit, full = 0, DEFAULT_LIMIT, False
    filters: dict[str, str] = {}
    for name, value in request.query:
        if name == "page":
            if not value.isdecimal():
                raise ShopError(400, 40008, f"page is out of range: {value!r}")
            page = int(value)
        elif name == "limit":
            if not value.isdecimal() or not 1 <= int(value) <= MAX_LIMIT:
                raise ShopError(400, 40010, f"limit must be between 1 and {MAX_LIMIT}")
            limit = int(value)
        elif name == "full":
            if value not in ("0", "1"):
                raise ShopError(400, 40010, "full must be 0 or 1")
            full = value == "1"
        elif name in collection.filters:
            _check_filter(name, value, collection.filters[name])
            filters[name] = value
        else:
            raise ShopError(400, 40010, f"parameter not available: {name}")
    return Window(page, limit, full, filters)


def _check_filter(name: str, value: str, kind: Kind) -> None:
    if kind == "text":
        return
    pattern, code = _PATTERNS[kind]
    if not pattern.fullmatch(value):
        raise ShopError(400, code, f"bad value for {name}: {value!r}")


def page_count(total: int, window: Window) -> int:
    """Number of pages; raises 40008 for a page past the end (the first page always exists)."""
    count = -(-total // window.limit)
    if window.page > 0 and window.page >= count:
        raise ShopError(400, 40008, f"page is out of range: min 0, max {max(count - 1, 0)}")
    return count


def envelope(
    config: SandboxConfig,
    collection: Collection,
    address: str,
    window: Window,
    pages: int,
    items: Sequence[str],
    collapse: bool,
    extra: str = "",
) -> str:
    """The collection around its items, which are JSON texts already; `extra` follows the paging."""

    def link(number: int) -> str:
        query = [("full", "1")] if window.full else []
        query += [*window.filters.items(), ("page", str(number)), ("limit", str(window.limit))]
        return json.dumps(f"{address}?{urlencode(query)}")

    last = max(pages - 1, 0)
    before = f'{{"href":{link(window.page - 1)}}}' if window.page > 0 else "null"
    after = f'{{"href":{link(window.page + 1)}}}' if window.page < last else "null"
    quote = '"' if collection.paging != "ints" else ""
    count = "" if collection.paging == "bare" else f'"pageCount":{quote}{pages}{quote},'
    text = (
        f'{{"href":{link(window.page)},"page":{quote}{window.page}{quote},{count}'
        f'"limit":{quote}{window.limit}{quote},"first":{{"href":{link(0)}}},'
        f'"previous":{before},"next":{after},"last":{{"href":{link(last)}}}{extra}'
    )
    if items:
        single = len(items) == 1 and collapse and config.collapse_single
        text += f',"items":{items[0] if single else "[" + ",".join(items) + "]"}}}'
    elif config.empty_items == "missing":
        text += "}"
    else:
        text += f',"items":{config.empty_items}}}'
    return f'{{"response":{text}}}' if config.wrap_response else text
