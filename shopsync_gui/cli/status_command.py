"""The command `status`: how each shop stands, without asking either service."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from shopsync_gui.cli.data_folder import connection_of, opened
from shopsync_gui.cli.exits import Exit
from shopsync_gui.cli.next_steps import say_next_steps, standing_of
from shopsync_gui.core.run_labels import RUN_STATES
from shopsync_gui.core.runs import RunState
from shopsync_gui.core.text import _, format_when, translate
from shopsync_gui.sync.due import due_of
from shopsync_gui.sync.job_locks import close_dead_runs
from shopsync_gui.sync.standing import ShopState
from shopsync_gui.system.paths import data_folder

if TYPE_CHECKING:
    from argparse import Namespace

    from shopsync_gui.cli.console import Console
    from shopsync_gui.store import Store
    from shopsync_gui.store.connections import Connection
    from shopsync_gui.sync.standing import ShopStanding


def status(arguments: Namespace, console: Console) -> Exit:
    """Say of one shop, or of all, whether its two sides are equal and what comes next."""
    with opened() as store:
        if store.runs.running():
            close_dead_runs(store, data_folder())
        shops = (
            [connection_of(store, arguments.shop)] if arguments.shop else store.connections.all()
        )
        now = datetime.now(UTC)
        console.result({"items": [_json(store, shop, now) for shop in shops]})
        if not console.as_json:
            for shop in shops:
                console.say(_line(store, shop, now))
                say_next_steps(console, store, shop)
    return Exit.DONE


def _line(store: Store, shop: Connection, now: datetime) -> str:
    standing = standing_of(store, shop)
    due = due_of(store, shop, now)
    parts = [shop.name, _state_words(standing)]
    if standing.equal_at is not None:
        parts.append(_("equal since {when}").format(when=format_when(standing.equal_at)))
    if standing.synced_at is not None:
        parts.append(_("last sync: {when}").format(when=format_when(standing.synced_at)))
    if due is not None:
        parts.append(_("next sync: {when}").format(when=format_when(max(due.at, now))))
    return " | ".join(parts)


def _state_words(standing: ShopStanding) -> str:
    if standing.state is ShopState.RUNNING:
        return translate(RUN_STATES[RunState.RUNNING])
    latest = standing.latest
    return _("Not synced yet") if latest is None else translate(RUN_STATES[latest.state])


def _json(store: Store, shop: Connection, now: datetime) -> dict[str, object]:
    standing = standing_of(store, shop)
    due = due_of(store, shop, now)
    latest = standing.latest
    return {
        "shop": shop.name,
        "state": standing.state.value,
        "needs_attention": standing.needs_attention,
        "equal_at": _moment(standing.equal_at),
        "verified_at": _moment(standing.verified_at),
        "synced_at": _moment(standing.synced_at),
        "next_sync": None if due is None else _moment(max(due.at, now)),
        "run": None if latest is None else latest.run_id,
        "skipped": standing.skipped,
        "failed": standing.failed,
        "differing": standing.differing,
    }


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
