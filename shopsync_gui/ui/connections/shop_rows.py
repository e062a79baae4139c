"""The rows of the table of shops: how each stands, in the words of its columns."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from shopsync_gui.core.strings.collation import sort_key
from shopsync_gui.core.strings.folding import fold
from shopsync_gui.core.text import N_, format_int, format_percent, format_when_short
from shopsync_gui.sync.standing.plan_ahead import plan_ahead
from shopsync_gui.sync.standing.shop_state import ShopState
from shopsync_gui.sync.standing.state_words import state_text, to_do_text
from shopsync_gui.ui.kit.rows_model import TableColumn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.sync.standing.standing import ShopStanding
    from shopsync_gui.ui.jobs.context import AppContext

_NEVER = datetime.max.replace(tzinfo=UTC)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class ShopRow(NamedTuple):
    """A shop as the table shows it. `share` of its running job is in percent, None where unknown."""

    id: int
    title: str
    labels: tuple[str, ...]
    state: ShopState
    words: str
    share: int | None
    equal_at: datetime | None
    products: int
    changes: int | None
    next_at: datetime | None
    following: str
    needs_attention: bool
    remark: str
    is_idle: bool
    may_begin: bool
    may_sync: bool

    @property
    def state_words(self) -> str:
        """The state, with how far a running job is."""
        return (
            self.words
            if self.share is None
            else f"{self.words} · {format_percent(Decimal(self.share))}"
        )

    @property
    def found_by(self) -> str:
        """The text that the search looks into."""
        return fold(" ".join((self.title, *self.labels, self.words, self.remark)))


def shop_rows(context: AppContext, standings: Mapping[int, ShopStanding]) -> list[ShopRow]:
    """The rows of all shops whose standing is known."""
    connections = list(context.connections)
    same = Counter(connection.title for connection in connections)
    return [
        shop_row(context, connection, standings[connection.id], same[connection.title] > 1)
        for connection in connections
        if connection.id in standings
    ]


def shop_row(
    context: AppContext, connection: Connection, standing: ShopStanding, by_name: bool
) -> ShopRow:
    """The row of one shop; `by_name`: another one has its title."""
    shop = connection.id
    activity = standing.activity
    estimate = context.jobs.estimate(shop) if activity.running else None
    share = None if estimate is None or estimate.share is None else int(estimate.share * 100)
    ahead = plan_ahead(standing)
    return ShopRow(
        id=shop,
        title=f"{connection.title} ({connection.name})" if by_name else connection.title,
        labels=connection.options.labels,
        state=standing.state,
        words=state_text(standing),
        share=share,
        equal_at=standing.equal_at,
        products=standing.in_shop,
        changes=standing.differing or (0 if ahead is None else ahead.writes),
        next_at=context.scheduler.next_run(shop),
        following=context.scheduler.next_text(shop),
        needs_attention=standing.needs_attention,
        remark=to_do_text(standing),
        is_idle=activity.is_free,
        may_begin=standing.may_begin,
        may_sync=standing.may_begin and not standing.looks_only,
    )


class ShopColumn(NamedTuple):
    """A column of the table, and what it sorts by."""

    shown: TableColumn
    key: Callable[[ShopRow], Any]


def _count(number: int | None) -> str:
    return format_int(number) if number else "–"


_GRAVITY: Sequence[ShopState] = (
    ShopState.FAILED, ShopState.STOPPED, ShopState.PARTIAL, ShopState.PAUSED, ShopState.RUNNING,
    ShopState.IDLE, ShopState.DONE,
)  # fmt: skip

#: The columns in their order; the first one names the shop and takes the width that is left.
SHOP_COLUMNS = (
    ShopColumn(
        TableColumn(N_("Webshop"), lambda row: row.title, 220, least=170, full=220, middle=True),
        lambda row: sort_key(row.title),
    ),
    ShopColumn(
        TableColumn(
            N_("State"), lambda row: row.state_words, 190, least=160, full=210,
            dot=lambda row: row.state.tone.value,
        ),
        lambda row: _GRAVITY.index(row.state),
    ),
    ShopColumn(
        TableColumn(N_("Equal since"), lambda row: format_when_short(row.equal_at), 112, full=160, rank=1),
        lambda row: row.equal_at or _LONG_AGO,
    ),
    ShopColumn(
        TableColumn(N_("Product count"), lambda row: _count(row.products), 90, right=True, rank=2),
        lambda row: row.products,
    ),
    ShopColumn(
        TableColumn(
            N_("Changes"), lambda row: _count(row.changes), 90, right=True, rank=3, nothing="–"
        ),
        lambda row: row.changes or 0,
    ),
    ShopColumn(
        TableColumn(N_("Next sync"), lambda row: row.following, 120, rank=4, nothing="–"),
        lambda row: row.next_at or _NEVER,
    ),
    ShopColumn(
        TableColumn(
            N_("To do"), lambda row: row.remark or "–", 220, least=140, full=330, nothing="–"
        ),
        lambda row: (not row.needs_attention, not row.remark, row.remark),
    ),
    ShopColumn(
        TableColumn(
            N_("Labels"), lambda row: ", ".join(row.labels) or "–", 110, least=80, full=110,
            most=300, nothing="–",
        ),
        lambda row: [fold(label) for label in row.labels],
    ),
)  # fmt: skip


def fitting(rows: Iterable[ShopRow], search: str) -> list[ShopRow]:
    """The rows that hold every word of a search, wherever."""
    words = fold(search).split()
    return [row for row in rows if all(word in row.found_by for word in words)]
