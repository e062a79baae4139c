"""The command connect: both sides are tested before anything is saved."""

from __future__ import annotations

import getpass
import os
import sys
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from shopsync_gui.cli.cancellable import run_cancellable
from shopsync_gui.cli.data_folder import opened
from shopsync_gui.cli.exits import Exit
from shopsync_gui.cli.refused_secret import refused_kind, refused_source
from shopsync_gui.core.errors import (
    CommandNotUnderstood,
    InputError,
    NoKeyring,
    Remedy,
    SecretNotGiven,
    ShopSyncError,
    TeamNotTold,
)
from shopsync_gui.core.team.told_words import changed_text
from shopsync_gui.core.text import N_, _, format_int, ngettext, translate
from shopsync_gui.sync.compatibility.compatibility_check import check_draft_ways
from shopsync_gui.sync.compatibility.compatibility_report import report_text, save_report
from shopsync_gui.sync.connect import (
    ConnectionCheck,
    check_connection,
    leads_elsewhere,
    save_connection,
)
from shopsync_gui.sync.connection_draft import ConnectionDraft
from shopsync_gui.sync.run.job_locks import lock_shop
from shopsync_gui.sync.run.secret_addresses import address_of
from shopsync_gui.sync.schedule.due import awaited_consent
from shopsync_gui.sync.schedule.missing_consent import missing_consent_text
from shopsync_gui.sync.standing.shop_remarks import shared_text
from shopsync_gui.system.files import try_whole_file
from shopsync_gui.system.given_secrets import given_secret, own_variable
from shopsync_gui.system.logs import hide, set_up_logs
from shopsync_gui.system.paths import data_folder, data_location, database_file
from shopsync_gui.system.secrets import CLIENT_SECRET, SA_PASSWORD, VARIABLES, Secrets

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable
    from pathlib import Path

    from shopsync_gui.cli.console import Console
    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection

#: What the options name of either side.
_OF_SHOP = ("client_id", "shop_url", "token_url")
_OF_ACCOUNT = ("sa_user", "sa_url")
#: What of it has no usual value.
_USERS = ("client_id", "sa_user")
_PROMPTS = {
    CLIENT_SECRET: N_("Client secret of the shop: "),
    SA_PASSWORD: N_("API password of the account: "),
}


def connect(arguments: Namespace, console: Console) -> Exit:
    """Test the shop and the account and keep the connection.

    Of a shop that is connected already, what is not named stays as it is. The secrets come from the
    environment or are asked for on the terminal; that of a side of which nothing is named stays, too.
    A failed test saves nothing and is exit code 1.
    """
    draft = _typed(arguments)
    if not database_file(data_location()).exists():
        _refuse_unnamed(arguments, None)  # no folder is made for a command that does not fit
    folder = data_folder()
    set_up_logs(folder, "command")
    secrets = Secrets(folder)
    with opened(folder) as store:
        earlier = store.connections.named(draft.shop)
        _refuse_unnamed(arguments, earlier)
        if earlier is not None:
            draft = _with_kept(draft, arguments, earlier)
            with lock_shop(folder, earlier.id):
                pass  # while a job of it runs, saving would fail after both sides were tested
        refused = _refused(store, earlier)
        draft, kinds = _with_secrets(draft, arguments, earlier, secrets, refused)
        typed_anew = {kind for kind in kinds if secrets.given(draft.shop, kind) is None}
        try:
            check = run_cancellable(
                check_connection(replace(draft, proxy=store.settings.load().network.proxy))
            )
        except InputError:
            raise
        except ShopSyncError as error:
            console.problem(error.problem, before_run=True)
            if refused_kind(error.problem) not in typed_anew:
                console.note(*refused_source(error.problem, draft.shop, secrets))
            if error.remedy is Remedy.CHECK_ACCOUNT:
                _report(draft, arguments.report, console)
            return Exit.FAILED
        kept = _keep(store, secrets, draft, check, kinds, console)
        awaited = awaited_consent(store, kept)
        others = store.connections.sharers_of(kept)
        _tell_team(store, secrets, console)
        looks_only = store.connections.looks_only()
    elsewhere = earlier is not None and leads_elsewhere(earlier, draft)
    if earlier is not None and elsewhere:
        console.note(
            _(
                "“{name}” led to {shop} and the account at {account} before. The next sync compares everything anew; look at it with `shopsync plan {name}` first."
            ).format(name=draft.shop, shop=earlier.shop_url, account=earlier.sa_url)
        )
    if others:
        console.note(shared_text(others))
    console.say(*_connected(draft, check, plan_first=looks_only or elsewhere))
    if earlier is not None:
        console.say(*_changed(earlier, kept))
    if awaited is not None:
        console.note(missing_consent_text(awaited))
    return Exit.DONE


def _typed(arguments: Namespace) -> ConnectionDraft:
    """The connection by the arguments, without its secrets. Raises InputError."""
    draft = ConnectionDraft(
        shop=arguments.shop,
        client_id=arguments.client_id or "",
        client_secret="",
        sa_user=arguments.sa_user or "",
        sa_password="",
        shop_url=arguments.shop_url,
        token_url=arguments.token_url,
        sa_url=arguments.sa_url,
    ).complete()
    if arguments.report:
        try_whole_file(arguments.report)
    return draft


def _refuse_unnamed(arguments: Namespace, earlier: Connection | None) -> None:
    """Raise CommandNotUnderstood where a value is not named that nobody else can know."""
    needed = _USERS if earlier is None else tuple(earlier.moved)
    lacking = [n for n in _OF_SHOP + _OF_ACCOUNT if n in needed and not getattr(arguments, n)]
    if not lacking:
        return
    options = ", ".join(f"--{name.replace('_', '-')}" for name in lacking)
    if earlier is None:
        detail = translate("the following arguments are required: %s") % options
    else:
        detail = _("A colleague has changed this, so it has to be named: {options}").format(
            options=options
        )
    raise CommandNotUnderstood(detail=detail, program="shopsync connect")


def _with_kept(
    draft: ConnectionDraft, arguments: Namespace, earlier: Connection
) -> ConnectionDraft:
    """The draft with what is not named as it is: addresses, users, options, schedule."""
    kept = {
        name: getattr(earlier, name)
        for name in _OF_SHOP + _OF_ACCOUNT
        if not getattr(arguments, name)
    }
    return replace(draft, options=earlier.options, demo=earlier.demo, **kept)


def _with_secrets(
    draft: ConnectionDraft,
    arguments: Namespace,
    earlier: Connection | None,
    secrets: Secrets,
    refused: str | None,
) -> tuple[ConnectionDraft, tuple[str, ...]]:
    """The draft with its secrets, and the kinds of those that are not kept yet, or were `refused`.

    Raises SecretError, SecretNotGiven.
    """
    found = {CLIENT_SECRET: "", SA_PASSWORD: ""}
    for kind, names in ((CLIENT_SECRET, _OF_SHOP), (SA_PASSWORD, _OF_ACCOUNT)):
        is_named = kind == refused or any(getattr(arguments, name) for name in names)
        if earlier is not None and not is_named and secrets.given(draft.shop, kind) is None:
            found[kind] = secrets.get(draft.shop, kind, address_of(draft, kind)) or ""
    new = tuple(kind for kind, kept in found.items() if not kept)
    lacking = [kind for kind in new if secrets.given(draft.shop, kind) is None]
    if lacking and not sys.stdin.isatty():
        raise SecretNotGiven(variables=_own_variables(draft.shop, lacking))
    for kind in new:
        found[kind] = _secret(draft.shop, kind)
    with_secrets = replace(
        draft, client_secret=found[CLIENT_SECRET], sa_password=found[SA_PASSWORD]
    )
    return with_secrets, new


def _refused(store: Store, earlier: Connection | None) -> str | None:
    """The kind of secret that the shop's last run was refused; it is of no use to keep it."""
    runs = [] if earlier is None else store.runs.newest(1, earlier.id)
    return refused_kind(runs[0].problem) if runs else None


def _changed(earlier: Connection, kept: Connection) -> list[str]:
    """Say what of a connection is other than before, and that the rest is not."""
    changes = changed_text(earlier.told_fields, kept.told_fields)
    if not changes:
        return [_("Addresses, users, options and schedule are as they were.")]
    return [
        _("Changed: {changes}").format(changes=changes),
        _("Options and schedule are as they were."),
    ]


def _report(draft: ConnectionDraft, file: Path | None, console: Console) -> None:
    """Show and save what the account's answers look like; without a file, say how."""
    if file is None:
        console.note(_("Run it again with --report FILE to save the report."))
        return
    text = report_text(run_cancellable(check_draft_ways(draft)), datetime.now(UTC))
    console.say(*text.splitlines())
    save_report(text, file)
    console.note(_("The report was saved: {file}").format(file=file))


def _keep(
    store: Store,
    secrets: Secrets,
    draft: ConnectionDraft,
    check: ConnectionCheck,
    kinds: tuple[str, ...],
    console: Console,
) -> Connection:
    save = partial(
        save_connection,
        store, secrets, draft, check, datetime.now(UTC), replace_existing=True, kinds=kinds,
    )  # fmt: skip
    try:
        return save()
    except NoKeyring as error:
        kept = save(session_only=True)
        given = {kind: secrets.given(draft.shop, kind) for kind in kinds}
        sources = [secret.source for secret in given.values() if secret is not None]
        typed = [kind for kind, secret in given.items() if secret is None]
        console.note(error.problem.message)
        if sources:
            text = _("The secrets were not saved; every command needs them as this one: {sources}")
            console.note(text.format(sources=", ".join(sources)))
        if typed:
            text = _(
                "What was typed was not saved: give it to every command in the environment: {variables}"
            )
            console.note(text.format(variables=_own_variables(draft.shop, typed)))
        return kept


def _tell_team(store: Store, secrets: Secrets, console: Console) -> None:
    """Tell the team, if one was joined, what the shop's addresses and users are from now on."""
    if store.team.membership() is None:
        return
    from shopsync_gui.team.members import TeamOffice

    try:
        TeamOffice(store, secrets).exchange()
    except ShopSyncError as error:
        console.problem(TeamNotTold(reason=error.problem.title).problem)


def _connected(
    draft: ConnectionDraft, check: ConnectionCheck, *, plan_first: bool
) -> tuple[str, ...]:
    """Say what was found, and the next step: to look first where a sync may not write, or not at once."""
    next_step = f"plan {draft.shop}" if plan_first else f"sync {draft.shop} --yes"
    in_shop = ngettext("{n} product in the shop", "{n} products in the shop", check.products)
    in_account = ngettext(
        "{n} product in the account", "{n} products in the account", check.account_products
    )
    return (
        _("{title} is connected as “{name}”.").format(title=check.title, name=draft.shop),
        in_shop.format(n=format_int(check.products)),
        in_account.format(n=format_int(check.account_products)),
        _("Next: {command}").format(command=f"shopsync {next_step}"),
        _("How the account stores values: {command}").format(
            command=f"shopsync check {draft.shop}"
        ),
    )


def _own_variables(shop: str, kinds: Iterable[str]) -> str:
    return ", ".join(own_variable(VARIABLES[kind], shop) for kind in kinds)


def _secret(shop: str, kind: str) -> str:
    """The secret from the environment, else asked for without echo. Raises SecretNotGiven."""
    given = given_secret(os.environ, VARIABLES[kind], shop)
    secret = "" if given is None else given.value
    if not secret:
        secret = getpass.getpass(translate(_PROMPTS[kind]), stream=sys.stderr)
    if not secret:
        raise SecretNotGiven(variables=_own_variables(shop, [kind]))
    hide(secret)
    return secret
