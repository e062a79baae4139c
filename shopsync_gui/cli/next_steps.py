"""The next steps of a shop as lines and commands; the window's card says the same with buttons."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, TypeGuard

import msgspec
from msgspec.structs import replace

from shopsync_gui.cli.console import missing_variables
from shopsync_gui.cli.parser import PROGRAM
from shopsync_gui.core import errors
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.run_labels import JOB_KINDS, kind_label, state_label
from shopsync_gui.core.text import _, translate
from shopsync_gui.sync.standing.activity import Activity
from shopsync_gui.sync.standing.next_steps import remarks_on
from shopsync_gui.sync.standing.remark import Step, Told, step_label
from shopsync_gui.sync.standing.stored_standings import read_standing, read_standings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from shopsync_gui.cli.console import Console
    from shopsync_gui.core.runs.runs import RunReport
    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.sync.standing.remark import Remark
    from shopsync_gui.sync.standing.standing import ShopStanding


class _Arrow(msgspec.Struct, frozen=True, gc=False):
    """A next step: what it is for, and its command."""

    label: str
    command: str


#: The place of a shop's name in a command that several shops need.
_ANY_SHOP = "SHOP"


def standing_of(store: Store, connection: Connection) -> ShopStanding:
    """Read a shop's standing, as a command sees it: every run at work is another program's."""
    seen = _as_seen(store, [connection], {connection.id: read_standing(store, connection)})
    return replace(seen[connection.id], shared_with=store.connections.sharers_of(connection))


def standings_of(store: Store, connections: Sequence[Connection]) -> dict[int, ShopStanding]:
    """The same of many shops by their ids."""
    return _as_seen(store, connections, read_standings(store, connections))


def _as_seen(
    store: Store, connections: Sequence[Connection], standings: dict[int, ShopStanding]
) -> dict[int, ShopStanding]:
    shops = store.connections.all()
    running = {run.connection_id: run.kind for run in store.runs.running()}
    accounts = {shop.account_key for shop in shops if shop.id in running}
    of_account = Counter(shop.account_key for shop in shops)
    return {
        shop.id: replace(
            standings[shop.id],
            activity=Activity(
                others=shop.account_key in accounts, others_kind=running.get(shop.id)
            ),
            shared_with=shop.sharers_among(shops) if of_account[shop.account_key] > 1 else "",
        )
        for shop in connections
    }


def say_next_steps(
    console: Console, standing: ShopStanding, connection: Connection, told: RunReport | None = None
) -> None:
    """Say the remarks on a shop, and the commands that help.

    `told` is the run whose receipt and problem have just been said: no sentence of theirs is said
    again. Without it the shop is named first.
    """
    lines = _next_lines(standing, connection, told)
    if lines and told is None:
        console.note("", f"{connection.name}:")
    console.note(*lines)


def say_next_steps_of_all(
    console: Console, shops: Iterable[tuple[ShopStanding, Connection]]
) -> None:
    """Say them of several shops: what is the same for some but for their names is said once."""
    groups: dict[tuple[str, ...], list[tuple[str, list[str]]]] = {}
    for standing, connection in shops:
        if lines := _next_lines(standing, connection, None):
            alike = tuple(_of_any_shop(line, connection.name) for line in lines)
            groups.setdefault(alike, []).append((connection.name, lines))
    for alike, members in groups.items():
        console.note("", f"{', '.join(name for name, _lines in members)}:")
        console.note(*(alike if len(members) > 1 else members[0][1]))


def _of_any_shop(line: str, name: str) -> str:
    """A line without the name of its shop, where that stands as a word of its own."""
    return re.sub(r"\S+", lambda word: _ANY_SHOP if word[0] == name else word[0], line)


def _next_lines(
    standing: ShopStanding, connection: Connection, told: RunReport | None
) -> list[str]:
    said, commands = Told(told), set[str]()
    lines = list[str]()
    for remark in remarks_on(standing):
        arrows = list(_arrows(remark, connection, told, tries_again=not standing.looks_only))
        lines += _texts(remark, said, has_arrows=bool(arrows))
        for arrow in arrows:
            if arrow.command not in commands:  # it may have been named before under another name
                commands.add(arrow.command)
                lines.append(f"→ {arrow.label.rstrip('…?')}: {arrow.command}")
    return lines


def _texts(remark: Remark, said: Told, *, has_arrows: bool) -> Iterator[str]:
    """The news of a remark, a line each; its commands stand below."""
    is_told, news = said.tells(remark), said.news_of(remark)
    yield from news
    run = remark.run
    if has_arrows and not news and not is_told and run is not None:
        # What it says has just been said of another run: its commands stand under its own name.
        yield f"{kind_label(run)} #{run.run_id}: {state_label(run)}"
    if not is_told:
        yield from missing_variables(None if run is None else run.problem)


def _knows_details(remark: Remark, told: RunReport | None) -> bool:
    """Whether a verification, which is what shows details, would show no more than has been said."""
    run = remark.run
    if remark.of_account and run is not None and not (run.kept_differently or run.left_edited):
        return True
    problem = None if run is None else run.problem
    if problem is not None and problem.is_a(errors.AccountListIncomplete):
        return True
    return told is not None and (remark.of_account or told.kind is JobKind.VERIFY)


def _wrote_over(run: RunReport | None) -> TypeGuard[RunReport]:
    """Whether a run gave products or categories other values than somebody or the shop had given them before."""
    return run is not None and run.may_be_undone and run.edited + run.renamed_categories > 0


def _arrows(
    remark: Remark, connection: Connection, told: RunReport | None, *, tries_again: bool
) -> Iterator[_Arrow]:
    """The commands that take a remark's steps; none that shows what `told` has just shown."""
    run = remark.run
    for step in remark.steps:
        if step is Step.APPROVE:  # a command shows nothing before it writes
            if run is None or run.kind is not JobKind.PREVIEW:
                yield _arrow(step_label(Step.PREVIEW), Step.PREVIEW, connection, run)
            yield _arrow(_("Approve and sync"), step, connection, run)
        elif step is Step.FAILED or (step is Step.DETAILS and _left_failed(run)):
            # It says why while it tries again.
            if tries_again:
                retry = translate(JOB_KINDS[JobKind.RETRY])
                yield _arrow(retry, Step.FAILED, connection, run)
        elif step is Step.DETAILS and remark.of_account and _wrote_over(run):
            # Both sides are equal since then; what an undo would give back names the products.
            yield _Arrow(_("What the run changed"), f"{PROGRAM} undo {run.run_id}")
        elif step is Step.DETAILS:
            if not _knows_details(remark, told):
                yield _arrow(step_label(step), step, connection, run)
        elif step is Step.SKIPPED:
            yield _arrow(_("Which ones were skipped"), step, connection, run)
        else:
            yield _arrow(step_label(step), step, connection, run)


def _left_failed(run: RunReport | None) -> bool:
    """Whether a run ended with products that a retry is about."""
    return run is not None and run.failed > 0 and run.kind in (JobKind.SYNC, JobKind.RETRY)


def _arrow(label: str, step: Step, connection: Connection, run: RunReport | None) -> _Arrow:
    return _Arrow(label, command(step, connection, run))


def command(step: Step, connection: Connection, run: RunReport | None) -> str:
    """The command that takes a step; `run` is the one that it goes on from."""
    return f"{PROGRAM} {_words(step, connection, run)}"


def _words(step: Step, connection: Connection, run: RunReport | None) -> str:
    shop = connection.name
    since = None if run is None else run.orders_since
    sync = f"sync {shop}" if since is None else f"orders {shop} --since {since}"
    match step:
        case Step.SYNC:
            return f"sync {shop} --yes"
        case Step.CONTINUE | Step.IMPORT:
            return f"{sync} --yes"
        case Step.APPROVE:
            return f"{sync} --yes --approve-brake"
        case Step.UNDO:
            return _undo_words(run)
        case Step.TAKE_BACK:
            assert run is not None
            return f"undo {run.run_id} --remove-created"  # shows first what it would do
        case Step.EDIT:
            if _only_lacks_secrets(connection, run):
                return f"connect {shop}"  # it asks for what is missing
            return f"connect {shop} {_connect_options(connection)}"
        case Step.PREVIEW | Step.SKIPPED:
            return f"plan {shop}" if since is None else sync
        case Step.DETAILS:
            return f"verify {shop}"
        case Step.CHECK:
            return f"check {shop} --report shopsync-report.txt"
        case Step.FAILED:
            return f"retry {shop} --yes"


def _undo_words(run: RunReport | None) -> str:
    """The command that goes on with an undo, as far as that one went."""
    assert run is not None
    removes = " --remove-created" if run.removes else ""
    return f"undo {run.undo_of}{removes} --yes"


def _only_lacks_secrets(connection: Connection, run: RunReport | None) -> bool:
    """Whether a run found a secret missing or refused, and nothing else is to be typed."""
    if run is None or run.problem is None or connection.moved:
        return False
    refused = any(map(run.problem.is_a, (errors.WrongClientSecret, errors.WrongAccountPassword)))
    return run.problem.is_a(errors.SecretMissing) or (
        refused and run.problem.remedy is errors.Remedy.TYPE_SECRETS
    )


def _connect_options(connection: Connection) -> str:
    """The options that connect it anew, by what a colleague has changed where that waits for the user."""
    import shlex

    from shopsync_gui.core.strings.addresses import ACCOUNT_URL, default_shop_url, default_token_url

    values = connection.told_fields | connection.moved
    usual = {
        "shop_url": default_shop_url(connection.name),
        "token_url": default_token_url(connection.name),
        "sa_url": ACCOUNT_URL,
    }
    return " ".join(
        f"--{name.replace('_', '-')} {shlex.quote(values[name])}"
        for name in ("client_id", "sa_user", *usual)
        if values[name] != usual.get(name) or name in connection.moved
    )
