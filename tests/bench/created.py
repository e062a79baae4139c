"""An account that begins empty and keeps what is created in it in a file."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import apsw
import httpx
import msgspec

from tests.bench.filled import Filled, RowStream

#: Ids of the first category and the first product.
_FIRST_CATEGORY, _FIRST_PRODUCT = 501, 8637
#: Rows of the list that are read at a time.
_ROWS = 500


class CreatedAccount(httpx.AsyncBaseTransport):
    """An account in a file, whose time is not counted as the program's."""

    def __init__(self, filled: Filled, path: Path) -> None:
        self._filled = filled
        self._file = apsw.Connection(str(path))
        self._file.execute(
            "PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF;"
            "CREATE TABLE IF NOT EXISTS category (id INTEGER PRIMARY KEY, name TEXT);"
            "CREATE TABLE IF NOT EXISTS product (id INTEGER PRIMARY KEY, body TEXT);"
        ).fetchall()
        self.writes = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0)
        headers = {"content-type": "application/json"}
        name, _slash, rest = request.url.path.strip("/").partition("/")
        if name == "listproducts":
            return httpx.Response(200, headers=headers, stream=RowStream(self._list))
        with self._filled.measured():
            content = self._answer(name, rest, request.content)
        return httpx.Response(404 if content is None else 200, headers=headers, content=content)

    def _answer(self, name: str, rest: str, body: bytes) -> bytes | None:
        match name:
            case "listprodcategories":
                return msgspec.json.encode([*map(_category, self._rows("category"))])
            case "getproduct":
                rows = [*self._rows("product", f"WHERE id = {int(rest)}")]
                return _product(rows[0], self._names()) if rows else None
            case "createproduct":
                return self._created("product", _FIRST_PRODUCT, body.decode())
            case "createprodcategory":
                wanted = msgspec.json.decode(body)["prodcat_name"]
                return self._created("category", _FIRST_CATEGORY, wanted)
            case "deleteproduct":
                self.writes += 1
                self._file.execute("DELETE FROM product WHERE id = ?", (int(rest),)).fetchall()
                return b"1"
        return None

    def _created(self, table: str, first: int, value: str) -> bytes:
        self.writes += 1
        self._file.execute(
            f"INSERT INTO {table} VALUES ((SELECT coalesce(max(id), {first - 1}) + 1 FROM {table}), ?)",
            (value,),
        ).fetchall()
        return str(self._file.last_insert_rowid()).encode()

    def _rows(self, table: str, where: str = "", most: int = -1) -> Iterator[tuple[int, str]]:
        yield from self._file.execute(f"SELECT * FROM {table} {where} ORDER BY id LIMIT {most}")

    def _names(self) -> dict[int, dict[str, str]]:
        return {row[0]: _category(row) for row in self._rows("category")}

    def _list(self) -> Iterator[bytes]:
        yield b"["
        with self._filled.measured():
            names = self._names()
        last, comma = 0, b""
        while True:
            with self._filled.measured():
                rows = [*self._rows("product", f"WHERE id > {last}", _ROWS)]
                piece = b",".join(_product(row, names) for row in rows)
            if not rows:
                break
            last = rows[-1][0]
            yield comma + piece
            comma = b","
        yield b"]"


def _category(row: tuple[int, str]) -> dict[str, str]:
    return {"prodcat_id": str(row[0]), "prodcat_name": row[1], "prodcat_order": "0"}


def _product(row: tuple[int, str], names: dict[int, dict[str, str]]) -> bytes:
    body = msgspec.json.decode(row[1])
    return msgspec.json.encode(
        {
            "prod_id": str(row[0]),
            "prod_sku": body["prod_sku"],
            "prod_name": body["prod_name"],
            "prod_price": str(body["prod_price"]),
            "prod_vat_percent": str(body["prod_vat_percent"]),
            "prod_currency": body["prod_currency"],
            "prodcats": [names[own] for own in body["prodcat_ids"]],
        }
    )
