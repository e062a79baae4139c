"""The documents of a team: what was changed on this computer, and the taking in of what others changed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import msgspec
from msgspec.structs import replace

from shopsync_gui.core.team.team import Document, DocumentChange, DocumentKind
from shopsync_gui.core.text import _
from shopsync_gui.store.documents.shared_documents import (
    UNKNOWN,
    is_readable,
    needed_shops,
    unmarked,
)
from shopsync_gui.store.team.team import DOCUMENTS, TeamStore

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from shopsync_gui.store.database.database import Database
    from shopsync_gui.store.documents.document_bodies import (
        BodiesOfKind,
        DocumentBodies,
        LocalDocument,
    )


class _Known(msgspec.Struct, frozen=True):
    """A document as the team was last seen to hold it, and where it stands here."""

    kind: str
    key: str
    shop: str
    body: str | None
    local: str | None
    here: str | None


class TeamDocuments:
    """The documents of this computer beside those of the team.

    Nobody's work is lost: where two have changed the same document, the colleague's stays under its
    name and one's own stands beside it, as a document of its own.
    """

    def __init__(self, database: Database, bodies: DocumentBodies) -> None:
        self._db = database
        self._bodies = bodies
        self._unlinked: dict[tuple[DocumentKind, str, str], str] = {}

    # --- what goes ------------------------------------------------------------------------------

    def changed(self) -> list[DocumentChange]:
        """List what was made, changed or deleted here since the team was told.

        What belongs to a shop that is no longer connected here was not deleted for the team.
        """
        with self._db.atomic():
            rows, known = self._bodies.rows(), self._known()
            held = {(DocumentKind(each.kind), each.local): each for each in known if each.local}
            changes = []
            for (kind, local), row in rows.items():
                each = held.get((kind, local)) or self._begin(kind, local, row)
                if each.here != row.here and each.body == row.body:
                    self._note(each, row.here)
                elif each.here != row.here:
                    document = Document(kind, each.key, row.shop, row.body)
                    changes.append(DocumentChange(document, each.body, row.here))
            shops = self._bodies.shops.ids()
            for (kind, local), each in held.items():
                if (kind, local) in rows:
                    continue
                if each.body is None:
                    self._forget(each)
                elif _needs_others(each, shops):
                    self._note(replace(each, local=None), None)
                else:
                    document = Document(kind, each.key, each.shop, None)
                    changes.append(DocumentChange(document, each.body, ""))
        return changes

    def shared(self, changes: Iterable[DocumentChange]) -> None:
        """Note that the team's database holds these now."""
        with self._db.atomic():
            for document, _before, here in changes:
                if document.body is None:
                    self._db.execute_sql(
                        "DELETE FROM team_document WHERE kind = ? AND key = ?",
                        (document.kind.value, document.key),
                    )
                else:
                    self._db.execute_sql(
                        "UPDATE team_document SET shop = ?, body = ?, here = ?"
                        " WHERE kind = ? AND key = ?",
                        (document.shop, document.body, here, document.kind.value, document.key),
                    )

    # --- what comes -----------------------------------------------------------------------------

    def take_in(
        self, documents: Sequence[Document], seq: int, member: str
    ) -> tuple[int, tuple[str, ...]]:
        """Take over documents of others, read up to `seq`; how many, and the names of own versions.

        `member` is whose computer this is: an own version that has to stand beside a colleague's is
        called after it. What waited for its shop or categories is tried again.
        """
        came, beside = 0, []
        with self._db.atomic():
            known = {(each.kind, each.key): each for each in self._known()}
            self._unlinked = self._rows_without_a_document(known.values())
            fresh = {(document.kind.value, document.key) for document in documents}
            for key, held in known.items():
                if key not in fresh:
                    self._try_again(held, member)
            for document in documents:
                each = known.get((document.kind.value, document.key))
                if each is not None and each.local is not None and each.body == document.body:
                    continue  # what this computer wrote itself
                came += 1
                name = self._take(document, each, member)
                if name is not None:
                    beside.append(name)
            TeamStore(self._db).note_seen(DOCUMENTS, seq)
        return came, tuple(beside)

    def _try_again(self, each: _Known, member: str) -> None:
        """Place what could not stand here so far: its shop, categories or products were not known."""
        kind = DocumentKind(each.kind)
        if each.body is None:
            return
        if each.local is None:
            self._take(Document(kind, each.key, each.shop, each.body), each, member)
        elif kind is DocumentKind.LETTER and each.here is not None and UNKNOWN in each.here:
            bodies = self._bodies.of(kind)
            row = bodies.row(each.local)
            if row is not None and row.here == each.here:
                bodies.put(each.shop, each.body, each.local)
                now = bodies.row(each.local)
                self._note(each, None if now is None else now.here)

    def _take(self, document: Document, each: _Known | None, member: str) -> str | None:
        """Take one over; the name that a row of this computer was given for it, if any was."""
        kind, _key, shop, body = document
        bodies = self._bodies.of(kind)
        row = None if each is None or each.local is None else bodies.row(each.local)
        local = None if row is None or each is None else each.local
        changed = row is not None and each is not None and row.here != each.here
        if body is None:
            if each is not None:
                self._forget(each)  # a version that was changed here is a new document now
            if local is not None and not changed:
                bodies.remove(local)
            return None
        if not is_readable(kind, body):
            # It waits, as one whose shop is not known here, and changes nothing.
            self._note(_Known(*document, local, None), None if each is None else each.here)
            return None
        name = None
        if changed and row is not None and row.body != body:
            name = self._keep_beside(document, row, member)
        if local is None:
            local = self._unlinked.pop((kind, shop, unmarked(kind, body)), None)
            if local is not None and each is None:
                self._db.execute_sql(
                    "DELETE FROM team_document WHERE kind = ? AND local = ? AND body IS NULL",
                    (kind.value, local),
                )
        name = self._make_way(document, local, member) or name
        placed = bodies.put(shop, body, local)
        now = None if placed is None else bodies.row(placed)
        self._note(_Known(*document, placed, None), None if now is None else now.here)
        return name

    def _keep_beside(self, document: Document, own: LocalDocument, member: str) -> str:
        """Keep an own version as a document of its own, under a name that says whose it is."""
        bodies = self._bodies.of(document.kind)
        name = _free_name(bodies, own.shop, bodies.name_of(own.body), member)
        bodies.put(own.shop, bodies.renamed(own.body, name), None)
        return name

    def _make_way(self, document: Document, local: str | None, member: str) -> str | None:
        """Rename a row that has the name of a colleague's document, where names have to differ."""
        kind, _key, shop, body = document
        assert body is not None
        bodies = self._bodies.of(kind)
        name = bodies.name_of(body)
        holder = bodies.holder(shop, name)
        row = None if holder is None or holder == local else bodies.row(holder)
        if row is None:
            return None
        free = _free_name(bodies, shop, name, member)
        placed = bodies.put(row.shop, bodies.renamed(row.body, free), holder)
        self._db.execute_sql(
            "UPDATE team_document SET local = ? WHERE kind = ? AND local = ?",
            (placed, kind.value, holder),
        )
        return free

    def _rows_without_a_document(
        self, known: Iterable[_Known]
    ) -> dict[tuple[DocumentKind, str, str], str]:
        """Rows that the team does not hold, by what they say: after leaving it, the same ones again."""
        linked = {(each.kind, each.local) for each in known if each.body is not None}
        return {
            (kind, row.shop, unmarked(kind, row.body)): local
            for (kind, local), row in self._bodies.rows().items()
            if (kind.value, local) not in linked
        }

    # --- the rows of the team -------------------------------------------------------------------

    def _known(self) -> list[_Known]:
        return self._db.named(_Known, "FROM team_document ORDER BY kind, key")

    def _begin(self, kind: DocumentKind, local: str, row: LocalDocument) -> _Known:
        """Give a row of this computer its key in the team."""
        each = _Known(kind.value, uuid4().hex, row.shop, None, local, None)
        self._note(each, None)
        return each

    def _note(self, each: _Known, here: str | None) -> None:
        self._db.execute_sql(
            "INSERT OR REPLACE INTO team_document (kind, key, shop, body, local, here)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (each.kind, each.key, each.shop, each.body, each.local, here),
        )

    def _forget(self, each: _Known) -> None:
        self._db.execute_sql(
            "DELETE FROM team_document WHERE kind = ? AND key = ?", (each.kind, each.key)
        )


def _free_name(bodies: BodiesOfKind, shop: str, name: str, member: str) -> str:
    """The name of a member's own version that no row has yet."""
    called = _("{name} ({member}'s version)").format(name=name, member=member)
    number = 1
    while bodies.holder(shop, called) is not None:
        number += 1
        called = _("{name} ({member}'s version {n})").format(name=name, member=member, n=number)
    return called


def _needs_others(each: _Known, shops: Container[str]) -> bool:
    """Whether it belongs to shops of which none is connected here."""
    kind = DocumentKind(each.kind)
    if each.body is None or not is_readable(kind, each.body):
        return bool(each.shop) and each.shop not in shops
    needed = needed_shops(kind, each.shop, each.body)
    return bool(needed) and not any(name in shops for name in needed)
