"""The standing of every shop in the text format of Prometheus, for its node exporter's text files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.cli.next_steps import standings_of
from shopsync_gui.sync.standing.shop_state import STATE_NAMES
from shopsync_gui.system.files import whole_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.sync.standing.standing import ShopStanding

#: Name and meaning of each metric; times are seconds since 1970.
_HELP = {
    "shopsync_state": "1 for the state that the shop is in",
    "shopsync_needs_attention": "1 where something waits for the user, else 0",
    "shopsync_last_sync_seconds": "when the last sync came to its end or wrote something",
    "shopsync_last_proof_seconds": "when both sides were last proven equal",
    "shopsync_products": "products that the shop had when it was last read",
    "shopsync_differences": "products that the last comparison, or a sync that ended early, left to be written, or an undo gave back since",
    "shopsync_skipped": "products left out",
    "shopsync_failed": "products that failed",
    "shopsync_refused": "products left out because SalesAutopilot did not take them, until they change in the shop",
}


def metrics_text(store: Store) -> str:
    """The metrics of all shops; a value that is not known is left out."""
    lines: dict[str, list[str]] = {name: [] for name in _HELP}
    shops = store.connections.all()
    standings = standings_of(store, shops)
    for shop in shops:
        for name, labels, value in _of(shop, standings[shop.id]):
            lines[name].append(f"{name}{{{labels}}} {value}")
    told = (
        [f"# HELP {name} {_HELP[name]}", f"# TYPE {name} gauge", *found]
        for name, found in lines.items()
        if found
    )
    return "".join(f"{line}\n" for block in told for line in block)


def _of(shop: Connection, standing: ShopStanding) -> Iterator[tuple[str, str, float]]:
    label = f'shop="{_escaped(shop.name)}"'
    now = standing.state_name
    for state in STATE_NAMES:
        yield "shopsync_state", f'{label},state="{state}"', int(now == state)
    yield "shopsync_needs_attention", label, int(standing.needs_attention)
    if standing.synced_at is not None:
        yield "shopsync_last_sync_seconds", label, standing.synced_at.timestamp()
    if standing.verified_at is not None:
        yield "shopsync_last_proof_seconds", label, standing.verified_at.timestamp()
    if shop.is_shop_known and (standing.in_shop or shop.first_read_at is not None):
        yield "shopsync_products", label, standing.in_shop
    if (differing := standing.known_differing) is not None:
        yield "shopsync_differences", label, differing
    yield "shopsync_skipped", label, standing.skipped
    yield "shopsync_failed", label, standing.failed
    yield "shopsync_refused", label, standing.refused


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def write_metrics(store: Store, path: Path) -> None:
    """Put the metrics into a file, whole or not at all, readable for all. Raises FileNotWritten."""
    with whole_file(path) as part:
        part.write_text(metrics_text(store), "utf-8", newline="\n")
        part.chmod(0o644)
