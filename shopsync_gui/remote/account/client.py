"""The account as Python calls: its products and categories, read and written one request at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.catalogue import UNCATEGORISED, MasterProduct, category_key
from shopsync_gui.core.errors import (
    SALESAUTOPILOT,
    AccountRefused,
    AllowanceUsed,
    AnswerLost,
    CategoryLimit,
    CategoryRefused,
    NotCarriedOut,
    QuotaReached,
)
from shopsync_gui.remote.account.reader import AccountReader
from shopsync_gui.remote.account.request_bodies import category_body, product_body
from shopsync_gui.remote.account.requests import FORBIDDEN_IN_A_ROW, is_quota
from shopsync_gui.remote.account.write_answers import WriteAnswer, write_answer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Sequence


class AccountClient(AccountReader):
    """The client of one account, an async context manager. One request is in flight at a time.

    Reads are repeated where that may help. Writes are sent once: they raise AnswerLost when their
    outcome is unknown, and NoNetwork, TooManyRequests, WrongAccountPassword, AccountReadOnly,
    AccountRefused or QuotaReached when they were surely not carried out; any other answer is handed
    back, for the caller to judge. Contract "salesautopilot".
    """

    def before_write(self, leaves: Callable[[], Awaitable[None]]) -> None:
        """Have `leaves` awaited just before each write from now on; it may raise and keep it here."""
        self._requests.before_write = leaves

    def wrote_before(self, *, forbidden: bool) -> None:
        """Take it as known that the account lets the API user write.

        Where the last run was `forbidden` to go on, the first refusal of that kind is enough.
        """
        self._requests.may_write = True
        if forbidden:
            self._requests.forbidden = FORBIDDEN_IN_A_ROW - 1

    async def create_product(
        self, product: MasterProduct, category_ids: Sequence[int]
    ) -> WriteAnswer:
        """Create a product (contract "salesautopilot" 3, 3.1); the answer names its id, if it is a usual one."""
        body = product_body(product, tuple(category_ids))
        return await self._write("POST", "createproduct", body, product.name)

    async def create_category(self, name: str) -> WriteAnswer:
        """Create a category (contract "salesautopilot" 4). The label of uncategorised products is none."""
        if category_key(name) == category_key(UNCATEGORISED):
            raise ValueError("the label of uncategorised products is never a category")
        body = category_body(name)
        return await self._write_category("POST", "createprodcategory", body, name, creates=True)

    async def rename_category(self, sa_id: int, name: str) -> WriteAnswer:
        """Give a category another name; its products stay in it (contract "salesautopilot" 4)."""
        body = category_body(name)
        return no_page(await self._write_category("POST", f"modprodcategory/{sa_id}", body, name))

    async def update_product(
        self,
        sa_id: int,
        product: MasterProduct,
        category_ids: Sequence[int],
        fields: Collection[str] = (),
    ) -> WriteAnswer:
        """Give a product its desired state, or `fields` of it; may be repeated (contract "salesautopilot" 3, 3.6).

        An answer of 0 can mean that nothing changed.
        """
        body = product_body(product, tuple(category_ids), fields)
        return await self._write("POST", f"modifyproduct/{sa_id}", body, product.name)

    async def delete_product(self, sa_id: int) -> WriteAnswer:
        """Delete a product that an undone run had created; gone already is fine."""
        try:
            return await self._write("DELETE", f"deleteproduct/{sa_id}", b"", f"#{sa_id}")
        except AccountRefused as error:
            if error.values.get("status") == "404":
                return WriteAnswer(status=404, form="true")
            raise

    async def delete_category(self, sa_id: int, name: str) -> WriteAnswer:
        """Delete a category that the running job created by mistake (a GET, sent once; contract "salesautopilot" 4)."""
        return no_page(await self._write_category("GET", f"delprodcategory/{sa_id}", b"", name))

    async def _write(self, method: str, path: str, body: bytes, name: str) -> WriteAnswer:
        """Send a write. Words of a full package are a refusal with whatever status they come."""
        answer = write_answer(await self._requests.write(method, path, body, name))
        if answer.number is None and is_quota(answer.words) and answer.form[:1] != "{":
            raise self._requests.refused(name, answer.status, answer.words)
        return answer

    async def _write_category(
        self, method: str, path: str, body: bytes, name: str, *, creates: bool = False
    ) -> WriteAnswer:
        """Send a write of a category, whose refusal is not told as that of a product."""
        try:
            return await self._write(method, path, body, name)
        except AccountRefused as error:
            raise _of_category(error, creates=creates) from None

    def refusal(self, name: str, answer: WriteAnswer, *, of_category: bool) -> AccountRefused:
        """The refusal of a write that was answered with a 2xx and was not carried out."""
        refused = self._requests.refused(name, answer.status, answer.words)
        if of_category:
            return _of_category(refused, creates=True)
        if answer.denies or isinstance(refused, QuotaReached):
            return refused
        return NotCarriedOut(**refused.values)


def _of_category(refused: AccountRefused, *, creates: bool) -> AccountRefused:
    """The refusal of a category: the package may hold no more of them, and still other products."""
    if isinstance(refused, AllowanceUsed):  # it is about everything
        return refused
    full = creates and isinstance(refused, QuotaReached)
    kind = CategoryLimit if full else CategoryRefused
    return kind(**refused.values)


def no_page(answer: WriteAnswer) -> WriteAnswer:
    """The answer of a write that is not read back. Raises AnswerLost where it is a web page."""
    if answer.is_page:
        raise AnswerLost(service=SALESAUTOPILOT, status=answer.status)
    return answer
