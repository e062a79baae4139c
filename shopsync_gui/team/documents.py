"""The exchange of letters, presets and views with a team: others' are taken in, then one's own are told."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from shopsync_gui.core.team import Document, DocumentKind, Exchange, Role
from shopsync_gui.team.status import role_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shopsync_gui.core.team import DocumentChange, Membership
    from shopsync_gui.store import Store
    from shopsync_gui.team.connection import TeamConnection
    from shopsync_gui.team.database import TeamDatabase

#: Documents that are read at once.
_BATCH = 500
#: So often it is tried anew where a colleague wrote the same document in between.
_ATTEMPTS = 5


async def exchange(link: TeamConnection, store: Store, member: Membership) -> Exchange:
    """Take in what others made, then tell what was made here; a viewer tells nothing. Raises TeamError.

    A document is written only over the state that was seen of it: where a colleague was quicker, its
    version is taken in first.
    """
    came = went = 0
    beside: tuple[str, ...] = ()
    role = await link.call(partial(role_of, member_id=member.member_id))
    for _attempt in range(_ATTEMPTS):
        while True:
            after = store.team_documents.seen()
            documents, seq = await link.call(partial(_read, after=after))
            taken, named = store.team_documents.take_in(documents, seq, member.name)
            came, beside = came + taken, beside + named
            if len(documents) < _BATCH:
                break
        changes = [] if role is Role.VIEWER else store.team_documents.changed()
        done = await link.call(partial(_write, member_id=member.member_id, changes=changes))
        store.team_documents.shared(done)
        went += len(done)
        if len(done) == len(changes):
            break
    return Exchange(came=came, went=went, beside=beside)


def _read(db: TeamDatabase, after: int) -> tuple[list[Document], int]:
    """The next documents that were written after `after`, and how far they reach."""
    rows = db.rows(
        "SELECT kind, key, shop, body, seq FROM document WHERE seq > %s ORDER BY seq LIMIT %s",
        (after, _BATCH),
    )
    documents = [Document(DocumentKind(kind), *rest) for kind, *rest, _seq in rows]
    return documents, rows[-1][-1] if rows else after


def _write(
    db: TeamDatabase, member_id: int, changes: Sequence[DocumentChange]
) -> list[DocumentChange]:
    """Write documents; those that nobody has written to in between."""
    return [
        change
        for change in changes
        if db.value(
            "SELECT keep_document(%s, %s, %s, %s, %s, %s)",
            (member_id, *change.document, change.before),
        )
    ]
