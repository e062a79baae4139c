"""The make-up of a sandbox: size, seed, credentials, the services' habits, its addresses."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final, Literal

ALL_SCOPES: Final = (
    "product.product:read", "product.category:read", "taxClass.taxClass:read",
    "localization.language:read", "localization.currency:read", "localization.location:read",
    "customer.customerGroup:read", "order.order:read", "order.status:read",
    "store.domain:read", "store.setting:read",
)  # fmt: skip


@dataclass(frozen=True)
class SandboxConfig:
    """All that can be chosen of a sandbox; the defaults are what the contracts call likely."""

    products: int = 1200
    orders: int = 60
    seed: int = 1
    currency: str = "HUF"
    latency_ms: float = 0
    faults: tuple[str, ...] = ()
    manners: tuple[str, ...] = ()
    """How the two services behave where the contracts leave it open, by name."""
    catalogue: Literal["generated", "awkward", "varied"] = "generated"
    """`varied`: with the words and categories of a real shop; `awkward`: 70 products and 12 categories that touch every limit, and an account in use."""
    account: Literal["empty", "filled"] = "empty"
    """`filled`: the account holds the shop's products from the start."""
    epoch: datetime = datetime(2026, 11, 2, 8, 0, 0)

    shop_name: str = "bemutato"
    client_id: str = "5a4db0c0de5a4db0c0de5a4db0c0de00"
    client_secret: str = "nem-valodi-titok-0123456789abcdef0123456789"
    token_seconds: int = 3600
    scopes: tuple[str, ...] = ALL_SCOPES
    rate_limit: int = 3
    retry_after: str = ""
    """Value of a Retry-After header on 429; the real service documents none."""
    heavy: bool = False
    """Pages as large as the real ones, about 20 kB a product."""
    net_contains_special: bool = False
    collapse_single: bool = True
    """A collection of one item gives the item itself, not a list."""
    wrap_response: bool = False
    empty_items: Literal["[]", "{}", "null", "missing"] = "[]"
    error_style: Literal["code", "errorCode", "message"] = "code"
    unknown_id_status: Literal[400, 404] = 400
    """What a GET of a deleted product answers: 400 with inner 40007, or 404."""
    buyer_canaries: bool = True
    """Orders carry obvious marker values where a buyer's personal data would stand."""

    sa_user: str = "demo-felhasznalo"
    sa_password: str = "demo-jelszo-nem-valodi"
    sa_one_in_flight: bool = True
    sa_unique_sku: bool = False
    sa_unchanged_answer: Literal[0, 1] = 1
    sa_category_mode: Literal["replace", "append"] = "replace"
    sa_empty_list: Literal["[]", ""] = "[]"
    sa_uncategorised_row: bool = False
    sa_quoted_answers: bool = False
    sa_string_numbers: bool = True
    sa_category_as_list: bool = False
    sa_total_count_method: Literal["GET", "POST"] = "POST"
    sa_max_products: int | None = None
    sa_long_names: Literal["accept", "refuse", "truncate"] = "accept"
    sa_stale_seconds: float = 0
    sa_lists: int = 2


@dataclass(frozen=True)
class Endpoints:
    """Addresses and credentials of a running sandbox; all values are invented."""

    shop_name: str
    shop_url: str
    """What stands before a resource name."""
    token_url: str
    """The whole token address."""
    sa_url: str
    """What stands before a method."""
    client_id: str
    client_secret: str
    sa_user: str
    sa_password: str

    def connection(self) -> dict[str, str]:
        """Return what is typed to connect the invented shop with the invented account, by field."""
        fields = asdict(self)
        return {"shop": fields.pop("shop_name"), **fields}


def endpoints(config: SandboxConfig, origin: str) -> Endpoints:
    """The addresses under an origin such as `http://127.0.0.1:8000`."""
    return Endpoints(
        shop_name=config.shop_name,
        shop_url=f"{origin}/shop/{config.shop_name}/api",
        token_url=f"{origin}/oauth/{config.shop_name}/app/token",
        sa_url=f"{origin}/sa",
        client_id=config.client_id,
        client_secret=config.client_secret,
        sa_user=config.sa_user,
        sa_password=config.sa_password,
    )
