"""Joining a shop to an account: both sides are tested before anything is saved."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext, suppress
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.account.account_traits import Finding
from shopsync_gui.core.errors import (
    ConnectionChanged,
    NameTaken,
    Remedy,
    SecretError,
    ShopSyncError,
)
from shopsync_gui.remote import AccountClient, ShopAccess, ShopClient
from shopsync_gui.remote.account.reader import UNTOLD
from shopsync_gui.sync.compatibility.compatibility import (
    AnswerNotes,
    judge,
    keep_findings,
    read_singles,
)
from shopsync_gui.sync.run.job_locks import lock_shop
from shopsync_gui.sync.run.secret_addresses import address_of
from shopsync_gui.sync.standing.standing import RECENT
from shopsync_gui.system.secrets import (
    CLIENT_SECRET,
    KINDS,
    SA_PASSWORD,
    Secrets,
    WayBack,
    hosts_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from datetime import datetime

    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.sync.connection_draft import ConnectionDraft

#: A person waits for the test: a read that fails is tried once more at most.
_TRIES = 2
#: What is mended by saving a connection of which both sides answer.
_REMEDIES = (Remedy.EDIT_CONNECTION, Remedy.TYPE_SECRETS)
#: What a user who edits a connection is shown and saves; the title comes from the shop.
_EDITED = ("shop_url", "token_url", "sa_url", "client_id", "sa_user", "options", "moved")


class ShopAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The shop answered: its name for people, its products, and what the client may read.

    `granted` is None where the shop does not say; `missing` would be good to have.
    """

    title: str
    products: int
    granted: frozenset[str] | None
    missing: tuple[str, ...]


class AccountAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The account answered: how much it holds, and what its answers show of its ways."""

    products: int
    categories: int
    findings: tuple[Finding, ...] = ()


class ConnectionCheck(msgspec.Struct, frozen=True, kw_only=True):
    """The answers of both sides: the shop's shown name and product count, the account's counts."""

    shop: str
    title: str
    products: int
    account_products: int
    account_categories: int
    findings: tuple[Finding, ...] = ()


class SideAnswers(msgspec.Struct):
    """The answers that a test of both sides has so far: the shop is asked first."""

    asked: bool = False
    shop: ShopAnswer | None = None
    account: AccountAnswer | None = None


async def check_connection(
    draft: ConnectionDraft, answers: SideAnswers | None = None
) -> ConnectionCheck:
    """Test both sides, without side effects; `answers` holds what was heard, even where a side fails.

    Raises the ShopSyncError that names what is wrong: InputError, SignInError or ServiceError.
    """
    heard = SideAnswers() if answers is None else answers
    heard.asked = True
    heard.shop = shop = await check_shop(draft)
    heard.account = account = await check_account(draft, shop.products)
    return ConnectionCheck(
        shop=draft.complete().shop,
        title=shop.title,
        products=shop.products,
        account_products=account.products,
        account_categories=account.categories,
        findings=account.findings,
    )


async def check_shop(draft: ConnectionDraft) -> ShopAnswer:
    """Test the shop (contract "shoprenter" 8.14). Raises as check_connection."""
    draft = draft.of_shop()
    async with ShopClient(
        ShopAccess(
            name=draft.shop,
            url=draft.shop_url,
            token_url=draft.token_url,
            client_id=draft.client_id,
            client_secret=draft.client_secret,
        ),
        language=draft.options.language,
        tries=_TRIES,
        proxy=draft.proxy,
    ) as shop:
        check = await shop.check()
    return ShopAnswer(
        title=check.title or draft.shop,
        products=check.count,
        granted=check.granted_scopes,
        missing=check.missing_scopes,
    )


async def check_account(draft: ConnectionDraft, in_shop: int = 0) -> AccountAnswer:
    """Test the account (contract "salesautopilot" 5), which may hold the shop's products, too.

    Whether the draft names a shop does not matter. Raises as check_connection.
    """
    async with AccountClient(
        url=draft.account_url(),
        user=draft.sa_user.strip(),
        password=draft.sa_password,
        tries=_TRIES,
        proxy=draft.proxy,
    ) as account:
        notes = AnswerNotes()
        account.watch(notes.hear)
        account.knows(lambda: UNTOLD + in_shop)
        check = await account.check()
        await read_singles(account, notes)
    return AccountAnswer(
        products=check.product_count,
        categories=check.category_count,
        findings=tuple(judge(notes.shapes)),
    )


def save_connection(
    store: Store,
    secrets: Secrets,
    draft: ConnectionDraft,
    check: ConnectionCheck,
    now: datetime,
    *,
    session_only: bool = False,
    replace_existing: bool = False,
    edited: Connection | None = None,
    kinds: tuple[str, ...] = KINDS,
) -> Connection:
    """Keep a tested connection. Secrets go to the keyring, or stay in memory (`session_only`).

    Those of other than these `kinds` are at hand already, for the same hosts, and stay where they are.
    `edited` is the connection as the user was shown it before changing it: it is replaced only if it is
    so still, else ConnectionChanged is raised.
    Raises NoKeyring where no safe place exists, NameTaken when the shop is connected already and is
    not to be replaced, AlreadyRunning while a job of it runs, StoreError; then everything is kept as
    it was before.
    """
    draft = draft.complete()
    existing = store.connections.named(draft.shop)
    if edited is not None:
        _refuse_changed(store, edited)
    elif existing is not None and not replace_existing:
        raise NameTaken(shop=draft.shop)
    lock = nullcontext() if existing is None else lock_shop(store.path.parent, existing.id)
    keep = secrets.remember if session_only else secrets.set
    with lock:
        with _kept_secrets(keep, draft, kinds), store.transaction():
            if edited is not None:
                _refuse_changed(store, edited)
            kept = _keep_row(store, draft, check.title, existing, now)
            _mend_runs(store, kept)
            keep_findings(store, kept, check.findings, now)
        if existing is not None:
            _forget_moved_secrets(secrets, existing, draft)
    return kept


@contextmanager
def _kept_secrets(
    keep: Callable[[str, str, str, str], WayBack], draft: ConnectionDraft, kinds: Collection[str]
) -> Iterator[None]:
    """Keep the secrets of a complete draft; they are as before where that, or what follows, fails."""
    given = {CLIENT_SECRET: draft.client_secret, SA_PASSWORD: draft.sa_password}
    ways_back: list[WayBack] = []
    try:
        for kind, secret in given.items():
            if kind in kinds:
                ways_back.append(keep(draft.shop, kind, address_of(draft, kind), secret))
        yield
    except ShopSyncError:
        for put_back in ways_back:
            with suppress(SecretError):  # the log has it
                put_back()
        raise


def _forget_moved_secrets(secrets: Secrets, existing: Connection, draft: ConnectionDraft) -> None:
    """Delete the secrets that were kept for other hosts than those of the draft."""
    for kind in KINDS:
        if hosts_of(address_of(existing, kind)) != hosts_of(address_of(draft, kind)):
            secrets.delete(draft.shop, kind, address_of(existing, kind))


def has_changed(shown: Connection, now: Connection | None) -> bool:
    """Whether what is saved `now` is no longer what the user was shown for editing."""
    return now is None or any(getattr(now, name) != getattr(shown, name) for name in _EDITED)


def _refuse_changed(store: Store, edited: Connection) -> None:
    """Raise ConnectionChanged where what is saved is no longer what the user was shown."""
    if has_changed(edited, store.connections.get(edited.id)):
        raise ConnectionChanged


def _keep_row(
    store: Store, draft: ConnectionDraft, title: str, existing: Connection | None, now: datetime
) -> Connection:
    if existing is not None:
        store.team_shops.agree(existing)
        if leads_elsewhere(existing, draft):
            store.runs.lead_elsewhere(existing.id, now)
            store.findings.forget_all(existing.id)
        elif _decides_anew(existing, draft):
            store.runs.outdate(existing.id)
        covered = not (leads_elsewhere(existing, draft) or _decides_anew(existing, draft))
        return store.connections.update(
            existing.id,
            title=title,
            shop_url=draft.shop_url,
            token_url=draft.token_url,
            sa_url=draft.sa_url,
            client_id=draft.client_id,
            sa_user=draft.sa_user,
            options=draft.options,
            moved={},
            consented_at=existing.consented_at if covered else None,
            verified_at=existing.verified_at if covered else None,
            verified_count=existing.verified_count if covered else None,
        )
    return store.connections.add(
        name=draft.shop,
        title=title,
        shop_url=draft.shop_url,
        token_url=draft.token_url,
        sa_url=draft.sa_url,
        client_id=draft.client_id,
        sa_user=draft.sa_user,
        demo=draft.demo,
        options=draft.options,
        now=now,
    )


def _mend_runs(store: Store, connection: Connection) -> None:
    """Note in the last receipts that what their problems asked for has been done."""
    for run in store.runs.newest(RECENT, connection.id):
        problem = run.problem
        if problem is not None and problem.remedy in _REMEDIES:
            store.runs.save(msgspec.structs.replace(run, mended=True))


def leads_elsewhere(known: Connection, draft: ConnectionDraft) -> bool:
    """Whether the shop or the account of a complete draft is another one than before.

    What was proven of the former two sides, or found between them, says nothing of the new ones.
    """
    before = (known.shop_url, known.sa_url, known.sa_user)
    return before != (draft.shop_url, draft.sa_url, draft.sa_user)


def _decides_anew(known: Connection, draft: ConnectionDraft) -> bool:
    """Whether the options decide otherwise than before what the account is given of a product."""
    return bool(known.options.written_otherwise(draft.options))
