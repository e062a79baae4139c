"""Numbers as people and programs write them: "1 900,00", "1,900.00", "1900 Ft", "27%"."""

from __future__ import annotations

import re

_UNITS = re.compile(
    r"[\s\u00a0\u202f\u2009'’_]+|ft\.?|huf|eur|usd|forint|[%€$]|,-|\.-", re.IGNORECASE
)


def plain_digits(text: str) -> str:
    """The same number without units and spaces, with a decimal point; other text as it is."""
    digits = _UNITS.sub("", text)
    point, comma = digits.rfind("."), digits.rfind(",")
    if point >= 0 and comma >= 0:
        apart = "," if comma < point else "."
        return digits.replace(apart, "").replace(",", ".")
    if digits.count(",") == 1 and len(digits) - comma != 4:
        return digits.replace(",", ".")
    if digits.count(".") > 1:
        return digits.replace(".", "")
    return digits.replace(",", "")
