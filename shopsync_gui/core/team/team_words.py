"""A team in words, for the window and the command line."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.run_labels import JOB_KINDS, outcome_label
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.strings.folding import fold
from shopsync_gui.core.team.team import CHECK
from shopsync_gui.core.text import (
    N_,
    _,
    format_int,
    format_when,
    ngettext,
    translate,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shopsync_gui.core.team.team import TeamRun, TeamShop, TeamStatus

#: The kinds of runs that count products as new and changed.
_WRITES_PRODUCTS = (JobKind.SYNC, JobKind.ORDERS, JobKind.RETRY)
#: So many shops are named in one sentence.
_MOST_NAMED = 12
#: The settings of a shop on which it depends what is written.
_OPTIONS = {
    "language": N_("Language of names"),
    "price": N_("Price"),
    "categories": N_("Category names"),
}


def shop_text(status: TeamStatus, shop: TeamShop) -> str:
    """Describe what goes on in a shop, who plans in it, and who runs its schedule; say if nobody writes."""
    silent = [] if _is_written_to(status, shop) else [_("nobody writes")]
    return " · ".join((*silent, *shop_parts(status, shop)))


def _is_written_to(status: TeamStatus, shop: TeamShop) -> bool:
    return status.member(shop.writer) is not None and shop.since is not None


def quiet_text(status: TeamStatus, shops: Sequence[TeamShop]) -> str:
    """One sentence on the shops in which nothing goes on; only some of very many are named."""
    named = ", ".join(map(status.title_of, shops[:_MOST_NAMED]))
    text = _("Nobody writes: {shops}").format(shops=named)
    more = len(shops) - _MOST_NAMED
    if more <= 0:
        return text
    return f"{text} {ngettext('and {n} more', 'and {n} more', more).format(n=format_int(more))}"


def schedule_texts(status: TeamStatus, shops: Sequence[TeamShop]) -> list[str]:
    """A sentence for each computer on how many of these shops' schedules it runs."""
    counts = Counter(shop.schedule for shop in shops)
    return [
        ngettext(
            "{computer} runs the schedule of {n} webshop",
            "{computer} runs the schedules of {n} webshops",
            count,
        ).format(computer=status.computer_of(keeper), n=format_int(count))
        for number, count in counts.most_common()
        if (keeper := status.member(number)) is not None
    ]


def shops_called(status: TeamStatus, search: str) -> list[TeamShop]:
    """The shops that have every word of a search in their title, name, or what is said of them."""
    words = fold(search).split()
    return [
        shop
        for shop in status.shops
        if all(
            word in fold(" ".join((shop.title, shop.name, *shop_parts(status, shop))))
            for word in words
        )
    ]


def shop_parts(status: TeamStatus, shop: TeamShop) -> list[str]:
    """Describe a shop in parts; nothing where nothing goes on and no schedule is run."""
    parts = activity(status, shop)
    keeper = status.member(shop.schedule)
    if keeper is not None:
        parts.append(_("schedule: {computer}").format(computer=status.computer_of(keeper)))
    return parts


def activity(status: TeamStatus, shop: TeamShop) -> list[str]:
    """Describe what goes on in a shop now."""
    parts = []
    writer = status.member(shop.writer)
    if writer is not None and shop.since is not None:
        text = _("{kind} by {member} on {computer} since {time}").format(
            kind=_kind_text(shop),
            member=writer.name,
            computer=writer.computer + status.number_of(writer),
            time=format_when(shop.since),
        )
        parts.append(text if shop.alive else text + " · " + _("not connected any more"))
    planners = [member for number in shop.planners if (member := status.member(number))]
    others = [
        status.name_of(member) for member in planners if member.id not in (status.me, shop.writer)
    ]
    if others:
        parts.append(_("planning: {members}").format(members=", ".join(others)))
    approver = status.member(shop.approved_by)
    if approver is not None:
        parts.append(_("plan approved by {member}").format(member=status.name_of(approver)))
    return parts


def run_texts(status: TeamStatus, run: TeamRun) -> tuple[str, str, str, str]:
    """Describe a run: in which shop, by whom, its outcome, and when; counts only of what writes products."""
    outcome = outcome_label(JobKind(run.kind), RunState(run.state), found=run.found_differences)
    if run.kind in _WRITES_PRODUCTS:
        counts = _("{created} new, {updated} changed").format(
            created=format_int(run.created), updated=format_int(run.updated)
        )
        outcome = f"{outcome} · {counts}"
    return (
        f"{translate(JOB_KINDS[JobKind(run.kind)])} · {run.shop}",
        f"{run.name} · {run.computer}{status.number_of(run)}",
        outcome,
        format_when(run.started_at),
    )


def _kind_text(shop: TeamShop) -> str:
    if shop.kind == CHECK:
        return _("Compatibility check")
    return shop.kind if shop.job is None else translate(JOB_KINDS[shop.job])


def keeper_text(member: str, computer: str) -> str:
    """Name who runs a schedule."""
    return _("{member} on {computer}").format(member=member, computer=computer)


def options_text(names: Sequence[str]) -> str:
    """The names of a shop's settings, as its dialog has them."""
    return ", ".join(translate(_OPTIONS[name]) for name in names)
