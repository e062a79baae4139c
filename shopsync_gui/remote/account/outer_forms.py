"""The outer form of an account's answers: finds the rows in whatever they are wrapped in.

Contract "salesautopilot" 1 and 2 leave open how a list is wrapped; every form that says plainly
which rows it holds is read, and everything else is Unreadable, told by its shape.
"""

from __future__ import annotations

import contextlib
import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec

from shopsync_gui.core.text import _
from shopsync_gui.remote.account.notations import notation, several
from shopsync_gui.remote.decoding.embedded_json import without_remarks
from shopsync_gui.remote.transport.response import UnknownForm, Unreadable, WebPage, is_web_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Row = dict[str, Any]

_NOT_A_LETTER = re.compile(r"[^a-z0-9]")
#: Names under which lists and objects are wrapped.
_WRAPPERS = (
    "data", "items", "item", "products", "product", "categories", "category", "prodcategories",
    "prodcats", "response", "body", "result", "results", "rows", "row", "list", "records", "content",
)  # fmt: skip
_COUNTS = frozenset({"count", "total", "totalcount", "totalitems", "recordcount"})
#: Names under which a list tells about itself.
_ABOUT = ("meta", "paging", "pagination")
_ERRORS = frozenset({"error", "errors", "errormessage", "errorcode"})
_CODES = frozenset({"code", "status", "statuscode", "errorcode", "error", "httpcode"})
_SHORT_ERROR = 1000
_NOTHING = (None, False, "", 0, "0")
_DEPTH = 4
_MOST_KEYS = 12


@lru_cache(1000)  # each row of a list has the same keys
def plain(key: str) -> str:
    """A key without case and separators: "prodCat_ID" is "prodcatid"."""
    return _NOT_A_LETTER.sub("", key.lower())


def decoded(body: bytes) -> Any:
    """The JSON value of a body, also where it is JSON inside a JSON text. Raises Unreadable."""
    if not body:
        return None
    try:
        value = msgspec.json.decode(body)
        if isinstance(value, str) and value.lstrip()[:1] in ("[", "{"):
            value = msgspec.json.decode(value)
    except (ValueError, RecursionError):
        name = notation(body)
        if not name.startswith("PHP") and (inner := without_remarks(body)) is not None:
            return decoded(inner)
        if (rows := several(body)) is not None:
            return rows
        if is_web_page(body):
            raise WebPage(_("it is a web page or text, not data")) from None
        if name:
            raise UnknownForm(_("its form is not known: {shape}").format(shape=name)) from None
        if body[:1] in (b"[", b"{"):
            raise Unreadable(_("its data are damaged")) from None
        raise UnknownForm(_("it is a web page or text, not data")) from None
    return value


def rows_in(value: Any, is_row: Callable[[Row], bool], depth: int = _DEPTH) -> list[Row]:
    """The rows of an answer, whatever they are wrapped in. Raises Unreadable.

    `is_row` says whether an object is a row of the wanted kind. Rows of a keyed object get their
    key as `id` where they carry none, and a bare name there becomes a row of id and name.
    """
    if value in _NOTHING or value in ({}, []):
        return []
    if isinstance(value, list):
        return _listed(value, is_row, depth)
    if not isinstance(value, dict):
        raise UnknownForm(_("it is a web page or text, not data"))
    if any(plain(key) in _ERRORS and found not in _NOTHING and found not in ({}, [])
           for key, found in value.items()):  # fmt: skip
        raise UnknownForm(_("it is an error: {shape}").format(shape=shape(value)))
    if is_row(value):
        return [value]
    if depth and (keyed := _keyed(value, is_row)) is not None:
        return keyed
    for key in sorted(value, key=_rank) if depth else ():
        if isinstance(value[key], list | dict):
            with contextlib.suppress(Unreadable):
                found = rows_in(value[key], is_row, depth - 1)
                break
    else:
        found = None
    if found is not None:
        return found
    empty = [key for key in value if plain(key) in (*_WRAPPERS, *_COUNTS)]
    if empty and all(value[key] in _NOTHING for key in empty):
        return []
    raise unlike(value)


def codes_in(body: bytes, depth: int = 2) -> set[int]:
    """The codes of errors that an answer with 200 tells in JSON; few of them are short."""
    if len(body) > _SHORT_ERROR or body[:1] != b"{":
        return set()
    try:
        value = msgspec.json.decode(body)
    except (ValueError, RecursionError):
        return set()
    return _codes(value, depth)


def _codes(value: Row, depth: int) -> set[int]:
    found: set[int] = set()
    for key, piece in value.items():
        if isinstance(piece, dict) and depth > 1 and plain(key) in _ERRORS:
            found |= _codes(piece, depth - 1)
        elif plain(key) in _CODES and str(piece).strip().isdecimal():
            found.add(int(piece))
    return found


def unlike(value: Any) -> Unreadable:
    """The refusal of an answer in which no rows are found, told by its shape."""
    return UnknownForm(_("its form is not known: {shape}").format(shape=shape(value)))


def _listed(value: list[Any], is_row: Callable[[Row], bool], depth: int) -> list[Row]:
    if len(value) == 1 and isinstance(value[0], list) and depth:
        return rows_in(value[0], is_row, depth - 1)
    found: list[Row] = []
    for piece in value:
        if isinstance(piece, dict) and is_row(piece):
            found.append(piece)
        elif isinstance(piece, dict) and len(piece) == 1 and depth:
            found += rows_in(piece, is_row, depth - 1)
        else:
            raise unlike(value)
    return found


def _keyed(value: Row, is_row: Callable[[Row], bool]) -> list[Row] | None:
    """Rows by their id or SKU; None where the object is no such thing."""
    found: list[Row] = []
    for key, piece in value.items():
        numbered = key.strip().isdecimal()
        if isinstance(piece, dict) and is_row(piece):
            found.append(piece)
        elif isinstance(piece, dict) and numbered and is_row({"id": key, **piece}):
            found.append({"id": key, **piece})
        elif isinstance(piece, str) and numbered and is_row({"id": key, "name": piece}):
            found.append({"id": key, "name": piece})
        else:
            return None
    return found


def outer_form(value: Any, is_row: Callable[[Row], bool], depth: int = _DEPTH) -> str:
    """Name what the rows of an answer are wrapped in, or what the answer is instead.

    `list`, `keyed`, `row`, `data > list` …; `nothing`, `error`, `text`, or `unknown`.
    """
    if value in _NOTHING or value in ({}, []):
        return "nothing"
    if isinstance(value, str | int | float):
        return "text"
    with contextlib.suppress(Unreadable):
        rows_in(value, is_row, depth)
        return _wrapping(value, is_row, depth)
    errors = isinstance(value, dict) and any(plain(key) in _ERRORS for key in value)
    rows = value if isinstance(value, list) else ()
    objects = (row for row in rows if isinstance(row, dict))
    errors |= any(plain(key) in _ERRORS for row in objects for key in row)
    return "error" if errors else "unknown"


def _wrapping(value: Any, is_row: Callable[[Row], bool], depth: int) -> str:
    if isinstance(value, list):
        if isinstance(value[0], dict) and not is_row(value[0]) and len(value[0]) == 1:
            return f"list of {_key_shape(next(iter(value[0])))}"
        return "list" if isinstance(value[0], dict) else "list of list"
    if is_row(value):
        return "row"
    if depth and _keyed(value, is_row) is not None:
        only = next(iter(value))
        single = len(value) == 1 and not only.strip().isdecimal()
        return f"{_key_shape(only)} > row" if single else "keyed"
    for key in sorted(value, key=_rank) if depth else ():
        if isinstance(value[key], list | dict):
            with contextlib.suppress(Unreadable):
                rows_in(value[key], is_row, depth - 1)
                return f"{_key_shape(key)} > {outer_form(value[key], is_row, depth - 1)}"
    return "nothing"


def _rank(key: str) -> tuple[int, str]:
    name = plain(key)
    return (_WRAPPERS.index(name) if name in _WRAPPERS else len(_WRAPPERS), name)


def tells_more(value: Any, held: int, is_row: Callable[[Row], bool], depth: int = _DEPTH) -> bool:
    """Whether an answer with so many rows says itself that there are more."""
    if not depth or not isinstance(value, dict) or is_row(value):
        return False
    names = {plain(key): key for key in value}
    told = [str(value[key]).strip() for name, key in names.items() if name in _COUNTS]
    if any(number.isdecimal() and Decimal(number) > held for number in told):
        return True
    inner = [value[key] for name, key in names.items() if name in (*_WRAPPERS, *_ABOUT)]
    return any(tells_more(piece, held, is_row, depth - 1) for piece in inner)


def shape(value: Any, depth: int = 2) -> str:
    """The types and the names of keys of a value, never its values: `{data: [{id: number}]}`."""
    if isinstance(value, dict):
        if not depth:
            return "{…}"
        # Objects by names that differ from account to account: SKUs, categories.
        keyed = len(value) > 1 and all(isinstance(piece, dict) for piece in value.values())
        parts = [
            f"{'…' if keyed else _key_shape(key)}: {shape(value[key], depth - 1)}" for key in value
        ]
        different = list(dict.fromkeys(parts))
        more = ", …" if len(different) > _MOST_KEYS else ""
        return "{" + ", ".join(different[:_MOST_KEYS]) + more + "}"
    if isinstance(value, list):
        if depth < 0:
            return "[…]"
        kinds = list(dict.fromkeys(_kinds(value, depth)))
        return "[" + ", ".join(kinds[:3]) + ("…" if len(value) > 1 else "") + "]"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return "number" if isinstance(value, int | float) else "text"


def _kinds(value: list[Any], depth: int) -> Iterator[str]:
    for piece in value[:20]:
        yield shape(piece, depth - 1 if isinstance(piece, list) else depth)


def _key_shape(key: str) -> str:
    """A key that looks like a name of a field; anything else may be a value."""
    return key if re.fullmatch(r"[A-Za-z_][A-Za-z_.-]{0,30}", key) else "…"
