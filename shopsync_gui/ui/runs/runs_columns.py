"""The columns of the sync history."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from shopsync_gui.core.runs.run_labels import state_label, what_label
from shopsync_gui.core.text import N_, format_int, format_percent, format_when_short
from shopsync_gui.ui.kit.rows_model import TableColumn

if TYPE_CHECKING:
    from shopsync_gui.core.runs.runs import RunReport
    from shopsync_gui.ui.jobs.services.connection_list import ConnectionList
    from shopsync_gui.ui.jobs.services.queue import JobQueue

#: The column of the shop, which a list of one shop's runs does without.
SHOP = 1


def runs_columns(connections: ConnectionList, jobs: JobQueue) -> tuple[TableColumn, ...]:
    """Return the columns of a run's line; of one of these jobs, they also tell how far it is."""

    def shop(run: RunReport) -> str:
        connection = connections.get(run.connection_id)
        return "–" if connection is None else connections.title_of(connection, short=True)

    def state(run: RunReport) -> str:
        text, progress = state_label(run), jobs.progress(run.connection_id)
        estimate = jobs.estimate(run.connection_id)
        if progress is None or progress.run_id != run.run_id or estimate is None:
            return text
        if estimate.share is None:
            return text
        # What moves stands first: a narrow column cuts the end.
        return f"{format_percent(Decimal(int(estimate.share * 100)))} · {text}"

    return (
        TableColumn(
            N_("Started"), lambda run: format_when_short(run.started_at), 112, least=96, full=160
        ),
        TableColumn(N_("Webshop"), shop, 80, full=118, most=146, share=3, middle=True),
        TableColumn(N_("What"), what_label, 168, least=110, full=140),
        TableColumn(N_("State"), state, 160, least=96, full=110, dot=lambda run: run.state.tone),
        TableColumn(N_("New"), lambda run: _figure(run.creates), right=True, rank=3),
        TableColumn(N_("Changed"), lambda run: _figure(run.updates), right=True, rank=2),
        TableColumn(N_("Failed"), lambda run: _figure(run.all_failed), right=True, rank=1),
    )


def _figure(count: int) -> str:
    """A count; nothing is a dash."""
    return format_int(count).replace("-", "\N{MINUS SIGN}") if count else "–"
