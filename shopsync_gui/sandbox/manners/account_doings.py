"""Side effects of a write: fields lost, refused, taken late, or elsewhere."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from shopsync_gui.sandbox.account.habits import Refusal
from shopsync_gui.sandbox.asgi import TEXT, Request, Response
from shopsync_gui.sandbox.edge import json_answer
from shopsync_gui.sandbox.manners.manner import Adopt, Manner, requests

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.sandbox.account.records import SaProduct
    from shopsync_gui.sandbox.app import Sandbox

_FIELDS: Final = (
    "prod_name", "prod_price", "prod_vat_percent", "prod_currency", "prod_sku", "prodcat_ids",
)  # fmt: skip
_NO: Final = Refusal(406, "Wrong parameter")


def _keeping_earlier(*fields: str) -> Adopt:
    """Let a modify leave these fields as they are."""

    def adopt(sandbox: Sandbox) -> None:
        def keep(product: SaProduct) -> SaProduct:
            known = sandbox.account.products.get(product.prod_id)
            if known is None:
                return product
            return product._replace(**{name: getattr(known, name) for name in fields})

        sandbox.account.habits.keep.append(keep)

    return adopt


def _asking(judge: Callable[[Request, dict[str, object]], Response | None], *methods: str) -> Adopt:
    """Answer a write of these methods so before it is carried out, where the judge says so."""

    def change(request: Request) -> Request | Response:
        if request.segments[:1] != ("sa",) or request.segments[1] not in methods:
            return request
        body = request.json()
        return judge(request, body if isinstance(body, dict) else {}) or request

    return requests(change)


def _needs_all(_request: Request, body: dict[str, object]) -> Response | None:
    missing = [name for name in _FIELDS if name not in body]
    return Response(406, f"Missing parameter: {missing[0]}".encode(), TEXT) if missing else None


def _no_categories(_request: Request, body: dict[str, object]) -> Response | None:
    empty = body.get("prodcat_ids") == []
    return Response(406, b"Wrong parameter: prodcat_ids", TEXT) if empty else None


def _no_sku(_request: Request, body: dict[str, object]) -> Response | None:
    return Response(406, b"Unknown parameter: prod_sku", TEXT) if "prod_sku" in body else None


def _not_allowed(_request: Request, _body: dict[str, object]) -> Response:
    return Response(405, b"Wrong HTTP method", TEXT)


def _silent(_request: Request, _body: dict[str, object]) -> Response:
    return json_answer(1)


def _forbidden(_request: Request, _body: dict[str, object]) -> Response:
    return Response(403, b"Forbidden", TEXT)


def _names_unique(sandbox: Sandbox) -> None:
    """Refuse a product whose name another one has."""

    def judge(product: SaProduct) -> Refusal | None:
        others = sandbox.account.products.values()
        twice = any(
            p.prod_name == product.prod_name and p.prod_id != product.prod_id for p in others
        )
        return Refusal(406, "prod_name exists") if twice else None

    sandbox.account.habits.refuse.append(judge)


def _refusing(refuses: Callable[[SaProduct], bool], refusal: Refusal = _NO) -> Adopt:
    def judge(product: SaProduct) -> Refusal | None:
        return refusal if refuses(product) else None

    return lambda sandbox: sandbox.account.habits.refuse.append(judge)


def _late(seconds: float, *methods: str) -> Adopt:
    """Answer these methods at once, and carry them out so many seconds later."""

    def adopt(sandbox: Sandbox) -> None:
        def change(request: Request) -> Request | Response:
            if request.segments[:1] != ("sa",) or request.segments[1] not in methods:
                return request
            sandbox.account.apply_later(seconds, lambda: sandbox.account_api.answer(request))
            return json_answer(1)

        sandbox.edge.ask.append(change)

    return adopt


def _same_sku(key: Callable[[str], str], twice: str) -> Adopt:
    def adopt(sandbox: Sandbox) -> None:
        sandbox.account.habits.same_sku = key
        sandbox.account.habits.sku_twice = twice  # type: ignore[assignment]

    return adopt


def _first_category_kept(sandbox: Sandbox) -> None:
    """Let a product keep the category it was created with, before the given ones."""
    sandbox.account.habits.link = lambda old, new: tuple(dict.fromkeys((*old[:1], *new)))


def _one_category(sandbox: Sandbox) -> None:
    sandbox.account.habits.refuse.append(
        lambda product: Refusal(406, "One category only") if len(product.categories) > 1 else None
    )


_DOINGS: Final[dict[str, tuple[str, str, Adopt]]] = {
    "modify-keeps-sku": ("modify", "a modify does not change the SKU", _keeping_earlier("prod_sku")),
    "modify-keeps-vat": ("modify", "a modify does not change the VAT", _keeping_earlier("prod_vat_percent")),
    "modify-keeps-currency": (
        "modify", "a modify does not change the currency", _keeping_earlier("prod_currency")
    ),
    "modify-keeps-name": ("modify", "a modify does not change the name", _keeping_earlier("prod_name")),
    "modify-keeps-price": ("modify", "a modify does not change the price", _keeping_earlier("prod_price")),
    "modify-keeps-categories": (
        "modify", "a modify does not change the categories", _keeping_earlier("categories")
    ),
    "modify-does-nothing": ("modify", "a modify answers 1 and does nothing", _asking(_silent, "modifyproduct")),
    "modify-refused": ("modify", "every modify gets 405", _asking(_not_allowed, "modifyproduct")),
    "modify-forbidden": ("modify", "every modify gets 403", _asking(_forbidden, "modifyproduct")),
    "modify-needs-all": ("modify", "a modify without all fields gets 406", _asking(_needs_all, "modifyproduct")),
    "modify-refuses-sku": ("modify", "a modify with a SKU gets 406", _asking(_no_sku, "modifyproduct")),
    "modify-refuses-no-categories": (
        "modify", "a modify with [] gets 406", _asking(_no_categories, "modifyproduct")
    ),
    "modify-late-3s": ("modify", "a modify takes effect 3 s later", _late(3, "modifyproduct")),
    "modify-late-20s": ("modify", "a modify takes effect 20 s later", _late(20, "modifyproduct")),
    "create-refuses-no-categories": (
        "create", "a create with [] gets 406", _asking(_no_categories, "createproduct")
    ),
    "create-refuses-names-twice": ("create", "a name that another product has gets 406", _names_unique),
    "delete-refused": ("delete", "every delete gets 405", _asking(_not_allowed, "deleteproduct")),
    "delete-does-nothing": ("delete", "a delete answers 1 and does nothing", _asking(_silent, "deleteproduct")),
    "categories-rename-refused": (
        "category-names", "a category cannot be renamed", _asking(_not_allowed, "modprodcategory")
    ),
    "categories-create-refused": (
        "category-names", "no category can be created", _asking(_not_allowed, "createprodcategory")
    ),
    "categories-first-stays": ("links", "the first category of a product stays", _first_category_kept),
    "refuses-two-categories": ("links", "more than one category gets 406", _one_category),
    "refuses-price-decimals": (
        "price", "a price with decimals gets 406", _refusing(lambda p: p.prod_price % 1 != 0)
    ),
    "refuses-price-over-million": (
        "price", "a price of a million gets 406", _refusing(lambda p: p.prod_price >= Decimal(1_000_000))
    ),
    "sku-twice-existing-by-case": (
        "sku-twice", "the known id, whatever the case of the SKU", _same_sku(str.casefold, "existing")
    ),
    "sku-twice-existing-trimmed": (
        "sku-twice", "the known id, whatever stands around the SKU", _same_sku(str.strip, "existing")
    ),
    "sku-twice-overwritten-prefix": (
        "sku-twice", "64 characters of a SKU tell products apart, and the known one is overwritten",
        _same_sku(lambda t: t[:64], "overwritten"),
    ),
    "sku-twice-overwritten-numeric": (
        "sku-twice", "a SKU of digits is a number, and the known product is overwritten",
        _same_sku(lambda t: str(int(t)) if t.isdecimal() else t, "overwritten"),
    ),
}  # fmt: skip

MANNERS: Final[dict[str, Manner]] = {
    name: Manner(aspect, text, adopt) for name, (aspect, text, adopt) in _DOINGS.items()
}
