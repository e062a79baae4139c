"""Answers of the account in notations other than JSON, and JSON within or beside something else."""

from __future__ import annotations

import json
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Any, Final

from shopsync_gui.sandbox.manners.account_transport import sent
from shopsync_gui.sandbox.manners.manner import Manner

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.sandbox.asgi import Response
    from shopsync_gui.sandbox.manners.manner import Adopt


def _written(write: Callable[[Any], str | bytes], kind: str = "application/json") -> Adopt:
    """Write whatever is JSON in another notation."""

    def change(response: Response) -> Response:
        try:
            value = json.loads(response.body)
        except ValueError:
            return response
        body = write(value)
        if isinstance(body, str):
            body = body.encode()
        return replace(response, body=body, headers=(("content-type", kind),))

    return sent(change)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _lists(write: Callable[[Any], str]) -> Callable[[Any], str]:
    """Write lists and objects so, and bare numbers as they are."""
    return lambda value: write(value) if isinstance(value, list | dict) else _json(value)


def _items(value: Any) -> list[tuple[Any, Any]]:
    return list(value.items()) if isinstance(value, dict) else list(enumerate(value))


def _exported(value: Any) -> str:
    """PHP's var_export."""
    if isinstance(value, list | dict):
        inner = "".join(f"  {k!r} => {_exported(v)},\n" for k, v in _items(value))
        return f"array (\n{inner})"
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
    return str(value).lower()


def _printed(value: Any) -> str:
    """PHP's print_r."""
    if isinstance(value, list | dict):
        inner = "".join(f"    [{k}] => {_printed(v)}\n" for k, v in _items(value))
        return f"Array\n(\n{inner})\n"
    return "" if value is None else str(value)


def _serialized(value: Any) -> str:
    """PHP's serialize."""
    if isinstance(value, list | dict):
        inner = "".join(_serialized(k) + _serialized(v) for k, v in _items(value))
        return f"a:{len(value)}:{{{inner}}}"
    if value is None:
        return "N;"
    if isinstance(value, bool):
        return f"b:{int(value)};"
    if isinstance(value, int):
        return f"i:{value};"
    text = str(value)
    return f's:{len(text.encode())}:"{text}";'


def _xml(value: Any) -> str:
    if isinstance(value, list):
        return "".join(f"<item>{_xml(v)}</item>" for v in value)
    if isinstance(value, dict):
        return "".join(f"<{k}>{_xml(v)}</{k}>" for k, v in value.items())
    return "" if value is None else escape(str(value))


def _yaml(value: Any) -> str:
    rows = value if isinstance(value, list) else [value]
    return "".join(
        "- " + "\n  ".join(f"{k}: {_json(v)}" for k, v in row.items()) + "\n" for row in rows if row
    )


def _separated(mark: str) -> Callable[[Any], str]:
    def write(value: Any) -> str:
        rows = value if isinstance(value, list) else [value]
        head = mark.join(rows[0]) if rows else ""
        return "\n".join([head, *(mark.join(str(v) for v in row.values()) for row in rows)])

    return write


def _javascript(value: Any) -> str:
    """An object of JavaScript: keys without quotes, texts in single ones."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {_javascript(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_javascript(v) for v in value) + "]"
    if isinstance(value, str):
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
    return _json(value)


def _lines(end: str, *, rows_in: str = "") -> Callable[[Any], str]:
    def write(value: Any) -> str:
        rows = value if isinstance(value, list) else [value]
        return rows_in + end.join(_json(row) for row in rows) + end

    return _lists(write)


def _concatenated(value: Any) -> str:
    return "".join(_json(row) for row in value) if isinstance(value, list) else _json(value)


def _escaped(value: Any) -> str:
    return f"<html><body><pre>{escape(_json(value))}</pre></body></html>"


_HTML: Final = "text/html; charset=utf-8"
_NOTATIONS: Final[dict[str, tuple[str, Adopt]]] = {
    "notation-php-export": ("PHP's var_export", _written(_lists(_exported), _HTML)),
    "notation-php-print": ("PHP's print_r", _written(_lists(_printed), _HTML)),
    "notation-php-serialize": ("PHP's serialize", _written(_lists(_serialized), _HTML)),
    "notation-xml": ("XML", _written(_lists(lambda v: f"<?xml version='1.0'?><list>{_xml(v)}</list>"), "text/xml")),
    "notation-yaml": ("YAML", _written(_lists(_yaml))),
    "notation-csv-commas": ("columns between commas", _written(_lists(_separated(",")), "text/csv")),
    "notation-csv-tabs": ("columns between tabs", _written(_lists(_separated("\t")), "text/csv")),
    "notation-javascript": ("JavaScript instead of JSON", _written(_lists(_javascript))),
    "json-lines-ended": ("a row a line, each line ended", _written(_lines("\n"))),
    "json-lines-crlf": ("a row a line, ended as on Windows", _written(_lines("\r\n"))),
    "json-sequence": ("a row after each record mark", _written(_lines("\n\x1e", rows_in="\x1e"))),
    "json-concatenated": ("rows one after the other", _written(_concatenated)),
    "json-in-pre": ("JSON in a page", _written(lambda v: f"<html><body><pre>{_json(v)}</pre></body></html>", _HTML)),
    "json-in-pre-escaped": ("JSON in a page, with entities", _written(_escaped, _HTML)),
    "json-in-script": ("JSON as a variable of JavaScript", _written(lambda v: f"var data = {_json(v)};")),
    "jsonp-with-comment": ("JSON in a call, after a comment", _written(lambda v: f"/**/cb({_json(v)});")),
    "jsonp-typeof": ("JSON in a call that looks whether it is one", _written(
        lambda v: f"typeof cb === 'function' && cb({_json(v)});")),
    "json-after-debug-object": ("an object of a debugger before the JSON", _written(lambda v: f'{{"sql": 3}}\n{_json(v)}')),
    "json-after-debug-list": ("[] of a debugger before the JSON", _written(lambda v: f"[]\n{_json(v)}")),
    "json-after-number": ("a number before the JSON", _written(lambda v: f"1{_json(v)}" if isinstance(v, list | dict) else _json(v))),
    "json-with-comments": ("a comment within the JSON", _written(lambda v: _json(v).replace("[", "[/* rows */", 1))),
    "json-with-nan": ("NaN within the JSON", _written(lambda v: _json(v).replace('"prod_price": "0"', '"prod_price": NaN'))),
    "json-astral-escaped": ("emoji as two escapes", _written(json.dumps)),
    "json-slashes-quotes": ("the JSON of a list with a backslash before each quote", _written(
        _lists(lambda v: _json(v).replace('"', '\\"')))),
    "bytes-utf16-le": ("UTF-16 without its mark", _written(lambda v: _json(v).encode("utf-16-le"))),
    "bytes-utf16-be-marked": ("UTF-16 with its mark, big end first", _written(
        lambda v: b"\xfe\xff" + _json(v).encode("utf-16-be"))),
    "bytes-utf32": ("UTF-32 with its mark", _written(lambda v: _json(v).encode("utf-32"))),
    "bytes-invalid": ("a byte that is no UTF-8 in a name", _written(
        lambda v: _json(v).encode().replace("kék".encode(), b"k\xe9k"))),
    "bytes-surrogates": ("half an emoji in a name", _written(
        lambda v: json.dumps(v).replace("\\ud83c\\udf81", "\\ud83c").replace("\\ud83d\\udc5f", "\\ud83d"))),
}  # fmt: skip

MANNERS: Final[dict[str, Manner]] = {
    name: Manner("transport", text, adopt) for name, (text, adopt) in _NOTATIONS.items()
}
