"""Jobs over some products: they prove nothing about the rest, so a shop stands as it did without them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.sync.standing.telling_runs import last_telling

if TYPE_CHECKING:
    from collections.abc import Container

    from shopsync_gui.sync.standing.standing import ShopStanding

#: Kinds of jobs that read and write some products only.
OVER_SOME = frozenset({JobKind.RETRY, JobKind.ORDERS})


def without_jobs_over_some(standing: ShopStanding) -> ShopStanding:
    """Return how a shop stands as a whole where the last run was about some products and came to its end.

    Earlier runs of its kind are left out, too: it took their place. Where all that was wrong were
    products that a retry has written since, nothing is left out.
    """
    latest = standing.latest
    if latest is None or latest.kind not in OVER_SOME or latest.state is not RunState.DONE:
        return standing
    ended = {latest.kind}
    for kind in OVER_SOME:
        newest = next((run for run in standing.recent if run.kind is kind), None)
        if newest is not None and newest.state is RunState.DONE:
            ended.add(kind)
    whole = _without(standing, ended)
    if JobKind.RETRY not in ended or not _only_failed(whole) or whole.latest is None:
        return whole
    if whole.latest.kind in OVER_SOME:  # what failed of old orders was retried
        return _without(standing, OVER_SOME)
    return whole if whole.comparison is not None else standing


def _without(standing: ShopStanding, kinds: Container[JobKind]) -> ShopStanding:
    """The standing as it was without runs of these kinds."""
    recent = tuple(run for run in standing.recent if run.kind not in kinds)
    return replace(standing, latest=last_telling(recent), recent=recent)


def _only_failed(whole: ShopStanding) -> bool:
    """Whether nothing was wrong but products that failed, and none of them does any more."""
    run = whole.latest
    if run is None or run.state is not RunState.PARTIAL or whole.failed or run.is_outdated:
        return False
    others = len(run.doubled) + run.kept + run.unsettled + run.given_up + len(run.noted_categories)
    return run.failed >= run.apart and not others and run.problem is None and not run.left_behind
