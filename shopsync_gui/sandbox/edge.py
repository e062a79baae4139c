"""The edge of the sandbox: how its answers are written, whatever they say."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from shopsync_gui.sandbox.asgi import JSON, Request, Response

Row: TypeAlias = dict[str, Any]

WRITE_ANSWERS = {
    "createproduct": "create", "createprodcategory": "create", "modifyproduct": "modify",
    "modprodcategory": "modify", "deleteproduct": "delete", "delprodcategory": "delete",
}  # fmt: skip


@dataclass
class Edge:
    """Changes applied to requests and answers, each list in its order.

    Rows are those of the account's products and categories as the contract describes them; what
    `wrap` gives for a method stands for the whole answer. Nothing here changes what is held.
    """

    ask: list[Callable[[Request], Request | Response]] = field(default_factory=list)
    """What becomes of a request before the service sees it: another one, or an answer at once."""
    product_row: list[Callable[[Row], None]] = field(default_factory=list)
    listed_row: list[Callable[[Row], None]] = field(default_factory=list)
    """Changes of product rows in the list only."""
    category_row: list[Callable[[Row], None]] = field(default_factory=list)
    product_list: list[Callable[[list[Row]], list[Row]]] = field(default_factory=list)
    category_list: list[Callable[[list[Row]], list[Row]]] = field(default_factory=list)
    wrap: dict[str, Callable[[list[Row]], object]] = field(default_factory=dict)
    """The answer to `listproducts`, `listprodcategories` or `getproduct` made of its rows."""
    answers: dict[str, Callable[[Request, int], Response]] = field(default_factory=dict)
    """The answer to a create, modify or delete that was carried out, from its bare number."""
    shop: dict[str, list[Callable[[Request, Any], Any]]] = field(default_factory=dict)
    """Changes of the shop's payloads by the kind of request, `shop/` for all of them."""
    response: list[Callable[[Request, Response], Response]] = field(default_factory=list)

    def finish(self, request: Request, response: Response) -> Response:
        """The answer as this sandbox writes it."""
        if response.status == 200:
            if request.segments[:1] == ("sa",):
                response = self._account(request, response)
            elif self.shop:
                response = self._shop(request, response)
        for change in self.response:
            with _meeting_others(self.response, list(self.wrap)):
                response = change(request, response)
        return response

    def _account(self, request: Request, response: Response) -> Response:
        method = request.segments[1]
        if kind := WRITE_ANSWERS.get(method):
            answer = self.answers.get(kind)
            text = response.body.strip(b'"').decode()
            return answer(request, int(text)) if answer and text.isdecimal() else response
        if method == "listprodcategories" and len(request.segments) == 2:
            categories = self._rows(response)
            for row in categories:
                self._category(row)
            for choose in self.category_list:
                with _meeting_others(self.category_row, self.category_list):
                    categories = choose(categories)
            return self._written(method, categories, response)
        if method == "listproducts":
            products = self._rows(response)
            for row in products:
                self._product(row, *self.listed_row)
            for choose in self.product_list:
                with _meeting_others(self.product_row, self.listed_row, self.product_list):
                    products = choose(products)
            return self._written(method, products, response)
        if method == "getproduct":
            row = json.loads(response.body)
            self._product(row)
            return self._wrapped(method, [row], row)
        return response

    def _written(self, method: str, rows: list[Row], response: Response) -> Response:
        if method in self.wrap:
            return self._wrapped(method, rows, rows)
        return json_answer(rows) if rows else response

    def _wrapped(self, method: str, rows: list[Row], plain: object) -> Response:
        """The rows with what stands around them, if anything does; they alone where that cannot be."""
        wrapped = plain
        if method in self.wrap:
            with _meeting_others(self.product_row, self.category_row, (method,)):
                wrapped = self.wrap[method](rows)
        return wrapped if isinstance(wrapped, Response) else json_answer(wrapped)

    @staticmethod
    def _rows(response: Response) -> list[Row]:
        return list(json.loads(response.body or b"[]"))

    def _category(self, row: Row) -> None:
        _change(row, self.category_row)

    def _product(self, row: Row, *changes: Callable[[Row], None]) -> None:
        for category in row["prodcats"]:
            self._category(category)
        _change(row, [*self.product_row, *changes])

    def _shop(self, request: Request, response: Response) -> Response:
        changes = [
            change
            for kind, some in self.shop.items()
            for change in some
            if request.kind.startswith(kind)
        ]
        if not changes:
            return response
        payload = json.loads(response.body)
        for change in changes:
            with _meeting_others(changes):
                payload = change(request, payload)
            if isinstance(payload, Response):
                return payload
        return json_answer(payload)


@contextmanager
def _meeting_others(*changes: Sequence[object]) -> Iterator[None]:
    """Let a change that meets the form that another one made leave it as it is."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError):
        if sum(map(len, changes)) == 1:
            raise


def _change(row: Row, changes: Sequence[Callable[[Row], None]]) -> None:
    for change in changes:
        with _meeting_others(changes):
            change(row)


def json_answer(value: object, status: int = 200) -> Response:
    """An answer with this value as JSON, written as most services do."""
    return Response(status, json.dumps(value, ensure_ascii=False).encode(), JSON)
