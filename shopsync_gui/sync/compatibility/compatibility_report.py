"""The report of a compatibility check: forms, kinds and times, for the makers of the program.

It names no shop, account, user, product or category, and no value of any of them: what is told of
an answer are its status, the names of its keys and the types of its values, of a number of rows its
magnitude.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui import __version__
from shopsync_gui.core.text import _, one_line
from shopsync_gui.system.files import whole_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from shopsync_gui.remote import AnswerShape
    from shopsync_gui.sync.compatibility.compatibility_check import CheckResult


def report_text(result: CheckResult, now: datetime) -> str:
    """The whole report as text."""
    return "\n".join([*_head(result, now), "", *_points(result), "", *_answers(result)]) + "\n"


def save_report(text: str, path: Path) -> None:
    """Write a report, whole or not at all. Raises FileNotWritten."""
    with whole_file(path) as part:
        part.write_text(text, "utf-8")


def _head(result: CheckResult, now: datetime) -> Iterator[str]:
    yield _("ShopSync compatibility report")
    yield _("Program {version}, {day}").format(version=__version__, day=now.date().isoformat())
    yield (
        _("Read, and tried out with test items.")
        if result.wrote
        else _("Read; nothing was written.")
    )
    if result.problem is not None:
        yield f"{_('Problem')}: {result.problem.code}"
    if result.left:
        yield f"{_('Test items that are left')}: {len(result.left)}"


def _points(result: CheckResult) -> Iterator[str]:
    yield _("Open points")
    for trait in result.traits:
        value = next(f.value for f in reversed(result.findings) if f.name == trait.name)
        source = _("tried out") if trait.probed else _("read")
        yield f"  {trait.name} = {value} ({source})"
        yield "    " + one_line(f"{trait.point}: {trait.does}", trait.means)


def _answers(result: CheckResult) -> Iterator[str]:
    """A line for each kind of answer: how often it came, and how long it took at most."""
    yield _("Answers")
    alike: dict[str, list[AnswerShape]] = {}
    for shape in result.shapes:
        line = f"{shape.method} {shape.resource}: {'; '.join(_answer(shape))}"
        alike.setdefault(line, []).append(shape)
    for line, shapes in alike.items():
        slowest = max(shape.seconds for shape in shapes)
        yield f"  {len(shapes)} x {line}; {slowest:.1f} s"


def _answer(shape: AnswerShape) -> Iterator[str]:
    yield f"HTTP {shape.status}"
    yield shape.media + (" BOM" if shape.bom else "")
    yield shape.outer if shape.outer == shape.form else f"{shape.outer}: {shape.form}"
    if shape.rows:
        yield f"{magnitude(shape.count)} rows"
    yield f"{magnitude(shape.size)} bytes"
    yield f"server {shape.server}"
    if shape.asks_for_patience:
        yield "Retry-After"


def magnitude(count: int) -> str:
    """A number by its magnitude alone: "10^3"."""
    return "0" if count <= 0 else f"10^{len(str(count)) - 1}"
