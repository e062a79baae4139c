"""The command `status`: how each shop stands, without asking either service."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from shopsync_gui.cli.data_folder import (
    connection_of,
    hear_from_team,
    no_shop,
    opened_to_read,
)
from shopsync_gui.cli.exits import Exit
from shopsync_gui.cli.next_steps import say_next_steps_of_all, standings_of
from shopsync_gui.cli.receipts import reading_notes_json
from shopsync_gui.core.text import _, format_when, translate
from shopsync_gui.sync.schedule.due import awaited_consent, due_at
from shopsync_gui.sync.schedule.missing_consent import WAITS, missing_consent_text
from shopsync_gui.sync.schedule.sandbox_shops import sandbox_gone_text, sandbox_is_gone
from shopsync_gui.sync.standing.state_words import state_text

if TYPE_CHECKING:
    from argparse import Namespace

    from shopsync_gui.cli.console import Console
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.sync.standing.standing import ShopStanding


def status(arguments: Namespace, console: Console) -> Exit:
    """Say of one shop, or of all, whether its two sides are equal and what comes next."""
    with opened_to_read() as store:
        hear_from_team(store)
        shops = (
            [connection_of(store, arguments.shop)] if arguments.shop else store.connections.all()
        )
        now = datetime.now(UTC)
        keepers = store.team.keepers(now)
        standings = standings_of(store, shops)
        gone = {shop.id for shop in shops if sandbox_is_gone(shop)}
        here = {shop.id for shop in shops if shop.id not in gone and shop.id not in keepers}
        dues = {shop.id: due_at(store, shop, now) if shop.id in here else None for shop in shops}
        awaited = {
            shop.id: missing
            for shop in shops
            if shop.id not in gone and (missing := awaited_consent(store, shop)) is not None
        }
        console.result(
            {
                "items": [
                    _json(shop, standings[shop.id], dues[shop.id], now)
                    | {"sandbox_gone": shop.id in gone, "missing_consent": awaited.get(shop.id)}
                    for shop in shops
                ]
            }
        )
        if not shops:
            console.problem(no_shop(store).problem)
        if not console.as_json:
            for shop in shops:
                parts = _parts(shop, standings[shop.id], dues[shop.id], now)
                if shop.id in keepers:
                    parts.append(_("schedule: {computer}").format(computer=keepers[shop.id]))
                if shop.id in awaited:
                    parts.append(_("next sync: {when}").format(when=translate(WAITS)))
                if shop.id in gone:
                    parts.append(sandbox_gone_text())
                console.say(" | ".join(parts))
            say_next_steps_of_all(console, ((standings[shop.id], shop) for shop in shops))
            for shop in shops:
                if shop.id in awaited:
                    name = f"{shop.name}: " if len(shops) > 1 else ""
                    console.note(f"{name}{missing_consent_text(awaited[shop.id])}")
    return Exit.DONE


def _parts(
    shop: Connection, standing: ShopStanding, due: datetime | None, now: datetime
) -> list[str]:
    parts = [shop.name, state_text(standing)]
    if standing.equal_at is not None:
        parts.append(_("equal since {when}").format(when=format_when(standing.equal_at)))
    if standing.synced_at is not None:
        parts.append(_("last sync: {when}").format(when=format_when(standing.synced_at)))
    if due is not None:
        parts.append(_("next sync: {when}").format(when=format_when(max(due, now))))
    return parts


def _json(
    shop: Connection, standing: ShopStanding, due: datetime | None, now: datetime
) -> dict[str, object]:
    latest = standing.latest
    return {
        "shop": shop.name,
        "state": standing.state_name,
        "needs_attention": standing.needs_attention,
        "equal_at": _moment(standing.equal_at),
        "verified_at": _moment(standing.verified_at),
        "synced_at": _moment(standing.synced_at),
        "next_sync": None if due is None else _moment(max(due, now)),
        "run": None if latest is None else latest.run_id,
        "skipped": standing.skipped,
        "failed": standing.failed,
        "refused": standing.refused,
        "differing": standing.known_differing,
        "reading_notes": reading_notes_json(standing.whole_reading),
    }


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
