"""Keeps the Hungarian catalogue equal to the texts in the code; `python dev.py texts` runs it."""

from __future__ import annotations

import argparse
import ast
import io
import json
import re
import struct
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from string import Formatter
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from shopsync_gui.cli.argument_parser import ARGPARSE_MESSAGES

ROOT = Path(__file__).resolve().parents[2]
CODE = ROOT / "shopsync_gui"
PO = ROOT / "resources" / "locale" / "hu" / "LC_MESSAGES" / "shopsync.po"
#: The compiled catalogues: the program's, and the few of its messages that argparse says.
MO = PO.with_suffix(".mo")
LIBRARY_MO = PO.with_name("argparse.mo")

#: Which arguments of which function are texts: gettext's way of saying it.
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "N_": None,
    "ngettext": (1, 2),
    "NN_": (1, 2),
    "pgettext": ((1, "c"), 2),
}

#: Translates what was marked elsewhere, and is handed no literal.
MARKED_ELSEWHERE = "translate_counted"

Key = str | tuple[str, str]


class HungarianCatalogue(Catalog):
    """A catalogue whose header says nothing that changes: no dates, people or programs."""

    def __init__(self) -> None:
        super().__init__(locale="hu", charset="utf-8", header_comment="", fuzzy=False)

    @property
    def num_plurals(self) -> int:
        return 2

    @property
    def plural_expr(self) -> str:
        return "(n != 1)"

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Language", "hu"),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", "nplurals=2; plural=(n != 1);"),
        ]


class LibraryCatalogue(HungarianCatalogue):
    """The same with nothing in its header but the encoding: what gettext reads there takes it time."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [("Content-Type", "text/plain; charset=utf-8")]


# --- the code ------------------------------------------------------------------------------------


def extract(folder: Path = CODE) -> Catalog:
    """The texts of the code, without translations."""
    catalogue = HungarianCatalogue()
    found = extract_from_dir(
        folder,
        method_map=[("**.py", "python")],
        keywords=KEYWORDS,
        comment_tags=("Translators:",),
        strip_comment_tags=True,
    )
    for _file, _line, texts, comments, context in found:
        catalogue.add(texts, auto_comments=sorted(set(comments)), context=context)
    for path in sorted(folder.rglob("*.py")):
        for context, inside in texts_in_fstrings(path.read_text("utf-8")):
            catalogue.add(inside, context=context)
    return catalogue


def texts_in_fstrings(source: str) -> Iterator[tuple[str | None, Key]]:
    """Context and text of the calls within f-strings, which are one piece to Babel's reader."""
    for outer in ast.walk(ast.parse(source)):
        for node in ast.walk(outer) if isinstance(outer, ast.JoinedStr) else ():
            name, wanted, given = _text_call(node)
            texts = [str(arg.value) for arg in given if isinstance(arg, ast.Constant)]
            if wanted and len(texts) == wanted:
                context = texts.pop(0) if name == "pgettext" else None
                yield context, texts[0] if len(texts) == 1 else (texts[0], texts[1])


def _text_call(node: ast.AST) -> tuple[str, int, list[ast.expr]]:
    """The text function called here, how many texts it wants (0: no such call), and what it gets."""
    if not isinstance(node, ast.Call):
        return "", 0, []
    name = str(getattr(node.func, "id", None) or getattr(node.func, "attr", ""))
    wanted = 0 if name not in KEYWORDS else 1 if KEYWORDS[name] is None else 2
    return name, wanted, node.args[:wanted]


def wrong_calls(source: str) -> Iterator[int]:
    """The lines where a text function gets anything but literals, so that it is never found."""
    waiting: list[ast.AST] = [ast.parse(source)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef) and node.name in (*KEYWORDS, MARKED_ELSEWHERE):
            continue  # where the function itself is made
        waiting += ast.iter_child_nodes(node)
        _name, wanted, given = _text_call(node)
        if len(given) < wanted or not all(_is_literal(text) for text in given):
            assert isinstance(node, ast.Call)
            yield node.lineno


def _is_literal(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


# --- the catalogue -------------------------------------------------------------------------------


def read(path: Path = PO) -> Catalog:
    """The catalogue as it is in the file; empty when there is none."""
    if not path.exists():
        return HungarianCatalogue()
    with path.open("rb") as file:
        return read_po(file, locale="hu", charset="utf-8")


def real(catalogue: Iterable[Message]) -> list[Message]:
    """The messages without the header."""
    return [message for message in catalogue if message.id]


def merge(code: Catalog, old: Catalog) -> Catalog:
    """The code's texts with the translations that `old` has for exactly these texts."""
    new = HungarianCatalogue()
    for message in real(code):
        known = old.get(message.id, message.context)
        # A plural text and a plain one may share their first words; they are not the same text.
        string = known.string if known is not None and known.id == message.id else ""
        new.add(
            message.id,
            string=string if isinstance(message.id, str) or string else ("", ""),
            auto_comments=message.auto_comments,
            user_comments=known.user_comments if known is not None else (),
            context=message.context,
        )
    return new


class Filled(NamedTuple):
    """What became of the translations that were handed over."""

    added: int
    kept: list[str]
    unknown: list[str]


def fill(catalogue: Catalog, given: dict[str, str | list[str]], *, replace: bool) -> Filled:
    """Put translations in: {msgid: hu or [hu singular, hu plural]}, a plural by its singular.

    A context stands before its text, with a vertical bar between: "menu|Open". Present
    translations stay unless `replace`.
    """
    by_name = {name(message): message for message in real(catalogue)}
    added, kept, unknown = 0, [], []
    for key, value in given.items():
        message = by_name.get(key)
        if message is None or isinstance(value, str) != isinstance(message.id, str):
            unknown.append(key)
            continue
        wanted = value if isinstance(value, str) else tuple(value)
        if message.string == wanted:
            continue
        if translated(message) and not replace:
            kept.append(key)
            continue
        message.string = wanted
        added += 1
    return Filled(added, kept, unknown)


def name(message: Message) -> str:
    """How a message is called in a file of translations."""
    text = message.id if isinstance(message.id, str) else message.id[0]
    return f"{message.context}|{text}" if message.context else text


def translated(message: Message) -> bool:
    """Are all the message's forms translated?"""
    return all(strings(message))


def strings(message: Message) -> list[str]:
    """The translations of a message: one, or two for a plural."""
    if isinstance(message.id, str):
        return [str(message.string or "")]
    forms = list(message.string or ())
    return [str(form or "") for form in [*forms, "", ""][: max(2, len(forms))]]


def po_bytes(catalogue: Catalog) -> bytes:
    """The catalogue as a .po file: sorted, unwrapped, without places."""
    out = io.BytesIO()
    write_po(out, catalogue, width=0, no_location=True, sort_output=True, ignore_obsolete=True)
    return out.getvalue().replace(b"\r\n", b"\n").strip() + b"\n"


def mo_bytes(catalogue: Catalog) -> bytes:
    """The catalogue as the .mo file that the program reads."""
    return _compiled(HungarianCatalogue(), real(catalogue))


def library_mo_bytes(catalogue: Catalog) -> bytes:
    """What Python's argparse says, as the .mo file that it reads; without plurals it needs no rule for them."""
    said = [message for message in real(catalogue) if message.id in ARGPARSE_MESSAGES]
    return _compiled(LibraryCatalogue(), said)


def compiled(catalogue: Catalog) -> dict[Path, bytes]:
    """The content of each compiled file."""
    return {MO: mo_bytes(catalogue), LIBRARY_MO: library_mo_bytes(catalogue)}


def _compiled(ready: Catalog, messages: Iterable[Message]) -> bytes:
    for message in messages:
        if translated(message):
            ready.add(message.id, string=message.string, context=message.context)
    out = io.BytesIO()
    write_mo(out, ready)
    return _sorted(out.getvalue())


def _sorted(compiled: bytes) -> bytes:
    """A .mo file with its messages in the order of their bytes, as the format has it; Babel sorts without contexts."""
    count, ids, texts = struct.unpack_from("<3I", compiled, 8)
    rows = [
        (compiled[begin : begin + length], struct.pack("<2I", length, begin), compiled[at : at + 8])
        for at, (length, begin) in zip(
            range(texts, texts + 8 * count, 8),
            struct.iter_unpack("<2I", compiled[ids : ids + 8 * count]),
            strict=True,
        )
    ]
    tables = [b"".join(row[column] for row in sorted(rows)) for column in (1, 2)]
    assert texts == ids + 8 * count
    return compiled[:ids] + b"".join(tables) + compiled[texts + 8 * count :]


# --- checks --------------------------------------------------------------------------------------


def fields(text: str) -> set[str]:
    """The names in braces, and old-style fields such as %s and %(name)r."""
    braces = {field for _text, field, _spec, _how in Formatter().parse(text) if field is not None}
    return braces | set(re.findall(r"%(?:\(\w+\))?[srd]", text))


def problems() -> list[str]:
    """Everything that is wrong with the texts, one line each; empty when all is well."""
    found = [
        f"{path.relative_to(ROOT)}:{line}: a text must be a literal; fill it in with .format()"
        for path in sorted(CODE.rglob("*.py"))
        for line in wrong_calls(path.read_text("utf-8"))
    ]
    code, catalogue = extract(), read()
    for message in real(code):
        known = catalogue.get(message.id, message.context)
        if known is None or known.id != message.id:
            found.append(f"not in the catalogue: {name(message)!r}")
        else:
            found += [f"{problem}: {name(message)!r}" for problem in faults(known)]
    for message in real(catalogue):
        if code.get(message.id, message.context) is None:
            found.append(f"no longer in the code: {name(message)!r}")
    ready = merge(catalogue, catalogue)
    for path, content in compiled(ready).items():
        if not path.exists() or path.read_bytes() != content:
            found.append(f"{path.name} is older than shopsync.po")
    return found


def faults(message: Message) -> Iterator[str]:
    """What is wrong with one translation."""
    if message.fuzzy:
        yield "only a guess"
    if not translated(message):
        yield "not translated"
        return
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    try:
        allowed = [fields(text) for text in ids]
        filled = [fields(string) for string in strings(message)]
    except ValueError:
        yield "braces do not match"
        return
    for index, got in enumerate(filled):
        # The Hungarian singular may say "egy" or the number, as either English form does.
        if got != allowed[-1] and (index > 0 or got not in allowed):
            yield "other fields"
    if isinstance(message.id, str):
        (string,) = strings(message)
        if message.id.endswith("\n") != string.endswith("\n"):
            yield "line ends differ"


# --- the command ---------------------------------------------------------------------------------


def main(arguments: list[str]) -> int:
    """Update and compile the catalogue, or only check it."""
    parser = argparse.ArgumentParser(prog="dev.py texts", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, list what is wrong")
    parser.add_argument("--fill", type=Path, metavar="FILE.json", help="add these translations")
    parser.add_argument(
        "--replace", action="store_true", help="with --fill: also change present ones"
    )
    parser.add_argument("--missing", action="store_true", help="print what is missing, as JSON")
    options = parser.parse_args(arguments)
    if options.check:
        found = problems()
        print("\n".join(found) or "The texts are complete.")
        return 1 if found else 0
    catalogue = merge(extract(), read())
    if options.fill:
        given = json.loads(options.fill.read_text("utf-8"))
        result = fill(catalogue, given, replace=options.replace)
        for key in result.unknown:
            print(f"not in the code in this form: {key!r}", file=sys.stderr)
        for key in result.kept:
            print(f"kept as it was: {key!r}", file=sys.stderr)
        print(f"{result.added} translations added", file=sys.stderr)
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_bytes(po_bytes(catalogue))
    for path, content in compiled(catalogue).items():
        path.write_bytes(content)
    missing = [message for message in real(catalogue) if not translated(message)]
    if options.missing:
        empty = {name(m): "" if isinstance(m.id, str) else ["", ""] for m in missing}
        print(json.dumps(empty, ensure_ascii=False, indent=2))
    print(f"{len(real(catalogue))} texts, {len(missing)} not translated", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
