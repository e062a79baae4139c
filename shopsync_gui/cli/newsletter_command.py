"""The command newsletter: a letter of chosen products, as a file."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from shopsync_gui.cli.data_folder import connection_of, no_shop, opened_to_read
from shopsync_gui.cli.exits import Exit
from shopsync_gui.cli.typed_skus import products_of_skus
from shopsync_gui.core.errors import (
    CommandNotUnderstood,
    LetterEmpty,
    NothingCheaper,
    NoViews,
    ViewUnknown,
)
from shopsync_gui.core.newsletter.letter import MOST_PRODUCTS, Layout, LetterStyle
from shopsync_gui.core.newsletter.letter_sizes import MOST_BYTES
from shopsync_gui.core.newsletter.letter_words import flaw_text
from shopsync_gui.core.products.changes import ChangeKind, Since
from shopsync_gui.core.products.mapping import money
from shopsync_gui.core.text import _, format_int, ngettext, quoted
from shopsync_gui.store.search.query import GridQuery, GridSort
from shopsync_gui.sync.outputs.newsletter import Newsletter, make_newsletter, save_letter

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence
    from decimal import Decimal
    from pathlib import Path

    from shopsync_gui.cli.console import Console
    from shopsync_gui.core.newsletter.letter import LetterProduct
    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection

#: No change is older; the first days of the calendar are before the beginning of time elsewhere.
_FIRST_DAY = date(1990, 1, 1)


def newsletter(arguments: Namespace, console: Console) -> Exit:
    """Write the letter; unknown SKUs and products that cannot be in it are told, and make it partial.

    Raises InputError, FileNotWritten.
    """
    path = arguments.out
    replaced = path.is_file()
    with opened_to_read() as store:
        connection = _connection(store, arguments.shop)
        ids, unknown = _chosen(store, connection, arguments, console)
        products = store.letters.products(ids)
    if not ids and arguments.cheaper_since is not None:
        raise NothingCheaper(day=arguments.cheaper_since)
    made = make_newsletter(products, _style(arguments), connection)
    _tell(console, made, unknown)
    if not made.document.blocks:
        raise LetterEmpty
    save_letter(path, made)
    count = len(made.document.blocks)
    console.say(
        ngettext("{n} product written to {path}", "{n} products written to {path}", count).format(
            n=format_int(count), path=path
        )
    )
    console.note_replaced(replaced=replaced)
    console.result(_json(path, made, products, unknown), shop=connection.name)
    return Exit.PARTIAL if unknown or made.left_out else Exit.DONE


def _connection(store: Store, shop: str | None) -> Connection:
    if shop is not None:
        return connection_of(store, shop)
    connections = store.connections.all()
    if not connections:
        raise no_shop(store)
    if len(connections) > 1:
        detail = _("several shops are connected: say which with --shop")
        raise CommandNotUnderstood(detail=detail, program="shopsync newsletter")
    return connections[0]


def _chosen(
    store: Store, connection: Connection, arguments: Namespace, console: Console
) -> tuple[Sequence[int], list[str]]:
    """The products' ids in their order, and the SKUs that no product has."""
    if arguments.products:
        found = store.letters.ids_of_skus(connection.id, arguments.products)
        return products_of_skus(arguments.products, found)
    if arguments.view is not None:
        view = store.views.named(arguments.view)
        if view is None:
            names = [quoted(view.name) for view in store.views.all()]
            if not names:
                raise NoViews(view=arguments.view)
            raise ViewUnknown(view=arguments.view, known=", ".join(names))
        return _first(store, console, replace(view.query(), connection_id=connection.id)), []
    day = max(arguments.cheaper_since, _FIRST_DAY)
    query = GridQuery(
        connection_id=connection.id,
        changed_since=Since(datetime(day.year, day.month, day.day).astimezone()),
        change=ChangeKind.CHEAPER,
        sort=GridSort.DISCOUNT,
        descending=True,
    )
    return _first(store, console, query), []


def _first(store: Store, console: Console, query: GridQuery) -> Sequence[int]:
    """The query's first products, as many as a letter takes."""
    ids, count = store.grid.ids(replace(query, limit=MOST_PRODUCTS)), store.grid.count(query)
    if count > len(ids):
        text = ngettext(
            "{n} product fits; a newsletter takes the first {most}.",
            "{n} products fit; a newsletter takes the first {most} of them.",
            count,
        )
        console.note(text.format(n=format_int(count), most=format_int(len(ids))))
    return ids


def _style(arguments: Namespace) -> LetterStyle:
    return LetterStyle(
        layout=Layout(arguments.layout),
        heading=arguments.heading,
        button=arguments.button,
        color=arguments.color,
        campaign=arguments.campaign,
    )


def _tell(console: Console, made: Newsletter, unknown: Sequence[str]) -> None:
    for sku in unknown:
        console.note(_("No product has this SKU: {sku}").format(sku=sku))
    for product, flaws in made.left_out:
        reasons = ", ".join(flaw_text(flaw, product) for flaw in flaws if flaw.keeps_out)
        line = _("Left out: {name} ({reasons})").format(name=product.name, reasons=reasons)
        console.note(line)
    console.note(*(sentence for flaw, sentence in made.checks if not flaw.keeps_out))
    if made.too_long:
        text = ngettext(
            "The newsletter has {size} bytes, more than {most}: mail programs will cut it. {n} product fits.",
            "The newsletter has {size} bytes, more than {most}: mail programs will cut it."
            " {n} products fit.",
            made.fits,
        )
        console.note(
            text.format(
                size=format_int(made.size), most=format_int(MOST_BYTES), n=format_int(made.fits)
            )
        )


def _json(
    path: Path, made: Newsletter, products: Sequence[LetterProduct], unknown: Sequence[str]
) -> dict[str, Any]:
    by_id = {product.id: product for product in products}
    items = []
    for block in made.document.blocks:
        product = by_id[block.product_id]
        items.append(
            {
                "sku": product.sku,
                "name": product.name,
                "price": _price(product.price),
                "earlier": _price(product.earlier.amount),
                "percent": block.percent,
                "currency": product.currency,
                "link": block.address,
                "picture": block.picture,
            }
        )
    return {
        "file": str(path),
        "count": len(items),
        "bytes": made.size,
        "fits": made.fits,
        "items": items,
        "left_out": [
            {"sku": product.sku, "name": product.name, "reasons": [flaw.value for flaw in flaws]}
            for product, flaws in made.left_out
        ],
        "unknown": list(unknown),
        "remarks": [flaw.value for flaw, _sentence in made.checks if not flaw.keeps_out],
    }


def _price(price: Decimal | None) -> str | None:
    return None if price is None else str(money(price))
