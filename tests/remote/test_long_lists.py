"""A list of many megabytes is read piece by piece, whatever it looks like, and takes little memory."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import AsyncIterator, Callable
from decimal import Decimal
from typing import Any

import httpx
import pytest

from shopsync_gui.core.account.account_products import AccountProducts
from shopsync_gui.core.errors import UnexpectedAnswer
from shopsync_gui.remote.transport.bodies import BodyWriter, LongBody
from shopsync_gui.remote.transport.redaction import without
from tests.remote.answers import PASSWORD, reply, with_account

#: So many products of a name each as long are some megabytes.
_COUNT, _LONG_NAME = 4000, "Kék bögre " * 25
_FIRST = 1000


def row(number: int, **other: Any) -> dict[str, Any]:
    return {
        "prod_id": str(_FIRST + number),
        "prod_sku": f"S-{number}",
        "prod_name": f"{_LONG_NAME}{number}",
        "prod_price": "787.4",
        "prod_vat_percent": "27",
        "prod_currency": "HUF",
        "prodcats": [{"prodcat_id": "7", "prodcat_name": "Bögrék"}],
    } | other


class _Chunks(httpx.AsyncByteStream):
    """A body in the pieces of a network."""

    def __init__(self, body: bytes, size: int = 60_001) -> None:
        self._body, self._size = body, size

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for start in range(0, len(self._body), self._size):
            yield self._body[start : start + self._size]


def listed(body: bytes) -> AccountProducts:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/listproducts"):
            headers = {"content-type": "application/json"}
            return httpx.Response(200, headers=headers, stream=_Chunks(body))
        return reply([{"prodcat_id": "7", "prodcat_name": "Bögrék"}])

    return with_account(answer, lambda account: account.products())


def encoded(rows: list[dict[str, Any]]) -> bytes:
    return json.dumps(rows, ensure_ascii=False).encode()


def all_rows() -> list[dict[str, Any]]:
    return [row(number) for number in range(_COUNT)]


@pytest.mark.parametrize(
    "shaped",
    [
        lambda body: body,
        lambda body: b"\xef\xbb\xbf\r\n " + body + b"\r\n\x00",
        lambda body: body.replace(b"[{", b"[ \n {", 1).replace(b"}, {", b"}\n,\r\n\t{ "),
        lambda body: b'{"data": ' + body + b', "count": 4000}',
        lambda body: body + b"<br />\nNotice: Undefined index",
        lambda body: json.dumps(body.decode()).encode(),
        lambda body: body.decode().encode("utf-16"),
    ],
    ids=["plain", "blanks", "spaced", "wrapped", "remark", "text", "utf-16"],
)
def test_a_long_list_of_any_form_is_read_whole(shaped: Callable[[bytes], bytes]) -> None:
    found = listed(shaped(encoded(all_rows())))
    assert list(found.ids) == list(range(_FIRST, _FIRST + _COUNT))
    assert found[-1].name == f"{_LONG_NAME}{_COUNT - 1}"
    assert found[_COUNT // 2].net == Decimal("787.4")
    assert found.category_sizes == {7: _COUNT}


@pytest.mark.parametrize("first", ["prod_sku", "prod_name", "prodcats"])
def test_its_products_may_begin_with_any_field(first: str) -> None:
    rows = [{first: each.pop(first)} | each for each in all_rows()]
    assert list(listed(encoded(rows)).ids) == list(range(_FIRST, _FIRST + _COUNT))


def test_one_odd_product_is_read_among_the_others() -> None:
    rows = all_rows()
    rows[2500] = row(2500, prod_price=None, prodcats="7")
    rows[2501] = row(2501, deleted="1")
    rows[2502] = row(2502, prod_name='Ez "{"prod_id": "5"}, {"prod_id":" nem termék')
    found = {product.sa_id: product for product in listed(encoded(rows))}
    assert len(found) == _COUNT - 1
    assert (found[_FIRST + 2500].net, found[_FIRST + 2500].category_ids) == (Decimal(0), (7,))
    assert found[_FIRST + 2502].name.startswith('Ez "{"prod_id"')
    assert found[_FIRST + 2499].net == Decimal("787.4")


@pytest.mark.parametrize(
    "broken",
    [
        lambda body: body[:-1],
        lambda body: body[: len(body) // 2],
        lambda body: body.replace(b'"S-2000"', b'"S-2000'),
        lambda body: body.replace(b'}, {"prod_id": "3000"', b'} {"prod_id": "3000"'),
        lambda body: body + body,
    ],
    ids=["no end", "half", "a sign", "no comma", "twice"],
)
def test_a_long_list_that_is_damaged_is_refused(broken: Callable[[bytes], bytes]) -> None:
    with pytest.raises(UnexpectedAnswer):
        listed(broken(encoded(all_rows())))


def test_a_long_list_takes_little_memory() -> None:
    body = encoded([row(number, prod_name=f"{_LONG_NAME * 12}{number}") for number in range(7000)])
    assert len(body) > 20_000_000
    tracemalloc.start()
    try:
        assert len(listed(body)) == 7000
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 8_000_000, f"{most / 1e6:.1f} MB"


def test_no_secret_is_kept_wherever_a_long_body_is_cut() -> None:
    filling = b"x" * 101
    text = b"".join(filling[: number % 90 + 11] + PASSWORD.encode() for number in range(20_000))
    writer = BodyWriter([PASSWORD, "short"], packs=True)
    for chunk in (text[start : start + 65_536] for start in range(0, len(text), 65_536)):
        writer.write(chunk)
    body = writer.body()
    assert isinstance(body, LongBody)
    assert b"".join(body) == without(text, [PASSWORD])
    assert len(body) == len(without(text, [PASSWORD]))
