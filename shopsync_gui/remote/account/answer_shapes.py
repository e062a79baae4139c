"""The shapes of an account's answers: what they are wrapped in and how values are written.

The rows that a shape holds are for judging and never leave the program; everything that is told of
it names types and keys, and values by their form only: "1 900,00" is `"d ddd,dd"`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from shopsync_gui.remote.account.contract_form import BEGINNING
from shopsync_gui.remote.account.outer_forms import (
    Row,
    decoded,
    outer_form,
    rows_in,
    shape,
)
from shopsync_gui.remote.account.payloads import is_category, is_product, stripped
from shopsync_gui.remote.account.values import FIELDS, plain_keys
from shopsync_gui.remote.transport.response import Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from shopsync_gui.remote.transport.response import Response

#: A larger list is judged by rows of its beginning and its end.
_WHOLE = 4 << 20
_SAMPLE = 1000
_BOM = b"\xef\xbb\xbf"
#: Words of a value that are part of its form.
_UNITS = re.compile(r"HUF|EUR|USD|Ft|ÁFA|[€$%]", re.IGNORECASE)
_LONGEST = 24
_SERVERS = ("apache", "nginx", "cloudflare", "litespeed", "iis", "openresty", "caddy", "uvicorn")
_MEDIA = (("json", "json"), ("html", "html"), ("xml", "xml"), ("text", "text"))
_KINDS: dict[str, Callable[[Row], bool]] = {
    "listproducts": is_product,
    "getproduct": is_product,
    "listprodcategories": is_category,
}


class AnswerShape(msgspec.Struct, frozen=True, kw_only=True):
    """One answer without its values.

    `resource` is the called method of the API, `outer` names the wrapping ("list", "keyed",
    "data > list" …) or why there are no rows ("error", "text", "page", "xml", "unknown", "nothing",
    "damaged"). `count` is how many rows it holds, of which `rows` are all or a sample.
    """

    resource: str
    method: str
    status: int
    media: str
    bom: bool
    outer: str
    form: str
    count: int
    rows: tuple[Row, ...]
    size: int
    seconds: float
    server: str
    asks_for_patience: bool


def shape_of(method: str, path: str, answer: Response, seconds: float) -> AnswerShape:
    """The shape of an answer, whatever it is."""
    resource = path.partition("/")[0]
    outer, form, count, rows = _read(stripped(answer), _KINDS.get(resource), answer.status)
    media = answer.headers.get("content-type", "").lower()
    server = answer.headers.get("server", "").lower()
    return AnswerShape(
        resource=resource,
        method=method,
        status=answer.status,
        media=next((name for part, name in _MEDIA if part in media), "other" if media else "none"),
        bom=answer.body.startswith(_BOM),
        outer=outer,
        form=form,
        count=count,
        rows=tuple(rows),
        size=answer.size,
        seconds=seconds,
        server=next((n for n in _SERVERS if n in server), "other" if server else "none"),
        asks_for_patience="retry-after" in answer.headers,
    )


def _read(
    body: bytes, is_row: Callable[[Row], bool] | None, status: int
) -> tuple[str, str, int, list[Row]]:
    if not body:
        return "nothing", "", 0, []
    starts = _starts(body) if len(body) > _WHOLE else []
    try:
        value: Any = _sample(body, starts) if starts else decoded(body)
    except (Unreadable, ValueError):
        if body[:5].lower() == b"<?xml":
            return "xml", "xml", 0, []
        return ("page", "page", 0, []) if body[:1] == b"<" else (_broken(body), "text", 0, [])
    form = shape(value)
    if is_row is None or not 200 <= status < 300:
        return form, form, 0, []
    outer = ("text > " if body[:1] == b'"' else "") + outer_form(value, is_row)
    try:
        rows = rows_in(value, is_row)
    except Unreadable:
        return outer, form, 0, []
    return outer, form, len(starts) or len(rows), rows


def _broken(body: bytes) -> str:
    return "damaged" if body[:1] in (b"[", b"{") else "text"


def _starts(body: bytes) -> list[int]:
    """Find where the products of a long list in the contract's form begin."""
    if body[:1] != b"[" or body[-1:] != b"]":
        return []
    return [match.start() for match in BEGINNING.finditer(body)]


def _sample(body: bytes, starts: list[int]) -> list[Row]:
    """Rows of the beginning and of the end. Raises ValueError."""
    if len(starts) <= 2 * _SAMPLE:
        return msgspec.json.decode(body, type=list[Row])
    head = body[: starts[_SAMPLE]].rstrip().removesuffix(b",") + b"]"
    tail = b"[" + body[starts[-_SAMPLE] :]
    return msgspec.json.decode(head, type=list[Row]) + msgspec.json.decode(tail, type=list[Row])


# --- values ---------------------------------------------------------------------------------------


def told_values(row: Row, name: str) -> Iterator[Any]:
    """The values of a field under any of its names; none where the row does not tell it."""
    keys = plain_keys(row)
    for alias in FIELDS[name]:
        if alias in keys:
            yield row[keys[alias]]


def written_form(value: Any) -> str:
    """Describe how a value is written: digits as `d`, letters that are no unit as `x`, texts in quotes."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _digits(repr(value))
    if not isinstance(value, str):
        return shape(value)
    if not value.strip():
        return '""'
    units = _UNITS.findall(value)
    bare = re.sub(r"[^\W\d_]+", "x", _UNITS.sub("\x00", value))
    form = _digits(re.sub(r"[^\S \x00]", "⍽", bare))
    for unit in units:
        form = form.replace("\x00", unit, 1)
    return f'"{form[:_LONGEST]}"'


def _digits(text: str) -> str:
    """The first run of digits as one `d`, later ones as long as they are, up to four."""
    first = re.search(r"\d+", text)
    if first is None:
        return text
    rest = re.sub(r"\d+", lambda run: "d" * min(len(run[0]), 4), text[first.end() :])
    return f"{text[: first.start()]}d{rest}"


def currency_form(value: Any) -> str:
    """Describe how a currency is written: `AAA`, `aaa`, a sign, a number, or what it is instead."""
    if not isinstance(value, str):
        return written_form(value)
    text = value.strip()
    if _UNITS.fullmatch(text) and len(text) < 3:
        form = text
    elif len(text) == 3 and text.isalpha():
        form = "AAA" if text.isupper() else "aaa" if text.islower() else "Aaa"
    else:
        return written_form(value)
    return f'" {form} "' if text != value else f'"{form}"'


def categories_form(value: Any) -> str:
    """Describe how the categories of a product are told: `rows`, `ids`, `names`, `keyed rows` …"""
    if value in (None, False, "", {}) or value == []:
        return "nothing"
    if isinstance(value, list):
        return _listed_form(value)
    if isinstance(value, dict):
        if any(isinstance(piece, dict) for piece in value.values()):
            return "keyed rows"
        keys = [key for key in value if key.strip().isdecimal()]
        return "keyed names" if len(keys) == len(value) else "one row"
    if isinstance(value, int):
        return "one id"
    return "ids in one text" if re.fullmatch(r"[\d,;| ]+", str(value)) else "names in one text"


def _listed_form(value: list[Any]) -> str:
    piece = value[0]
    if isinstance(piece, dict):
        return "rows"
    if isinstance(piece, int) or str(piece).strip().isdecimal():
        return "ids"
    return "names" if isinstance(piece, str) else shape(value)
