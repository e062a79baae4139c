"""The account's own ways that a run found, in words: values kept differently, categories, edits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.plan.category_changes import CategoryNote, NotedCategory
from shopsync_gui.core.runs.reading_notes import note_texts
from shopsync_gui.core.text import N_, NN_, _, format_int, ngettext, translate, translate_counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from shopsync_gui.core.runs.runs import RunReport

_NOTES = {
    CategoryNote.DELETED: N_("“{shown}” (#{id}): the shop no longer has it; {products}"),
    CategoryNote.EMPTIED: N_("“{shown}” (#{id}): no product of the shop is in it; {products}"),
    CategoryNote.MERGED: N_("“{shown}” (#{id}) stands for several of the shop's: {wanted}"),
    CategoryNote.ALTERED: N_("“{shown}” (#{id}): how the account stores the shop's “{wanted}”"),
    CategoryNote.EDITED: N_("“{shown}” (#{id}): renamed in the account, in the shop “{wanted}”"),
    CategoryNote.NOT_RENAMED: N_(
        "“{shown}” (#{id}) could not become “{wanted}”; the products move to another category"
    ),
    CategoryNote.RENAMED_SINCE: N_(
        "“{shown}” (#{id}): renamed in the account since; it does not become “{wanted}” again"
    ),
    CategoryNote.NOT_THERE: N_(
        "“{shown}” (#{id}): not in the account any more; it does not become “{wanted}” again"
    ),
}


#: So many names are told of many.
_MOST_NAMES = 5
_NAMES_BACK = NN_(
    "{n} category has its earlier name again.", "{n} categories have their earlier names again."
)


def kept_text(report: RunReport) -> str:
    """Count the values that the account keeps its own way, by field; empty for none."""
    if not report.kept_differently:
        return ""
    return _("The account stores some values differently: {fields}").format(
        fields=_by_field(report.kept_differently)
    )


def not_told_text(report: RunReport) -> str:
    """Count the values that the account does not show, by field; empty for none."""
    if not report.not_told:
        return ""
    return _(
        "SalesAutopilot does not show these values, so whether they are as in the shop is not known: {fields}"
    ).format(fields=_by_field(report.not_told))


def _by_field(values: Mapping[str, int]) -> str:
    """Count values by the names of their fields."""
    from shopsync_gui.core.products.labels import field_label

    return ", ".join(
        f"{field_label(field)} {format_int(count)}" for field, count in sorted(values.items())
    )


def edited_text(report: RunReport) -> str:
    """Count the products that somebody changed in the account; tell what became of that, and which shop did it."""
    if report.left_edited:
        count = report.left_edited
        text = ngettext(
            "{n} product was changed in the account and was left so",
            "{n} products were changed in the account and were left so",
            count,
        )
    elif report.edited:
        count = report.edited
        text = ngettext(
            "{n} product was changed in the account",
            "{n} products were changed in the account",
            count,
        )
    else:
        return ""
    told = text.format(n=format_int(count))
    if not report.overwritten_by:
        return told
    return _("{changed}: another shop writes to the same account, {shop}").format(
        changed=told, shop=report.overwritten_by
    )


def skipped_text(count: int) -> str:
    """Say that so many products were skipped."""
    text = ngettext("{n} product was skipped.", "{n} products were skipped.", count)
    return text.format(n=format_int(count))


def main_skip_reason(report: RunReport) -> Iterator[str]:
    """Say why most products of the shop were skipped, and what helps, where one reason holds for them."""
    reason = max(report.skip_reasons, key=report.skip_reasons.__getitem__, default=None)
    if reason is None or report.planned is None:
        return
    count = report.skip_reasons[reason]
    if count * 2 <= report.planned.in_shop:
        return
    from shopsync_gui.core.products.labels import SKIP_REASONS, reason_action, reason_label

    if reason not in SKIP_REASONS:  # of a newer program
        return
    text = ngettext(
        "{n} product was skipped for this reason: {reason}.",
        "{n} products were skipped for this reason: {reason}.",
        count,
    )
    yield text.format(n=format_int(count), reason=reason_label(reason))
    yield reason_action(reason)


def given_up_text(count: int) -> str:
    """Say that so many products are left out because SalesAutopilot did not take them; empty for none."""
    if not count:
        return ""
    text = ngettext(
        "{n} product that SalesAutopilot did not take is left out until it changes in the shop or you retry it.",
        "{n} products that SalesAutopilot did not take are left out until they change in the shop or you retry them.",
        count,
    )
    return text.format(n=format_int(count))


def doubles_text(report: RunReport) -> str:
    """Count the SKUs that stand more than once in the account; empty for none."""
    if not report.doubled:
        return ""
    text = ngettext(
        "{n} SKU stands more than once in the account",
        "{n} SKUs stand more than once in the account",
        len(report.doubled),
    )
    return text.format(n=format_int(len(report.doubled)))


def doubles_advice(report: RunReport | None = None) -> str:
    """Say what mends that; of what the run itself created, its undo."""
    if report is None or not report.made_doubles:
        return _(
            "The first of each is kept up to date. Look at the others in SalesAutopilot, and delete those that are the same product."
        )
    undo = ngettext(
        "This run created what made {n} SKU stand twice: undo it, and let the undo remove what the run created. It removes exactly that.",
        "This run created what made {n} SKUs stand twice: undo it, and let the undo remove what the run created. It removes exactly that.",
        report.doubled_here,
    ).format(n=format_int(report.doubled_here))
    if report.doubled_here >= len(report.doubled):
        return undo
    rest = _(
        "Of the other SKUs the first product is kept up to date; look at the rest in SalesAutopilot, and delete what is the same product."
    )
    return f"{undo} {rest}"


def doubles_upkeep(report: RunReport) -> str:
    """Say below the list of them which of them count, and what mends that."""
    first = _("Only the first of each is kept up to date.")
    if report.made_doubles:
        return f"{first} {doubles_advice(report)}"
    rest = _("Of the others, those that are the same product can be deleted there.")
    return f"{first} {rest}"


def shared_text(skus: Sequence[str]) -> str:
    """Say that several products of each side have these SKUs, and what mends that; empty for none."""
    if not skus:
        return ""
    more = ["…"] if len(skus) > _MOST_NAMES else []
    names = ", ".join([*skus[:_MOST_NAMES], *more])
    return f"{shared_title(len(skus))}: {names}. {shared_advice()}"


def shared_title(count: int) -> str:
    """Count the SKUs that several products of each side have."""
    text = ngettext(
        "{n} SKU stands more than once in the shop, and more than once in the account",
        "{n} SKUs stand more than once in the shop, and more than once in the account",
        count,
    )
    return text.format(n=format_int(count))


def shared_advice() -> str:
    """Say what becomes of SKUs that several products of each side have, and what mends that."""
    return _(
        "The program writes to none of these. Do not delete any: each may be the only row of another product. Give each product a SKU of its own in the shop, and its row in the account the same one."
    )


def renamed_text(report: RunReport) -> str:
    """Count the categories that got another name, or by an undo their earlier one; empty for none."""
    if not report.renamed_categories:
        return ""
    if report.undo_of is not None:
        return names_back_text(report.renamed_categories).removesuffix(".")
    text = ngettext(
        "{n} category renamed, its products stayed in it",
        "{n} categories renamed, their products stayed in them",
        report.renamed_categories,
    )
    return text.format(n=format_int(report.renamed_categories))


def names_back_text(count: int) -> str:
    """Say that so many categories have their earlier names again."""
    return translate_counted(_NAMES_BACK, count).format(n=format_int(count))


def list_text(report: RunReport) -> str:
    """Warn that the account may hold more than its list shows; empty where nothing speaks for that.

    Where that is its problem, that says it.
    """
    if report.list_ends_at is not None and report.problem is None:
        return _(
            "The account's list ends at {n} products, so whether the account holds others is not known."
        ).format(n=format_int(report.list_ends_at))
    if report.list_leaves_out and report.problem is None:
        count = report.list_leaves_out
        return ngettext(
            "The account's list leaves out {n} product that the account holds, so whether the account holds others is not known: {skus}",
            "The account's list leaves out {n} products that the account holds, so whether the account holds others is not known: {skus}",
            count,
        ).format(n=format_int(count), skus=some_of(report.left_out_skus, count))
    if report.list_may_end_at is None:
        return ""
    return _(
        "The account's list holds exactly {n} products, and may end there: what is missing from it may be in the account all the same. The first product that a sync creates shows which it is."
    ).format(n=format_int(report.list_may_end_at))


def some_of(names: Sequence[str], count: int) -> str:
    """The first few of so many names, and how many follow."""
    shown = names[:_MOST_NAMES]
    more = count - len(shown)
    rest = ngettext("and {n} more", "and {n} more", more).format(n=format_int(more))
    return ", ".join([*shown, rest] if more > 0 else shown)


def reading_notes(report: RunReport) -> Iterator[tuple[str, str]]:
    """The notes of a run on its readings of both sides: a code and a sentence each."""
    yield from note_texts(report.reading_notes)
    if text := not_told_text(report):
        yield "not_told", text
    if text := list_text(report):
        code = "list_leaves_out" if report.list_leaves_out else "list_may_end"
        yield (code if report.list_ends_at is None else "list_ends"), text


def account_lines(report: RunReport) -> Iterator[str]:
    """Everything of it that is to be told, a line each."""
    yield from own_ways(report)
    if text := renamed_text(report):
        yield text


def own_ways(report: RunReport) -> Iterator[str]:
    """The account's own ways, and what somebody else did there, a line each."""
    yield from keeping_lines(report)
    if text := edited_text(report):
        yield text


def keeping_lines(report: RunReport) -> Iterator[str]:
    """The account's own ways alone, a line each."""
    yield from filter(None, (list_text(report), not_told_text(report), kept_text(report)))


def note_text(note: NotedCategory) -> str:
    """Describe what was noted about one category of the account."""
    products = ngettext("{n} product", "{n} products", note.products)
    return translate(_NOTES[note.note]).format(
        shown=note.shown,
        wanted=note.wanted,
        id=note.sa_id,
        products=products.format(n=format_int(note.products)),
    )


def noted_lines(notes: Sequence[NotedCategory], most: int) -> Iterator[str]:
    """Notes on categories of the account, a line each, and how many follow."""
    yield from map(note_text, notes[:most])
    if (rest := len(notes) - most) > 0:
        yield ngettext("and {n} more", "and {n} more", rest).format(n=format_int(rest))
