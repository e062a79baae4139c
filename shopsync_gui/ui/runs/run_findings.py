"""Findings of a run in the account: what is unsettled, differs or is kept otherwise, SKUs that stand twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.products.reasons import SkipReason
from shopsync_gui.core.runs.account_words import (
    doubles_upkeep,
    edited_text,
    keeping_lines,
    note_text,
    renamed_text,
    shared_advice,
)
from shopsync_gui.core.runs.finding_words import (
    difference_text,
    double_text,
    edit_text,
    suspected_text,
)
from shopsync_gui.core.runs.receipt import unsettled_lines
from shopsync_gui.core.text import _, format_int, format_when, ngettext
from shopsync_gui.ui.kit.widgets import label, line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtWidgets import QWidget

    from shopsync_gui.core.runs.runs import RunReport

_MOST_SHOWN = 20


def findings(run: RunReport) -> Iterator[QWidget]:
    """The lines that tell them, the first ones of each kind."""
    if texts := [*unsettled_lines(run, format_when)]:
        yield line()
        yield from (label(text, wrap=True, name="runUnsettled") for text in texts)
    if run.differences:
        differing = [*map(difference_text, run.differences)]
        yield from _listed(_("What differs"), differing, run.difference_count)
    if suspected := [*map(suspected_text, run.suspected)]:
        title = _("May be in the account under another SKU")
        count = run.skip_reasons.get(SkipReason.SKU_ALTERED, 0)
        yield from _listed(title, suspected, count)
    changed, edited = edited_text(run), [*map(edit_text, run.only_edited)]
    if changed or edited:
        before = [changed] if changed else []
        yield from _listed(_("Changed in the account"), edited, len(edited), before=before)
    told = [*keeping_lines(run)]
    if told or run.only_kept:
        kept = [*map(difference_text, run.only_kept)]
        title = _("What the account does differently")
        yield from _listed(title, kept, len(kept), before=told)
    renamed, noted = renamed_text(run), [*map(note_text, run.noted_categories)]
    if renamed or noted:
        before = [renamed] if renamed else []
        yield from _listed(_("Categories of the account"), noted, len(noted), before=before)
    if run.other_writer:
        text = _("Another program was writing to this account during the run.")
        yield label(text, wrap=True)
    if run.doubled:
        title = _("SKUs that appear more than once in the account")
        yield from _listed(title, [*map(double_text, run.doubled)], len(run.doubled))
        yield label(doubles_upkeep(run), "muted", wrap=True)
    if run.shared:
        title = _("SKUs that appear more than once in the shop and in the account")
        yield from _listed(title, [*map(double_text, run.shared)], len(run.shared))
        yield label(shared_advice(), "muted", wrap=True)


def _listed(
    title: str, texts: Sequence[str], count: int, before: Sequence[str] = ()
) -> Iterator[QWidget]:
    """A title, the texts that stand `before`, the first of the `count` others, and how many follow."""
    yield line()
    yield label(title, "strong", wrap=True)
    shown = texts[:_MOST_SHOWN]
    for text in (*before, *shown):
        yield label(text, wrap=True)
    if (rest := count - len(shown)) > 0:
        more = ngettext("and {n} more", "and {n} more", rest).format(n=format_int(rest))
        yield label(more, "muted")
