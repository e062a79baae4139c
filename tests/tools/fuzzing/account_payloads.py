"""The account's answers, whatever is in them: lists in every form and piece by piece, rows, writes."""

from __future__ import annotations

import json
import random
import zlib
from functools import cache
from typing import Any

import httpx
import msgspec

from shopsync_gui.core.account.account_products import AccountProducts
from shopsync_gui.core.catalogue import TargetProduct, category_key
from shopsync_gui.core.errors import ShopSyncError
from shopsync_gui.remote.account.answer_shapes import (
    categories_form,
    currency_form,
    shape_of,
    told_values,
    written_form,
)
from shopsync_gui.remote.account.payloads import (
    ProductList,
    categories,
    is_blank,
    once_each,
    one_product,
    rows_count,
)
from shopsync_gui.remote.account.values import FIELDS
from shopsync_gui.remote.account.write_answers import write_answer
from shopsync_gui.remote.transport.bodies import BodyWriter, LongBody
from shopsync_gui.remote.transport.response import Response, Unreadable, not_data
from shopsync_gui.store.database.codecs import money_in
from tests.tools.fuzzing.mutations import vary_json
from tests.tools.fuzzing.reader import Reader

_MOST = 2**63
_HEADERS = tuple(
    httpx.Headers({"content-type": kind})
    for kind in ("application/json", "text/html; charset=iso-8859-2", "application/json; charset=x")
)
_KNOWN = {category_key(name): number for number, name in enumerate(("Cipő", "Táska", "5"), 1)}
_NAMES = (
    "prod_id", "prod_sku", "prod_name", "prod_price", "prod_vat_percent", "prod_currency", "prodcats",
    "prodcat_ids", "prodcat_id", "prodcat_name", "categories", "deleted", "count", "total", "items",
    "data", "error", "code", "status", "id", "name", "success", "result", "meta",
)  # fmt: skip


def check(content: bytes) -> None:
    """Any answer: its products, categories or id, or a refusal; in pieces it says the same."""
    answer = Response(200, _HEADERS[len(content) % len(_HEADERS)], content)
    _listed(answer)
    _categories(answer)
    _single(answer)
    _written(answer)
    is_blank(answer)
    _shapes(answer)
    _in_pieces(content, products_of(Response(200, _HEADERS[0], content)))


def products_of(answer: Response) -> AccountProducts | str:
    """What an answer lists, or why it is refused."""
    try:
        found = ProductList().read(answer)
    except Unreadable as refusal:
        _told(refusal)
        return "refused"
    return found.with_names(_KNOWN)


def _listed(answer: Response) -> None:
    found = products_of(answer)
    if isinstance(found, str):
        return
    for product in once_each(found):
        _product(product)


def _product(product: TargetProduct) -> None:
    assert 0 < product.sa_id < _MOST, product.sa_id
    for money in (product.net, product.vat):
        assert money is None or money.is_finite(), money
        money_in(money)
    ids = product.category_ids or ()
    assert all(0 < each < _MOST for each in ids), ids
    assert len(set(ids)) == len(ids), ids
    assert product.currency in (None, "") or len(product.currency or "") == 3
    assert msgspec.json.decode(msgspec.json.encode(product), type=TargetProduct) == product


def _categories(answer: Response) -> None:
    try:
        found, _cut = categories(answer)
    except Unreadable as refusal:
        _told(refusal)
        return
    for category in found:
        assert 0 < category.sa_id < _MOST, category
        category.name.encode()


def _single(answer: Response) -> None:
    try:
        found = one_product(answer)
    except Unreadable as refusal:
        _told(refusal)
        return
    for product in found.with_names(_KNOWN) if found is not None else ():
        _product(product)


def _written(answer: Response) -> None:
    told = write_answer(answer)
    assert told.new_id is None or 0 < told.new_id < _MOST
    assert not (told.is_yes and told.is_no)
    assert len(told.words) <= 400
    try:
        assert rows_count(answer) >= 0
    except Unreadable as refusal:
        _told(refusal)


def _shapes(answer: Response) -> None:
    """What a report of a check tells of it holds no values."""
    for path in ("listproducts/1", "listprodcategories/1"):
        shape = shape_of("GET", path, answer, 0.1)
        for row in shape.rows[:5]:
            for name in FIELDS:
                for value in told_values(row, name):
                    written_form(value)
                    currency_form(value)
                    categories_form(value)


def _told(refusal: Unreadable) -> None:
    text = str(refusal)
    assert 0 < len(text) < 2000, text
    assert "\n" not in text, text
    error: ShopSyncError = not_data(refusal, "SalesAutopilot")
    assert error.problem.title
    assert error.problem.action


def _in_pieces(content: bytes, whole: AccountProducts | str) -> None:
    """However a body comes in pieces, it says the same."""
    sizes = [size for size in (7, 64, 1000) if len(content) <= 400 * size]
    for size in sizes[len(content) % 3 :][:1]:
        pieces = [content[at : at + size] for at in range(0, len(content), size)] or [b""]
        body = LongBody([zlib.compress(piece, 1) for piece in pieces], len(content))
        found = products_of(Response(200, _HEADERS[0], body))
        if not _is_text(content):
            continue  # of a key that nobody asks for, a typed decoder does not look at the letters
        same = found == whole if isinstance(found, str) else list(found) == list(whole)
        assert same, f"in pieces of {size}: {_short(found)}, not {_short(whole)}"
    writer = BodyWriter(("canary-secret",), packs=True)
    writer.write(content)
    written = Response(200, _HEADERS[0], writer.body())
    assert b"canary-secret" not in written.body


def _is_text(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _short(found: AccountProducts | str) -> str:
    return found if isinstance(found, str) else str(list(found))[:1000]


def row(**other: Any) -> dict[str, Any]:
    """A product in the contract's form."""
    return {
        "prod_id": "1001",
        "prod_sku": "NC-1",
        "prod_name": "Kék cipő",
        "prod_price": "787.4",
        "prod_vat_percent": "27",
        "prod_currency": "HUF",
        "prodcats": [{"prodcat_id": "7", "prodcat_name": "Cipő"}],
    } | other


@cache
def samples() -> list[bytes]:
    """Lists, rows and answers to writes in forms that are read."""
    bare = {key: value for key, value in row().items() if key != "prodcats"}
    made: list[Any] = [
        [row(), row(prod_id="1002", prodcats=[])],
        [row(prod_id=str(n), prod_sku=f"S-{n}") for n in range(1, 9)],
        {"data": [row()], "count": 1},
        {"1001": {**bare, "prodcat_ids": "1,2"}, "1002": bare},
        [{**bare, "categories": "Cipő, Táska", "id": 5}],
        [{**bare, "categories": {"5": "Cipő"}, "deleted": None}],
        [{"product": bare}],
        [{"prodcat_id": "7", "prodcat_name": "Cipő"}, {"prodcat_id": 8, "prodcat_name": "Táska"}],
        {"7": "Cipő", "8": "Táska"},
        {"id": 12, "name": "Fő", "children": [{"id": 13, "name": "Al"}]},
        {"status": "success", "id": "77"}, {"error": {"code": 404, "message": "nincs"}},
        77, "77", True, None, [], {}, "false", [77],
    ]  # fmt: skip
    texts = [json.dumps(value, ensure_ascii=False).encode() for value in made]
    odd = [
        b"<br>Notice: x [y] in {closure}\n" + texts[0],
        texts[0].decode().encode("utf-16"),
        b"".join(json.dumps(row(prod_id=n)).encode() + b"\n" for n in (1, 2)),
        json.dumps(texts[0].decode()).encode(),
        b"\xef\xbb\xbf" + texts[1],
        b"prod_id;prod_sku\n1;2\n",
    ]
    return texts + odd


def vary(content: bytes, chance: random.Random) -> bytes:
    """Mutate an answer."""
    return vary_json(content, chance, _NAMES)


READER = Reader(check, samples, vary)
