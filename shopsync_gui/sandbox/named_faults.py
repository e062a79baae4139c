"""The faults a visitor can switch on by name."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from shopsync_gui.sandbox import faults as f
from shopsync_gui.sandbox.shop.daily_changes import live

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.sandbox.app import Sandbox
    from shopsync_gui.sandbox.asgi import Request

_API: Final = "shop/"
_PAGES: Final = "GET shop/productExtend"
_DENIED: Final = json.dumps(
    {"error": "invalid_client", "error_description": "Denied", "message": "Denied"}
).encode()


def _steady(where: f.Where, action: f.Action, every: int = 1) -> Callable[[Sandbox], None]:
    def enable(sandbox: Sandbox) -> None:
        sandbox.faults.at(where, action, None, every=every)

    return enable


def _big_page(request: Request) -> bool:
    limit = request.params.get("limit", "25")
    return request.kind.startswith(_API) and limit.isdecimal() and int(limit) > 50


def _expire_fast(sandbox: Sandbox) -> None:
    sandbox.shop.token_seconds = 3


def _missing_scope(sandbox: Sandbox) -> None:
    sandbox.shop.scopes = tuple(s for s in sandbox.shop.scopes if s != "product.category:read")


def _empty_shop(sandbox: Sandbox) -> None:
    sandbox.shop.clear()


def _late_apply(sandbox: Sandbox) -> None:
    def action(request: Request) -> f.Action:
        return f.late(5 + request.number * 37 % 86)

    sandbox.faults.at(f.is_write, action, None, every=5)


def _deny(sandbox: Sandbox) -> None:
    sandbox.account_api.deny_all = True


def _quota(sandbox: Sandbox) -> None:
    sandbox.account.max_products = max(10, sandbox.config.products // 2)


def _stale(sandbox: Sandbox) -> None:
    sandbox.account.stale_seconds = 60


def _bad_product(sandbox: Sandbox) -> None:
    sku = sandbox.shop.catalogue.sku(1)
    sandbox.account.refuse = lambda product: product.prod_sku == sku


_ENABLE: Final[dict[str, tuple[str, Callable[[Sandbox], None]]]] = {
    "shop-429": ("every third shop request is too fast", _steady(_API, f.status(429), 3)),
    "shop-500": ("every fourth shop request fails with 500", _steady(_API, f.status(500), 4)),
    "shop-503": ("every fourth shop request fails with 503", _steady(_API, f.status(503), 4)),
    "shop-504-big-pages": (
        "the shop gives up on pages of more than 50 items",
        _steady(_big_page, f.status(504)),
    ),
    "shop-html": ("every fourth shop answer is an HTML page", _steady(_API, f.html(), 4)),
    "shop-empty-body": ("every fourth shop answer has no body", _steady(_API, f.empty(), 4)),
    "shop-truncated": (
        "every fourth product page is cut in half",
        _steady(_PAGES, f.truncated(), 4),
    ),
    "shop-cut": ("every fourth product page breaks off midway", _steady(_PAGES, f.cut(), 4)),
    "shop-wrong-type": (
        "every fourth shop answer is JSON of an unexpected kind",
        _steady(_API, f.wrong_type(), 4),
    ),
    "shop-slow": ("every shop answer takes five seconds longer", _steady(_API, f.own(5))),
    "shop-redirect": ("the shop redirects to another host", _steady(_API, f.redirect())),
    "shop-bomb": ("every fourth product page is a gzip bomb", _steady(_PAGES, f.bomb(), 4)),
    "shop-reset": ("every fourth shop connection is reset", _steady(_API, f.drop(), 4)),
    "shop-down": ("the shop cannot be reached", _steady(_API, f.refuse())),
    "shop-empty": ("the shop says it has no products at all", _empty_shop),
    "shop-lives": ("prices, stock and products of the shop change after each sync", live),
    "shop-api-off": (
        "the shop gives a token but refuses the API as a whole",
        _steady(_API, f.status(403)),
    ),
    "token-expires-fast": ("a token is valid for three seconds", _expire_fast),
    "token-401": (
        "the token service refuses the client",
        _steady("oauth/", f.status(401, body=_DENIED)),
    ),
    "missing-scope": ("the client may not read categories", _missing_scope),
    "sa-401": ("the account refuses the password", _deny),
    "sa-429": ("every third account request is too fast", _steady("sa/", f.status(429), 3)),
    "sa-500": ("every fourth account request fails with 500", _steady("sa/", f.status(500), 4)),
    "sa-504-after-apply": (
        "every fifth write takes effect but answers 504",
        _steady(f.is_write, f.status(504, apply=True), 5),
    ),
    "sa-lost-answer": (
        "every fifth write takes effect but its answer is lost",
        _steady(f.is_write, f.drop(apply=True), 5),
    ),
    "sa-reset-before": (
        "every fifth write is reset before it takes effect",
        _steady(f.is_write, f.drop(), 5),
    ),
    "sa-late-apply": (
        "every fifth write takes effect up to 90 seconds later, its answer is lost",
        _late_apply,
    ),
    "sa-html": ("every fourth account answer is an HTML page", _steady("sa/", f.html(), 4)),
    "sa-quota": ("the account is full at half of the catalogue", _quota),
    "sa-stale-list": ("the account's lists are a minute behind", _stale),
    "sa-bad-product": ("the account refuses one of the products", _bad_product),
    "sa-down": ("the account cannot be reached", _steady("sa/", f.refuse())),
}

FAULTS: Final[dict[str, str]] = {name: text for name, (text, _) in _ENABLE.items()}
"""Name and one-line description of every fault."""


def enable(name: str, sandbox: Sandbox) -> None:
    """Switch on the fault with this name; raises KeyError for an unknown one."""
    _ENABLE[name][1](sandbox)
