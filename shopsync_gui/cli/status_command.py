"""The command `status`: how each shop stands, without asking either service."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

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
from shopsync_gui.store.database.file_condition import is_absent
from shopsync_gui.sync.schedule.due import awaited_consent, due_at
from shopsync_gui.sync.schedule.missing_consent import WAITS, missing_consent_text
from shopsync_gui.sync.schedule.sandbox_shops import sandbox_gone_text, sandbox_is_gone
from shopsync_gui.sync.standing.state_words import state_text

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from shopsync_gui.cli.console import Console
    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.sync.schedule.missing_consent import MissingConsent
    from shopsync_gui.sync.standing.standing import ShopStanding


class _Told(NamedTuple):
    """One shop as its line tells it."""

    shop: Connection
    standing: ShopStanding
    #: The next sync by itself; None without one, or where another computer begins it.
    due: datetime | None
    #: The colleague's computer that runs the schedule.
    keeper: str
    #: The consent that the schedule waits for.
    missing: MissingConsent | None
    #: It was one of a sandbox that has ended.
    sandbox_gone: bool


def status(arguments: Namespace, console: Console) -> Exit:
    """Say of one shop, or of all, whether its two sides are equal and what comes next."""
    with opened_to_read() as store:
        hear_from_team(store)
        shops = (
            [connection_of(store, arguments.shop)] if arguments.shop else store.connections.all()
        )
        now = datetime.now(UTC)
        told = _read(store, shops, now)
        console.result({"items": [_json(each, now) for each in told]})
        if not shops:
            console.problem(no_shop(store).problem)
            if is_absent(store.path):
                console.note(
                    _("There are no data in that folder; SHOPSYNC_HOME names another one.")
                )
        if not console.as_json:
            _say(console, told, now)
    return Exit.DONE


def _read(store: Store, shops: Sequence[Connection], now: datetime) -> list[_Told]:
    """Each shop with what is to be told of it."""
    keepers, standings = store.team.keepers(now), standings_of(store, shops)
    told = []
    for shop in shops:
        gone, keeper = sandbox_is_gone(shop), keepers.get(shop.id, "")
        due = None if gone or keeper else due_at(store, shop, now)
        missing = None if gone else awaited_consent(store, shop)
        told.append(_Told(shop, standings[shop.id], due, keeper, missing, gone))
    return told


def _say(console: Console, told: Sequence[_Told], now: datetime) -> None:
    """Say it to a reader: a line for each shop, then what is to be done."""
    for each in told:
        console.say(" | ".join(_parts(each, now)))
    say_next_steps_of_all(console, ((each.standing, each.shop) for each in told))
    for each in told:
        if each.missing is not None:
            name = f"{each.shop.name}: " if len(told) > 1 else ""
            console.note(f"{name}{missing_consent_text(each.missing)}")


def _parts(told: _Told, now: datetime) -> list[str]:
    standing = told.standing
    parts = [told.shop.name, state_text(standing)]
    if standing.equal_at is not None:
        parts.append(_("equal since {when}").format(when=format_when(standing.equal_at)))
    if standing.synced_at is not None:
        # A sync that was broken off is none that was done; what it wrote is written, though.
        text = _("last sync: {when}")
        if standing.latest_sync_was_broken_off:
            text = _("last write: {when}")
        parts.append(text.format(when=format_when(standing.synced_at)))
    if told.due is not None:
        parts.append(_("next sync: {when}").format(when=format_when(max(told.due, now))))
    if told.keeper:
        parts.append(_("schedule: {computer}").format(computer=told.keeper))
    if told.missing is not None:
        parts.append(_("next sync: {when}").format(when=translate(WAITS)))
    if told.sandbox_gone:
        parts.append(sandbox_gone_text())
    return parts


def _json(told: _Told, now: datetime) -> dict[str, object]:
    standing = told.standing
    latest = standing.latest
    return {
        "shop": told.shop.name,
        "state": standing.state_name,
        "needs_attention": standing.needs_attention,
        "equal_at": _moment(standing.equal_at),
        "verified_at": _moment(standing.verified_at),
        "synced_at": _moment(standing.synced_at),
        "next_sync": None if told.due is None else _moment(max(told.due, now)),
        "run": None if latest is None else latest.run_id,
        "skipped": standing.skipped,
        "failed": standing.failed,
        "refused": standing.refused,
        "differing": standing.known_differing,
        "reading_notes": reading_notes_json(standing.whole_reading),
        "sandbox_gone": told.sandbox_gone,
        "missing_consent": told.missing,
    }


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
