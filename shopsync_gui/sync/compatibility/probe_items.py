"""The test items of a compatibility check: created with a journal, recognised, and removed.

Every item has a token of its own in its name, and a product in its SKU too. Nothing is ever removed
that does not show the token of an item of the journal, whatever id it has.
"""

from __future__ import annotations

import asyncio
import contextlib
import html
import unicodedata
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.errors import AccountRefused, AnswerLost, TooManyRequests
from shopsync_gui.store.account.check_items import CheckItem, ItemKind

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable
    from datetime import datetime

    from shopsync_gui.core.catalogue import TargetCategory, TargetProduct
    from shopsync_gui.remote import AccountClient, WriteAnswer
    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection

#: Seconds before each reading that looks whether something is there, or gone.
PAUSES = (0.0, 2.0, 3.0, 5.0, 20.0, 30.0, 30.0)
#: So many of these looks wait for a create whose answer was lost, some 30 s in all.
LATE_LOOKS = 4
#: Seconds before each further try of a write that came too soon.
PATIENCE = (2.0, 5.0, 15.0)
_PREFIX = "shopsync"


class LeftItem(msgspec.Struct, frozen=True):
    """A test item that could not be removed: its kind, id (None where unknown) and name."""

    kind: ItemKind
    sa_id: int | None
    name: str


def shows_token(text: str, token: str) -> bool:
    """Whether a SKU or name is that of a test item, however the account alters texts."""
    decomposed = unicodedata.normalize("NFKD", html.unescape(text)).lower()
    bare = "".join(c for c in decomposed if c.isascii() and c.isalnum())
    return bare.startswith(_PREFIX) and token in bare


def is_item(product: TargetProduct, item: CheckItem) -> bool:
    """Whether a product of the account is this test item."""
    return shows_token(product.sku, item.token) or shows_token(product.name, item.token)


class ProbeItems:
    """The test items of one connection's account."""

    def __init__(
        self,
        store: Store,
        connection: Connection,
        account: AccountClient,
        now: Callable[[], datetime],
    ) -> None:
        self._journal = store.check_items
        self._quiet = timedelta(seconds=store.settings.load().push.quiet_seconds)
        self._connection = connection
        self._account = account
        self._now = now
        #: Items by what became of their create in this session.
        self._answered: set[int] = set()
        self._lost: set[int] = set()
        #: Items that were seen in the account.
        self._seen: set[int] = set()
        #: The items by their ids in the account, as far as they were seen.
        self._ids: dict[int, int] = {}

    async def create(
        self, kind: ItemKind, token: str, name: str, send: Callable[[], Awaitable[WriteAnswer]]
    ) -> tuple[int, WriteAnswer]:
        """Write an item down, then send its create; its number in the journal, and the answer.

        A create that was surely not carried out leaves the journal at once. Raises as the client.
        """
        number = self._journal.add(
            self._connection.id,
            self._connection.account_key,
            kind=kind,
            token=token,
            name=name,
            now=self._now(),
        )
        try:
            answer = await send()
        except AnswerLost:
            self._lost.add(number)
            raise
        except AccountRefused:
            self._journal.gone(number)
            raise
        self._answered.add(number)
        return number, answer

    def known_as(self, number: int, sa_id: int) -> None:
        """Keep the id of an item."""
        self._journal.known_as(number, sa_id)

    def saw(self, sa_id: int) -> None:
        """Note that the account showed the item of this id: once it is not there, it is gone."""
        self._seen.update(item.id for item in self.left() if item.sa_id == sa_id)

    def is_gone(self, sa_id: int) -> None:
        """Forget the item of this id, which the account showed, and does not show after its removal."""
        for item in self.left():
            if item.sa_id == sa_id and item.id in self._seen:
                self._journal.gone(item.id)

    def left(self) -> list[CheckItem]:
        """List the items that the journal names."""
        return self._journal.left(self._connection.id, self._connection.account_key)

    def journaled(self) -> list[LeftItem]:
        """The same, as it is told; nobody has looked whether it is there."""
        return _told(self.left())

    async def remove_all(
        self, removing: Callable[[], object] = lambda: None, *, late_looks: int = LATE_LOOKS
    ) -> list[LeftItem]:
        """Remove what the journal names; what is there all the same. Raises ServiceError.

        `late_looks` more looks wait for what is not there and may still appear.

        An item that was never seen stays in the journal until the quiet time has passed since it was
        sent: it may still appear.
        """
        if not self.left():
            return []
        removing()
        for number, pause in enumerate(PAUSES):
            await asyncio.sleep(pause)
            await self._remove_products()
            await self._remove_categories()
            if not any(self._waits_for(item, number < late_looks) for item in self.left()):
                break
        return _told(item for item in self.left() if item.id in self._seen)

    def known_left(self) -> list[LeftItem]:
        """List what may be in the account, where a look was not possible."""
        return _told(item for item in self.left() if item.sa_id is not None)

    def _waits_for(self, item: CheckItem, may_be_late: bool) -> bool:
        """Whether another look may help: it is there, or its create may take effect late."""
        if item.id in self._seen:
            return True
        is_no = item.id in self._answered and item.sa_id is None
        return not is_no and may_be_late

    def _let_go(self, item: CheckItem) -> None:
        """Forget an item that is not there, unless it may still appear."""
        if item.id in self._seen or self._now() - item.sent_at >= self._quiet:
            self._journal.gone(item.id)

    async def _remove_products(self) -> None:
        items = [item for item in self.left() if item.kind is ItemKind.PRODUCT]
        if not items:
            return
        listed = await self._account.products()
        for item in items:
            ids = {product.sa_id for product in listed if is_item(product, item)}
            self._see(item, ids)
            left = [sa_id for sa_id in sorted(ids) if not await self._removed(sa_id, item, True)]
            if item.sa_id and item.sa_id not in ids:
                left += [] if await self._removed(item.sa_id, item, False) else [item.sa_id]
            if not left:
                self._let_go(item)

    async def _removed(self, sa_id: int, item: CheckItem, is_listed: bool) -> bool:
        """Remove a product if it is the item; whether it surely is not there any more.

        An account that answers no single products shows that by its next list only.
        """
        before = await self._account.product(sa_id)
        if before is None and not is_listed:
            return True
        if before is not None and not is_item(before, item):
            return not is_listed
        self._see(item, [sa_id])
        await self._send(lambda: self._account.delete_product(sa_id))
        return before is not None and await self._account.product(sa_id) is None

    async def _remove_categories(self) -> None:
        """Remove categories that show a token now; the removal is a GET, sent once each."""
        items = [item for item in self.left() if item.kind is ItemKind.CATEGORY]
        if not items:
            return
        for category_id, name in {
            category.sa_id: category.name
            for category in await self._account.categories()
            if any(shows_token(category.name, item.token) for item in items)
        }.items():
            for item in items:
                self._see(item, [category_id] if shows_token(name, item.token) else [])
            await self._send(partial(self._account.delete_category, category_id, name))
        listed = await self._account.categories()
        for item in items:
            if not self._of(item, listed):
                self._let_go(item)

    def _see(self, item: CheckItem, ids: Iterable[int]) -> None:
        """Note that the account holds an item, if one of the ids that show its token is its own.

        Several items may show one token. Each takes the id that its answer named, else one that no
        other has: by a sibling's id an item that appears late would be let go too early.
        """
        shown = set(ids)
        others = {known.sa_id for known in self.left() if known.id != item.id}
        if item.sa_id in shown:
            self._ids.setdefault(item.sa_id, item.id)
            self._seen.add(item.id)
        elif any(self._ids.get(sa_id) == item.id for sa_id in shown):
            self._seen.add(item.id)
        elif free := sorted(shown - others - self._ids.keys()):
            self._ids[free[0]] = item.id
            self._seen.add(item.id)

    async def _send(self, write: Callable[[], Awaitable[WriteAnswer]]) -> None:
        """Send one removal; the next reading tells what came of it."""
        for pause in PATIENCE:
            with contextlib.suppress(AccountRefused, AnswerLost):
                try:
                    await write()
                except TooManyRequests:
                    await asyncio.sleep(pause)
                    continue
            return

    @staticmethod
    def _of(item: CheckItem, listed: list[TargetCategory]) -> list[TargetCategory]:
        return [c for c in listed if shows_token(c.name, item.token)]


def _told(items: Iterable[CheckItem]) -> list[LeftItem]:
    return [LeftItem(item.kind, item.sa_id, item.name) for item in items]
