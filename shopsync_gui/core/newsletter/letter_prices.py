"""The amounts in the words beside a product's link, and which of them is its price."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: Stands behind the words of a link, which are a product's name and tell nothing of the amount after them.
LINK_END = "\x02"

_S = r"[\u0020\u00a0\u202f\u2009]"
_GROUPED = rf"\d{{1,3}}(?:(?:{_S}|[.,])\d{{3}}){{1,4}}"
_NUMBER = rf"(?<![\d])(?:{_GROUPED}|\d{{1,12}})(?:[.,]\d{{1,2}})?(?!\d)"
#: The end of a round amount: "1.250,- Ft", "8354.- Ft".
_ROUND = r"[.,][-–—]"
_CURRENCIES = {
    "ft": "HUF", "forint": "HUF", "huf": "HUF", "€": "EUR", "eur": "EUR", "euró": "EUR", "euro": "EUR",
    "$": "USD", "usd": "USD", "ron": "RON", "lej": "RON", "lei": "RON",
}  # fmt: skip
_AFTER = r"(?:Ft|forint|€|euró|\$|(?:HUF|EUR|euro|USD|RON|lej|lei)(?!\w))"
_BEFORE = r"(?:(?<!\w)(?:HUF|EUR|USD|RON)|€|\$)"
_END = rf"{_NUMBER}(?:{_ROUND})?{_S}*{_AFTER}"
_AMOUNT = re.compile(
    rf"(?P<after>{_NUMBER})(?:{_ROUND})?{_S}*(?P<its>{_AFTER})"
    rf"|(?P<low>(?<!\d)(?:{_GROUPED}(?={_S}*[-–]{_S}*{_END})|\d{{2,12}}(?=[-–]{_END})))"
    rf"|(?P<of>{_BEFORE}){_S}*(?P<before>{_NUMBER})(?:{_ROUND})?"
    rf"|(?P<bare>{_NUMBER}){_ROUND}(?!\w)",
    re.IGNORECASE,
)
#: So much of the words before and after an amount can tell what it is.
_NEAR = 100

#: Several pieces, for which an amount is asked.
_MANY = r"(?:[2-9]|[1-9]\d+|két|kettő|három|négy|two|three|four)"
_PIECES = r"(?:db|darab|pár|csomag|doboz|karton|pcs|pieces|pairs?|packs?)"
_TAX = r"(?:\d{1,2}\s*%\s*(?:-?os\s*)?)?(?:áfa|vat|tax)(?!\w)"
_PRICE = r"\s*(?:bruttó\s*|br\.?\s*|gross\s*)?(?:ár\w*|price)"
_ONCE = (
    "eredeti|korábbi|régi|teljes|normál|előző|alap|rendes|original|regular|old|list|usual|previous"
)
_NOW = "akciós|kedvezményes|leárazott|csökkentett|mostani|jelenlegi|aktuális|sale|special|new|current|reduced"


def _label(words: str, more: str) -> re.Pattern[str]:
    """Words directly before an amount; `more`, and what ends in a colon, may stand a line above it."""
    return re.compile(
        rf"(?<!\w)(?:(?:{words})[^\S\n]*(?::\s*|[!=]?[^\S\n]*)|(?:{more})[\s:]*)\Z", re.IGNORECASE
    )


_OLD_BEFORE = _label(
    rf"{_ONCE}|korábban|eredetileg|was|before|instead\s+of|rrp", rf"(?:{_ONCE}){_PRICE}|listaár\w*"
)
_NEW_BEFORE = _label(
    rf"{_NOW}|(?:most|mostantól|már|akció|now|sale)(?:\s*(?:csak|only))?|csak|csupán|mindössze|only|just",
    rf"(?:{_NOW}){_PRICE}",
)
_OTHER_BEFORE = _label(
    r"(?:házhoz|ki)?szállítás\w*|megtakarítás\w*|(?:meg)?spórol\w*|kedvezmény(?:e|ed|ek)?|engedmény"
    r"|(?:kupon|utalvány)\w*(?:\s+értéke)?|előleg|betétdíj|havi|legalább|minimum"
    rf"|{_MANY}\s*{_PIECES}(?:-?(?:ot|t))?(?:\s*(?:ára|együtt|összesen|esetén|vásárlása\s+esetén|for))?"
    r"|(?:[2-9]|1[0-2]|two|three|four)\s+for(?:\s+only)?"
    r"|delivery|shipping|save|discount|voucher|coupon|deposit|over|above",
    r"(?:házhoz|ki)?szállítási?\s*(?:díj|költség|ár)\w*|postaköltség|egységár\w*|unit\s+price",
)
_OTHER_AFTER = re.compile(
    r"[\s(]*(?:-?(?:os|ot|nyi|ért)?\s*)?(?:felett|fölött|alatt|kedvezmén|engedmén|megtakarít|spórol|kupon|utalvány"
    r"|értékű|értékben|vásárlás|rendelés|szállítás|kiszállítás|házhozszállítás|kosárérték"
    rf"|/\s*{_MANY}\s*{_PIECES}|(?:/|for)\s*{_MANY}(?:\s*{_PIECES}|(?!\w))|{_MANY}\s*{_PIECES}(?:-?\w+)?\s+(?:esetén|vásárl)"
    r"|off\b|discount|(?:and|or)\s+(?:over|above|more)|shipping|delivery|voucher|coupon)",
    re.IGNORECASE,
)
_UNIT_AFTER = re.compile(
    r"\s*(?:/|per\s)\s*(?:\d+\s*)?(?:kg|dkg|g|l|dl|ml|liter|m|fm|m2|m²|hó)(?!\w)", re.IGNORECASE
)
_INSTEAD_AFTER = re.compile(r"[-\s]*helyett(?!\w)", re.IGNORECASE)
_NET_BEFORE = _label(
    r"nettó|net(?:to)?",
    rf"(?:nettó|net(?:to)?)\s*(?:eladási\s*)?(?:ár\w*|price)|(?:excl\w*\.?|without|before)\s*{_TAX}|áfa\s*nélkül\w*(?:\s*ár\w*)?",
)
_NET_AFTER = re.compile(
    rf"[\s(]*(?:(?:\+|plusz\s|plus\s|excl\w*\.?(?:\s*of)?|ex\.?|without|before)\s*{_TAX}|áfa\s*nélkül)",
    re.IGNORECASE,
)
#: Words that follow one amount, or stand before the next one.
_NET_BESIDE = re.compile(r"[\s(]*(?:nettó|net(?:to)?)(?!\w)(?:\s*(?:ár\w*|price))?", re.IGNORECASE)
_REST = r"[^\n\d!.;,]"
_LOW = r"(?<!\w)(?:lowest|legalacsonyabb|legkisebb)"
#: The lowest price of the thirty days before a reduction, which the law has shops say.
_LOWEST = rf"(?:(?<!\d)30{_REST}{{1,60}}{_LOW}\s+(?:\w+\s+)?(?:ár\w*|price)|{_LOW}{_REST}{{1,60}}(?<!\d)30(?!\d))"
_LOWEST_BEFORE = re.compile(rf"{_LOWEST}{_REST}{{0,40}}\s*\Z", re.IGNORECASE)
_LOWEST_BESIDE = re.compile(rf"{_REST}{{0,30}}?{_LOWEST}{_REST}{{0,40}}", re.IGNORECASE)
_TAX_BEFORE = re.compile(r"(?<!\w)(?:áfa(?:\s*tartal\w*)?|vat|tax)[\s:=]*\Z", re.IGNORECASE)
_TAX_AFTER = re.compile(rf"\s*{_TAX}", re.IGNORECASE)
#: No tax on sales is more than this part of the price in front of it.
_MOST_TAX = Decimal("0.3")
_MINUS_BEFORE = re.compile(r"[\s(][-\u2212]\Z")


class AmountKind(StrEnum):
    """The meaning of an amount, as the words around it tell."""

    PLAIN = "plain"
    NEW = "new"
    OLD = "old"
    UNIT = "unit"
    #: A price without the tax.
    NET = "net"
    #: Delivery, a saving, a voucher, several pieces, the tax.
    OTHER = "other"


class Amount(msgspec.Struct, frozen=True):
    """An amount of money beside a link; without a currency where it names none."""

    value: Decimal
    currency: str
    kind: AmountKind = AmountKind.PLAIN
    #: Whether it may as well belong to a neighbour.
    unsure: bool = False


class SaidPrice(msgspec.Struct, frozen=True):
    """The price that a letter says of a product; None where it says none, or several that may be it."""

    price: Decimal | None = None
    candidates: tuple[Decimal, ...] = ()
    #: What it says in another currency only.
    foreign: tuple[Amount, ...] = ()
    #: Whether it says it without the tax only.
    without_tax: bool = False
    #: Whether what it says may be a neighbour's price.
    unsure: bool = False


def said_price(amounts: Sequence[Amount], currency: str) -> SaidPrice:
    """The price in a currency: the one marked as it, else the only one that is nothing else."""
    own = [amount for amount in amounts if amount.currency in ("", currency)]
    if not own:
        return SaidPrice(foreign=tuple(a for a in amounts if a.kind is not AmountKind.OTHER))
    new, plain, unit, net, old = (
        tuple(dict.fromkeys(amount.value for amount in own if amount.kind is kind))
        for kind in (
            AmountKind.NEW,
            AmountKind.PLAIN,
            AmountKind.UNIT,
            AmountKind.NET,
            AmountKind.OLD,
        )
    )
    likely = new or plain or unit
    if any(amount.unsure for amount in own if amount.kind is not AmountKind.OTHER):
        return SaidPrice(candidates=likely or net or old, unsure=True)
    if new and plain and min(plain) < min(new):
        likely = tuple(dict.fromkeys((*new, *plain)))
    if net and not new and not plain:
        return SaidPrice(candidates=net, without_tax=True)
    return SaidPrice(likely[0] if len(likely) == 1 else None, likely or old)


def amounts_in(text: str) -> list[Amount]:
    """The amounts of a text in their order, each with what the words around it say that it is."""
    found = list(_AMOUNT.finditer(text))
    amounts = [Amount(_value(match), _currency(match)) for match in found]
    kinds = list(_kinds(text, found, amounts))
    return [
        msgspec.structs.replace(amount, kind=kind)
        for amount, kind in zip(amounts, kinds, strict=True)
    ]


def number_of(text: str) -> Decimal:
    """A written number: the last separator is a decimal one if one or two digits follow it."""
    compact = re.sub(_S, "", text)
    cents = re.search(r"[.,](\d{1,2})$", compact)
    whole = compact[: cents.start()] if cents else compact
    digits = re.sub(r"\D", "", whole) or "0"
    return Decimal(f"{digits}.{cents[1]}" if cents else digits)


def _value(match: re.Match[str]) -> Decimal:
    return number_of(match["after"] or match["before"] or match["bare"] or match["low"])


def _currency(match: re.Match[str]) -> str:
    return _CURRENCIES.get((match["its"] or match["of"] or "").lower(), "")


def _kinds(
    text: str, found: Sequence[re.Match[str]], amounts: Sequence[Amount]
) -> Iterator[AmountKind]:
    replaced = False
    for at, match in enumerate(found):
        start = found[at - 1].end() if at else 0
        end = found[at + 1].start() if at + 1 < len(found) else len(text)
        before = text[max(start, match.start() - _NEAR) : match.start()]
        after = text[match.end() : min(end, match.end() + _NEAR)]
        labels_next = at + 1 < len(found)
        if match["low"] and labels_next:  # a range: what is said behind it is said of both
            follows = found[at + 2].start() if at + 2 < len(found) else len(text)
            after = text[found[at + 1].end() : min(follows, found[at + 1].end() + _NEAR)]
            labels_next = at + 2 < len(found)
        instead = _INSTEAD_AFTER.match(after) is not None
        if replaced:
            kind, replaced = AmountKind.OLD, False
        elif instead and at + 1 < len(found) and amounts[at].value < amounts[at + 1].value:
            kind, replaced = (
                AmountKind.NEW,
                True,
            )  # the wrong way round: a letter tells of what is cheaper
        elif instead:
            kind = AmountKind.OLD
        elif (
            at and amounts[at].value < amounts[at - 1].value * _MOST_TAX and _is_tax(before, after)
        ):
            kind = AmountKind.OTHER
        else:
            kind = _kind(before, after, labels_next=labels_next)
        yield kind


def _is_tax(before: str, after: str) -> bool:
    return _TAX_BEFORE.search(before) is not None or _TAX_AFTER.match(after) is not None


def _kind(before: str, after: str, *, labels_next: bool) -> AmountKind:
    def beside(pattern: re.Pattern[str]) -> bool:
        match = pattern.match(after)
        return match is not None and not (labels_next and not after[match.end() :].strip(" \n:(="))

    if _UNIT_AFTER.match(after):
        return AmountKind.UNIT
    if _OTHER_BEFORE.search(before) or _OTHER_AFTER.match(after) or _MINUS_BEFORE.search(before):
        return AmountKind.OTHER
    if _NET_BEFORE.search(before) or _NET_AFTER.match(after) or beside(_NET_BESIDE):
        return AmountKind.NET
    if (
        _OLD_BEFORE.search(before)
        or _LOWEST_BEFORE.search(before.replace(LINK_END, "."))
        or beside(_LOWEST_BESIDE)
    ):
        return AmountKind.OLD
    return AmountKind.NEW if _NEW_BEFORE.search(before) else AmountKind.PLAIN
