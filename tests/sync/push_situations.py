"""What may be odd about an account, its answers and its other users while a plan is carried out."""

from __future__ import annotations

import json
from collections.abc import Callable

import httpx

from shopsync_gui.sandbox import faults as f
from shopsync_gui.sandbox.asgi import Request
from shopsync_gui.store.runs.journal_entries import JournalOp
from tests.sync.other_answers import answering, says
from tests.sync.pushing import CATEGORY, CREATE, UPDATE, Op, Pushing, State, said

Setup = Callable[[Pushing], None]
OK, NO, DENIED = b'"OK"', b"0", b'{"error":"no"}'


def fault(kind: str, action: f.Action, times: int | None = None, *, skip: int = 0) -> Setup:
    """Some writes are answered so, and not carried out unless the action says that."""

    def setup(push: Pushing) -> None:
        push.faults.at(kind, action, times, skip=skip)

    return setup


def answers(part: str, body: bytes) -> Setup:
    """Writes are carried out, and all answered so."""

    def setup(push: Pushing) -> None:
        push.world.reshape = answering(part, says(body))

    return setup


def named(part: str, change: Callable[[int], int]) -> Setup:
    """Creates are answered with another id than that of what was created."""

    def other(response: httpx.Response) -> httpx.Response:
        return httpx.Response(200, content=str(change(int(response.content))).encode())

    def setup(push: Pushing) -> None:
        push.world.reshape = answering(part, other)

    return setup


def listed(part: str, key: str, highest: int) -> Setup:
    """A list shows nothing beyond some id."""

    def setup(push: Pushing) -> None:
        def cut(request: httpx.Request, response: httpx.Response) -> httpx.Response:
            if part not in request.url.path or response.status_code != 200:
                return response
            rows = [row for row in json.loads(response.content) if int(row[key]) <= highest]
            return httpx.Response(200, json=rows)

        push.world.reshape = cut

    return setup


def filled(push: Pushing) -> None:
    """The account holds three products and two categories that no shop knows."""
    for number in range(3):
        push.account.add_product(f"X-{number}", f"Idegen {number}")
    for number in range(2):
        push.account.add_category(f"Idegen {number}")


def synced(push: Pushing) -> None:
    push.world.job()
    push.world.time += 6 * 3600


def edited(push: Pushing, count: int = 4) -> None:
    """Both were equal, and then some names changed."""
    synced(push)
    for number, key in enumerate(push.sold(count)):
        push.world.sandbox.shop.update(key, name=f"Más {number}")


def edited_8(push: Pushing) -> None:
    edited(push, 8)


def renamed(push: Pushing) -> None:
    """Both were equal, and then a category got another name."""
    synced(push)
    shop = push.world.sandbox.shop
    used = next(ref for key in push.sold(9) for ref in shop.product(key).categories)
    shop.update_category(used, name="Átnevezett")


def moved(push: Pushing) -> None:
    """Both were equal, and then some products changed their categories."""
    synced(push)
    for key in push.sold(3):
        push.world.sandbox.shop.update(key, categories=(101,))


def other_writer(op: JournalOp, at: int, *, same: bool) -> Setup:
    """Another program creates something while this one does: something else, or what comes last."""

    def setup(push: Pushing) -> None:
        part, seen = ("createproduct" if op is Op.CREATE_PRODUCT else "createprodcategory"), 0

        def meanwhile(request: httpx.Request, response: httpx.Response) -> httpx.Response:
            nonlocal seen
            if part in request.url.path:
                seen += 1
                last = [each for each in push.entries(op) if each.state is State.PLANNED][-1:]
                if seen == at and op is Op.CREATE_PRODUCT:
                    push.account.add_product(last[0].sku if same else "IDEGEN", "Idegen")
                elif seen == at:
                    push.account.add_category(last[0].name if same else "Idegen")
            return response

        push.world.reshape = meanwhile

    return setup


def names_only(*parts: str) -> Setup:
    """Some answers tell ids, SKUs and names, and nothing else of products."""

    def told(row: dict[str, object]) -> dict[str, object]:
        return {name: row[name] for name in ("prod_id", "prod_sku", "prod_name")}

    def setup(push: Pushing) -> None:
        def untold(request: httpx.Request, response: httpx.Response) -> httpx.Response:
            if not any(part in request.url.path for part in parts) or response.status_code != 200:
                return response
            rows = response.json()
            found = [told(row) for row in rows] if isinstance(rows, list) else told(rows)
            return httpx.Response(200, json=found)

        push.world.reshape = untold

    return setup


def blanks(push: Pushing) -> None:
    push.account.habits.blanks_omitted = True


def whole_products_only(push: Pushing) -> None:
    """A body of some fields is refused."""

    def refuse(request: Request) -> f.Action | None:
        return None if b"prod_price" in request.body else said(b"no", 406)

    push.faults.at(UPDATE, refuse, None)


def cut_names(push: Pushing) -> None:
    push.account.habits.keep_category.append(lambda name: name[:-1])


def cut_skus(push: Pushing) -> None:
    push.account.habits.keep.append(lambda product: product._replace(prod_sku=product.prod_sku[:6]))


def no_skus(push: Pushing) -> None:
    push.account.habits.keep.append(lambda product: product._replace(prod_sku="?"))


def one_fails(push: Pushing) -> None:
    """The first category that is asked for fails whenever it is."""
    first: list[bytes] = []

    def fail(request: Request) -> f.Action | None:
        first.append(request.body)
        return f.status(500) if request.body == first[0] else None

    push.faults.at(CATEGORY, fail, None)


def slow(push: Pushing) -> None:
    """While an answer is awaited, the next write is made ready; of a category the answer is lost."""
    push.faults.at(CATEGORY, f.drop(apply=True).after(1.0), 1)
    for kind in (CATEGORY, CREATE):
        push.faults.at(kind, f.own(1.0), None)


def late_update(push: Pushing) -> None:
    """An update is taken, and carried out twenty seconds later."""
    edited(push)

    def later(request: Request) -> f.Action:
        push.account.apply_later(20, lambda: push.world.sandbox.process(request))
        return said(OK)

    push.faults.at(UPDATE, later, 1)


def double_renamed(push: Pushing) -> None:
    """When our category is to be removed, for another program's is older, it has got another name."""
    other_writer(Op.CREATE_CATEGORY, 2, same=True)(push)
    meanwhile = push.world.reshape
    assert meanwhile is not None

    def renamed(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        response = meanwhile(request, response)
        if "listprodcategories" not in request.url.path or push.run_id is None:
            return response
        left = {e.sa_id for e in push.entries(Op.DELETE_CATEGORY) if e.state is State.PLANNED}
        rows = [
            row | {"prodcat_name": "Más"} if int(row["prodcat_id"]) in left else row
            for row in response.json()
        ]
        return httpx.Response(200, json=rows)

    push.world.reshape = renamed


def every_second_id(push: Pushing) -> None:
    push.account.habits.next_id = lambda own: own + 2


def new_category(push: Pushing) -> None:
    """Both were equal, and then some products moved into a category that is new."""
    synced(push)
    made = push.world.sandbox.shop.insert_category("Vadonatúj")
    for key in push.sold(3):
        push.world.sandbox.shop.update(key, categories=(made,))
