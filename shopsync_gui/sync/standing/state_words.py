"""The words on how a shop stands: what runs or how the last run ended, and whether both sides are equal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.runs.run_labels import RUN_STATES, state_label
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.settings.schedule import is_stale
from shopsync_gui.core.text import _, format_int, format_when, ngettext, pgettext, translate
from shopsync_gui.core.tone import Tone
from shopsync_gui.sync.schedule.missing_consent import CONSENT_NEEDED
from shopsync_gui.sync.standing.equality import judged_by_orders
from shopsync_gui.sync.standing.next_steps import missing_secrets_title, remarks_on
from shopsync_gui.sync.standing.shop_state import ShopState
from shopsync_gui.sync.standing.unfinished_run import unfinished_run

if TYPE_CHECKING:
    from datetime import datetime

    from shopsync_gui.core.settings.schedule import Schedule
    from shopsync_gui.sync.standing.equality import Proof
    from shopsync_gui.sync.standing.standing import ShopStanding


def state_text(standing: ShopStanding) -> str:
    """The state in a word or two: what runs, or how the last run ended."""
    if standing.state is ShopState.RUNNING:
        return translate(RUN_STATES[RunState.RUNNING])
    if standing.activity.waiting:
        return pgettext("a job before its turn", "Waiting")
    if standing.moved is not None:
        return translate(RUN_STATES[RunState.PAUSED])
    state, differing = standing.state, standing.differing
    standing = standing.whole
    latest = standing.latest
    if latest is None:
        return _("Not synced here yet") if standing.in_team else _("Not synced yet")
    if standing.is_led_elsewhere and not differing:
        return pgettext("the two sides of a shop", "Not verified")
    if standing.colleague is not None and state is ShopState.DONE:
        return translate(RUN_STATES[RunState.DONE])
    if standing.colleague is not None and state is ShopState.IDLE:
        return pgettext("the two sides of a shop", "Not equal")
    if state is ShopState.IDLE and latest.state is RunState.DONE:
        unknown = standing.is_restored or standing.is_outdated or standing.is_given_back
        if unknown and not (differing or standing.is_undone):
            return pgettext("the two sides of a shop", "Not verified")
        return pgettext("the two sides of a shop", "Not equal")
    return state_label(unfinished_run(standing) or latest)


def to_do_text(standing: ShopStanding) -> str:
    """The foremost of what a shop's card says there is to do, or to know; empty where all is well."""
    if standing.secrets_missing and standing.activity.is_free:
        return missing_secrets_title()
    remarks = [remark for remark in remarks_on(standing) if not remark.of_account]
    grave = next((remark for remark in remarks if remark.tone is not Tone.MUTED), None)
    if standing.differing and (grave is None or grave.run is standing.preview):
        equality = equality_text(standing)
        if equality is not None:
            return equality[0]
    if grave is None and standing.awaits_consent:
        return translate(CONSENT_NEEDED)
    foremost = grave or next(iter(remarks), None)
    return "" if foremost is None else foremost.title


def equality_text(standing: ShopStanding, *, short: bool = False) -> tuple[str, Tone] | None:
    """Say that both sides were found equal, or that a later preview found differences; `short`: not when."""
    comparison = judged_by_orders(standing) or standing.comparison
    if standing.latest is not None and comparison is not None and standing.differing:
        count = standing.differing
        text = ngettext("{n} product differs · {when}", "{n} products differ · {when}", count)
        if short:
            text = ngettext("{n} product differs", "{n} products differ", count)
        when = format_when(comparison.last_at)
        return text.format(n=format_int(count), when=when), Tone.WARNING
    if standing.equal_at is None:
        return None
    text, when = _("Both sides are equal · {when}"), format_when(standing.equal_at)
    if short:
        text = _("Both sides are equal")
    if _is_told_in_part(standing):
        text = _("Equal as far as shown · {when}")
        if short:
            text = _("Equal as far as shown")
    return text.format(when=when), Tone.GOOD


def _is_told_in_part(standing: ShopStanding) -> bool:
    """Whether the account did not show all of what the last proof compared."""
    proofs = (run for run in (standing.latest, *standing.recent) if run is not None)
    return any(
        run.verified and run.finished_at == standing.equal_at and run.not_told for run in proofs
    )


def proof_text(proof: Proof, title: str, schedule: Schedule, now: datetime) -> tuple[str, Tone]:
    """Say when the two sides were last proven equal; `title` tells the shop from all others."""
    when = format_when(proof.at)
    if proof.is_old:
        text = _("{shop}: verified {when}; the two sides have differed since")
        return text.format(shop=title, when=when), Tone.WARNING
    count = proof.products
    text = _("{shop}: verified {when}, as far as SalesAutopilot shows the products")
    if count is not None:
        text = ngettext(
            "{shop}: verified {when}; {n} product was equal to the account's",
            "{shop}: verified {when}; {n} products were equal to the account's",
            count,
        )
    told = text.format(shop=title, when=when, n=format_int(count or 0))
    return told, Tone.WARNING if is_stale(schedule, proof.at, now) else Tone.PLAIN
