"""Behaviours of the account that begin in the middle of a run, on another day, or at a size."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from shopsync_gui.sandbox import faults as f
from shopsync_gui.sandbox.asgi import HTML, TEXT, Request, Response
from shopsync_gui.sandbox.edge import json_answer
from shopsync_gui.sandbox.manners.account_lists import CATEGORIES, PRODUCTS
from shopsync_gui.sandbox.manners.account_transport import failing
from shopsync_gui.sandbox.manners.manner import (
    Adopt,
    Manner,
    dropped,
    product_lists,
    product_rows,
    responses,
    shown,
    wrapped,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.sandbox.app import Sandbox
    from shopsync_gui.sandbox.edge import Row

_DAY: Final = 80_000.0
_PAGE: Final = b"<!DOCTYPE html><html><body><h1>Karbantart\xc3\xa1s</h1></body></html>"


def _once(begins: Callable[[Sandbox, int], bool], adopt: Adopt) -> Adopt:
    """Take a behaviour on at the first request of which this holds; requests are counted from 1."""

    def prepare(sandbox: Sandbox) -> None:
        begun = seen = 0

        def change(request: Request) -> Request:
            nonlocal begun, seen
            seen += request.segments[:1] == ("sa",)
            if not begun and begins(sandbox, seen):
                begun = 1
                adopt(sandbox)
            return request

        sandbox.edge.ask.append(change)

    return prepare


def _after(requests: int, adopt: Adopt) -> Adopt:
    """Begin with this request of the account."""
    return _once(lambda _sandbox, seen: seen >= requests, adopt)


def _next_day(adopt: Adopt) -> Adopt:
    """Begin on the second day."""
    return _once(lambda sandbox, _seen: sandbox.clock.now() > _DAY, adopt)


def _at_times(holds: Callable[[Sandbox], bool], answer: Callable[[], Response]) -> Adopt:
    """Answer the account's requests so while this holds."""

    def adopt(sandbox: Sandbox) -> None:
        def change(request: Request) -> Request | Response:
            return answer() if request.segments[:1] == ("sa",) and holds(sandbox) else request

        sandbox.edge.ask.append(change)

    return adopt


def _daily(begin: float, end: float) -> Callable[[Sandbox], bool]:
    """Between these seconds after the hour at which the story begins each day."""
    return lambda sandbox: begin <= sandbox.clock.now() % 86_400 < end


def _above(most: int, choose: Callable[[list[Row]], list[Row]]) -> Adopt:
    """List so where there are more products than that."""
    return lambda sandbox: sandbox.edge.product_list.append(
        lambda rows: choose(rows) if len(rows) > most else rows
    )


def _wrapped_above(most: int, wrap: Callable[[list[Row]], object]) -> Adopt:
    return wrapped(lambda rows: wrap(rows) if len(rows) > most else rows, PRODUCTS)


def _without_categories(rows: list[Row]) -> list[Row]:
    return [{key: value for key, value in row.items() if key != "prodcats"} for row in rows]


def _under_data(rows: list[Row]) -> object:
    return {"data": rows}


def _by_id(rows: list[Row]) -> object:
    return {str(row.get("prod_id", row.get("prodcat_id"))): row for row in rows}


def _answered(kind: str, answer: Callable[[Request, int], Response]) -> Adopt:
    return lambda sandbox: sandbox.edge.answers.update({kind: answer})


def _full(sandbox: Sandbox) -> None:
    sandbox.account.max_products = len(sandbox.account.products)


def _read_only(sandbox: Sandbox) -> None:
    sandbox.faults.at(f.is_write, f.status(403, body=b"Read only"), None)


def _on_sale(row: Row) -> None:
    """Show a product of every third id with a fifth off: no price that it had before."""
    if int(row["prod_id"]) % 3 == 0 and row["prod_price"] is not None:
        row["prod_price"] = f"{float(row['prod_price']) * 0.8:.2f}"


def _limited(
    writes: int, seconds: float, refusal: Callable[[], Response], *, creates_only: bool = False
) -> Adopt:
    """Let so many writes in for so many seconds, and answer the others so."""

    def adopt(sandbox: Sandbox) -> None:
        times: list[float] = []

        def change(request: Request) -> Request | Response:
            counts = request.kind == "sa/createproduct" if creates_only else f.is_write(request)
            if not counts:
                return request
            now = sandbox.clock.now()
            if sum(1 for time in times if time > now - seconds) >= writes:
                return refusal()
            times.append(now)
            return request

        sandbox.edge.ask.append(change)

    return adopt


def _cold(sandbox: Sandbox) -> None:
    """Answer 504 to the first request after an hour without any."""
    last = -4000.0

    def change(request: Request) -> Request | Response:
        nonlocal last
        if request.segments[:1] != ("sa",):
            return request
        idle, last = sandbox.clock.now() - last, sandbox.clock.now()
        return Response(504, b"Gateway Timeout", HTML) if idle > 3600 else request

    sandbox.edge.ask.append(change)


def _banned(after: int, seconds: float, answer: Callable[[], Response]) -> Adopt:
    """Answer everything so for a while, from this request on, once."""

    def adopt(sandbox: Sandbox) -> None:
        seen, until = 0, -1.0

        def change(request: Request) -> Request | Response:
            nonlocal seen, until
            if request.segments[:1] != ("sa",):
                return request
            seen += 1
            if seen == after:
                until = sandbox.clock.now() + seconds
            return answer() if sandbox.clock.now() < until else request

        sandbox.edge.ask.append(change)

    return adopt


def _undated(request: Request, response: Response) -> Response:
    """Forget the Date of every answer."""
    if request.segments[:1] == ("sa",):
        response.extra.append(("date", "tegnap"))
    return response


_LATER: Final[dict[str, tuple[str, Adopt]]] = {
    "list-in-data": ('lists are under "data"', wrapped(_under_data, PRODUCTS, CATEGORIES)),
    "list-keyed": ("lists are keyed by ids", wrapped(_by_id, PRODUCTS, CATEGORIES)),
    "ids-numbers": ("ids are numbers", shown("prod_id", int)),
    "price-comma": ('prices are "1900,00"', shown("prod_price", lambda t: f"{float(t):.2f}".replace(".", ","))),
    "vat-fraction": ("27 % is shown as 0.27", shown("prod_vat_percent", lambda t: f"{float(t) / 100:g}")),
    "currency-missing": ("products have no currency", dropped("prod_currency")),
    "prodcats-ids": (
        "categories are shown as ids", shown("prodcats", lambda rows: [row["prodcat_id"] for row in rows])
    ),
    "names-entities": ("names are shown with entities", shown("prod_name", escape)),
    "names-upper": ("names are shown in capitals", shown("prod_name", str.upper)),
    "skus-lower": ("SKUs are shown in lower case", shown("prod_sku", str.lower)),
    "list-reversed": ("the newest product is first", product_lists(lambda rows: rows[::-1])),
}  # fmt: skip

_MIDWAY: Final[dict[str, tuple[str, Adopt]]] = {
    "create-object": ("creates answer an object", _answered("create", lambda _r, n: json_answer({"id": n}))),
    "create-empty": ("creates answer nothing", _answered("create", lambda _r, _n: Response(200, b"", TEXT))),
    "list-cap-50": ("the list ends at 50", product_lists(lambda rows: rows[:50])),
    "full": ("the account is full", _full),
    "read-only": ("every write gets 403", _read_only),
}  # fmt: skip

_NEXT_DAY: Final[dict[str, tuple[str, Adopt]]] = {
    "prices-gross": (
        "prices are shown gross",
        product_rows(lambda row: row.update(prod_price=f"{float(row['prod_price']) * 1.27:.2f}")),
    ),
    "sale": ("every third product is shown a fifth cheaper", product_rows(_on_sale)),
    "modify-empty": ("modifies answer nothing", _answered("modify", lambda _r, _n: Response(200, b"", TEXT))),
}  # fmt: skip


def _text(status: int, text: str, *headers: tuple[str, str]) -> Callable[[], Response]:
    return lambda: Response(status, text.encode(), TEXT, list(headers))


_TIMES: Final[dict[str, tuple[str, Adopt]]] = {
    "maintenance-daily": (
        "a page of maintenance for ten minutes of each day",
        _at_times(_daily(12, 612), lambda: Response(200, _PAGE, HTML)),
    ),
    "maintenance-daily-503": (
        "503 for two minutes of each day", _at_times(_daily(10, 130), lambda: Response(503, _PAGE, HTML))
    ),
    "maintenance-daily-empty": (
        "nothing with 200 for five minutes of each day",
        _at_times(_daily(15, 315), lambda: Response(200, b"", TEXT)),
    ),
    "cold-starts": ("504 for the first request after an hour of rest", _cold),
    "banned-403": ("403 for five minutes after forty requests", _banned(40, 300, _text(403, "Forbidden"))),
    "banned-429": ("429 for ten minutes after fifty requests", _banned(50, 600, _text(429, "Too many requests"))),
    "banned-page": (
        "a page of a firewall for a minute after thirty requests",
        _banned(30, 60, lambda: Response(200, b"<html><body>Checking your browser</body></html>", HTML)),
    ),
    "list-paged-above-60": ("more than 60 products come as the first 50", _above(60, lambda rows: rows[:50])),
    "list-half-above-40": ("more than 40 products come as the newer half", _above(40, lambda r: r[len(r) // 2 :])),
    "list-drops-categories-above-40": (
        "categories are left out where there are more than 40 products", _above(40, _without_categories)
    ),
    "list-wrapped-above-30": (
        "more than 30 products come with a count", _wrapped_above(30, lambda r: {"count": len(r), "items": r})
    ),
    "list-empty-above-60": (
        "more than 60 products are answered with nothing", _wrapped_above(60, lambda _r: Response(200, b""))
    ),
    "list-breaks-above-60": (
        "more than 60 products are answered with 500", _wrapped_above(60, lambda _r: Response(500, b"", HTML))
    ),
    "list-memory-above-60": (
        "more than 60 products are answered with an error of PHP",
        _wrapped_above(60, lambda _r: Response(
            200, b"<br />\n<b>Fatal error</b>: Allowed memory size of 134217728 bytes exhausted", HTML)),
    ),
    "list-takes-20s": ("the list takes 20 s", failing("sa/listproducts", f.own(20))),
    "list-takes-50s": ("the list takes 50 s", failing("sa/listproducts", f.own(50))),
    "writes-limited-daily": ("20 writes a day, then 429", _limited(20, 86_000, _text(429, "Daily limit"))),
    "writes-limited-daily-words": (
        "20 writes a day, then words with 200",
        _limited(20, 86_000, lambda: json_answer({"error": "Elérte a napi limitet"})),
    ),
    "creates-limited-daily-406": (
        "20 creates a day, then 406", _limited(20, 86_000, _text(406, "Daily limit reached"), creates_only=True)
    ),
    "writes-limited-10-minutes": ("30 writes in ten minutes, then 429", _limited(30, 600, _text(429, ""))),
    "writes-limited-minute": (
        "15 writes a minute, then 429 with 60", _limited(15, 60, _text(429, "", ("retry-after", "60")))
    ),
    "writes-limited-minute-words": (
        "15 writes a minute, then words with 200",
        _limited(15, 60, lambda: json_answer({"success": False, "message": "Túl sok kérés"})),
    ),
    "dates-unreadable": ("the Date of answers is no date", responses(_undated)),
}  # fmt: skip

MANNERS: Final[dict[str, Manner]] = {
    **{
        f"midway-{name}": Manner("midway", f"from the 45th request on {text}", _after(45, adopt))
        for name, (text, adopt) in (_LATER | _MIDWAY).items()
    },
    **{
        f"next-day-{name}": Manner("midway", f"from the second day on {text}", _next_day(adopt))
        for name, (text, adopt) in (_LATER | _NEXT_DAY).items()
    },
    **{name: Manner("times", text, adopt) for name, (text, adopt) in _TIMES.items()},
}
