"""The question before what failed or was skipped is tried again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.products.labels import suspect_text
from shopsync_gui.core.products.reasons import DOUBTS, SkipReason
from shopsync_gui.core.runs.jobs import Job, JobKind
from shopsync_gui.core.text import _, format_int, ngettext
from shopsync_gui.ui.jobs.writing_right import if_may_write
from shopsync_gui.ui.kit.question_dialog import Question, QuestionDialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.store.lists.grid_row import GridRow
    from shopsync_gui.ui.jobs.context import AppContext


def ask_retry_of(
    context: AppContext, connection: Connection, parent: QWidget, product: GridRow
) -> None:
    """Ask about one product; of one that the account may have already, with the row that it may be."""
    on_purpose = product.reason in DOUBTS
    job = Job(
        kind=JobKind.RETRY,
        connection_id=connection.id,
        consent=True,
        product_ids=(product.id,),
        on_purpose=on_purpose,
    )

    def start() -> None:
        context.jobs.add(job)

    def ask() -> None:
        question = _on_purpose(product) if on_purpose else _question(context, connection, 1, 0)
        QuestionDialog(parent, question, start).open()

    if_may_write(context, connection, parent, ask)


def ask_retry(
    context: AppContext, connection: Connection, parent: QWidget, began: Callable[[Job], None]
) -> None:
    """Count what there is to try again, and ask; `began` hears of the job."""
    job = Job(kind=JobKind.RETRY, connection_id=connection.id, consent=True)

    def start() -> None:
        began(job)
        context.jobs.add(job)

    def ask(counts: tuple[int, int]) -> None:
        count, doubted = counts
        if count:
            question = _question(context, connection, count, doubted)
            QuestionDialog(parent, question, start).open()
        else:
            QuestionDialog(parent, _nothing_left()).open()

    def count() -> None:
        def read(store: Store) -> tuple[int, int]:
            findings = store.findings
            return len(findings.troubled_ids(connection.id)), findings.doubted(connection.id)

        context.store.reader.ask(parent, read, ask)

    if_may_write(context, connection, parent, count)


def _question(context: AppContext, connection: Connection, count: int, doubted: int) -> Question:
    """The question about `count` products, of which the `doubted` ones are left out again."""
    title = ngettext("Try {n} product again?", "Try {n} products again?", count)
    text = _(
        "What failed or was skipped in the shop {shop} is read from the shop again. What can be"
        " written now is written to the SalesAutopilot account: {user}. The run can be undone."
    )
    shop = context.connections.title_of(connection)
    text = text.format(shop=shop, user=connection.sa_user)
    return Question(
        name="retry",
        title=title.format(n=format_int(count)),
        text=f"{text}\n\n{_left_out(doubted)}" if doubted else text,
        yes=_("Try again"),
        kind="primary",
    )


def _left_out(count: int) -> str:
    """Say how many products a retry of many leaves out, and how each of them is retried."""
    text = ngettext(
        "{n} of them is left out again as long as the account may have it already, so that nothing stands there twice. To create it all the same, retry it alone, from its details among the products.",
        "{n} of them are left out again as long as the account may have them already, so that nothing stands there twice. To create one all the same, retry it alone, from its details among the products.",
        count,
    )
    return text.format(n=format_int(count))


def _on_purpose(product: GridRow) -> Question:
    """The question about a product that the account may have already, or takes for another one."""
    ours = f"{product.sku}, {product.name}"
    if product.reason == SkipReason.SKU_TAKEN:
        text = _(
            "The account took the SKU of this product for another product's: {product}. If it still does, this one is written over that other product. An undo of the run gives its former values back."
        )
        return Question(
            name="retry",
            title=_("Send this product all the same?"),
            text=text.format(product=ours),
            yes=_("Send all the same"),
        )
    if product.suspect is None:
        text = _(
            "The account may have this product already, under another SKU: {product}. If it has, the product stands there twice afterwards. An undo of the run can remove what it creates."
        )
    else:
        text = _(
            "To be created: {product}.\n\nThe account has: {row}.\n\nIf these are the same product, it stands in the account twice afterwards; the row that is there stays as it is. An undo of the run can remove what it creates."
        )
    row = "" if product.suspect is None else suspect_text(product.suspect)
    return Question(
        name="retry",
        title=_("Create this product all the same?"),
        text=text.format(product=ours, row=row),
        yes=_("Create all the same"),
    )


def _nothing_left() -> Question:
    return Question(
        name="retry",
        title=_("Nothing is left to try again"),
        text=_(
            "What had failed or was skipped has been written since, or is no longer in the shop."
        ),
    )
