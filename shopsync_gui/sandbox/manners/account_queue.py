"""Writes that the account carries out later, in part, by the second try, or with another answer."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from shopsync_gui.sandbox import faults as f
from shopsync_gui.sandbox.account.records import SaProduct
from shopsync_gui.sandbox.asgi import HTML, TEXT, Request, Response
from shopsync_gui.sandbox.edge import json_answer
from shopsync_gui.sandbox.manners.account_lists import own_id
from shopsync_gui.sandbox.manners.account_transport import failing
from shopsync_gui.sandbox.manners.manner import (
    Adopt,
    Manner,
    requests,
    responses,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.sandbox.app import Sandbox
    from shopsync_gui.sandbox.edge import Row

_JOB: Final = {"queued": True, "job": 17}


def _is(request: Request, *methods: str) -> bool:
    return request.segments[:1] == ("sa",) and request.segments[1] in methods


def _queued(delay: Callable[[float], float], *methods: str, status: int = 200) -> Adopt:
    """Answer these methods with the number of a job, and carry them out so much later."""

    def adopt(sandbox: Sandbox) -> None:
        def change(request: Request) -> Request | Response:
            if not _is(request, *methods):
                return request
            seconds = delay(sandbox.account.now())
            sandbox.account.apply_later(seconds, lambda: sandbox.account_api.answer(request))
            return json_answer(_JOB, status)

        sandbox.edge.ask.append(change)

    return adopt


def _in(seconds: float) -> Callable[[float], float]:
    return lambda _now: seconds


def _at_full(seconds: float) -> Callable[[float], float]:
    """Wait until the next full minute, or as many seconds as are given."""
    return lambda now: math.floor(now / seconds + 1) * seconds - now


def _dropping(every: int, answer: Callable[[], Response], *methods: str) -> Adopt:
    """Answer every so manieth of these so, and do nothing."""

    def adopt(sandbox: Sandbox) -> None:
        seen = 0

        def change(request: Request) -> Request | Response:
            nonlocal seen
            if not _is(request, *methods):
                return request
            seen += 1
            return request if seen % every else answer()

        sandbox.edge.ask.append(change)

    return adopt


def _second_try(method: str, answer: Callable[[], Response]) -> Adopt:
    """Answer the first write of each address so and do nothing; carry out the next."""

    def adopt(sandbox: Sandbox) -> None:
        tried: set[str] = set()

        def change(request: Request) -> Request | Response:
            if not _is(request, method) or request.raw_path in tried:
                return request
            tried.add(request.raw_path)
            return answer()

        sandbox.edge.ask.append(change)

    return adopt


def _created_with(change: Callable[[dict[str, Any]], None]) -> Adopt:
    """Read the body of a create so; a modify takes everything."""

    def alter(request: Request) -> Request:
        body = request.json() if _is(request, "createproduct") else None
        if not isinstance(body, dict):
            return request
        change(body)
        return replace(request, body=json.dumps(body).encode())

    return requests(alter)


def _old_for(seconds: float) -> Adopt:
    """Let getproduct show a product as it was so many seconds ago, and 404 before it was there."""

    def adopt(sandbox: Sandbox) -> None:
        def alone(rows: list[Row]) -> object:
            account, limit = sandbox.account, sandbox.clock.now() - seconds
            own, before = int(rows[0]["prod_id"]), None
            for write in reversed(account.writes):
                if write.time <= limit:
                    break
                if write.subject == "product" and write.id == own:
                    before = write
            if before is None:
                return rows[0]
            if not isinstance(before.before, SaProduct):
                return Response(404, b"", TEXT)
            return sandbox.account_api.product_row(before.before)

        sandbox.edge.wrap["getproduct"] = alone

    return adopt


def _hidden(seconds: float) -> Adopt:
    """Show what was created so many seconds later, in the list and alone; its id is told at once."""

    def adopt(sandbox: Sandbox) -> None:
        def fresh() -> set[str]:
            limit = sandbox.clock.now() - seconds
            return {
                str(w.id)
                for w in sandbox.account.writes
                if w.operation == "create" and w.subject == "product" and w.time > limit
            }

        def alone(rows: list[Row]) -> object:
            return Response(404, b"", TEXT) if own_id(rows[0]) in fresh() else rows[0]

        def listed(rows: list[Row]) -> list[Row]:
            hidden = fresh()
            return [row for row in rows if own_id(row) not in hidden]

        sandbox.edge.wrap["getproduct"] = alone
        sandbox.edge.product_list.append(listed)

    return adopt


def _drafts(sandbox: Sandbox) -> None:
    """List a product that was created only once it was modified."""
    account = sandbox.account

    def listed(rows: list[Row]) -> list[Row]:
        made = {
            str(w.id) for w in account.writes if w.operation == "create" and w.subject == "product"
        }
        touched = {str(w.id) for w in account.writes if w.operation == "modify"}
        return [row for row in rows if own_id(row) not in made - touched]

    sandbox.edge.product_list.append(listed)


def _created_then(status: int, where: str = "") -> Adopt:
    """Carry every fifth write out, and answer with this status and an address."""
    headers = {"location": where} if where else {}
    return failing(f.is_write, f.status(status, apply=True, body=b"", **headers), every=5)


def _deletes(answer: Callable[[], Response]) -> Adopt:
    return responses(
        lambda request, response: (
            answer() if _is(request, "deleteproduct") and response.status == 200 else response
        )
    )


def _refused_delete(sandbox: Sandbox) -> None:
    """Refuse to delete what is in more than one category."""

    def change(request: Request) -> Request | Response:
        if not _is(request, "deleteproduct"):
            return request
        product = sandbox.account.products.get(int(request.segments[-1]))
        used = product is not None and len(product.categories) > 1
        return Response(406, b"Product is in use", TEXT) if used else request

    sandbox.edge.ask.append(change)


def _first_field(request: Request) -> Request | Response:
    """Read the first field of a modify only."""
    if not _is(request, "modifyproduct"):
        return request
    body = request.json()
    if isinstance(body, dict) and len(body) > 1:
        name = next(iter(body))
        return replace(request, body=json.dumps({name: body[name]}).encode())
    return request


def _ok() -> Response:
    return json_answer(1)


_QUEUES: Final[dict[str, tuple[str, str, Adopt]]] = {
    "creates-queued-5s": ("create", "products are created 5 s later", _queued(_in(5), "createproduct")),
    "creates-queued-30s": ("create", "products are created 30 s later", _queued(_in(30), "createproduct")),
    "creates-queued-90s-202": (
        "create", "products are created 90 s later, with 202", _queued(_in(90), "createproduct", status=202)
    ),
    "creates-queued-to-minute": (
        "create", "products are created at the next full minute", _queued(_at_full(60), "createproduct")
    ),
    "categories-queued-30s": (
        "create", "categories are created 30 s later", _queued(_in(30), "createprodcategory")
    ),
    "modifies-queued-30s": ("modify", "products are changed 30 s later", _queued(_in(30), "modifyproduct", status=202)),
    "modifies-queued-to-minute": (
        "modify", "products are changed at the next full minute", _queued(_at_full(60), "modifyproduct")
    ),
    "deletes-queued-30s": ("delete", "products are deleted 30 s later", _queued(_in(30), "deleteproduct")),
    "all-queued-to-minute": (
        "create", "every write is carried out at the next full minute",
        _queued(_at_full(60), "createproduct", "modifyproduct", "deleteproduct", "createprodcategory"),
    ),
    "creates-hidden-30s": ("list-length", "what is new is shown 30 s later, by its id too", _hidden(30)),
    "creates-hidden-90s": ("list-length", "what is new is shown 90 s later, by its id too", _hidden(90)),
    "creates-lost-at-times": (
        "create", "every 15th create answers an object and does nothing",
        _dropping(15, lambda: json_answer(_JOB), "createproduct"),
    ),
    "creates-lost-with-id": (
        "create", "every 15th create answers an id that never comes",
        _dropping(15, lambda: json_answer(999_999), "createproduct"),
    ),
    "modifies-lost-at-times": ("modify", "every other modify answers 1 and does nothing", _dropping(2, _ok, "modifyproduct")),
    "modifies-second-try": ("modify", "the first modify of a product answers 1 and does nothing", _second_try("modifyproduct", _ok)),
    "modifies-locked": (
        "modify", "the first modify of a product gets 423",
        _second_try("modifyproduct", lambda: Response(423, b"Locked", TEXT)),
    ),
    "modifies-conflict": (
        "modify", "the first modify of a product gets 409",
        _second_try("modifyproduct", lambda: Response(409, b"Conflict", TEXT)),
    ),
    "modify-first-field": ("modify", "a modify takes its first field only", requests(_first_field)),
    "create-without-categories": ("create", "a create takes no categories", _created_with(lambda b: b.update(prodcat_ids=[]))),
    "create-without-price": ("create", "a create takes no price", _created_with(lambda b: b.update(prod_price=0))),
    "create-without-vat": ("create", "a create takes no VAT", _created_with(lambda b: b.update(prod_vat_percent=27))),
    "create-with-sku-as-name": (
        "create", "a create takes the SKU for the name",
        _created_with(lambda b: b.update(prod_name=b["prod_sku"])),
    ),
    "creates-drafts": ("list-length", "a product is listed once it was modified", _drafts),
    "one-old-20s": ("one", "getproduct is 20 s behind", _old_for(20)),
    "one-old-90s": ("one", "getproduct is 90 s behind", _old_for(90)),
    "writes-redirected": (
        "transport", "every fifth write is carried out and redirects to a page", _created_then(302, "/sa/done")
    ),
    "writes-see-other": ("transport", "every fifth write is carried out and answers 303", _created_then(303, "/sa/done")),
    "writes-408": ("transport", "every fifth write is carried out and answers 408", _created_then(408)),
    "writes-520": ("transport", "every fifth write is carried out and answers 520", _created_then(520)),
    "writes-524": ("transport", "every fifth write is carried out and answers 524", _created_then(524)),
    "deletes-404": ("delete", "a delete that was carried out answers 404", _deletes(lambda: Response(404, b"", TEXT))),
    "deletes-500": ("delete", "a delete that was carried out answers 500", _deletes(lambda: Response(500, b"", HTML))),
    "deletes-second-try": ("delete", "the first delete of a product answers 1 and does nothing", _second_try("deleteproduct", _ok)),
    "delete-refused-in-use": ("delete", "what is in two categories cannot be deleted", _refused_delete),
}  # fmt: skip

MANNERS: Final[dict[str, Manner]] = {
    name: Manner(aspect, text, adopt) for name, (aspect, text, adopt) in _QUEUES.items()
}
