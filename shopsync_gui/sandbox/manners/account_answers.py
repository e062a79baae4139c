"""Answers of the account after it carried out a create, a modify or a delete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from shopsync_gui.sandbox.asgi import HTML, TEXT, Request, Response
from shopsync_gui.sandbox.edge import json_answer
from shopsync_gui.sandbox.manners.manner import Adopt, Manner, answering

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.sandbox.account.habits import Twice
    from shopsync_gui.sandbox.app import Sandbox

    Answer = Callable[[Request, int], Response]


def _says(make: Callable[[int], object], status: int = 200) -> Answer:
    """JSON made of the bare number that the contract has."""
    return lambda _request, number: json_answer(make(number), status)


def _text(make: Callable[[int], str], status: int = 200) -> Answer:
    return lambda _request, number: Response(status, make(number).encode(), TEXT)


def _nothing(status: int = 200) -> Answer:
    return lambda _request, _number: Response(status, b"", TEXT)


def _key(request: Request) -> str:
    return "prodcat_id" if "categor" in request.segments[1] else "prod_id"


def _object(request: Request, number: int) -> Response:
    return json_answer({_key(request): number})


def _nested(request: Request, number: int) -> Response:
    return json_answer({"data": {_key(request): str(number)}})


def _whole(request: Request, number: int) -> Response:
    body = request.json()
    own = number if len(request.segments) == 2 else int(request.segments[-1])
    return json_answer({_key(request): own, **(body if isinstance(body, dict) else {})})


def _page(_request: Request, _number: int) -> Response:
    return Response(200, "<html><body>Sikeres művelet</body></html>".encode(), HTML)


_CREATE: Final[dict[str, tuple[str, Answer]]] = {
    "201": ("the id with status 201", _says(int, 201)),
    "201-empty": ("status 201 and nothing", _nothing(201)),
    "202": ("the id with status 202", _says(int, 202)),
    "204": ("status 204", _nothing(204)),
    "empty": ("nothing", _nothing()),
    "ok": ("OK", _text(lambda _n: "OK")),
    "ok-id": ("OK: 123", _text(lambda number: f"OK: {number}")),
    "true": ("true", _says(lambda _n: True)),
    "null": ("null", _says(lambda _n: None)),
    "one": ("1 for every create", _says(lambda _n: 1)),
    "quoted": ("the id in quotes", _says(str)),
    "float": ("8637.0", _says(float)),
    "object": ("an object with the id", _object),
    "object-id": ('{"id": "123"}', _says(lambda number: {"id": str(number)})),
    "nested": ("an object with the id under data", _nested),
    "list": ("the id in a list", _says(lambda number: [number])),
    "success": ('{"success": true}', _says(lambda _n: {"success": True})),
    "success-id": (
        '{"success": true, "id": 123}', _says(lambda number: {"success": True, "id": number})
    ),
    "status-ok": ('{"status": "ok"}', _says(lambda _n: {"status": "ok"})),
    "whole": ("the whole row", _whole),
    "text": ("a sentence", _text(lambda _n: "A rögzítés sikeres.")),
    "page": ("a page in HTML", _page),
    "zero": ("0, whatever it did", _says(lambda _n: 0)),
    "cut-id": ("an id that lacks its last two digits", _says(lambda number: number // 100)),
    "next-id": ("the id that the next one will get", _says(lambda number: number + 1)),
    "id-before": ("the id of the row before", _says(lambda number: number - 1)),
    "far-id": ("an id of another table", _says(lambda number: number + 70_000)),
    "time": ("the time in seconds", _says(lambda _n: 1_795_000_000)),
    "count": ("how many rows there are", _says(lambda number: number % 500)),
}  # fmt: skip

_MODIFY: Final[dict[str, tuple[str, Answer]]] = {
    "201": ("1 with status 201", _says(int, 201)),
    "204": ("status 204", _nothing(204)),
    "empty": ("nothing", _nothing()),
    "ok": ("OK", _text(lambda _n: "OK")),
    "ok-json": ('"OK"', _says(lambda _n: "OK")),
    "true": ("true", _says(lambda _n: True)),
    "true-text": ('"true"', _says(lambda _n: "true")),
    "null": ("null", _says(lambda _n: None)),
    "quoted": ('"1"', _says(str)),
    "id": ("the id", lambda request, _n: json_answer(int(request.segments[-1]))),
    "object": ("an object with the id", lambda request, _n: _object(
        request, int(request.segments[-1]))),
    "list": ("[1]", _says(lambda number: [number])),
    "success": ('{"success": true}', _says(lambda _n: {"success": True})),
    "status-ok": ('{"status": "ok"}', _says(lambda _n: {"status": "ok"})),
    "rows": ('{"affected_rows": 1}', _says(lambda number: {"affected_rows": number})),
    "whole": ("the whole row", _whole),
    "text": ("a sentence", _text(lambda _n: "A módosítás sikeres.")),
    "page": ("a page in HTML", _page),
    "zero": ("0, whatever it did", _says(lambda _n: 0)),
    "false": ("false, whatever it did", _says(lambda _n: False)),
}  # fmt: skip

_DELETE: Final[dict[str, tuple[str, Answer]]] = {
    "204": ("status 204", _nothing(204)),
    "empty": ("nothing", _nothing()),
    "ok": ("OK", _text(lambda _n: "OK")),
    "true": ("true", _says(lambda _n: True)),
    "null": ("null", _says(lambda _n: None)),
    "zero": ("0, whatever it did", _says(lambda _n: 0)),
    "id": ("the id", lambda request, _n: json_answer(int(request.segments[-1]))),
    "success": ('{"success": true}', _says(lambda _n: {"success": True})),
    "text": ("a sentence", _text(lambda _n: "Törölve.")),
    "page": ("a page in HTML", _page),
}


def _twice(**habits: Twice | Callable[[str], str]) -> Adopt:
    def adopt(sandbox: Sandbox) -> None:
        for name, value in habits.items():
            setattr(sandbox.account.habits, name, value)

    return adopt


_TWICE: Final[dict[str, tuple[str, Adopt]]] = {
    "sku-twice-existing": ("the id of the known one", _twice(sku_twice="existing")),
    "sku-twice-overwritten": (
        "the id of the known one, which is overwritten", _twice(sku_twice="overwritten")
    ),
    "sku-twice-minus-one": ("-1", _twice(sku_twice="-1")),
    "sku-twice-zero": ("0", _twice(sku_twice="0")),
    "sku-twice-refused": ("406", _twice(sku_twice="refused")),
    "category-twice-existing": ("the id of the known one", _twice(category_twice="existing")),
    "category-twice-existing-by-case": (
        "the id of the known one, whatever its case",
        _twice(category_twice="existing", same_category=str.casefold),
    ),
    "category-twice-minus-one": ("-1", _twice(category_twice="-1")),
    "category-twice-zero": ("0", _twice(category_twice="0")),
    "category-twice-refused": ("406", _twice(category_twice="refused")),
    "category-twice-refused-by-case": (
        "406, whatever its case", _twice(category_twice="refused", same_category=str.casefold)
    ),
}  # fmt: skip


MANNERS: Final[dict[str, Manner]] = {
    **{
        f"create-answers-{name}": Manner(
            "create", f"a create is answered with {text}", answering("create", answer)
        )
        for name, (text, answer) in _CREATE.items()
    },
    **{
        f"modify-answers-{name}": Manner(
            "modify", f"a modify is answered with {text}", answering("modify", answer)
        )
        for name, (text, answer) in _MODIFY.items()
    },
    "modify-answers-zero-unchanged": Manner(
        "modify", "a modify that changes nothing is answered with 0",
        config={"sa_unchanged_answer": 0},
    ),
    **{
        f"delete-answers-{name}": Manner(
            "delete", f"a delete is answered with {text}", answering("delete", answer)
        )
        for name, (text, answer) in _DELETE.items()
    },
    "answers-quoted": Manner(
        "create", "every bare number is in quotes", config={"sa_quoted_answers": True}
    ),
    "numbers-bare": Manner(
        "ids", "ids, prices and VAT as numbers", config={"sa_string_numbers": False}
    ),
    **{
        name: Manner(f"{name.split('-')[0]}-twice", f"a create of a known {name.split('-')[0]}: {text}", adopt)
        for name, (text, adopt) in _TWICE.items()
    },
}  # fmt: skip
