"""Ways to the account: methods, bytes, pace, maintenance and passwords."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from shopsync_gui.sandbox import faults as f
from shopsync_gui.sandbox.account.api import WRITES
from shopsync_gui.sandbox.asgi import HTML, TEXT, Request, Response
from shopsync_gui.sandbox.manners.manner import Adopt, Manner, requests, responses

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.sandbox.app import Sandbox


def _is_account(request: Request) -> bool:
    return request.segments[:1] == ("sa",)


def sent(change: Callable[[Response], Response]) -> Adopt:
    """Send every answer of the account so."""
    return responses(
        lambda request, response: change(response) if _is_account(request) else response
    )


def failing(
    where: f.Where, action: f.Action, times: int | None = None, *, every: int = 1, skip: int = 0
) -> Adopt:
    """Break these requests so."""

    def adopt(sandbox: Sandbox) -> None:
        sandbox.faults.at(where, action, times, every=every, skip=skip)

    return adopt


def _reads_by_post(request: Request) -> Request | Response:
    if not _is_account(request) or request.segments[1] in WRITES:
        return request
    if request.method == "GET" and request.segments[1] != "getlists":
        return Response(405, b"Wrong HTTP method", TEXT)
    method = "POST" if request.segments[1] == "listtotalcount" else "GET"
    return replace(request, method=method)


def _throttled(most: int, seconds: float) -> Adopt:
    """Answer 503 to what comes after so many requests in so many seconds."""

    def adopt(sandbox: Sandbox) -> None:
        answered: list[float] = []

        def change(request: Request) -> Request | Response:
            if not _is_account(request):
                return request
            now = sandbox.clock.now()
            answered[:] = [moment for moment in answered if now - moment < seconds]
            if len(answered) >= most:
                return Response(503, b"<html>Service Temporarily Unavailable</html>", HTML)
            answered.append(now)
            return request

        sandbox.edge.ask.append(change)

    return adopt


def _escaped(response: Response) -> Response:
    try:
        value = json.loads(response.body)
    except ValueError:
        return response
    return replace(response, body=json.dumps(value).replace("/", "\\/").encode())


def _latin2(response: Response) -> Response:
    headers = (("content-type", "application/json; charset=iso-8859-2"),)
    body = response.body.decode().encode("iso-8859-2", "replace")
    return replace(response, body=body, headers=headers)


_TRANSPORT: Final[dict[str, tuple[str, Adopt]]] = {
    "answers-bom": ("a byte order mark before every answer", sent(
        lambda r: replace(r, body=b"\xef\xbb\xbf" + r.body))),
    "answers-blanks": ("blank lines around every answer", sent(
        lambda r: replace(r, body=b"\r\n \n" + r.body + b"\n\n"))),
    "answers-as-html": ("JSON with the type of a page", sent(lambda r: replace(r, headers=HTML))),
    "answers-as-text": ("JSON with the type of text", sent(lambda r: replace(r, headers=TEXT))),
    "answers-without-type": ("answers without a type", sent(lambda r: replace(r, headers=()))),
    "answers-escaped": ("accents and slashes are escaped", sent(_escaped)),
    "answers-latin2": ("answers in Latin-2", sent(_latin2)),
    "reads-by-post": ("lists are answered to POST only", requests(_reads_by_post)),
    "answers-slow": ("every answer takes three seconds", failing("sa/", f.own(3))),
    "busy-with-hint": (
        "every seventh request is too fast, with a Retry-After",
        failing("sa/", f.status(429, retry_after="2"), every=7),
    ),
    "busy-without-hint": ("every seventh request is too fast", failing("sa/", f.status(429), every=7)),
    "busy-with-date": (
        "every seventh request is too fast, with a Retry-After that is no number",
        failing("sa/", f.status(429, retry_after="soon"), every=7),
    ),
    "busy-503": ("503 after ten requests in five seconds", _throttled(10, 5.0)),
    "maintenance-once": ("a maintenance page, twice", failing("sa/list", f.html(), 2, skip=1)),
    "maintenance-503": ("a maintenance page with 503", failing("sa/list", f.html(503), 2)),
    "maintenance-on-writes": ("every ninth write gets a page", failing(f.is_write, f.html(), every=9)),
    "lost-answers": (
        "every ninth write takes effect but its answer is lost",
        failing(f.is_write, f.drop(apply=True), every=9),
    ),
    "late-writes": ("every ninth write takes effect 20 s later", failing(f.is_write, f.late(20), every=9)),
    "gateway-timeouts": (
        "every ninth write takes effect and answers 504",
        failing(f.is_write, f.status(504, apply=True), every=9),
    ),
    "list-cut-once": ("a list breaks off in the middle, once", failing("sa/listproducts", f.truncated(), 1)),
    "password-dies": (
        "the password is refused for two requests", failing("sa/", f.status(401), 2, skip=30)
    ),
    "redirects": ("every request is redirected", failing("sa/", f.redirect())),
    "page-always": ("a maintenance page, always", failing("sa/", f.html())),
}  # fmt: skip

MANNERS: Final[dict[str, Manner]] = {
    name: Manner("transport", text, adopt) for name, (text, adopt) in _TRANSPORT.items()
}
