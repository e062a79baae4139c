"""Notations of the account's answers: what is read of them, and by what name the rest is refused."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable

import httpx
import pytest

from shopsync_gui.core.errors import AccountPartlyReadOnly, AccountRefused, UnexpectedAnswer
from shopsync_gui.remote import AccountClient
from tests.remote.account_rows import CATEGORIES, CATEGORY_ROWS
from tests.remote.answers import with_account
from tests.remote.test_account_answers import PRODUCT

TEXT = json.dumps(CATEGORY_ROWS, ensure_ascii=False)
LINES = "\n".join(json.dumps(row) for row in CATEGORY_ROWS)


def says(body: bytes, **headers: str) -> Callable[[httpx.Request], httpx.Response]:
    def answer(_request: httpx.Request) -> httpx.Response:
        told = {"content-type": "application/json"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        return httpx.Response(200, headers=told, stream=httpx.ByteStream(body))

    return answer


@pytest.mark.parametrize(
    "body",
    [
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32"),
        LINES.encode(),
        LINES.replace("\n", "\r\n").encode() + b"\r\n",
        LINES.replace("\n", "").encode(),
        b"\x1e" + LINES.replace("\n", "\n\x1e").encode(),
        f"<html><body><pre>{TEXT}</pre></body></html>".encode(),
        f"/**/callback({TEXT});".encode(),
        f"var data = {TEXT};".encode(),
        json.dumps([CATEGORY_ROWS[0] | {"children": CATEGORY_ROWS[1:]}]).encode(),
        gzip.compress(TEXT.encode(), mtime=0),
        b"\xef\xbb\xbf" + gzip.compress(TEXT.encode(), mtime=0),
    ],
)
def test_other_notations_are_read(body: bytes) -> None:
    found = with_account(says(body), lambda client: client.categories())
    assert tuple(found) == CATEGORIES


def test_an_answer_that_is_not_compressed_though_it_says_so_is_read() -> None:
    answer = says(TEXT.encode(), content_encoding="gzip")
    assert tuple(with_account(answer, lambda client: client.categories())) == CATEGORIES


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("<?xml version='1.0'?><list><row/></list>", "XML"),
        ("Array\n(\n    [0] => Array\n", "PHP print_r"),
        ("array (\n  0 => \n  array (\n", "PHP var_export"),
        ('a:1:{i:0;a:1:{s:9:"prodcat_id";s:1:"5";}}', "PHP serialize"),
        ("- prodcat_id: 5\n  prodcat_name: x\n", "YAML"),
        ("prodcat_id;prodcat_name;prodcat_order\n5;Cipők;0", "CSV"),
        ("[{'prodcat_id': '5', 'prodcat_name': 'Cipők'}]", "JavaScript"),
        ("[{prodcat_id: 5, prodcat_name: 'Cipők'}]", "JavaScript"),
    ],
)
def test_what_is_no_json_is_refused_by_its_name(body: str, name: str) -> None:
    with pytest.raises(UnexpectedAnswer, match=name):
        with_account(says(body.encode()), lambda client: client.categories())


def test_an_object_beside_the_rows_is_not_taken_for_one() -> None:
    with pytest.raises(UnexpectedAnswer):
        with_account(says(b'{"sql": 3}' + TEXT.encode()), lambda client: client.categories())


@pytest.mark.parametrize(
    "words",
    [
        "Túl sok kérés",
        '{"error": "Too many requests"}',
        '{"message":"T\\u00fal sok k\\u00e9r\\u00e9s"}',
    ],
)
def test_words_ask_for_patience(words: str) -> None:
    asked = 0

    def answer(request: httpx.Request) -> httpx.Response:
        nonlocal asked
        asked += 1
        return says(words.encode() if asked < 3 else TEXT.encode())(request)

    assert tuple(with_account(answer, lambda client: client.categories())) == CATEGORIES
    assert asked == 3


def test_a_firewall_forbids_one_product_and_not_the_run() -> None:
    async def write(client: AccountClient) -> list[type[Exception]]:
        await client.create_product(PRODUCT, ())
        raised: list[type[Exception]] = []
        for _ in range(6):
            try:
                await client.update_product(7, PRODUCT, ())
            except AccountRefused as error:
                raised.append(type(error))
            except AccountPartlyReadOnly as error:
                raised.append(type(error))
        return raised

    def answer(request: httpx.Request) -> httpx.Response:
        if "modify" in request.url.path:
            return httpx.Response(403, content=b"<html>Blocked</html>")
        return says(b"7")(request)

    kinds = with_account(answer, write)
    assert kinds[:4] == [AccountRefused] * 4
    assert kinds[4] is AccountPartlyReadOnly


@pytest.mark.parametrize("encoding", ["iso-8859-2", "cp1250"])
def test_an_encoding_that_nothing_tells_is_named(encoding: str) -> None:
    rows = [{"prodcat_id": 5, "prodcat_name": "Cipők, űr és \u00bbegyéb\u00ab"[:12]}]
    body = json.dumps(rows, ensure_ascii=False).encode(encoding)
    with pytest.raises(UnexpectedAnswer) as refused:
        with_account(says(body), lambda client: client.categories())
    assert "UTF-8" in str(refused.value)


def test_an_id_that_lost_digits_is_none() -> None:
    body = b'[{"prodcat_id": 9007199254740993.0, "prodcat_name": "Cip"}]'
    with pytest.raises(UnexpectedAnswer):
        with_account(says(body), lambda client: client.categories())
