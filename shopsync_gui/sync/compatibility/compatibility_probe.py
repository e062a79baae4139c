"""The writing part of the compatibility check: a test product and test categories, tried out.

It asks one thing at a time, touches nothing that does not show its own token, and writes every item
down before it is created (`probe_items.py`), so that a later check removes what a kill leaves.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from shopsync_gui.core.account.account_traits import Finding
from shopsync_gui.core.catalogue import MasterProduct, TargetProduct
from shopsync_gui.core.errors import QuotaReached
from shopsync_gui.store.account.check_items import ItemKind
from shopsync_gui.sync.compatibility import probe_findings as judge
from shopsync_gui.sync.compatibility.category_probe import CategoryProbe
from shopsync_gui.sync.compatibility.probe_items import PAUSES, ProbeItems, shows_token
from shopsync_gui.sync.compatibility.probe_samples import ATTEMPTS, sample_product
from shopsync_gui.sync.compatibility.probe_sending import ProbeSender

if TYPE_CHECKING:
    from collections.abc import Collection
    from random import Random

    from shopsync_gui.remote import AccountClient, WriteAnswer

#: Is told which step begins, by its number.
Tell = Callable[[int], object]

CATEGORIES, CREATE, LIST, TWICE, CHANGE, REMOVE = range(6)
#: Looks for something whose create was answered with a plain no.
_NO_LOOKS = PAUSES[:4]
_OTHER_NET = Decimal("2345.67")
_ODD_VAT = Decimal("5.5")


class _Created(msgspec.Struct, frozen=True, kw_only=True):
    """The test product as it was sent, and as the account then showed it."""

    sent: MasterProduct
    shown: TargetProduct
    token: str

    @property
    def sa_id(self) -> int:
        """Its id in the account."""
        return self.shown.sa_id


class Probe:
    """One round of trying out; `findings` grow while it runs."""

    def __init__(
        self, account: AccountClient, items: ProbeItems, random: Random, tell: Tell
    ) -> None:
        self._account = account
        self._items = items
        self._sender = ProbeSender(items)
        self._random = random
        self._tell = tell
        self._categories: list[int] = []
        self.findings: list[Finding] = []

    async def run(self) -> None:
        """Try everything out and remove it again. Raises ServiceError."""
        self._tell(CATEGORIES)
        categories = CategoryProbe(self._account, self._sender, self._token())
        self.findings += await categories.run()
        self._categories = categories.ids
        self._tell(CREATE)
        product = await self._create()
        if product is not None:
            self._tell(TWICE)
            await self._try_twice(product)
            self._tell(CHANGE)
            await self._try_changes(product)
        self._tell(REMOVE)
        if product is not None:
            await self._try_removal(product)

    def _found(self, name: str, value: str) -> None:
        self.findings.append(Finding(name, value, probed=True))

    def _token(self) -> str:
        return f"{self._random.getrandbits(32):08x}"

    # --- a product --------------------------------------------------------------------------------

    async def _create(self) -> _Created | None:
        """Create the test product, in a plainer way where the account refuses the odd one."""
        for attempt in ATTEMPTS:
            token = self._token()
            product = sample_product(attempt, token)
            try:
                answer = await self._send_product(token, product)
            except QuotaReached:
                self._found("name.refused", "quota")
                return None
            refuses = judge.is_refusal(answer)
            self._tell(LIST)
            found = await self._appears(token, answer, _NO_LOOKS if refuses else PAUSES)
            if found is not None:
                self._found("name.refused", attempt.refused)
                self._found("create.answer", judge.create_answer(answer, [found.sa_id]))
                self._judge_kept(product, found)
                self._items.saw(found.sa_id)
                return _Created(sent=product, shown=found, token=token)
            self._tell(CREATE)
        self._found("name.refused", "every")
        return None

    async def _send_product(self, token: str, product: MasterProduct) -> WriteAnswer | str:
        return await self._sender.create(
            ItemKind.PRODUCT,
            token,
            product.name,
            lambda: self._account.create_product(product, self._categories[:1]),
        )

    async def _appears(
        self, token: str, answer: WriteAnswer | str, pauses: tuple[float, ...]
    ) -> TargetProduct | None:
        """The created product as the account shows it, alone if it does; None where it does not.

        A refusal with words of its own needs no looking for.
        """
        if answer == judge.REFUSED:
            return None
        sa_id = None if isinstance(answer, str) else answer.new_id
        waited, alone = 0.0, None
        for pause in pauses:
            await asyncio.sleep(pause)
            waited += pause
            if alone is None and sa_id is not None:
                alone = self._own(await self._account.product(sa_id), token)
            listed = [p for p in await self._account.products() if self._own(p, token)]
            if listed:
                sa_id = listed[0].sa_id
                alone = alone or self._own(await self._account.product(sa_id), token)
                self._found("list.lag", "0" if not waited else f"within {waited:.0f}")
                self._found("alone.shows", "no" if alone is None else "yes")
                return alone or listed[0]
        if alone is not None:
            self._found("list.lag", "never")
            self._found("alone.shows", "yes")
        return alone

    @staticmethod
    def _own(product: TargetProduct | None, token: str) -> TargetProduct | None:
        """The product if it shows the token."""
        if product is None:
            return None
        shows = shows_token(product.sku, token) or shows_token(product.name, token)
        return product if shows else None

    def _judge_kept(self, sent: MasterProduct, found: TargetProduct) -> None:
        for name, value in judge.kept(sent, found, self._categories[:1]).items():
            self._found(name, value)

    # --- the same SKU once more -------------------------------------------------------------------

    async def _try_twice(self, product: _Created) -> None:
        other = replace(product.sent, name=f"ShopSync próba {product.token} 2")
        try:
            answer = await self._send_product(product.token, other)
        except QuotaReached:
            return
        if answer == judge.REFUSED:
            self._found("sku.twice", "refused")
            return
        new_id = None if isinstance(answer, str) else answer.new_id
        others: list[int] = []
        if new_id is not None and self._own(await self._account.product(new_id), product.token):
            others.append(new_id)
        if not others:
            listed = await self._account.products()
            others = [p.sa_id for p in listed if self._own(p, product.token)]
        second = next((sa_id for sa_id in others if sa_id != product.sa_id), None)
        if second is not None:
            self._found("sku.twice", "second")
            self._items.saw(second)
            await self._sender.change(lambda: self._account.delete_product(second))
            return
        shown = await self._shown(product)
        overwritten = shown is not None and shown.name == other.name
        known = new_id == product.sa_id
        self._found(
            "sku.twice", "overwritten" if overwritten else "existing" if known else "unclear"
        )

    # --- changes ----------------------------------------------------------------------------------

    async def _try_changes(self, product: _Created) -> None:
        again = await self._update(product, product.sent, self._categories[:1])
        self._found("modify.unchanged", judge.change_answer(again))
        dearer = replace(product.sent, net=_OTHER_NET)
        answer = await self._update(product, dearer, (), ("net",))
        after = await self._shown(product)
        self._found("modify.answer", judge.change_answer(answer))
        self._found("fields.kept", judge.left_out(answer, product.shown, after))
        await self._try_values(product)
        answer = await self._update(product, product.sent, ())
        if self._categories:
            self._found("links.emptied", judge.emptied(answer, await self._shown(product)))
        foreign = replace(product.sent, currency="RON")
        answer = await self._update(product, foreign, self._categories[:1])
        self._found("currency.ron", judge.currency(answer, await self._shown(product), "RON"))

    async def _try_values(self, product: _Created) -> None:
        """Change category, rate, currency and SKU: at once, and one by one where that is refused."""
        lower = product.sent.sku.lower()
        all_new = replace(product.sent, vat=_ODD_VAT, currency="EUR", sku=lower)
        answer = await self._update(product, all_new, self._categories[-1:])
        shown = await self._shown(product)
        if not isinstance(answer, str):
            self._judge_values(product, answer, shown)
            return
        steps = (
            (replace(product.sent), self._categories[-1:], ("links.replaced",)),
            (replace(product.sent, vat=_ODD_VAT), self._categories[:1], ("vat.decimal",)),
            (replace(product.sent, currency="EUR"), self._categories[:1], ("currency.eur",)),
            (replace(product.sent, sku=lower), self._categories[:1], ("sku.case",)),
        )
        for desired, ids, names in steps:
            answer = await self._update(product, desired, ids)
            self._judge_values(product, answer, await self._shown(product), names)

    def _judge_values(
        self,
        product: _Created,
        answer: WriteAnswer | str,
        shown: TargetProduct | None,
        names: tuple[str, ...] = ("links.replaced", "vat.decimal", "currency.eur", "sku.case"),
    ) -> None:
        if "links.replaced" in names and len(self._categories) > 1:
            first, last = self._categories
            self._found("links.replaced", judge.replaced(answer, shown, first, last))
        if "vat.decimal" in names:
            self._found("vat.decimal", judge.vat(answer, shown, _ODD_VAT))
        if "currency.eur" in names:
            self._found("currency.eur", judge.currency(answer, shown, "EUR"))
        if "sku.case" in names:
            self._found("sku.case", judge.case(answer, product.shown, shown))

    async def _update(
        self,
        product: _Created,
        desired: MasterProduct,
        category_ids: Collection[int],
        fields: Collection[str] = (),
    ) -> WriteAnswer | str:
        ids = tuple(category_ids)
        return await self._sender.change(
            lambda: self._account.update_product(product.sa_id, desired, ids, fields)
        )

    async def _shown(self, product: _Created) -> TargetProduct | None:
        """The product as the account shows it now, alone if it does that."""
        alone = await self._account.product(product.sa_id)
        if alone is not None:
            return alone
        listed = await self._account.products()
        return next((p for p in listed if p.sa_id == product.sa_id), None)

    # --- removal ----------------------------------------------------------------------------------

    async def _try_removal(self, product: _Created) -> None:
        answer = await self._sender.change(lambda: self._account.delete_product(product.sa_id))
        self._found("delete.answer", judge.change_answer(answer))
        waited = 0.0
        for pause in PAUSES:
            await asyncio.sleep(pause)
            waited += pause
            listed = await self._account.products()
            if not any(p.sa_id == product.sa_id for p in listed):
                self._found("delete.lag", "0" if not waited else f"within {waited:.0f}")
                self._items.is_gone(product.sa_id)
                return
        self._found("delete.lag", "never")
