"""The bytes of the account's answers: what stands around the JSON, how it is written and encoded."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from shopsync_gui.sandbox import faults as f
from shopsync_gui.sandbox.asgi import HTML, Request, Response
from shopsync_gui.sandbox.manners.account_transport import failing, sent
from shopsync_gui.sandbox.manners.manner import Manner, requests, responses

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.sandbox.manners.manner import Adopt

_LOGIN: Final = (
    "<!DOCTYPE html><html><head><title>Bejelentkezés</title></head><body><form method='post'>"
    "<input name='user'><input name='password' type='password'></form></body></html>"
)


def _around(before: bytes = b"", after: bytes = b"") -> Adopt:
    return sent(lambda r: replace(r, body=before + r.body + after))


def _encoded(encoding: str, charset: str = "") -> Adopt:
    """Write answers in another encoding, with its name in the header or without."""
    kind = "application/json" + (f"; charset={charset}" if charset else "")

    def change(response: Response) -> Response:
        body = response.body.decode().encode(encoding, "replace")
        return replace(response, body=body, headers=(("content-type", kind),))

    return sent(change)


def _written(write: Callable[[object], str]) -> Adopt:
    """Write whatever is JSON in another notation."""

    def change(response: Response) -> Response:
        try:
            value = json.loads(response.body)
        except ValueError:
            return response
        return replace(response, body=write(value).encode())

    return sent(change)


def _lines(value: object) -> str:
    """One row a line, without a list around them."""
    if not isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in value)


def _trailing_comma(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text[:-1] + ",]" if isinstance(value, list) and value else text


def _raw_breaks(value: object) -> str:
    """Leave control characters in texts as they are, which JSON forbids."""
    return json.dumps(value, ensure_ascii=False).replace("kék", "kék\t")


def _zipped(*, told: bool) -> Adopt:
    def change(response: Response) -> Response:
        extra = [("content-encoding", "gzip")] if told else []
        return replace(response, body=gzip.compress(response.body), extra=extra)

    return sent(change)


def _with_header(name: str, value: str) -> Adopt:
    return sent(lambda r: replace(r, extra=[*r.extra, (name, value)]))


def _sometimes_login(every: int) -> Adopt:
    page = f.status(200, body=_LOGIN.encode())
    return failing("sa/", page, every=every)


def _to_slash(request: Request) -> Request | Response:
    if request.segments[:1] != ("sa",) or request.raw_path.endswith("/"):
        return request
    return Response(301, b"", HTML, [("location", f"{request.raw_path}/")])


def _failing_writes(code: int, every: int = 1) -> Adopt:
    return failing(f.is_write, f.status(code, apply=True), every=every)


def _creates_answered(code: int) -> Adopt:
    """Answer every create with this status although it was carried out."""

    def change(request: Request, response: Response) -> Response:
        created = request.segments[:2] == ("sa", "createproduct") and response.status == 200
        return Response(code, b"Internal Server Error", HTML) if created else response

    return responses(change)


_NOTICE: Final = b"Notice: Undefined index: qty in /var/www/api/v1.php on line 312\n"
_WARNING: Final = (
    b"<br />\n<b>Warning</b>: Division by zero in <b>v1.php</b> on line <b>7</b><br />\n"
)

_BYTES: Final[dict[str, tuple[str, Adopt]]] = {
    "json-after-notice": ("a notice of PHP before the JSON", _around(_NOTICE)),
    "json-after-warning": ("a warning of PHP in HTML before the JSON", _around(_WARNING)),
    "json-before-notice": ("a notice of PHP after the JSON", _around(after=b"\n" + _NOTICE)),
    "json-before-comment": ("a comment of HTML after the JSON", _around(after=b"<!-- 0.013 s -->")),
    "json-before-null": ("a zero byte after the JSON", _around(after=b"\x00")),
    "json-after-guard": (")]}', before the JSON", _around(b")]}',\n")),
    "jsonp": ("JSON in a call of JavaScript", _around(b"callback(", b");")),
    "json-two-boms": ("two byte order marks", _around(b"\xef\xbb\xbf\xef\xbb\xbf")),
    "json-indented": ("indented JSON", _written(lambda v: json.dumps(v, indent=4))),
    "json-single-quotes": ("single quotes for JSON's", _written(repr)),
    "json-trailing-comma": ("a comma after the last row", _written(_trailing_comma)),
    "json-lines": ("a row a line, and no list", _written(_lines)),
    "json-raw-tabs": ("tabs within texts", _written(_raw_breaks)),
    "bytes-latin2-untold": ("Latin-2 that is told as UTF-8", _encoded("iso-8859-2", "utf-8")),
    "bytes-cp1250": ("Windows-1250, as told", _encoded("cp1250", "windows-1250")),
    "bytes-utf16": ("UTF-16 with its mark", _encoded("utf-16", "utf-16")),
    "bytes-zipped": ("gzip, as told", _zipped(told=True)),
    "bytes-zipped-untold": ("gzip that is not told", _zipped(told=False)),
    "connection-closed": ("every connection ends", _with_header("connection", "close")),
    "cookies-set": ("every answer sets a cookie", _with_header("set-cookie", "PHPSESSID=abc; path=/")),
    "login-page-sometimes": ("every eleventh answer is a page to sign in", _sometimes_login(11)),
    "login-page-always": ("every answer is a page to sign in", _sometimes_login(1)),
    "redirects-to-slash": ("a redirect to the same address with /", requests(_to_slash)),
    "redirects-to-https": (
        "a redirect to https", failing("sa/", f.redirect("https://elsewhere.invalid/api", 301))
    ),
    "writes-502": ("every fifth write is carried out and answers 502", _failing_writes(502, 5)),
    "writes-503": ("every fifth write is carried out and answers 503", _failing_writes(503, 5)),
    "creates-always-500": ("every create is carried out and answers 500", _creates_answered(500)),
    "busy-in-bursts": ("ten requests in a row are too fast", failing("sa/", f.status(429), 10, skip=25)),
    "busy-for-a-minute": (
        "a request is too fast, and 60 s have to pass",
        failing("sa/", f.status(429, retry_after="60"), 2, skip=20),
    ),
    "busy-until": (
        "a Retry-After that is a date",
        failing("sa/", f.status(429, retry_after="Mon, 02 Nov 2026 07:00:09 GMT"), every=9),
    ),
}  # fmt: skip

MANNERS: Final[dict[str, Manner]] = {
    name: Manner("transport", text, adopt) for name, (text, adopt) in _BYTES.items()
}
