"""Actions on several shops at once: they are synced, verified, cancelled, labelled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QObject
from shiboken6 import isValid

from shopsync_gui.core.runs.jobs import Job, JobKind
from shopsync_gui.core.text import _, format_int, ngettext
from shopsync_gui.sync.run.secret_addresses import has_secrets
from shopsync_gui.ui.kit.open_dialogs import open_modal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QWidget

    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.ui.connections.labels_dialog import Relabel
    from shopsync_gui.ui.jobs.context import AppContext

#: So many shops are named in a question.
_NAMED = 8


class SeveralShops(QObject):
    """Jobs for several shops at once; dialogs belong to the window of `owner`."""

    def __init__(self, context: AppContext, owner: QWidget) -> None:
        super().__init__(owner)
        self._context = context
        self._owner = owner

    def sync(self, shops: Iterable[int]) -> None:
        """Ask, and sync those whose account may be written to: who never consented is asked alone."""
        free = [shop for shop in self._known(shops) if self._is_free(shop)]

        def written(store: Store) -> list[Connection]:
            looks_only = store.connections.looks_only()
            return [shop for shop in free if shop.may_be_written(looks_only=looks_only)]

        self._context.store.reader.ask(self, written, self._look_for_secrets)

    def _look_for_secrets(self, free: list[Connection]) -> None:
        """Find out for which no password is missing; a keyring may ask its user first."""
        secrets, requests = self._context.secrets, self._context.requests
        requests.keyring_asked.emit()

        def answered(ready: frozenset[int]) -> None:
            requests.keyring_answered.emit()
            if isValid(self) and open_modal(self._owner.window()) is None:
                self._ask(
                    [s for s in free if s.id in ready], [s for s in free if s.id not in ready]
                )

        self._context.background.run(
            requests,
            lambda _task: frozenset(s.id for s in free if has_secrets(secrets, s)),
            answered,
            lambda _error: answered(frozenset(s.id for s in free)),
        )

    def _ask(self, free: list[Connection], without_secrets: list[Connection]) -> None:
        from shopsync_gui.ui.kit.question_dialog import Question, QuestionDialog

        agreed = [shop for shop in free if shop.consented_at is not None]
        texts = []
        if agreed:
            texts.append(
                ngettext(
                    "The account of {shops} is brought in line with the webshop; the safety brake stays on.",
                    "The accounts of these webshops are brought in line with them; the safety brake"
                    " stays on for each: {shops}.",
                    len(agreed),
                ).format(shops=self._names(agreed))
            )
        if left := [shop for shop in free if shop.consented_at is None]:
            texts.append(
                ngettext(
                    "This one was never synced; its first sync is started on its own: {shops}.",
                    "These were never synced; their first sync is started one by one: {shops}.",
                    len(left),
                ).format(shops=self._names(left))
            )
        if without_secrets:
            text = ngettext(
                "A password of this one is missing on this computer; type it in with “Edit…” first:"
                " {shops}.",
                "A password of these is missing on this computer; type it in with “Edit…” first:"
                " {shops}.",
                len(without_secrets),
            )
            texts.append(text.format(shops=self._names(without_secrets)))
        question = Question(
            name="syncChosen",
            title=ngettext("Sync {n} webshop?", "Sync {n} webshops?", len(agreed)).format(
                n=format_int(len(agreed))
            )
            if agreed
            else _("None of these can be synced together"),
            text="\n\n".join(texts),
            yes=_("Sync") if agreed else "",
            kind="primary",
        )
        QuestionDialog(self._owner.window(), question, lambda: self._begin(agreed)).open()

    def verify(self, shops: Iterable[int]) -> None:
        """Compare both sides of each; nothing is written."""
        for shop in self._known(shops):
            if self._is_free(shop):
                self._context.jobs.add(Job(kind=JobKind.VERIFY, connection_id=shop.id))

    def cancel(self, shops: Iterable[int]) -> None:
        """End their jobs."""
        for shop in shops:
            self._context.jobs.cancel(shop)

    def ask_labels(self, shops: Iterable[int]) -> None:
        """Ask for the labels of these shops."""
        from shopsync_gui.ui.connections.labels_dialog import LabelsDialog

        known = self._known(shops)
        if known:
            dialog = LabelsDialog(self._owner.window(), known)
            dialog.accepted.connect(lambda: self._keep(known, dialog.relabel))
            dialog.open()

    def _begin(self, shops: list[Connection]) -> None:
        for shop in shops:
            if self._is_free(shop):
                self._context.jobs.add(Job(kind=JobKind.SYNC, connection_id=shop.id, consent=True))

    def _keep(self, shops: list[Connection], relabel: Relabel) -> None:
        def write(store: Store) -> None:
            for shop in shops:
                known = store.connections.get(shop.id)
                if known is not None:
                    options = replace(known.options, labels=relabel(known.options.labels))
                    store.connections.update(shop.id, options=options)

        self._context.store.writer.ask(
            self, write, lambda _done: self._context.connections.reload()
        )

    def _known(self, shops: Iterable[int]) -> list[Connection]:
        wanted = set(shops)
        return [shop for shop in self._context.connections if shop.id in wanted]

    def _is_free(self, shop: Connection) -> bool:
        return self._context.other_programs.may_begin(shop.id)

    def _names(self, shops: list[Connection]) -> str:
        titles = [self._context.connections.title_of(shop) for shop in shops]
        text = ", ".join(titles[:_NAMED])
        if (more := len(titles) - _NAMED) > 0:
            rest = ngettext("and {n} more", "and {n} more", more).format(n=format_int(more))
            text = f"{text} {rest}"
        return text
