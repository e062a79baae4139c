"""The shop's default language and customer group, however its settings name them."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_GROUP_NUMBER = re.compile(r"customer_group_id=(\d+)")


def language_ids(languages: Mapping[str, str], wanted: Iterable[str]) -> list[str]:
    """The ids of the wanted languages, in this order, by the whole code or its first two letters.

    `languages` are codes by id: "hu" and "hu_HU" are the same language.
    """
    by_code: dict[str, str] = {}
    for ref, code in languages.items():
        by_code.setdefault(code[:2].lower(), ref)
    by_code |= {code.lower(): ref for ref, code in languages.items()}
    found = [by_code.get(code.lower()) or by_code.get(code[:2].lower()) for code in wanted if code]
    return list(dict.fromkeys(ref for ref in found if ref))


def group_names(setting: str) -> frozenset[str]:
    """Ids by which the default customer group may be known in prices.

    The setting holds a resource id, the inner id, or base64 text that has the inner id in it.
    Contract "shoprenter" 8.8.
    """
    try:
        text = base64.b64decode(setting, validate=True).decode("ascii")
    except ValueError:
        text = setting
    number = _GROUP_NUMBER.search(text)
    inner_id = number[1] if number else text if text.isdecimal() else ""
    return frozenset({setting, inner_id} - {""})
