"""Testing both sides of a connection on a thread of its own, so that the window never waits."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from shopsync_gui.core.errors import ShopSyncError, UnexpectedProblem
from shopsync_gui.core.text import _, format_int
from shopsync_gui.sync.connect import ConnectionCheck, ConnectionDraft, check_connection
from shopsync_gui.system.secrets import CLIENT_SECRET, SA_PASSWORD, Secrets

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from shopsync_gui.core.errors import Problem
    from shopsync_gui.store.connections import Connection
    from shopsync_gui.ui.jobs.context import AppContext

log = logging.getLogger(__name__)

T = TypeVar("T")


class BackgroundCheck:
    """Makes a draft and checks it on a thread; `done` or `failed` is called on that thread.

    Both are to emit a signal. One whose object the closed window took along is let go. Checks take
    turns: a shop answers three requests a second, whoever sends them.
    """

    _turn = threading.Lock()

    def __init__(
        self,
        make: Callable[[], ConnectionDraft],
        check: Callable[[ConnectionDraft], Coroutine[Any, Any, T]],
        done: Callable[[ConnectionDraft, T], None],
        failed: Callable[[ShopSyncError], None],
    ) -> None:
        self._make, self._check, self._done, self._failed = make, check, done, failed
        self._cancelled = False
        self._task: asyncio.Task[Any] | None = None
        threading.Thread(target=self._work, name="connection-check", daemon=True).start()

    def cancel(self) -> None:
        """Nobody wants the answer any more."""
        self._cancelled = True
        task = self._task
        if task is not None:
            with contextlib.suppress(RuntimeError):  # it has just ended
                task.get_loop().call_soon_threadsafe(task.cancel)

    def _work(self) -> None:
        try:
            draft = self._make()
            with self._turn:
                found = asyncio.run(self._run(draft))
        except ShopSyncError as error:
            self._tell(self._failed, error)
        except asyncio.CancelledError:
            log.debug("a connection test was given up")
        except Exception as error:
            log.exception("the connection test met an unexpected fault")
            self._tell(self._failed, UnexpectedProblem(detail=type(error).__name__))
        else:
            self._tell(self._done, draft, found)

    async def _run(self, draft: ConnectionDraft) -> Any:
        self._task = asyncio.current_task()
        if self._cancelled:
            raise asyncio.CancelledError
        return await self._check(draft)

    def _tell(self, call: Callable[..., None], *facts: object) -> None:
        try:
            call(*facts)
        except RuntimeError:
            log.info("the window closed before the connection test ended")


def with_saved_secrets(draft: ConnectionDraft, secrets: Secrets, name: str) -> ConnectionDraft:
    """The draft with the secrets kept for a connection where none were typed. Raises SecretError."""
    return replace(
        draft,
        client_secret=draft.client_secret or secrets.need(name, CLIENT_SECRET),
        sa_password=draft.sa_password or secrets.need(name, SA_PASSWORD),
    )


class ConnectionTester(QObject):
    """One test at a time; the answer arrives on the window's thread."""

    checked = Signal(object, object)
    failed = Signal(object)
    #: A title, lines below it, and whether all is well.
    answered = Signal(str, list, bool)

    def __init__(self, context: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self.checked.connect(self._say_fine)
        self.failed.connect(self._say_wrong)

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
                client_secret=secrets.need(connection.name, CLIENT_SECRET),
                sa_user=connection.sa_user,
                sa_password=secrets.need(connection.name, SA_PASSWORD),
                shop_url=connection.shop_url,
                token_url=connection.token_url,
                sa_url=connection.sa_url,
                proxy=proxy,
                options=connection.options,
            )

        self._start(draft)

    def _start(self, draft: Callable[[], ConnectionDraft]) -> None:
        BackgroundCheck(
            draft,
            check_connection,
            self.checked.emit,
            lambda error: self.failed.emit(error.problem),
        )

    @Slot(object, object)
    def _say_fine(self, draft: ConnectionDraft, check: ConnectionCheck) -> None:
        self.answered.emit(
            _("Both sides answer"),
            [
                _("{shop}: {n} products").format(shop=check.title, n=format_int(check.products)),
                _("SalesAutopilot: {n} products, {m} categories").format(
                    n=format_int(check.account_products), m=format_int(check.account_categories)
                ),
            ],
            True,
        )

    @Slot(object)
    def _say_wrong(self, problem: Problem) -> None:
        self.answered.emit(problem.title, [problem.message, problem.action_before_run], False)
