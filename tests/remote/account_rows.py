"""Rows of an account's lists, the products they stand for, and what is read from an answer of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import httpx
import msgspec

from shopsync_gui.core.catalogue import TargetCategory, TargetProduct
from shopsync_gui.core.plan.plan import Target
from tests.remote.answers import Handler, reply, with_account

ROW = {
    "prod_id": "7",
    "prod_sku": "A-7",
    "prod_name": "Cipő",
    "prod_price": "1900.00",
    "prod_vat_percent": "27.00",
    "prod_currency": "HUF",
    "prodcats": [{"prodcat_id": "5", "prodcat_name": "Cipők"}],
}


OTHER = ROW | {"prod_id": "8", "prod_sku": "A-8", "prodcats": []}
PRODUCT = TargetProduct(
    sa_id=7,
    sku="A-7",
    name="Cipő",
    net=Decimal(1900),
    vat=Decimal(27),
    currency="HUF",
    category_ids=(5,),
)


SECOND = msgspec.structs.replace(PRODUCT, sa_id=8, sku="A-8", category_ids=())
CATEGORY_ROWS = [
    {"prodcat_id": 5, "prodcat_name": "Cipők"},
    {"prodcat_id": 6, "prodcat_name": "Férfi, női"},
]


CATEGORIES = (TargetCategory(sa_id=5, name="Cipők"), TargetCategory(sa_id=6, name="Férfi, női"))


def account(products: Any, categories: Any = CATEGORY_ROWS) -> Handler:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/listproducts"):
            return reply(products)
        return reply(categories)

    return answer


def target(products: Any, categories: Any = CATEGORY_ROWS) -> Target:
    return with_account(account(products, categories), lambda client: client.target())
