"""The pages that next steps lead to, from wherever they are offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.sync.next_steps import Step

if TYPE_CHECKING:
    from shopsync_gui.core.runs import RunReport
    from shopsync_gui.ui.jobs.requests import WindowRequests


def open_step(
    requests: WindowRequests, step: Step, connection_id: int, run: RunReport | None
) -> None:
    """Open the page where a step is taken; `run` is the one that it goes on from."""
    match step:
        case Step.SKIPPED:
            requests.open_page("pageProducts", skipped_or_failed=True, connection_id=connection_id)
        case Step.DETAILS:
            requests.open_page("pageRuns", run_id=None if run is None else run.run_id)
        case _:
            requests.open_page("pageConnections", take=step, connection_id=connection_id, run=run)
