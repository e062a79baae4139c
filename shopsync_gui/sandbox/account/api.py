"""The account's HTTP side: verb-like paths, Basic sign-in, bare integers, strict parameters."""

from __future__ import annotations

import json
from base64 import b64decode
from binascii import Error as BadBase64
from decimal import Decimal
from hmac import compare_digest
from typing import TYPE_CHECKING, Final

from shopsync_gui.sandbox.account.bodies import Bodies, SaError
from shopsync_gui.sandbox.account.records import SaCategory, SaProduct
from shopsync_gui.sandbox.asgi import JSON, TEXT, Request, Response

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.sandbox.account.habits import Twice
    from shopsync_gui.sandbox.account.state import Account

_UNCATEGORISED: Final = "Nincs kategorizálva"
METHODS: Final[dict[str, str]] = {
    "listproducts": "GET", "getproduct": "GET", "createproduct": "POST", "modifyproduct": "POST",
    "deleteproduct": "DELETE", "listprodcategories": "GET", "createprodcategory": "POST",
    "modprodcategory": "POST", "delprodcategory": "GET", "getlists": "GET", "getforms": "GET",
    "listtotalcount": "",
}  # fmt: skip
WRITES: Final = frozenset(
    ("createproduct", "modifyproduct", "deleteproduct", "createprodcategory", "modprodcategory",
     "delprodcategory")
)  # fmt: skip


class AccountApi:
    """Answers requests below `/sa/`."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.config = account.config
        self.habits = account.habits
        self.bodies = Bodies(account)
        self.deny_all = False

    def answer(self, request: Request) -> Response:
        """Answer one request; never raises."""
        self.account.settle()
        try:
            self._sign_in(request)
            return self._dispatch(request)
        except SaError as error:
            return Response(error.status, str(error).encode(), TEXT)

    def _sign_in(self, request: Request) -> None:
        scheme, _, code = request.headers.get("authorization", "").partition(" ")
        wanted = f"{self.config.sa_user}:{self.config.sa_password}".encode()
        try:
            given = b64decode(code.strip(), validate=True)
        except (BadBase64, ValueError):
            given = b""
        if self.deny_all or scheme.lower() != "basic" or not compare_digest(given, wanted):
            raise SaError(401, "Wrong username or password")

    def _dispatch(self, request: Request) -> Response:
        name, *rest = request.segments[1:] or ("",)
        method = METHODS.get(name)
        if method is None:
            raise SaError(404, f"Unknown resource: {name}")
        if request.method != (method or self.config.sa_total_count_method):
            raise SaError(405, "Wrong HTTP method")
        if "%2f" in request.raw_path.lower():
            raise SaError(404, "Unknown resource")
        handlers: dict[str, Callable[[Request, list[str]], Response]] = {
            "listproducts": self._list_products,
            "getproduct": self._get_product,
            "createproduct": self._create_product,
            "modifyproduct": self._modify_product,
            "deleteproduct": self._delete_product,
            "listprodcategories": self._list_categories,
            "createprodcategory": self._create_category,
            "modprodcategory": self._modify_category,
            "delprodcategory": self._delete_category,
        }
        return handlers.get(name, self._lists)(request, rest)

    def _bare(self, number: int) -> Response:
        text = f'"{number}"' if self.config.sa_quoted_answers else str(number)
        return Response(200, text.encode(), JSON)

    def _list(self, rows: list[dict[str, object]]) -> Response:
        if not rows:
            return Response(200, self.config.sa_empty_list.encode(), JSON)
        return self._json(rows)

    def _json(self, value: object) -> Response:
        return Response(200, json.dumps(value, ensure_ascii=False).encode(), JSON)

    def _number(self, value: int | Decimal) -> object:
        if self.config.sa_string_numbers:
            return str(value)
        return int(value) if value == int(value) else float(value)

    def _category_row(self, category: SaCategory) -> dict[str, object]:
        return {
            "prodcat_id": self._number(category.prodcat_id),
            "prodcat_name": category.prodcat_name,
            "prodcat_order": self._number(category.prodcat_order),
        }

    def product_row(self, product: SaProduct) -> dict[str, object]:
        """A product as the lists of the account show it."""
        categories = self.account.categories
        rows = [self._category_row(categories[c]) for c in product.categories if c in categories]
        if not rows and self.config.sa_uncategorised_row:
            rows = [self._category_row(SaCategory(0, _UNCATEGORISED))]
        return {
            "prod_id": self._number(product.prod_id),
            "prod_sku": product.prod_sku,
            "prod_name": product.prod_name,
            "prod_price": self._number(product.prod_price),
            "prod_vat_percent": self._number(product.prod_vat_percent),
            "prod_currency": product.prod_currency,
            "prodcats": rows,
        }

    def _list_products(self, request: Request, rest: list[str]) -> Response:
        self._no_more(rest)
        return self._list([self.product_row(p) for p in self.account.listed_products()])

    def _get_product(self, request: Request, rest: list[str]) -> Response:
        return self._json(self.product_row(self._product(rest)))

    def _create_product(self, request: Request, rest: list[str]) -> Response:
        self._no_more(rest)
        product = self.bodies.new_product(self.bodies.of(request))
        limit = self.account.max_products
        if limit is not None and len(self.account.products) >= limit:
            raise SaError(*self.habits.quota)
        twice = self.habits.sku_twice
        known = [] if twice == "second" else self.account.by_sku(product.prod_sku)
        if known:
            if twice == "overwritten":
                self.account.put_product(product._replace(prod_id=known[0].prod_id))
            return self._bare(self._known(known[0].prod_id, twice, "prod_sku"))
        return self._bare(self.account.put_product(product))

    @staticmethod
    def _known(own: int, twice: Twice, name: str) -> int:
        """The answer to a create of what is known already; raises 406 where that is refused."""
        if twice == "refused":
            raise SaError(406, f"{name} exists")
        return {"-1": -1, "0": 0}.get(twice, own)

    def _modify_product(self, request: Request, rest: list[str]) -> Response:
        if rest[:1] == ["sku"] and len(rest) == 2:
            found = self.account.by_sku(rest[1])
            if not found:
                raise SaError(404, "No such product")
            product = found[0]
        else:
            product = self._product(rest)
        body = self.bodies.of(request)
        if not body:
            raise SaError(406, "Nothing to modify")
        if self.habits.blanks_omitted:
            product = product._replace(
                prod_name=product.prod_name if "prod_name" in body else "",
                prod_price=product.prod_price if "prod_price" in body else Decimal(0),
                categories=product.categories if "prodcat_ids" in body else (),
            )
        changed = self.bodies.changed_product(product, body)
        self.account.put_product(changed)
        return self._bare(self.config.sa_unchanged_answer if changed == product else 1)

    def _delete_product(self, request: Request, rest: list[str]) -> Response:
        self.account.drop_product(self._product(rest).prod_id)
        return self._bare(1)

    def _list_categories(self, request: Request, rest: list[str]) -> Response:
        if rest:
            row = self._category_row(self._category(rest))
            return self._json([row] if self.config.sa_category_as_list else row)
        rows = [self._category_row(c) for c in self.account.listed_categories()]
        if self.config.sa_uncategorised_row:
            rows.insert(0, self._category_row(SaCategory(0, _UNCATEGORISED)))
        return self._list(rows)

    def _create_category(self, request: Request, rest: list[str]) -> Response:
        self._no_more(rest)
        name = self.bodies.category_name(self.bodies.of(request))
        twice, same = self.habits.category_twice, self.habits.same_category
        for known in self.account.categories.values() if twice != "second" else ():
            if same(known.prodcat_name) == same(name):
                return self._bare(self._known(known.prodcat_id, twice, "prodcat_name"))
        return self._bare(self.account.put_category(SaCategory(0, name)))

    def _modify_category(self, request: Request, rest: list[str]) -> Response:
        category = self._category(rest)
        body = self.bodies.of(request)
        order = self.bodies.category_order(body, category.prodcat_order)
        changed = category._replace(
            prodcat_name=self.bodies.category_name(body), prodcat_order=order
        )
        self.account.put_category(changed)
        return self._bare(self.config.sa_unchanged_answer if changed == category else 1)

    def _delete_category(self, request: Request, rest: list[str]) -> Response:
        self.account.drop_category(self._category(rest).prodcat_id)
        return self._bare(1)

    def _lists(self, request: Request, rest: list[str]) -> Response:
        ids = [str(7100 + n) for n in range(self.config.sa_lists)]
        name = request.segments[1]
        if name == "getlists":
            self._no_more(rest)
            return self._list([{"id": own, "name": f"Minta lista {own}"} for own in ids])
        if len(rest) != 1 or rest[0] not in ids:
            raise SaError(404, "No such list")
        if name == "listtotalcount":
            return self._bare(0)
        return self._list([{"id": f"{rest[0]}1", "name": "Feliratkozó űrlap"}])

    @staticmethod
    def _no_more(rest: list[str]) -> None:
        if rest:
            raise SaError(404, "Unknown resource")

    def _product(self, rest: list[str]) -> SaProduct:
        if len(rest) == 1 and rest[0].isdecimal():
            product = self.account.products.get(int(rest[0]))
            if product is not None:
                return product
        raise SaError(404, "No such product")

    def _category(self, rest: list[str]) -> SaCategory:
        if len(rest) == 1 and rest[0].isdecimal():
            category = self.account.categories.get(int(rest[0]))
            if category is not None:
                return category
        raise SaError(404, "No such category")
