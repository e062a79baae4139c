"""The commands that only read the local data: products, export, runs, diagnostics."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from shopsync_gui.cli.data_folder import connection_of, no_shop, opened_to_read
from shopsync_gui.cli.exits import Exit
from shopsync_gui.core import errors
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.run_labels import state_label, what_label
from shopsync_gui.core.text import (
    _,
    format_int,
    format_money,
    format_percent,
    format_when,
    ngettext,
    translate,
)
from shopsync_gui.system.paths import data_location

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence

    from shopsync_gui.cli.console import Console
    from shopsync_gui.core.runs.runs import RunReport
    from shopsync_gui.store import Store
    from shopsync_gui.store.lists.grid_row import GridRow

_BATCH = 500


def products(arguments: Namespace, console: Console) -> Exit:
    """List the master's products by name; `count` is that of all matches, whatever the limit."""
    from shopsync_gui.store.search.query import GridQuery  # what lists runs alone needs none

    with opened_to_read() as store:
        query = GridQuery(
            text=arguments.search,
            connection_id=_shop_id(store, arguments),
            uncategorised=arguments.uncategorised,
            gone=arguments.gone,
        )
        ids = store.grid.ids(query)
        shown = ids if arguments.limit is None else ids[: arguments.limit]
        rows = _rows(store, shown)
        connections = store.connections.all()
        shops = {shop.id: shop.name for shop in connections} if len(connections) > 1 else {}
        if console.as_json:
            from shopsync_gui.cli.product_json import product_json

            items = (product_json(row, shops.get(row.connection_id)) for row in rows)
            console.stream({"count": len(ids)}, "items", items)
            return Exit.DONE
        for row in rows:
            shop = shops.get(row.connection_id)
            console.say(" | ".join(filter(None, (_product_line(row), shop))))
        total = ngettext("{n} product", "{n} products", len(ids))
        console.note(total.format(n=format_int(len(ids))))
        _hint_at_connecting(store, console)
    return Exit.DONE


def export(arguments: Namespace, console: Console) -> Exit:
    """Write the master's products by name into a file, in place of an earlier one.

    SKUs that no product has are told, and make it partial; where none is left, or no shop is
    connected, nothing is written.
    Raises InputError, FileNotWritten.
    """
    from shopsync_gui.cli.typed_skus import products_of_skus
    from shopsync_gui.sync.outputs.export import Export
    from shopsync_gui.sync.outputs.export import export as write_file

    path = arguments.file
    replaced = path.is_file()
    ids: tuple[int, ...] | None = None
    unknown: list[str] = []
    with opened_to_read() as store:
        if not store.connections.all():
            raise no_shop(store)
        if arguments.products:
            found = store.grid.ids_of_skus(arguments.products)
            ids, unknown = products_of_skus(arguments.products, found)
        from shopsync_gui.store.search.query import GridQuery

        query = GridQuery(text=arguments.search, connection_id=_shop_id(store, arguments))
        request = Export(path, query, ids=ids, for_spreadsheets=arguments.spreadsheet)
        count = write_file(store, request)
    for sku in unknown:
        console.note(_("No product has this SKU: {sku}").format(sku=sku))
    console.say(
        ngettext("{n} product written to {path}", "{n} products written to {path}", count).format(
            n=format_int(count), path=path
        )
    )
    console.note_replaced(replaced=replaced)
    if not count:
        console.note(_("No product matches: the file holds the titles of its columns alone."))
    named = {"unknown": unknown} if arguments.products else {}
    console.result({"file": str(path), "count": count} | named)
    return Exit.PARTIAL if unknown else Exit.DONE


def _shop_id(store: Store, arguments: Namespace) -> int | None:
    """The connection that --shop names; None for all. Raises InputError."""
    return None if arguments.shop is None else connection_of(store, arguments.shop).id


def _hint_at_connecting(store: Store, console: Console) -> None:
    """Say why there is nothing to see where no shop is connected."""
    if not store.connections.all():
        console.problem(no_shop(store).problem)


def _rows(store: Store, ids: Sequence[int]) -> Iterator[GridRow]:
    for start in range(0, len(ids), _BATCH):
        yield from store.grid.rows(ids[start : start + _BATCH])


def _product_line(row: GridRow) -> str:
    from shopsync_gui.core.products.labels import PRODUCT_STATES, uncategorised

    categories = ", ".join(row.account_categories) or uncategorised()
    return " | ".join(
        (
            str(row.sa_id or "–"),
            row.sku or "–",
            row.name,
            categories,
            _("{price} net").format(price=format_money(row.net, row.currency)),
            _("VAT {rate}").format(rate=format_percent(row.vat)),
            translate(PRODUCT_STATES[row.state]),
        )
    )


def runs(arguments: Namespace, console: Console) -> Exit:
    """List the runs, newest first."""
    with opened_to_read() as store:
        connections = store.connections.all()
        names = {connection.id: connection.name for connection in connections}
        shop_id = _shop_id(store, arguments)
        receipts = store.runs.newest(connection_id=shop_id)
        if console.as_json:
            from shopsync_gui.cli.receipts import run_json

            items = [
                run_json(receipt, names.get(receipt.connection_id, "")) for receipt in receipts
            ]
            console.result({"items": items})
            return Exit.DONE
        now = datetime.now(UTC)
        console.say(*(_run_line(run, names.get(run.connection_id, ""), now) for run in receipts))
        console.note(
            ngettext("{n} run", "{n} runs", len(receipts)).format(n=format_int(len(receipts)))
        )
        _hint_at_connecting(store, console)
        from shopsync_gui.cli.next_steps import say_next_steps_of_all, standings_of

        standings = standings_of(store, connections)
        shown = {receipt.connection_id for receipt in receipts} | {shop_id}
        say_next_steps_of_all(
            console, ((standings[shop.id], shop) for shop in connections if shop.id in shown)
        )
    return Exit.DONE


def _run_line(run: RunReport, shop: str, now: datetime) -> str:
    parts = (f"#{run.run_id}", shop, what_label(run), state_label(run))
    return " | ".join((*parts, format_when(run.started_at, now), _counts(run)))


def _counts(run: RunReport) -> str:
    """The numbers of a run that belong to its kind."""
    if run.undo_of is not None:
        text = _("given back {updated}, removed {removed}, left as it is {kept}, failed {failed}")
        return text.format(
            updated=format_int(run.updates),
            removed=format_int(run.removed),
            kept=format_int(run.kept),
            failed=format_int(run.failed),
        )
    if run.kind is JobKind.VERIFY:
        return _counts_of_verification(run)
    text = _("created {created}, changed {updated}, unchanged {unchanged}, failed {failed}")
    if run.kind is JobKind.PREVIEW:
        text = _("to create {created}, to change {updated}, unchanged {unchanged}")
    return text.format(
        created=format_int(run.creates),
        updated=format_int(run.updates),
        unchanged=format_int(run.unchanged),
        failed=format_int(run.all_failed),
    )


def _counts_of_verification(run: RunReport) -> str:
    """Count the products that are equal and those that are not, be it that no sync would change that."""
    to_write = run.not_written + run.kept + run.not_taken
    different = max(run.apart, to_write)
    text = _("equal {equal}, different {different}")
    if run.difference_count:
        text += ", " + _("values that differ {values}")
    if run.doubled:
        text += ", " + _("SKUs more than once {doubled}")
    equal = run.created + run.changed + run.unchanged - (different - to_write)
    return text.format(
        equal=format_int(max(0, equal)),
        different=format_int(different),
        values=format_int(run.difference_count),
        doubled=format_int(len(run.doubled)),
    )


def diagnostics(arguments: Namespace, console: Console) -> Exit:
    """Write a file for whoever helps, without secrets, names and addresses. Raises FileNotWritten."""
    from shopsync_gui.sync.outputs.diagnostics import save_diagnostics, save_without_store

    path = arguments.file
    replaced = path.is_file()
    folder = data_location()
    try:
        with opened_to_read() as store:
            save_diagnostics(store, folder, path, store.settings.all())
    except errors.StoreError as error:
        save_without_store(error, folder, path)
        console.note(error.problem.title)
    console.say(
        _("The file holds no secret, name or address. It is here: {path}").format(path=path)
    )
    console.note_replaced(replaced=replaced)
    if path.suffix.lower() != ".zip":
        console.note(_("It is a ZIP archive, though its name does not end in .zip."))
    return Exit.DONE
