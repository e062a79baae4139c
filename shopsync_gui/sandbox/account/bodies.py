"""The bodies of writes to the account, checked as strictly as the service checks them."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

from shopsync_gui.sandbox.account.records import SaProduct

if TYPE_CHECKING:
    from shopsync_gui.sandbox.account.state import Account
    from shopsync_gui.sandbox.asgi import Request

CURRENCIES: Final = ("EUR", "USD", "HUF")
REQUIRED: Final = ("prod_name", "prod_price", "prod_vat_percent", "prod_currency", "prod_sku")
_KNOWN: Final = {*REQUIRED, "prodcat_ids", "prodcat_id"}


class SaError(Exception):
    """An error answer: HTTP status and a text (the real service documents none)."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


class Bodies:
    """Bodies that a write may have, by the rules and habits of one account."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.config = account.config
        self.habits = account.habits

    @staticmethod
    def of(request: Request) -> dict[str, object]:
        """The fields of a request; raises 406."""
        if "application/json" not in request.headers.get("content-type", ""):
            raise SaError(406, "The body must be application/json")
        body = request.json()
        if not isinstance(body, dict):
            raise SaError(406, "The body must be a JSON object")
        return body

    def new_product(self, body: dict[str, object]) -> SaProduct:
        """The product that a create asks for; raises 406."""
        for name in REQUIRED:
            if name not in body:
                raise SaError(406, f"Missing parameter: {name}")
        return self.changed_product(SaProduct(0, "", "", Decimal(0), Decimal(0), ""), body)

    def changed_product(self, product: SaProduct, body: dict[str, object]) -> SaProduct:
        """The product with the body's fields, checked; raises 406."""
        for name in body:
            if name not in _KNOWN:
                raise SaError(406, f"Unknown parameter: {name}")
        for name in ("prod_name", "prod_sku"):
            if name in body and (not isinstance(body[name], str) or not str(body[name]).strip()):
                raise SaError(406, f"Wrong parameter: {name}")
        if body.get("prod_currency", CURRENCIES[0]) not in CURRENCIES:
            raise SaError(406, "Wrong parameter: prod_currency")
        price = _decimal("prod_price", body.get("prod_price", product.prod_price))
        vat = _decimal("prod_vat_percent", body.get("prod_vat_percent", product.prod_vat_percent))
        if price < 0 or not 0 <= vat <= 100:
            raise SaError(406, "Price or VAT out of range")
        changed = product._replace(
            prod_sku=str(body.get("prod_sku", product.prod_sku)),
            prod_name=self._name(str(body.get("prod_name", product.prod_name))),
            prod_price=price,
            prod_vat_percent=vat,
            prod_currency=str(body.get("prod_currency", product.prod_currency)),
            categories=self._categories(product, body),
        )
        for judge in self.habits.refuse:
            if refusal := judge(changed):
                raise SaError(*refusal)
        changed = self.habits.kept(changed)
        renamed = changed.prod_sku != product.prod_sku
        if self.config.sa_unique_sku and renamed and self.account.by_sku(changed.prod_sku):
            raise SaError(406, "prod_sku exists")
        if self.account.refuse is not None and self.account.refuse(changed):
            raise SaError(406, "This product is refused")
        return changed

    def _name(self, name: str) -> str:
        if len(name) > 255 and self.config.sa_long_names == "refuse":
            raise SaError(406, "prod_name is too long")
        return name[:255] if self.config.sa_long_names == "truncate" else name

    def _categories(self, product: SaProduct, body: dict[str, object]) -> tuple[int, ...]:
        given = body.get("prodcat_ids")
        if "prodcat_ids" not in body:
            return product.categories
        if not isinstance(given, list):
            raise SaError(406, "Wrong parameter: prodcat_ids")
        wanted = [int(_decimal("prodcat_ids", item)) for item in given]
        for own in wanted:
            if own not in self.account.categories:
                raise SaError(406, f"No such category: {own}")
        if self.habits.link is not None:
            return self.habits.link(product.categories, wanted)
        kept = product.categories if self.config.sa_category_mode == "append" else ()
        return tuple(dict.fromkeys((*kept, *wanted)))

    def category_name(self, body: dict[str, object]) -> str:
        """The name as it is kept; raises 406."""
        name = body.get("prodcat_name")
        if (
            not isinstance(name, str)
            or not name.strip()
            or not {*body} <= {"prodcat_name", "prodcat_order"}
        ):
            raise SaError(406, "Wrong parameter: prodcat_name")
        for judge in self.habits.refuse_category:
            if refusal := judge(name):
                raise SaError(*refusal)
        return self.habits.kept_category(name)

    @staticmethod
    def category_order(body: dict[str, object], order: int) -> int:
        """The order of a category, `order` where the body has none; raises 406."""
        if "prodcat_order" not in body:
            return order
        return int(_decimal("prodcat_order", body["prodcat_order"]))


def _decimal(name: str, value: object) -> Decimal:
    """A number given as number or as text with a decimal point."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str, Decimal)):
        raise SaError(406, f"Wrong parameter: {name}")
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise SaError(406, f"Wrong parameter: {name}") from None
    if not number.is_finite():
        raise SaError(406, f"Wrong parameter: {name}")
    return number
