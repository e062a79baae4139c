"""The equality of a shop's two sides by its runs: the last proof, or how many products differ."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core import errors
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState

if TYPE_CHECKING:
    from shopsync_gui.core.runs.runs import RunReport
    from shopsync_gui.sync.standing.standing import ShopStanding


class Proof(msgspec.Struct, frozen=True, gc=False):
    """The last proof that the two sides are equal: of how many products, where that is known.

    `is_old`: a run since then found, or left, them unequal.
    """

    at: datetime
    products: int | None
    is_old: bool


def last_proof(standing: ShopStanding) -> Proof | None:
    """Return the last proof, be it a colleague's; None for a shop that was never proven equal."""
    if standing.verified_at is None:
        return None
    return Proof(standing.verified_at, standing.verified_count, is_proof_old(standing))


def equal_at(standing: ShopStanding) -> datetime | None:
    """Return when a run last found both sides equal; None if something since says otherwise.

    A run that lacked a secret leaves it as it was. A retry that found its products equal, or had none to
    compare, leaves the proof before it; so do an import of old orders that found the shop's own products
    equal, and a job at work. One that came out of a backup, or decided by other options, proves nothing
    of today.
    """
    if standing.is_written_since:
        return None
    if standing.colleague is not None:
        return standing.colleague.at if standing.colleague.equal else None
    activity, latest = standing.activity, standing.latest
    at_work = activity.running or activity.others_kind is not None
    runs = list(standing.recent)
    if latest is not None and latest not in runs:
        runs.append(latest)
    compared = False
    for run in runs:
        if run.says_nothing_new or (run.state is RunState.RUNNING and at_work):
            continue
        if _asked_nobody(run):
            continue
        equal = _says_equal(run, compared=compared)
        if equal is not None:
            return run.finished_at if equal else None
        compared = compared or (run.kind is JobKind.PREVIEW and _compares(run))
    return None


def _says_equal(run: RunReport, *, compared: bool) -> bool | None:
    """Whether a run says that both sides are equal; None where it leaves what was said before.

    `compared` says that a later preview has compared them.
    """
    if run.is_outdated or run.doubted:
        return False
    if run.kind is JobKind.PREVIEW:
        return False if _compares(run) and not compared and run.found_apart else None
    if run.kind in (JobKind.RETRY, JobKind.ORDERS):
        overtaken = compared and run.kind is JobKind.ORDERS and run.verified is not False
        apart = run.found_apart and not overtaken
        return False if apart or run.state is not RunState.DONE else None
    return run.kind is not JobKind.UNDO and bool(run.verified)


def _compares(preview: RunReport) -> bool:
    """Whether a preview has compared the two sides, be it beside what it was asked for."""
    return preview.has_compared or preview.shop_to_write is not None


def _asked_nobody(run: RunReport) -> bool:
    """Whether a secret that it lacked kept a run from asking either side."""
    if run.problem is None or not run.problem.is_a(errors.SecretError):
        return False
    asked = run.requests_shop + run.requests_target
    return not (asked or run.may_have_written or run.pulled)


def is_proof_old(standing: ShopStanding) -> bool:
    """Whether a run since the last proof found, or left, the two sides unequal."""
    if standing.verified_at is None:
        return False
    if standing.is_written_since or (standing.colleague and not standing.colleague.equal):
        return True
    proofs = [
        run.kind in (JobKind.SYNC, JobKind.VERIFY) and bool(run.verified) for run in standing.recent
    ]
    for run, proven in zip(standing.recent, proofs, strict=True):
        if run.state is RunState.RUNNING:
            continue
        # Where the proof is among the runs their order tells, which a clock does not disturb.
        if proven or (run.last_at <= standing.verified_at and not any(proofs)):
            return False
        if run.found_apart:
            return True
    return False


def judged_by_orders(standing: ShopStanding) -> RunReport | None:
    """Return the job about old orders that compared the shop's own products last; None if a run since did, or wrote."""
    if standing.colleague is not None:  # who ran after that
        return None
    for run in standing.recent:
        if run.is_outdated:
            return None
        if run.shop_to_write is not None:
            return run
        if run.kind is not JobKind.RETRY and (run.has_compared or run.has_written):
            return None
    return None


def differing(standing: ShopStanding) -> int:
    """Products that were found to be written, or that were written otherwise since the last sync.

    Those are what an undo gave back, what another shop of the account overwrote, and what a sync
    that ended early left.
    """
    if standing.is_written_since:
        return 0 if standing.overwritten is None else standing.overwritten.products
    if standing.colleague is not None:
        return standing.colleague.differing
    if standing.comparison is None:
        return _left_over(standing) or _given_back(standing)
    planned = standing.comparison.planned
    return 0 if planned is None else planned.writes


def apart(standing: ShopStanding) -> int:
    """Products that the last comparison found otherwise than planned, be it that no sync would change that."""
    run = standing.comparison or standing.latest
    if run is not None and run.kind is JobKind.RETRY and run.apart:
        return max(run.apart, standing.failed)  # of what failed, it was about some
    if run is None or not run.has_compared or run.is_outdated or run.led_elsewhere:
        return 0
    return 0 if standing.is_written_since else run.apart


def _left_over(standing: ShopStanding) -> int:
    """Products that the last verification found to be written, or that a sync left when it ended early."""
    latest = standing.latest
    if latest is None or latest.is_outdated or latest.led_elsewhere:
        return 0
    if latest.kind is JobKind.VERIFY:
        return latest.not_written if latest.state.ended else 0
    if latest.kind is not JobKind.SYNC or latest.state.ended or latest.left is None:
        return 0
    return latest.left.writes


def _given_back(standing: ShopStanding) -> int:
    """Products that the last undo took back, earlier parts of it included."""
    undo = standing.last_undo
    return 0 if undo is None else undo.updated + undo.removed
