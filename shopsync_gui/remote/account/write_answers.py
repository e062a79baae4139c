"""Answers with a 2xx to a write: the id they name, and their form where it is no plain number.

Contract "salesautopilot" 1: a body may be a number, an object, a list, text or nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from shopsync_gui.remote.account.outer_forms import decoded, plain
from shopsync_gui.remote.account.payloads import stripped
from shopsync_gui.remote.account.values import MOST_ID, id_number
from shopsync_gui.remote.transport.response import Unreadable

if TYPE_CHECKING:
    from shopsync_gui.remote.transport.response import Response

_BARE = re.compile(r'"?\s*([+-]?\d{1,19})\s*"?')
_IDS = ("prodid", "prodcatid", "id", "productid", "categoryid", "insertid", "newid")
#: Keys whose short words tell success from failure, so that they belong to the form.
_VERDICTS = ("status", "result", "message", "success", "ok", "error", "code", "msg")
_LONGEST_WORD = 40
_DENIAL = re.compile(
    r"^(\d+ )?false$|\b(success|ok): (false|0)|\b(errors?|hiba|fehler): (?!false|empty|0\b)"
    r"|\btext (error|fail|hiba|hibás|érvénytelen|invalid|fehler|denied)",
    re.IGNORECASE,
)


class WriteAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """An answer to a write that the account did not refuse.

    `number` is a bare number or the id that an object names, None for anything else; `form` tells
    answers apart that say different things, whatever product they are about; `words` are the
    service's own.
    """

    status: int
    form: str
    number: int | None = None
    words: str = ""

    @property
    def is_yes(self) -> bool:
        """Whether it says plainly that a change was carried out."""
        return self.form == "true" or (self.number is not None and self.number > 0)

    @property
    def is_no(self) -> bool:
        """Whether it is a number that promises nothing: 0 or a negative one."""
        return self.number is not None and self.number <= 0

    @property
    def denies(self) -> bool:
        """Whether it says in some way that nothing was carried out, although with a 2xx."""
        return self.is_no or bool(_DENIAL.search(self.form))

    @property
    def is_page(self) -> bool:
        """Whether it is a web page, which may come from another server than the account's."""
        return self.form.endswith("page")

    @property
    def new_id(self) -> int | None:
        """The id of what was created; `true` is none."""
        return self.number if self.number is not None and 0 < self.number < MOST_ID else None


def write_answer(answer: Response) -> WriteAnswer:
    """The answer, read as far as it can be."""
    words = stripped(answer)[:400].decode("utf-8", "replace").strip()
    if bare := _BARE.fullmatch(words):
        return WriteAnswer(status=answer.status, form="number", number=int(bare[1]), words=words)
    try:
        value = decoded(stripped(answer))
    except Unreadable:
        form = "page" if words[:1] == "<" else f"text {_word(words)}"
        return WriteAnswer(status=answer.status, form=_with(answer, form), words=words)
    if value is True:
        return WriteAnswer(status=answer.status, form="true", words=words)
    return WriteAnswer(
        status=answer.status,
        form=_with(answer, _form(value)),
        number=_id_in(value),
        words=words,
    )


def _with(answer: Response, form: str) -> str:
    return form if answer.status == 200 else f"{answer.status} {form}"


def _id_in(value: Any, depth: int = 3) -> int | None:
    """The id that an object names, however it is wrapped; a list must hold one thing."""
    if isinstance(value, bool) or not depth:
        return None
    if isinstance(value, list):
        return _id_in(value[0], depth - 1) if len(value) == 1 else None
    if isinstance(value, dict):
        keys = {plain(key): key for key in value}
        if any(value[keys[name]] in (False, "false") for name in ("success", "ok") if name in keys):
            return None
        for name in _IDS:
            if name in keys and (found := _id_in(value[keys[name]], 1)) is not None:
                return found
        inner = [piece for piece in value.values() if isinstance(piece, list | dict)]
        return _id_in(inner[0], depth - 1) if len(inner) == 1 else None
    digits = id_number(value)
    whole = digits is not None and digits == digits.to_integral_value()
    return int(digits) if digits is not None and whole else None


def _form(value: Any, depth: int = 3) -> str:
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict) and depth:
        return "{" + ", ".join(f"{key}: {_of_key(key, value[key], depth)}" for key in value) + "}"
    if isinstance(value, list) and depth:
        return "[" + ", ".join(dict.fromkeys(_form(piece, depth - 1) for piece in value)) + "]"
    if isinstance(value, str):
        return f"text {_word(value)}" if depth == 3 else "text"
    return "number"


def _of_key(key: str, value: Any, depth: int) -> str:
    if plain(key) in _VERDICTS and isinstance(value, str):
        return f"text {_word(value)}"
    if plain(key) in _VERDICTS and isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < 1000 else "number"
    return _form(value, depth - 1)


def _word(text: str) -> str:
    """Words without their numbers, so that each product's answer has the same form."""
    return re.sub(r"\d+", "#", text.strip())[:_LONGEST_WORD]
