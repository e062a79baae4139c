"""Numbers as people and programs write them: "1 900,00", "1,900.00", "1900 Ft", "27%"."""

from __future__ import annotations

import re

_UNITS = re.compile(
    r"[\s\u00a0\u202f\u2009'’_]+|ft\.?|huf|eur|usd|forint|[%€$]|,-|\.-", re.IGNORECASE
)

#: Groups of three digits: 1.900.000,50 or 1,900.50; a point alone before three digits is a decimal one.
_GROUPED = re.compile(
    r"-?\d{1,3}(?P<apart>[.,])\d{3}(?P<more>(?:(?P=apart)\d{3})*)(?P<decimals>(?:(?!(?P=apart))[.,]\d+)?)"
)
_WITH_COMMA = re.compile(r"-?\d+,\d+")


def plain_digits(text: str) -> str:
    """The same number without units and spaces, with a decimal point; other text as it is."""
    digits = _UNITS.sub("", text)
    grouped = _GROUPED.fullmatch(digits)
    if grouped and (grouped["apart"] == "," or grouped["more"] or grouped["decimals"]):
        return digits.replace(grouped["apart"], "").replace(",", ".")
    return digits.replace(",", ".") if _WITH_COMMA.fullmatch(digits) else digits
