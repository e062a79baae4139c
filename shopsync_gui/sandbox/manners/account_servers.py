"""Servers between the program and the account: firewalls, several servers, sessions, statuses."""

from __future__ import annotations

import gzip
import zlib
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Final

from shopsync_gui.sandbox import faults as f
from shopsync_gui.sandbox.asgi import HTML, ConnectionDropped, Request, Response
from shopsync_gui.sandbox.manners.account_keys import each, reordered, rows
from shopsync_gui.sandbox.manners.account_lists import PRODUCTS, own_id
from shopsync_gui.sandbox.manners.account_transport import failing, sent
from shopsync_gui.sandbox.manners.manner import Adopt, Manner, requests, responses

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.sandbox.app import Sandbox
    from shopsync_gui.sandbox.edge import Row

_BLOCKED: Final = (
    b"<html><head><title>406 Not Acceptable</title></head><body>Mod_Security</body></html>"
)


def _drop() -> Response:
    raise ConnectionDropped(applied=False)


def _firewall(signs: str, answer: Callable[[], Response]) -> Adopt:
    """Answer writes so whose body holds one of these signs."""

    def change(request: Request) -> Request | Response:
        body = request.json() if f.is_write(request) and request.body else {}
        texts = " ".join(str(v) for v in body.values()) if isinstance(body, dict) else ""
        return answer() if any(sign in texts for sign in signs) else request

    return requests(change)


def _page(status: int) -> Callable[[], Response]:
    return lambda: Response(status, _BLOCKED, HTML)


def _in_turn(change: Callable[[Response], Response]) -> Adopt:
    """Let every other request be answered by a server that writes so."""

    def alter(request: Request, response: Response) -> Response:
        odd = request.segments[:1] == ("sa",) and request.number % 2
        return change(response) if odd else response

    return responses(alter)


def _numbers(row: Row) -> Row:
    return {
        k: int(v) if isinstance(v, str) and v.isdecimal() and k != "prod_sku" else v
        for k, v in row.items()
    }


def _entities(row: Row) -> Row:
    return {k: escape(v) if k == "prod_name" else v for k, v in row.items()}


def _late_in_turn(seconds: float, every: int) -> Adopt:
    """Let every so manieth list be that of a server which is behind."""

    def adopt(sandbox: Sandbox) -> None:
        readings = 0

        def change(request: Request) -> Request:
            nonlocal readings
            if request.kind in ("sa/listproducts", "sa/listprodcategories"):
                readings += 1
                sandbox.account.stale_seconds = 0.0 if readings % every else seconds
            return request

        sandbox.edge.ask.append(change)

    return adopt


def _without_newest_in_turn(rows_of: int) -> Adopt:
    """Let every third list lack the newest rows."""

    def adopt(sandbox: Sandbox) -> None:
        readings = 0

        def choose(rows: list[Row]) -> list[Row]:
            nonlocal readings
            readings += 1
            newest = sorted(rows, key=lambda row: int(own_id(row)))[-rows_of:]
            lost = (
                {own_id(row) for row in newest} if readings % 3 == 0 and len(rows) > 20 else set()
            )
            return [row for row in rows if own_id(row) not in lost]

        sandbox.edge.product_list.append(choose)

    return adopt


def _session(status: int, headers: list[tuple[str, str]]) -> Adopt:
    """Ask for a cookie, which the first answer gives."""

    def change(request: Request) -> Request | Response:
        if request.segments[:1] != ("sa",) or "SESS=1" in request.headers.get("cookie", ""):
            return request
        return Response(status, b"", HTML, [("set-cookie", "SESS=1; path=/"), *headers])

    return requests(change)


def _packed(name: str, pack: Callable[[bytes], bytes]) -> Adopt:
    return sent(lambda r: replace(r, body=pack(r.body), extra=[("content-encoding", name)]))


def _raw_deflated(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


def _status(method: str, status: int) -> Adopt:
    def change(request: Request, response: Response) -> Response:
        asked = request.segments[:2] == ("sa", method) and response.status == 200
        return replace(response, status=status) if asked else response

    return responses(change)


_SERVERS: Final[dict[str, tuple[str, Adopt]]] = {
    "firewall-tags-403": ("a firewall answers 403 to writes with <", _firewall("<", _page(403))),
    "firewall-tags-406": ("a firewall answers 406 to writes with <", _firewall("<", _page(406))),
    "firewall-tags-200": ("a firewall answers a page with 200 to writes with <", _firewall("<", _page(200))),
    "firewall-tags-500": ("a firewall answers 500 to writes with <", _firewall("<", _page(500))),
    "firewall-tags-drop": ("a firewall drops writes with <", _firewall("<", _drop)),
    "firewall-quotes-403": ("a firewall answers 403 to writes with a quote", _firewall("'\"", _page(403))),
    "firewall-redirect": (
        "a firewall redirects writes with <",
        _firewall("<", lambda: Response(302, b"", HTML, [("location", "/blocked.html")])),
    ),
    "servers-numbers": ("every other answer has numbers", _in_turn(rows(each(_numbers)))),
    "servers-entities": ("every other answer has names with entities", _in_turn(rows(each(_entities)))),
    "servers-reordered": ("every other answer has its fields in another order", _in_turn(rows(each(reordered)))),
    "servers-wrapped": ("every other answer is wrapped", _in_turn(rows(lambda v: {"data": v}))),
    "servers-late-30s": ("every other list is 30 s behind", _late_in_turn(30, 2)),
    "servers-late-90s": ("every other list is 90 s behind", _late_in_turn(90, 2)),
    "servers-late-10m": ("every third list is ten minutes behind", _late_in_turn(600, 3)),
    "servers-lack-newest": ("every third list lacks its newest ten", _without_newest_in_turn(10)),
    "session-401": ("401 without a cookie, which it gives", _session(401, [])),
    "session-302": ("a redirect without a cookie, which it gives", _session(302, [("location", "/sa/getlists")])),
    "bytes-deflated": ("deflate, as told", _packed("deflate", zlib.compress)),
    "bytes-deflated-raw": ("deflate without its frame, as told", _packed("deflate", _raw_deflated)),
    "bytes-brotli-told": ("told as brotli", _packed("br", lambda b: b"\x8b" + b)),
    "bytes-zipped-twice": ("gzip twice, told once", _packed("gzip", lambda b: gzip.compress(gzip.compress(b)))),
    "bytes-zipped-told-only": ("plain, told as gzip", _packed("gzip", bytes)),
    "bytes-told-latin1": ("UTF-8 that is told as Latin-1", sent(lambda r: replace(
        r, headers=(("content-type", "application/json; charset=iso-8859-1"),)))),
    "lists-203": ("lists with status 203", _status(PRODUCTS, 203)),
    "lists-206": ("lists with status 206", _status(PRODUCTS, 206)),
    "lists-201": ("lists with status 201", _status(PRODUCTS, 201)),
    **{
        f"reads-{status}": (f"every ninth read gets {status}", failing(
            lambda request: request.kind.startswith(("sa/list", "sa/get")), f.status(status), every=9))
        for status in (408, 420, 425, 500, 509, 520, 522, 530)
    },
    "busy-words": ("every ninth request gets words with 200", failing("sa/", f.status(200, body="Túl sok kérés".encode()), every=9)),
    "busy-words-json": (
        "every ninth request gets an error in JSON with 200",
        failing("sa/", f.status(200, body=b'{"error": "Too many requests, slow down"}'), every=9),
    ),
    "busy-403": ("every eleventh request gets 403", failing("sa/", f.status(403), every=11)),
    "busy-509": ("every seventh request gets 509", failing("sa/", f.status(509), every=7)),
}  # fmt: skip


MANNERS: Final[dict[str, Manner]] = {
    name: Manner("transport", text, adopt) for name, (text, adopt) in _SERVERS.items()
}
