"""The standing of every shop in the text format of Prometheus, for its node exporter's text files."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from shopsync_gui.cli.data_folder import end_dead_runs, opened_to_read
from shopsync_gui.cli.next_steps import standings_of
from shopsync_gui.core.errors import FileNotWritten, ShopSyncError, StoreError
from shopsync_gui.sync.standing.shop_state import STATE_NAMES
from shopsync_gui.system.files import whole_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shopsync_gui.cli.console import Console
    from shopsync_gui.core.errors import Problem
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
_USABLE = "shopsync_data_usable"
_WRITTEN = "shopsync_written_seconds"


def metrics_text(store: Store, *, usable: bool = True) -> str:
    """The metrics of all shops; a value that is not known is left out.

    Where the data are not `usable`, so that nothing can be synced, every shop needs attention.
    """
    end_dead_runs(store)
    lines: dict[str, list[str]] = {name: [] for name in _HELP}
    shops = store.connections.all()
    standings = standings_of(store, shops)
    for shop in shops:
        for name, labels, value in _of(shop, standings[shop.id]):
            known = 1 if name == "shopsync_needs_attention" and not usable else value
            lines[name].append(f"{name}{{{labels}}} {known}")
    told = (
        [f"# HELP {name} {_HELP[name]}", f"# TYPE {name} gauge", *found]
        for name, found in lines.items()
        if found
    )
    return "".join(f"{line}\n" for block in told for line in block) + _usable_text(usable=usable)


def _usable_text(*, usable: bool) -> str:
    """The two metrics that are about no shop."""
    return "".join(
        f"# HELP {name} {meaning}\n# TYPE {name} gauge\n{name} {value}\n"
        for name, meaning, value in (
            (
                _USABLE,
                "1 where the program's own data could be used, 0 as on a full disk",
                int(usable),
            ),
            (_WRITTEN, "when this file was written", datetime.now(UTC).timestamp()),
        )
    )


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


class MetricsFile:
    """The file for Prometheus, if one is wanted: it watches the work, and keeps nothing from it."""

    def __init__(self, path: Path | None, console: Console) -> None:
        self._path = path
        self._console = console
        self._told: Problem | None = None
        self._usable = True

    def note_end(self, problem: Problem | None) -> None:
        """Take in what kept a run from its end: perhaps the data can be used no longer."""
        if problem is not None and problem.is_a(StoreError):
            self._usable = False

    def write(self, store: Store) -> None:
        """Put how the shops stand now into the file; a reason that keeps it from that is told once."""
        if self._path is None:
            return
        try:
            text = metrics_text(store, usable=self._usable)
        except StoreError:
            self.write_unusable()
        else:
            self._put(text)

    def write_unusable(self) -> None:
        """Say that the data cannot be used, with what can still be read of them."""
        if self._path is None:
            return
        try:
            with opened_to_read() as store:
                text = metrics_text(store, usable=False)
        except ShopSyncError:
            text = _usable_text(usable=False)
        self._put(text)

    def _put(self, text: str) -> None:
        assert self._path is not None
        try:
            with whole_file(self._path) as part:
                part.write_text(text, "utf-8", newline="\n")
                part.chmod(0o644)
        except FileNotWritten as error:
            if error.problem != self._told:
                self._told = error.problem
                self._console.problem(error.problem)
