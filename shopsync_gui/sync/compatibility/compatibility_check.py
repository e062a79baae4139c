"""The compatibility check of one account: leftovers removed, answers read, and on consent tried out."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from shopsync_gui.core.account.account_traits import Finding, ToldTrait, in_order, told
from shopsync_gui.core.errors import (
    AnswerUnreadable,
    Problem,
    ServiceError,
    ShopSyncError,
    SignInError,
)
from shopsync_gui.core.text import N_
from shopsync_gui.remote import AccountClient, AnswerShape
from shopsync_gui.store.account.check_items import ItemKind
from shopsync_gui.sync.compatibility.category_probe import SHOWN_CATEGORY
from shopsync_gui.sync.compatibility.compatibility import (
    AnswerNotes,
    is_readable,
    judge,
    keep_findings,
    read_singles,
)
from shopsync_gui.sync.compatibility.compatibility_probe import Probe, Tell
from shopsync_gui.sync.compatibility.probe_items import LATE_LOOKS, LeftItem, ProbeItems
from shopsync_gui.sync.run.account_lists import AccountLists
from shopsync_gui.sync.run.lease import alone
from shopsync_gui.sync.run.traits import account_traits

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.sync.connection_draft import ConnectionDraft
    from shopsync_gui.sync.run.dependencies import RunDependencies

#: What is done, in its order; removing leftovers and reading come before what is tried out.
STEPS = (
    N_("Reading the account"),
    N_("Trying out categories"),
    N_("Creating the test product"),
    N_("Looking for it in the account"),
    N_("Trying the same SKU again"),
    N_("Changing the test product"),
    N_("Removing the test items"),
)
_READ, _REMOVE = 0, len(STEPS) - 1


class CheckResult(msgspec.Struct, frozen=True, kw_only=True):
    """The result of a compatibility check.

    `readable`: both lists have a form that the program knows. `left` is what could not be removed,
    `changed` the names of points that were known otherwise before. The shapes hold rows of the
    account: what is told of them goes through `compatibility_report.py`.
    """

    findings: tuple[Finding, ...]
    shapes: tuple[AnswerShape, ...]
    readable: bool
    wrote: bool = False
    left: tuple[LeftItem, ...] = ()
    changed: tuple[str, ...] = ()
    seconds: float = 0.0
    problem: Problem | None = None

    @property
    def traits(self) -> list[ToldTrait]:
        """The findings in words, in the order of the open points."""
        return told_findings(self.findings)


def told_findings(findings: Iterable[Finding]) -> list[ToldTrait]:
    """Findings in words, in the order of the open points; a later one counts."""
    by_name = {finding.name: finding for finding in findings}
    return [
        told(name, by_name[name].value, probed=by_name[name].probed) for name in in_order(by_name)
    ]


async def check_account_ways(
    connection: Connection,
    parts: RunDependencies,
    *,
    write: bool = False,
    tell: Tell = lambda _step: None,
) -> CheckResult:
    """Check an account, and keep what was found out about it.

    Without `write` nothing is changed: what an earlier check left is named alone. With it, which needs
    the user's consent, that is removed, and a test product and test categories are created and
    removed. Cancelled, it leaves its items to `remove_test_items`. Raises AlreadyRunning while a job of
    the shop or its account is at work, also on a colleague's computer, TeamError, SecretMissing; what
    a service does is part of the result.
    """
    started = asyncio.get_running_loop().time()
    with parts.lock(connection):
        async with (
            parts.lease(None, connection) if write else alone(None, connection) as lease,
            parts.open_account(connection) as account,
        ):
            account.before_write(lease.before_leaving)
            notes = AnswerNotes()
            account.watch(notes.hear)
            tell(_READ)
            findings, problem = await read_account_ways(account, notes)
            readable = _is_readable(notes, problem)
            items = ProbeItems(parts.store, connection, account, parts.now)
            left: list[LeftItem] = []
            try:
                left = items.journaled()
                if write:
                    left = await items.remove_all(lambda: tell(_REMOVE))
                if write and readable and not left:
                    probe = Probe(account, items, parts.random, lambda step: tell(step + 1))
                    left = await _try_out(probe, items, tell)
                    findings = [*judge(notes.shapes), *probe.findings]
            except ShopSyncError as error:
                problem = problem or error
                left = items.known_left() if write else items.journaled()
    changed = keep_findings(parts.store, connection, findings, parts.now())
    if any(finding.name == SHOWN_CATEGORY for finding in findings):
        AccountLists(account_traits(parts.store, connection, parts.now)).show_new_categories()
    return replace(
        _result(notes, findings, problem, started),
        readable=readable,
        wrote=write and readable,
        left=tuple(left),
        changed=changed,
    )


async def check_draft_ways(draft: ConnectionDraft) -> CheckResult:
    """Read an account whose connection is not saved. Raises AddressNotUnderstood, InsecureAddress."""
    draft = draft.complete()
    started = asyncio.get_running_loop().time()
    async with AccountClient(
        url=draft.sa_url, user=draft.sa_user, password=draft.sa_password, proxy=draft.proxy, tries=2
    ) as account:
        notes = AnswerNotes()
        account.watch(notes.hear)
        findings, problem = await read_account_ways(account, notes)
    return _result(notes, findings, problem, started)


def _result(
    notes: AnswerNotes, findings: list[Finding], problem: ShopSyncError | None, started: float
) -> CheckResult:
    """The result of a reading that started at that time of the event loop."""
    return CheckResult(
        findings=tuple(findings),
        shapes=tuple(notes.shapes),
        readable=_is_readable(notes, problem),
        seconds=asyncio.get_running_loop().time() - started,
        problem=None if problem is None else problem.problem,
    )


def _is_readable(notes: AnswerNotes, problem: ShopSyncError | None) -> bool:
    return is_readable(notes.shapes) and not isinstance(problem, AnswerUnreadable)


async def _try_out(probe: Probe, items: ProbeItems, tell: Tell) -> list[LeftItem]:
    """Try everything out; whatever comes between, the test items are removed. Raises ServiceError."""
    try:
        await probe.run()
    except ShopSyncError:
        await items.remove_all(lambda: tell(_REMOVE))
        raise
    left = await items.remove_all(lambda: tell(_REMOVE))
    stays = any(item.kind is ItemKind.CATEGORY for item in left)
    probe.findings.append(Finding("category.delete", "stays" if stays else "gone", probed=True))
    return left


async def remove_test_items(
    connection: Connection, parts: RunDependencies, *, patient: bool = True
) -> list[LeftItem]:
    """Remove what an earlier check left in the account. Raises AlreadyRunning, ShopSyncError.

    Unless `patient`, what may still appear is left to a later check.
    """
    looks = LATE_LOOKS if patient else 0
    with parts.lock(connection):
        async with (
            parts.lease(None, connection) as lease,
            parts.open_account(connection) as account,
        ):
            account.before_write(lease.before_leaving)
            return await ProbeItems(parts.store, connection, account, parts.now).remove_all(
                late_looks=looks
            )


async def read_account_ways(
    account: AccountClient, notes: AnswerNotes
) -> tuple[list[Finding], ShopSyncError | None]:
    """Read the account as a connection test does; `account` tells its answers to `notes`."""
    problem: ShopSyncError | None = None
    try:
        await account.check()
    except SignInError as error:
        return judge(notes.shapes), error
    except ServiceError as error:
        problem = error
    # What one list kept from being read is read all the same.
    rest = {"listprodcategories": account.categories, "listproducts": account.products}
    for resource, read in rest.items():
        if notes.last(resource) is None:
            with contextlib.suppress(ServiceError):
                await read()
    if notes.last("listproducts") is not None:
        await read_singles(account, notes)
    return judge(notes.shapes), problem
