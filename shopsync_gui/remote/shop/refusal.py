"""A refusal of the shop: its inner code, its text, and what they mean for what was asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from shopsync_gui.core.errors import SHOPRENTER, UnexpectedAnswer
from shopsync_gui.remote.transport.redaction import shown

if TYPE_CHECKING:
    from shopsync_gui.remote.transport.response import Response

PAGE_OUT_OF_RANGE = 40008
ID_WRONG = 40007
UNKNOWN_RESOURCE = 40401
#: The documented inner codes; any other number in a text is no code.
_INNER_CODE = re.compile(
    r"\b(?:40001|40004|40007|40008|40009|40010|40011|40013|40014|40017|40032|40033|40101|40401)\b"
)
#: Inner codes that refuse a query parameter: its value or its name (contract "shoprenter" 6).
_BAD_FILTER = (40009, 40010, 40017)


class Refusal(Exception):
    """HTTP 400 or 404, with the inner code where one was found (0 otherwise) and the text."""

    def __init__(self, status: int, code: int, text: str) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status
        self.code = code
        self.text = text

    @classmethod
    def of(cls, response: Response, secrets: tuple[str, ...]) -> Refusal:
        """The refusal that an answer is; its text is safe to show."""
        code, text = _inner(response)
        return cls(response.status, code, shown(text, secrets))

    @property
    def past_the_end(self) -> bool:
        """Whether it says, or may say, that a page number is out of range."""
        if self.status != 400 or self.text.startswith("<"):
            return False
        return self.code == PAGE_OUT_OF_RANGE or not self.code

    @property
    def no_items(self) -> bool:
        """Whether a shop may say so that a collection is empty."""
        return self.status == 404 and not self.text.startswith("<")

    @property
    def bad_filter(self) -> bool:
        """Whether it says that a filter is not known, or its value not understood."""
        return self.status == 400 and self.code in _BAD_FILTER

    @property
    def no_such_item(self) -> bool:
        """Whether it says that nothing has the id that was asked for (contract "shoprenter" 6)."""
        if self.text.startswith("<"):
            return False
        if self.status == 404:
            return self.code != UNKNOWN_RESOURCE
        return self.code == ID_WRONG or not self.code

    def as_error(self) -> UnexpectedAnswer:
        """The refusal as a fault, where it is no ordinary answer."""
        text = "" if self.text.startswith("<") else f" {self.text}"
        return UnexpectedAnswer(service=SHOPRENTER, detail=f"HTTP {self.status}{text}")


def _inner(response: Response) -> tuple[int, str]:
    """The inner code, 0 where none is found, and the text of an error (contract "shoprenter" 6)."""
    text = response.body[:4096].decode("utf-8", "replace").strip()
    try:
        body: Any = msgspec.json.decode(response.body)
    except (ValueError, RecursionError):
        body = None
    if isinstance(body, dict) and isinstance(body.get("response"), dict):
        body = body["response"]
    if not isinstance(body, dict):
        return 0, text
    nested = body.get("error")
    fields = {**body, **nested} if isinstance(nested, dict) else body
    words = [fields.get(name) for name in ("message", "error_description", "error")]
    text = next((word for word in words if isinstance(word, str) and word), "")
    for name in ("errorCode", "code", "error"):
        if _INNER_CODE.fullmatch(str(fields.get(name))):
            return int(str(fields[name])), text
    in_text = _INNER_CODE.search(text)
    return (int(in_text[0]) if in_text else 0), text
