"""Putting the weekly digests into the outbox, one for each shop and week."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from shopsync_gui.core.newsletter.digest import (
    MOST_SHOWN,
    TITLES,
    DigestPart,
    digest_document,
    digest_due,
)
from shopsync_gui.core.newsletter.letter_text import letter_text
from shopsync_gui.core.products.changes import ChangeKind, Since
from shopsync_gui.core.runs.mail import EmailText, MailKind, mail_account
from shopsync_gui.store.search.query import GridQuery, GridSort
from shopsync_gui.sync.shop.shop_facts import zone_of

if TYPE_CHECKING:
    from datetime import datetime

    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection

log = logging.getLogger(__name__)

#: So many are read for each title; some of them may not be for sale.
_MOST_READ = 4 * MOST_SHOWN


def enqueue_digests(store: Store, now: datetime) -> None:
    """Keep the digest of each shop whose week has begun, if the user wants one.

    From the moment on that a digest is wanted, the first week counts from. One that cannot be written
    never keeps other messages from being sent.
    """
    settings = store.settings.load()
    if not settings.notify.digest or mail_account(settings.mail) is None:
        return
    connections = store.connections.all()
    for connection in connections:
        last = connection.digest_at
        if last is not None and not digest_due(last, now, zone_of(store, connection, now)):
            continue
        letter = None
        runs = store.runs.newest(1, connection.id)
        if last is not None and runs:
            try:
                title = connection.title_among(connections)
                letter = digest_letter(store, connection, title, last)
            except Exception:
                log.exception("the digest of connection %d could not be written", connection.id)
        with store.transaction():
            if letter is not None:
                store.mail.enqueue(runs[0].run_id, MailKind.DIGEST, letter, now)
            store.connections.update(connection.id, digest_at=now)


def digest_letter(
    store: Store, connection: Connection, title: str, since: datetime
) -> EmailText | None:
    """The message about what changed since a moment; None where there is nothing to tell."""
    document = digest_document(
        [_part(store, connection, kind, since) for kind in TITLES], title, connection.id
    )
    if document is None:
        return None
    from shopsync_gui.letters.compiler import html_of

    return EmailText(document.title, letter_text(document), html_of(document))


def _part(store: Store, connection: Connection, kind: ChangeKind, since: datetime) -> DigestPart:
    ids = store.grid.ids(
        GridQuery(
            connection_id=connection.id,
            changed_since=Since(since),
            change=kind,
            sort=GridSort.DISCOUNT if kind is ChangeKind.CHEAPER else GridSort.NAME,
            descending=kind is ChangeKind.CHEAPER,
        )
    )
    return DigestPart(kind, store.letters.products(ids[:_MOST_READ]), len(ids))
