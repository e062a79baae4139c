"""The account as Python calls: its products and categories, read and written one request at a time."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from shopsync_gui.core.catalogue import (
    UNCATEGORISED,
    MasterProduct,
    TargetCategory,
    TargetProduct,
    category_key,
)
from shopsync_gui.core.errors import (
    SALESAUTOPILOT,
    AccountRefused,
    AnswerLost,
    UnexpectedAnswer,
)
from shopsync_gui.core.plan import Target
from shopsync_gui.core.planner import differences
from shopsync_gui.remote import account_payloads as p
from shopsync_gui.remote.account_requests import AccountRequests
from shopsync_gui.remote.http import MEGABYTE, Http, Response, ServiceClient, Timeouts
from shopsync_gui.remote.retry import TRIES

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    import httpx

T = TypeVar("T")

#: `listproducts` has no pages: a million products are some 300 MB.
_LIST_CAP = 1024 * MEGABYTE
_LIST_PATIENCE = Timeouts(read=120.0, total=900.0)
#: How an unknown product is answered; 406: a parameter is wrong (contract "salesautopilot" 1).
_NO_SUCH = ("404", "406")


@dataclass(frozen=True, slots=True)
class AccountCheck:
    """An account that answered, and how much it holds."""

    product_count: int
    category_count: int


class AccountClient(ServiceClient):
    """Reads and writes one account; an async context manager. One request is in flight at a time.

    Reads are repeated where that may help. Writes are sent once: they raise AnswerLost when their
    outcome is unknown, and NoNetwork, TooManyRequests, WrongAccountPassword, AccountRefused or
    QuotaReached when they were surely not carried out. Contract "salesautopilot".
    """

    def __init__(
        self,
        *,
        url: str,
        user: str,
        password: str,
        proxy: str = "",
        transport: httpx.AsyncBaseTransport | None = None,
        start_rate: float = 2.0,
        max_rate: float = 100.0,
        tries: int = TRIES,
    ) -> None:
        super().__init__(Http(SALESAUTOPILOT, transport, proxy=proxy))
        self._requests = AccountRequests(
            self._http,
            url=url,
            user=user,
            password=password,
            start_rate=start_rate,
            max_rate=max_rate,
            tries=tries,
        )

    # --- reading --------------------------------------------------------------------------------

    async def products(self) -> list[TargetProduct]:
        """Every product of the account (contract "salesautopilot" 3)."""
        return await self._list("listproducts", _all_products)

    async def categories(self) -> list[TargetCategory]:
        """Every category, but the label of uncategorised ones (contract "salesautopilot" 3.4, 4)."""
        return await self._list("listprodcategories", _at_once(p.categories))

    async def target(self) -> Target:
        """Products and categories; the categories are read last, so that none is unknown."""
        products = await self.products()
        return Target(tuple(products), tuple(await self.categories()))

    async def product(self, sa_id: int) -> TargetProduct | None:
        """One product, None where the account has no such one."""
        try:
            found = await self._requests.read(f"getproduct/{sa_id}", _at_once(p.one_product))
        except UnexpectedAnswer as error:
            if error.values.get("status") in _NO_SUCH:
                return None
            raise
        return found if found is not None and found.sa_id == sa_id else None

    async def check(self) -> AccountCheck:
        """Prove that the key pair and the product module work (contract "salesautopilot" 5)."""
        await self._requests.read("getlists", _at_once(p.rows_count))
        categories = await self.categories()
        return AccountCheck(len(await self.products()), len(categories))

    async def _list(self, path: str, read: Callable[[Response], Awaitable[list[T]]]) -> list[T]:
        """A whole list. An answer without anything in it is only believed when it comes twice.

        A list that wrongly looks empty would have everything created once more.
        """

        async def unless_blank(answer: Response) -> list[T] | None:
            return None if p.is_blank(answer) else await read(answer)

        found = await self._requests.read(path, unless_blank, _LIST_PATIENCE, _LIST_CAP)
        if found is None:
            found = await self._requests.read(path, unless_blank, _LIST_PATIENCE, _LIST_CAP)
        return found or []

    # --- writing --------------------------------------------------------------------------------

    async def create_product(self, product: MasterProduct, category_ids: Sequence[int]) -> int:
        """Create a product; the id that it was given (contract "salesautopilot" 3, 3.1)."""
        body = p.product_body(product, tuple(category_ids))
        return await self._create("createproduct", body, product.name)

    async def create_category(self, name: str) -> int:
        """Create a category, never the label of uncategorised; its id (contract "salesautopilot" 4)."""
        if category_key(name) == category_key(UNCATEGORISED):
            raise ValueError("the label of uncategorised products is never a category")
        return await self._create("createprodcategory", p.category_body(name), name)

    async def update_product(
        self, sa_id: int, product: MasterProduct, category_ids: Sequence[int]
    ) -> None:
        """Give a product its full desired state; repeatable (contract "salesautopilot" 3, 3.6).

        An answer of 0 can mean "nothing changed": the product is read back before it counts as
        refused.
        """
        ids = tuple(category_ids)
        answer = await self._requests.write(
            "POST", f"modifyproduct/{sa_id}", p.product_body(product, ids), product.name
        )
        result = self._outcome(answer)
        if isinstance(result, int) and result > 0:
            return
        if result == 0:
            found = await self.product(sa_id)
            keys = {
                category_key(name): sa for name, sa in zip(product.categories, ids, strict=False)
            }
            if found is not None and not differences(product, found, keys, {}):
                return
        raise self._requests.refused(product.name, answer.status, str(result))

    async def delete_product(self, sa_id: int) -> None:
        """Delete a product that an undone run had created; gone already is fine."""
        try:
            answer = await self._requests.write(
                "DELETE", f"deleteproduct/{sa_id}", b"", f"#{sa_id}"
            )
        except AccountRefused as error:
            if error.values.get("status") == "404":
                return
            raise
        result = self._outcome(answer)
        if not (isinstance(result, int) and result > 0) and await self.product(sa_id) is not None:
            raise self._requests.refused(f"#{sa_id}", answer.status, str(result))

    async def delete_category(self, sa_id: int) -> None:
        """Delete a category that the running job created by mistake (contract 4: by GET, sent once)."""
        answer = await self._requests.write("GET", f"delprodcategory/{sa_id}", b"", f"#{sa_id}")
        result = self._outcome(answer)
        if not (isinstance(result, int) and result > 0):
            raise self._requests.refused(f"#{sa_id}", answer.status, str(result))

    async def _create(self, method: str, body: bytes, name: str) -> int:
        answer = await self._requests.write("POST", method, body, name)
        result = self._outcome(answer)
        if isinstance(result, int) and result > 0:
            return result
        raise self._requests.refused(name, answer.status, str(result))

    def _outcome(self, answer: Response) -> int | str:
        """What a write answered; AnswerLost where nothing readable came."""
        result = p.outcome(answer)
        if result is None or (isinstance(result, str) and result.lstrip()[:1] in ("<", "[", "{")):
            raise AnswerLost(service=SALESAUTOPILOT, status=answer.status)
        return result


async def _all_products(answer: Response) -> list[TargetProduct]:
    """A list of products, with pauses in which a long one can be cancelled."""
    found: list[TargetProduct] = []
    for block in p.product_blocks(answer):
        found += block
        await asyncio.sleep(0)
    return found


def _at_once(read: Callable[[Response], T]) -> Callable[[Response], Awaitable[T]]:
    async def reader(answer: Response) -> T:
        return read(answer)

    return reader
