"""One manner, and the short ways in which manners are written down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from shopsync_gui.sandbox.account.records import SaProduct
    from shopsync_gui.sandbox.app import Sandbox
    from shopsync_gui.sandbox.asgi import Request, Response
    from shopsync_gui.sandbox.edge import Row

Adopt: TypeAlias = Callable[["Sandbox"], None]


def _nothing(_sandbox: Sandbox) -> None:
    """Leave the sandbox to its config."""


@dataclass(frozen=True)
class Manner:
    """A plausible behaviour: what it is about, a line of description, and how it is taken on."""

    aspect: str
    text: str
    adopt: Adopt = _nothing
    config: dict[str, Any] = field(default_factory=dict)


def product_rows(change: Callable[[Row], None]) -> Adopt:
    """Show every product so, in the list and alone."""
    return lambda sandbox: sandbox.edge.product_row.append(change)


def listed_rows(change: Callable[[Row], None]) -> Adopt:
    """Show products so in the list only."""
    return lambda sandbox: sandbox.edge.listed_row.append(change)


def shown(field_name: str, change: Callable[[Any], object]) -> Adopt:
    """Show one field of every product so."""

    def alter(row: Row) -> None:
        row[field_name] = change(row[field_name])

    return product_rows(alter)


def dropped(field_name: str) -> Adopt:
    """Show no such field."""

    def alter(row: Row) -> None:
        del row[field_name]

    return product_rows(alter)


def product_lists(choose: Callable[[list[Row]], list[Row]]) -> Adopt:
    """List other products, or in another order."""
    return lambda sandbox: sandbox.edge.product_list.append(choose)


def wrapped(wrap: Callable[[list[Row]], object], *methods: str) -> Adopt:
    """Answer these methods with something else than the bare rows."""

    def adopt(sandbox: Sandbox) -> None:
        sandbox.edge.wrap.update(dict.fromkeys(methods, wrap))

    return adopt


def keeping(change: Callable[[SaProduct], SaProduct]) -> Adopt:
    """Keep products so."""
    return lambda sandbox: sandbox.account.habits.keep.append(change)


def keeping_field(name: str, change: Callable[[Any], object]) -> Adopt:
    """Keep one field of products so."""

    def keep(product: SaProduct) -> SaProduct:
        changed: dict[str, Any] = {name: change(getattr(product, name))}
        return product._replace(**changed)

    return keeping(keep)


def keeping_categories(change: Callable[[str], str]) -> Adopt:
    """Keep the names of categories so."""
    return lambda sandbox: sandbox.account.habits.keep_category.append(change)


def answering(kind: str, answer: Callable[[Request, int], Response]) -> Adopt:
    """Answer creates, modifies or deletes so once they were carried out."""
    return lambda sandbox: sandbox.edge.answers.update({kind: answer})


def shop_payloads(kind: str, change: Callable[[Request, Any], Any]) -> Adopt:
    """Write the shop's payloads of this kind so."""
    return lambda sandbox: sandbox.edge.shop.setdefault(kind, []).append(change)


def responses(change: Callable[[Request, Response], Response]) -> Adopt:
    """Send every answer so."""
    return lambda sandbox: sandbox.edge.response.append(change)


def requests(change: Callable[[Request], Request | Response]) -> Adopt:
    """Take every request so."""
    return lambda sandbox: sandbox.edge.ask.append(change)


def both(*adopts: Adopt) -> Adopt:
    """Take on several behaviours."""

    def adopt(sandbox: Sandbox) -> None:
        for each in adopts:
            each(sandbox)

    return adopt
