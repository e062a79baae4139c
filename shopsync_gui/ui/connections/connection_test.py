"""Testing both sides of a connection on a thread of its own, so that the window never waits."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from shopsync_gui.core.text import _
from shopsync_gui.sync.connect import ConnectionCheck, SideAnswers, check_connection
from shopsync_gui.sync.connection_draft import ConnectionDraft
from shopsync_gui.sync.run.secret_addresses import address_of, need_secret
from shopsync_gui.system.secrets import CLIENT_SECRET, KINDS, SA_PASSWORD, Secrets
from shopsync_gui.ui.connections.answer_words import account_words, shop_words
from shopsync_gui.ui.kit.background import run_async

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from shopsync_gui.core.errors import ShopSyncError
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.ui.jobs.context import AppContext
    from shopsync_gui.ui.kit.background import Task

T = TypeVar("T")


#: Checks take turns: a shop answers three requests a second, whoever sends them.
_turn = threading.Lock()


def checked(
    task: Task,
    make: Callable[[], ConnectionDraft],
    check: Callable[[ConnectionDraft], Coroutine[Any, Any, T]],
) -> tuple[ConnectionDraft, T]:
    """Make a draft and check it, as work in the background that can be cancelled at any moment."""
    draft = make()
    with _turn:
        return draft, run_async(task, check(draft))


def with_saved_secrets(
    draft: ConnectionDraft, secrets: Secrets, name: str, kinds: tuple[str, ...] = KINDS
) -> ConnectionDraft:
    """The draft with the secrets of these kinds kept for a connection where none were typed.

    Secrets that were typed for other addresses are not among them. Raises SecretError.
    """
    whole = draft.complete()

    def filled(kind: str, typed: str) -> str:
        if typed or kind not in kinds:
            return typed
        return secrets.need(name, kind, address_of(whole, kind))

    return replace(
        draft,
        client_secret=filled(CLIENT_SECRET, draft.client_secret),
        sa_password=filled(SA_PASSWORD, draft.sa_password),
    )


class ConnectionTester(QObject):
    """One test at a time, whose answer arrives on the window's thread; a new test drops the one before."""

    checked = Signal(object, object)
    failed = Signal(object)
    #: What each side came to, as SideAnswers, and the Problem of the test, or None; told before the rest.
    sides = Signal(object, object)
    #: A title, lines below it, and whether all is well.
    answered = Signal(str, list, bool)

    def __init__(self, context: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._round = 0
        self._running: Task | None = None

    def test(self, draft: ConnectionDraft, saved: Connection | None = None) -> None:
        """Test what the user typed; what is secret and was left empty stays as it is saved."""
        if saved is None:
            self._start(lambda: draft)
            return
        self._start(lambda: with_saved_secrets(draft, self._context.secrets, saved.name))

    def test_saved(self, connection: Connection) -> None:
        """Test a saved connection with its stored secrets."""
        secrets = self._context.secrets
        proxy = self._context.settings.values.network.proxy

        def draft() -> ConnectionDraft:
            return ConnectionDraft(
                shop=connection.name,
                client_id=connection.client_id,
                client_secret=need_secret(secrets, connection, CLIENT_SECRET),
                sa_user=connection.sa_user,
                sa_password=need_secret(secrets, connection, SA_PASSWORD),
                shop_url=connection.shop_url,
                token_url=connection.token_url,
                sa_url=connection.sa_url,
                proxy=proxy,
                options=connection.options,
            )

        self._start(draft)

    def give_up(self) -> None:
        """End a test that runs; nobody hears of it."""
        self._round += 1
        if self._running is not None:
            self._running.cancel()
            self._running = None

    def _start(self, make: Callable[[], ConnectionDraft]) -> None:
        self.give_up()
        this, answers = self._round, SideAnswers()

        def ask(draft: ConnectionDraft) -> Coroutine[Any, Any, ConnectionCheck]:
            return check_connection(draft, answers)

        self._running = self._context.background.run(
            self,
            lambda task: checked(task, make, ask),
            lambda result: self._say_fine(result, answers) if this == self._round else None,
            lambda error: self._say_wrong(error, answers) if this == self._round else None,
        )

    def _say_fine(
        self, result: tuple[ConnectionDraft, ConnectionCheck], answers: SideAnswers
    ) -> None:
        draft, check = result
        self.sides.emit(answers, None)
        self.checked.emit(draft, check)
        self.answered.emit(
            _("Both sides answer"),
            [
                shop_words(check.title, check.products),
                account_words(check.account_products, check.account_categories),
            ],
            True,
        )

    def _say_wrong(self, error: ShopSyncError, answers: SideAnswers) -> None:
        problem = error.problem
        self.sides.emit(answers, problem)
        self.failed.emit(problem)
        self.answered.emit(problem.title, [problem.message, problem.action_before_run], False)
