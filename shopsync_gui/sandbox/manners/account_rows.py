"""The account's rows: how categories, numbers and texts are shown; what is held stays as it is."""

from __future__ import annotations

from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING, Any, Final

from shopsync_gui.sandbox.manners.manner import (
    Adopt,
    Manner,
    dropped,
    listed_rows,
    product_rows,
    shown,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.sandbox.app import Sandbox
    from shopsync_gui.sandbox.edge import Row

_CATEGORIES: Final = "prodcats"
_SPACE: Final = "\u00a0"


def _ids(rows: list[Row]) -> list[int]:
    return [int(row["prodcat_id"]) for row in rows]


def _names(rows: list[Row]) -> list[str]:
    return [str(row["prodcat_name"]) for row in rows]


def _moved(key: str, change: Callable[[list[Row]], object]) -> Adopt:
    """Show categories under another key."""

    def alter(row: Row) -> None:
        row[key] = change(row.pop(_CATEGORIES))

    return product_rows(alter)


def _beside(key: str, change: Callable[[list[Row]], object]) -> Adopt:
    def alter(row: Row) -> None:
        row[key] = change(row[_CATEGORIES])

    return product_rows(alter)


def _only_alone(row: Row) -> None:
    del row[_CATEGORIES]


def _first(values: list[Any]) -> Any:
    return values[0] if values else None


def _uncategorised(own: int, *, listed: bool = True) -> Adopt:
    """Let the label of uncategorised products be a row of this id."""
    label = {"prodcat_id": str(own), "prodcat_name": "Nincs kategorizálva", "prodcat_order": "0"}

    def alter(row: Row) -> None:
        row[_CATEGORIES] = row[_CATEGORIES] or [dict(label)]

    def adopt(sandbox: Sandbox) -> None:
        sandbox.edge.product_row.append(alter)
        if listed:
            sandbox.edge.category_list.append(lambda rows: [dict(label), *rows])

    return adopt


_CATEGORY_FORMS: Final[dict[str, tuple[str, Adopt]]] = {
    "prodcats-null": ("categories of a product are null", shown(_CATEGORIES, lambda _rows: None)),
    "prodcats-missing": ("products do not tell their categories", dropped(_CATEGORIES)),
    "prodcats-always-empty": ("categories of a product are []", shown(_CATEGORIES, lambda _rows: [])),
    "prodcats-ids": ("categories as a list of ids", shown(_CATEGORIES, _ids)),
    "prodcats-id-texts": (
        "categories as a list of ids in quotes", shown(_CATEGORIES, lambda r: list(map(str, _ids(r))))
    ),
    "prodcats-names": ("categories as a list of names", shown(_CATEGORIES, _names)),
    "prodcats-keyed-objects": (
        "categories as objects by their ids",
        shown(_CATEGORIES, lambda rows: {row["prodcat_id"]: row for row in rows}),
    ),
    "prodcats-keyed-names": (
        "categories as names by their ids",
        shown(_CATEGORIES, lambda rows: {row["prodcat_id"]: row["prodcat_name"] for row in rows}),
    ),
    "prodcats-csv": (
        "categories as 501,502", shown(_CATEGORIES, lambda rows: ",".join(map(str, _ids(rows))))
    ),
    "prodcats-csv-names": (
        "categories as names in one text", shown(_CATEGORIES, lambda rows: ", ".join(_names(rows)))
    ),
    "prodcats-single-object": (
        "a single category is no list",
        shown(_CATEGORIES, lambda rows: rows[0] if len(rows) == 1 else rows),
    ),
    "prodcats-short-keys": (
        "categories with id and name",
        shown(_CATEGORIES,
              lambda rows: [{"id": r["prodcat_id"], "name": r["prodcat_name"]} for r in rows]),
    ),
    "prodcats-null-for-none": ("no categories are null", shown(_CATEGORIES, lambda rows: rows or None)),
    "prodcats-false-for-none": (
        "no categories are false", shown(_CATEGORIES, lambda rows: rows or False)
    ),
    "prodcats-text-for-none": ('no categories are ""', shown(_CATEGORIES, lambda rows: rows or "")),
    "prodcats-object-for-none": ("no categories are {}", shown(_CATEGORIES, lambda rows: rows or {})),
    "prodcats-under-prodcat-ids": ('category ids under "prodcat_ids"', _moved("prodcat_ids", _ids)),
    "prodcats-csv-under-prodcat-ids": (
        '"prodcat_ids" as 501,502', _moved("prodcat_ids", lambda rows: ",".join(map(str, _ids(rows))))
    ),
    "prodcats-under-categories": ('rows under "categories"', _moved("categories", lambda rows: rows)),
    "prodcats-only-prodcat-id": (
        'the first category only, as "prodcat_id"',
        _moved("prodcat_id", lambda rows: _first(_ids(rows))),
    ),
    "prodcats-with-prodcat-id": (
        'the first category again as "prodcat_id"',
        _beside("prodcat_id", lambda rows: _first(_ids(rows)) or 0),
    ),
    "prodcats-only-alone": ("categories are told by getproduct only", listed_rows(_only_alone)),
    "prodcats-reversed": ("categories in another order", shown(_CATEGORIES, lambda rows: rows[::-1])),
    "prodcats-first-only": ("only the first category is shown", shown(_CATEGORIES, lambda r: r[:1])),
    "uncategorised-0": ("a category row 0 for the label", _uncategorised(0)),
    "uncategorised-1": ("a category row 1 for the label", _uncategorised(1)),
    "uncategorised-999": ("a category row 999 for the label", _uncategorised(999)),
    "uncategorised-unlisted": ("the label as a row that is not listed", _uncategorised(999, listed=False)),
}  # fmt: skip


def _places(text: str, places: int) -> str:
    return f"{Decimal(text):.{places}f}"


def _hungarian(text: str) -> str:
    return f"{Decimal(text):,.2f}".replace(",", " ").replace(".", ",")


def _bare(text: str) -> object:
    value = Decimal(text)
    return int(value) if value == int(value) else float(value)


def _gross(row: Row) -> None:
    net, vat = Decimal(row["prod_price"]), Decimal(row["prod_vat_percent"])
    row["prod_price"] = f"{net * (100 + vat) / 100:.2f}"


def _with_currency(row: Row) -> None:
    row["prod_price"] = f"{row['prod_price']} {row['prod_currency']}"


_PRICE: Final = "prod_price"
_PRICES: Final[dict[str, tuple[str, Adopt]]] = {
    "price-number": ("prices as bare numbers", shown(_PRICE, _bare)),
    "price-two-decimals": ('"1900.00"', shown(_PRICE, lambda text: _places(text, 2))),
    "price-four-decimals": ('"1900.0000"', shown(_PRICE, lambda text: _places(text, 4))),
    "price-float": ("1900.0", shown(_PRICE, float)),
    "price-noise": ("1899.9999999999998", shown(_PRICE, lambda text: float(text) * (1 - 2e-16))),
    "price-comma": ('"1900,00"', shown(_PRICE, lambda text: _places(text, 2).replace(".", ","))),
    "price-hungarian": ('"1 900,00"', shown(_PRICE, _hungarian)),
    "price-hungarian-nbsp": (
        '"1 900,00" with a hard space', shown(_PRICE, lambda t: _hungarian(t).replace(" ", _SPACE))
    ),
    "price-dots": (
        '"1.900,00"', shown(_PRICE, lambda text: _hungarian(text).replace(" ", "."))
    ),
    "price-english": ('"1,900.00"', shown(_PRICE, lambda text: f"{Decimal(text):,.2f}")),
    "price-in-ft": ('"1900 Ft"', shown(_PRICE, lambda text: f"{text} Ft")),
    "price-hungarian-ft": ('"1 900,00 Ft"', shown(_PRICE, lambda text: f"{_hungarian(text)} Ft")),
    "price-with-currency": ('"1900 HUF"', product_rows(_with_currency)),
    "price-shown-gross": ("the gross price is shown", product_rows(_gross)),
    "price-shown-whole": ("prices are shown without decimals", shown(_PRICE, lambda t: _places(t, 0))),
    "price-missing": ("prices are not told", dropped(_PRICE)),
    "price-null": ("prices are null", shown(_PRICE, lambda _text: None)),
    "price-only-alone": (
        "prices are told by getproduct only", listed_rows(lambda row: row.__delitem__(_PRICE))
    ),
}  # fmt: skip

_VAT: Final = "prod_vat_percent"
_VATS: Final[dict[str, tuple[str, Adopt]]] = {
    "vat-number": ("VAT as a bare number", shown(_VAT, _bare)),
    "vat-two-decimals": ('"27.00"', shown(_VAT, lambda text: _places(text, 2))),
    "vat-comma": ('"27,00"', shown(_VAT, lambda text: _places(text, 2).replace(".", ","))),
    "vat-percent": ('"27%"', shown(_VAT, lambda text: f"{text}%")),
    "vat-percent-space": ('"27 %"', shown(_VAT, lambda text: f"{text} %")),
    "vat-words": ('"27% ÁFA"', shown(_VAT, lambda text: f"{text}% ÁFA")),
    "vat-fraction": ("0.27", shown(_VAT, lambda text: str(Decimal(text) / 100))),
    "vat-multiplier": ("1.27", shown(_VAT, lambda text: str(1 + Decimal(text) / 100))),
    "vat-shown-whole": ("5.5 is shown as 5", shown(_VAT, lambda text: int(Decimal(text)))),
    "vat-missing": ("VAT is not told", dropped(_VAT)),
    "vat-null": ("VAT is null", shown(_VAT, lambda _text: None)),
    "vat-only-alone": (
        "VAT is told by getproduct only", listed_rows(lambda row: row.__delitem__(_VAT))
    ),
}  # fmt: skip

_CURRENCY: Final = "prod_currency"
_CURRENCIES: Final[dict[str, tuple[str, Adopt]]] = {
    "currency-missing": ("the currency is not told", dropped(_CURRENCY)),
    "currency-null": ("the currency is null", shown(_CURRENCY, lambda _text: None)),
    "currency-empty": ('the currency is ""', shown(_CURRENCY, lambda _text: "")),
    "currency-ft": (
        "Ft, € and $", shown(_CURRENCY, lambda t: {"HUF": "Ft", "EUR": "€", "USD": "$"}.get(t, t))
    ),
    "currency-lower": ("huf", shown(_CURRENCY, lambda text: str(text).lower())),
    "currency-blanks": ('" HUF "', shown(_CURRENCY, lambda text: f" {text} ")),
    "currency-number": ("the currency as a number", shown(_CURRENCY, lambda _text: 1)),
    "currency-only-alone": (
        "currencies are told by getproduct only", listed_rows(lambda row: row.__delitem__(_CURRENCY))
    ),
}  # fmt: skip


def _extra(row: Row) -> None:
    row.update(
        {"qty": "1", "active": "1", "deleted": None, "prod_url": "", "created": "2026-01-01"}
    )


def _numeric_check(row: Row) -> None:
    """Do what PHP's JSON_NUMERIC_CHECK does: whatever looks like a number becomes one."""
    for key, value in row.items():
        if isinstance(value, str) and value:
            try:
                number = float(value)
            except ValueError:
                continue
            row[key] = int(number) if number == int(number) else number


def _listed(key: str, change: Callable[[str], object]) -> Adopt:
    def alter(row: Row) -> None:
        row[key] = change(row[key])

    return listed_rows(alter)


_OTHERS: Final[dict[str, tuple[str, str, Adopt]]] = {
    "ids-numbers": ("ids", "ids as numbers", shown("prod_id", int)),
    "ids-beyond-53-bits-floats": (
        "ids", "ids as 1152921504606855613.0", shown("prod_id", lambda value: float(2**60 + int(str(value)))),
    ),
    "ids-floats": ("ids", "ids as 8637.0", shown("prod_id", float)),
    "ids-padded": ("ids", "ids as 0008637", shown("prod_id", lambda text: f"{text:0>8}")),
    "numeric-check": ("rows", "every text of digits becomes a number", product_rows(_numeric_check)),
    "extra-fields": ("rows", "fields that no contract knows", product_rows(_extra)),
    "names-listed-short": ("names", "the list shows names cut at 50", _listed("prod_name", lambda t: t[:50])),
    "names-listed-entities": ("names", "the list shows names with entities", _listed("prod_name", escape)),
    "skus-not-listed": ("skus", "the list does not tell SKUs", _listed("prod_sku", lambda _text: "")),
    "skus-listed-null": ("skus", "SKUs are null in the list", _listed("prod_sku", lambda _text: None)),
    "skus-listed-lower": ("skus", "the list shows SKUs in lower case", _listed("prod_sku", str.lower)),
}  # fmt: skip

MANNERS: Final[dict[str, Manner]] = {
    **{name: Manner("prodcats", text, adopt) for name, (text, adopt) in _CATEGORY_FORMS.items()},
    **{name: Manner("price", text, adopt) for name, (text, adopt) in _PRICES.items()},
    **{name: Manner("vat", text, adopt) for name, (text, adopt) in _VATS.items()},
    **{name: Manner("currency", text, adopt) for name, (text, adopt) in _CURRENCIES.items()},
    **{name: Manner(aspect, text, adopt) for name, (aspect, text, adopt) in _OTHERS.items()},
}
