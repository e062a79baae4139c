"""What a service may answer in place of what it should, by name: bodies, values, headers, statuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx

Hostile = Callable[[httpx.Response], httpx.Response]

ELSEWHERE = "https://elsewhere.example"
JSON = {"content-type": "application/json"}


def body(content: bytes, status: int = 200, **headers: str) -> Hostile:
    """The same answer to everything."""
    named = JSON | {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _response: httpx.Response(status, headers=named, content=content)


def of_body(change: Callable[[bytes], bytes], **headers: str) -> Hostile:
    """The true body, altered."""
    named = JSON | {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda response: httpx.Response(200, headers=named, content=change(response.content))


def of_values(change: Callable[[Any], Any]) -> Hostile:
    """The true tree, every value of it altered from the leaves up."""

    def altered(content: bytes) -> bytes:
        try:
            tree = json.loads(content)
        except ValueError:
            return content
        return json.dumps(_altered(tree, change)).encode()

    return of_body(altered)


def _altered(tree: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(tree, dict):
        return change({key: _altered(value, change) for key, value in tree.items()})
    if isinstance(tree, list):
        return change([_altered(value, change) for value in tree])
    return change(tree)


def texts(new: object) -> Hostile:
    """Every text becomes another value."""
    return of_values(lambda value: new if isinstance(value, str) else value)


def numbers(change: Callable[[float], object]) -> Hostile:
    """Every number, and every text that is one, becomes another value."""

    def other(value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            return value
        try:
            number = float(value)
        except ValueError:
            return value
        return change(number)

    return of_values(other)


def lists(change: Callable[[list[Any]], object]) -> Hostile:
    """Every list becomes another value."""
    return of_values(lambda value: change(value) if isinstance(value, list) else value)


def objects(change: Callable[[dict[str, Any]], object]) -> Hostile:
    """Every object becomes another value."""
    return of_values(lambda value: change(value) if isinstance(value, dict) else value)


def _without_first(held: dict[str, Any]) -> dict[str, Any]:
    return dict(list(held.items())[1:])


_PAGE = b"<!doctype html><title>Sign in</title><form action='/login'>Wi-Fi of the hotel</form>"

BODIES: dict[str, Hostile] = {
    "empty": body(b""),
    "spaces": body(b"  \r\n "),
    "null": body(b"null"),
    "true": body(b"true"),
    "false": body(b"false"),
    "zero": body(b"0"),
    "minus one": body(b"-1"),
    "too large": body(b"9223372036854775808"),
    "infinite": body(b"1e999"),
    "NaN": body(b"NaN"),
    "text": body(b'"OK"'),
    "bare word": body(b"OK"),
    "empty list": body(b"[]"),
    "empty object": body(b"{}"),
    "list of lists": body(b"[[]]"),
    "list of null": body(b"[null]"),
    "nested": body(b"[" * 50_000 + b"]" * 50_000),
    "5,000 digits": body(b"7" * 5000),
    "error object": body(b'{"error": {"code": 7, "message": "no"}}'),
    "web page": body(_PAGE, content_type="text/html"),
    "web page as JSON": body(_PAGE),
    "XML": body(b"<?xml version='1.0'?><items/>", content_type="text/xml"),
    "NULs": body(bytes(400)),
    "no text": body(bytes(range(256))),
    "a lone surrogate": body(b'"\\ud800"'),
}
ALTERED: dict[str, Hostile] = {
    "half": of_body(lambda content: content[: len(content) // 2]),
    "without its end": of_body(lambda content: content[:-1]),
    "twice": of_body(lambda content: content + content),
    "rubbish behind": of_body(lambda content: content + b" ;-- \x00"),
    "a notice before": of_body(
        lambda content: b"<b>Notice</b>: x in y.php on line 3<br>" + content
    ),
    "byte order mark": of_body(lambda content: b"\xef\xbb\xbf" + content),
    "UTF-16": of_body(lambda content: content.decode("utf-8", "replace").encode("utf-16")),
    "Latin-2": of_body(lambda content: content.decode("utf-8").encode("iso-8859-2", "replace")),
    "called a picture": of_body(lambda content: content, content_type="image/png"),
    "called compressed": of_body(lambda content: content, content_type="application/gzip"),
    "keys twice": of_body(lambda content: content.replace(b"{", b'{"id": null, "prod_id": null,')),
    "texts empty": texts(""),
    "texts null": texts(None),
    "texts numbers": texts(7),
    "texts lists": texts([]),
    "texts of 5,000": texts("a" * 5000),
    "texts turned": texts("\u202eelttak\u202c \u2066x\u2069"),
    "texts HTML": texts("<img src=file:///etc/passwd onerror=x>&lt;"),
    "texts formulas": texts("=cmd|'/c calc'!A1"),
    "texts NUL": texts("\u0000"),
    "texts SQL": texts("'; DROP TABLE product; --"),
    "texts addresses": texts(f"{ELSEWHERE}/next?page=1"),
    "numbers negative": numbers(lambda number: -number),
    "numbers zero": numbers(lambda number: 0),
    "numbers texts": numbers(lambda number: f"{number} 000,00 Ft"),
    "numbers huge": numbers(lambda number: 10**40),
    "numbers null": numbers(lambda number: None),
    "numbers true": numbers(lambda number: True),
    "numbers with fractions": numbers(lambda number: number + 0.123456789),
    "lists empty": lists(lambda held: []),
    "lists null": lists(lambda held: None),
    "lists twice": lists(lambda held: held + held),
    "lists turned": lists(lambda held: held[::-1]),
    "lists one": lists(lambda held: held[:1]),
    "lists with null": lists(lambda held: [*held, None, {}, "x"]),
    "lists as objects": lists(lambda held: {str(n): value for n, value in enumerate(held)}),
    "objects empty": objects(lambda held: {}),
    "objects null": objects(lambda held: None),
    "objects lists": objects(lambda held: list(held.values())),
    "objects without a key": objects(_without_first),
    "objects in capitals": objects(lambda held: {key.upper(): held[key] for key in held}),
    "objects with more": objects(lambda held: held | {"constructor": {"x": [1] * 99}}),
    "pages without end": objects(
        lambda held: held | {"pageCount": 99_999_999_999, "next": {"href": f"{ELSEWHERE}/x"}}
    ),
}
STATUSES: dict[str, Hostile] = {
    **{
        f"{code}": body(b'{"error": "no"}', code)
        for code in (
            202, 206, 300, 304, 400, 401, 402, 403, 404, 405, 406, 409, 410, 413, 418, 422, 451, 500,
            501, 502, 507, 520,
        )
    },
    "204": body(b"", 204),
    "301 elsewhere": body(b"", 301, location=f"{ELSEWHERE}/a"),
    "307 elsewhere": body(b"", 307, location=f"{ELSEWHERE}/a"),
    "302 nowhere": body(b"", 302, location="javascript:alert(1)"),
    "429 soon": body(b"", 429, retry_after="soon"),
    "429 never": body(b"", 429, retry_after="999999999"),
    "429 before": body(b"", 429, retry_after="-5"),
    "503 a date": body(_PAGE, 503, retry_after="Fri, 31 Dec 9999 23:59:59 GMT"),
    "511 sign in": body(_PAGE, 511, content_type="text/html"),
}  # fmt: skip
HOSTILE = BODIES | ALTERED | STATUSES
