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

from shopsync_gui.core.account_traits import Finding
from shopsync_gui.core.catalogue import MasterProduct, TargetProduct
from shopsync_gui.core.errors import AccountRefused, AnswerLost, QuotaReached, TooManyRequests
from shopsync_gui.core.written_losses import sample_name
from shopsync_gui.store.check_items import ItemKind
from shopsync_gui.sync import probe_findings as judge
from shopsync_gui.sync.probe_items import PAUSES, ProbeItems, shows_token

if TYPE_CHECKING:
    from collections.abc import Awaitable, Collection
    from random import Random

    from shopsync_gui.core.catalogue import TargetCategory
    from shopsync_gui.remote import AccountClient, WriteAnswer

#: A step that begins: how many are behind it, and its number among `STEPS`.
Tell = Callable[[int], object]

CATEGORIES, CREATE, LIST, TWICE, CHANGE, REMOVE = range(6)
#: Looks for something whose create was answered with a plain no.
_NO_LOOKS = PAUSES[:4]
_PATIENCE = (2.0, 5.0, 15.0)
_NET, _OTHER_NET = Decimal("1234.56"), Decimal("2345.67")
_VAT, _ODD_VAT = Decimal(27), Decimal("5.5")


class _Try(msgspec.Struct, frozen=True):
    """A name and a SKU to create a product with, and what is refused where no earlier try worked.

    The name has so many characters; with `signs` it shows every loss, with `emoji` that of one too.
    """

    refused: str
    length: int
    signs: bool = True
    emoji: bool = False
    odd_sku: bool = True


_TRIES = (
    _Try("none", 300, emoji=True), _Try("emoji", 300), _Try("signs", 300, signs=False),
    _Try("over 255", 255), _Try("over 100", 100), _Try("over 50", 50),
    _Try("signs", 36, signs=False), _Try("sku", 36, signs=False, odd_sku=False),
)  # fmt: skip


class _Created(msgspec.Struct, frozen=True, kw_only=True):
    """The test product as it was sent, and its id."""

    sent: MasterProduct
    token: str
    sa_id: int


class Probe:
    """One round of trying out; `findings` grow while it runs."""

    def __init__(
        self, account: AccountClient, items: ProbeItems, random: Random, tell: Tell
    ) -> None:
        self._account = account
        self._items = items
        self._random = random
        self._tell = tell
        self._categories: list[int] = []
        self.findings: list[Finding] = []

    async def run(self) -> None:
        """Try everything out and remove it again. Raises ServiceError."""
        self._tell(CATEGORIES)
        await self._try_categories()
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

    async def _patiently(self, send: Callable[[], Awaitable[WriteAnswer]]) -> WriteAnswer:
        """One write; one that came too soon was not carried out and is sent again a little later."""
        for pause in _PATIENCE:
            try:
                return await send()
            except TooManyRequests:
                await asyncio.sleep(pause)
        return await send()

    # --- categories -------------------------------------------------------------------------------

    async def _try_categories(self) -> None:
        token = self._token()
        head = f"ShopSync próba {token}"
        name = f'{head} ű A & "B"'
        names = (name, name.upper(), name, f"{head} C")
        answers = [await self._send_category(token, each) for each in names]
        first, other_case, twice, _plain = answers
        shown = await self._shown_categories(token, answers)
        plainly = [c.sa_id for c in shown if judge.is_plain(c.name)]
        self._categories = [*_without(shown, plainly)[:1], *plainly[:1]]
        shown = [category for category in shown if category.sa_id not in plainly]
        ids = [category.sa_id for category in shown]
        self._found("category.answer", judge.create_answer(first, ids))
        if not shown:
            return
        own = min(shown, key=lambda category: category.sa_id)
        self._found("category.kept", judge.category_losses(name, own.name))
        self._found("category.case", judge.other_case(first, other_case, shown))
        self._found("category.twice", judge.twice(first, twice, shown))

    async def _send_category(self, token: str, name: str) -> WriteAnswer | str:
        async def send() -> WriteAnswer:
            return await self._patiently(lambda: self._account.create_category(name))

        try:
            number, answer = await self._items.create(ItemKind.CATEGORY, token, name, send)
        except AccountRefused:
            return judge.REFUSED
        except AnswerLost as error:
            return judge.lost(error)
        if answer.new_id is not None:
            self._items.known_as(number, answer.new_id)
        return answer

    async def _shown_categories(
        self, token: str, answers: list[WriteAnswer | str]
    ) -> list[TargetCategory]:
        """Those of the account that show the token; waits until there are some, if there may be."""
        shown: list[TargetCategory] = []
        created = any(not judge.is_refusal(answer) for answer in answers)
        for pause in PAUSES if created else _NO_LOOKS[:1]:
            await asyncio.sleep(pause)
            listed = await self._account.categories()
            shown = [category for category in listed if shows_token(category.name, token)]
            if shown:
                break
        return shown

    # --- a product --------------------------------------------------------------------------------

    async def _create(self) -> _Created | None:
        """Create the test product, in a plainer way where the account refuses the odd one."""
        for attempt in _TRIES:
            token = self._token()
            product = _product(attempt, token)
            try:
                answer = await self._send_product(token, product, self._categories[:1])
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
                return _Created(sent=product, token=token, sa_id=found.sa_id)
            self._tell(CREATE)
        self._found("name.refused", "every")
        return None

    async def _send_product(
        self, token: str, product: MasterProduct, category_ids: list[int]
    ) -> WriteAnswer | str:
        async def send() -> WriteAnswer:
            return await self._patiently(
                lambda: self._account.create_product(product, category_ids)
            )

        try:
            number, answer = await self._items.create(ItemKind.PRODUCT, token, product.name, send)
        except QuotaReached:
            raise
        except AccountRefused:
            return judge.REFUSED
        except AnswerLost as error:
            return judge.lost(error)
        if answer.new_id is not None:
            self._items.known_as(number, answer.new_id)
        return answer

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
            answer = await self._send_product(product.token, other, self._categories[:1])
        except QuotaReached:
            return
        if answer == judge.REFUSED:
            self._found("sku.twice", "refused")
            return
        new_id = None if isinstance(answer, str) else answer.new_id
        listed = await self._account.products()
        others = [p.sa_id for p in listed if self._own(p, product.token)]
        if new_id is not None and self._own(await self._account.product(new_id), product.token):
            others.append(new_id)
        second = next((sa_id for sa_id in others if sa_id != product.sa_id), None)
        if second is not None:
            self._found("sku.twice", "second")
            await self._send(lambda: self._account.delete_product(second))
            return
        shown = await self._shown(product)
        overwritten = shown is not None and shown.name == other.name
        known = new_id == product.sa_id
        self._found(
            "sku.twice", "overwritten" if overwritten else "existing" if known else "unclear"
        )

    # --- changes ----------------------------------------------------------------------------------

    async def _try_changes(self, product: _Created) -> None:
        full = await self._update(product, product.sent, self._categories[:1])
        again = await self._update(product, product.sent, self._categories[:1])
        self._found(
            "modify.unchanged", judge.change_answer(again if full != judge.REFUSED else full)
        )
        before = await self._shown(product)
        dearer = replace(product.sent, net=_OTHER_NET)
        answer = await self._update(product, dearer, (), ("net",))
        after = await self._shown(product)
        self._found("modify.answer", judge.change_answer(answer))
        self._found("fields.kept", judge.left_out(answer, before, after))
        await self._update(product, product.sent, self._categories[:1])
        await self._try_links(product)
        odd = replace(product.sent, vat=_ODD_VAT)
        answer = await self._update(product, odd, self._categories[:1])
        self._found("vat.decimal", judge.vat(answer, await self._shown(product), _ODD_VAT))
        for code, name in (("EUR", "currency.eur"), ("RON", "currency.ron")):
            foreign = replace(product.sent, currency=code)
            answer = await self._update(product, foreign, self._categories[:1])
            self._found(name, judge.currency(answer, await self._shown(product), code))
        lower = replace(product.sent, sku=product.sent.sku.lower())
        before = await self._shown(product)
        answer = await self._update(product, lower, self._categories[:1])
        self._found("sku.case", judge.case(answer, before, await self._shown(product)))

    async def _try_links(self, product: _Created) -> None:
        if not self._categories:
            return
        first, last = self._categories[0], self._categories[-1]
        if first != last:  # both could be created
            answer = await self._update(product, product.sent, (last,))
            shown = await self._shown(product)
            self._found("links.replaced", judge.replaced(answer, shown, first, last))
        answer = await self._update(product, product.sent, ())
        self._found("links.emptied", judge.emptied(answer, await self._shown(product)))

    async def _update(
        self,
        product: _Created,
        desired: MasterProduct,
        category_ids: Collection[int],
        fields: Collection[str] = (),
    ) -> WriteAnswer | str:
        ids = tuple(category_ids)
        return await self._send(
            lambda: self._account.update_product(product.sa_id, desired, ids, fields)
        )

    async def _send(self, write: Callable[[], Awaitable[WriteAnswer]]) -> WriteAnswer | str:
        """One write that may be repeated; the answer, or why there is none, twice."""
        outcome = judge.REFUSED
        for pause in (0.0, 2.0):
            await asyncio.sleep(pause)
            try:
                return await self._patiently(write)
            except AccountRefused:
                return judge.REFUSED
            except AnswerLost as error:
                outcome = judge.lost(error)
        return outcome

    async def _shown(self, product: _Created) -> TargetProduct | None:
        """The product as the account shows it now, alone if it does that."""
        alone = await self._account.product(product.sa_id)
        if alone is not None:
            return alone
        listed = await self._account.products()
        return next((p for p in listed if p.sa_id == product.sa_id), None)

    # --- removal ----------------------------------------------------------------------------------

    async def _try_removal(self, product: _Created) -> None:
        answer = await self._send(lambda: self._account.delete_product(product.sa_id))
        self._found("delete.answer", judge.change_answer(answer))
        waited = 0.0
        for pause in PAUSES:
            await asyncio.sleep(pause)
            waited += pause
            listed = await self._account.products()
            if not any(p.sa_id == product.sa_id for p in listed):
                self._found("delete.lag", "0" if not waited else f"within {waited:.0f}")
                return
        self._found("delete.lag", "never")


def _without(shown: list[TargetCategory], ids: list[int]) -> list[int]:
    return sorted(category.sa_id for category in shown if category.sa_id not in ids)


def _product(attempt: _Try, token: str) -> MasterProduct:
    head = f"ShopSync próba {token}, törölhető"
    name = f"{head} {'0123456789' * 30}"[: attempt.length]
    if attempt.signs:
        name = sample_name(head, attempt.length, emoji=attempt.emoji)
    sku = f"SHOPSYNC-PROBA-{token}"
    return MasterProduct(
        sku=f"{sku}/áő b&c+d" if attempt.odd_sku else sku,
        name=name.strip(),
        net=_NET,
        vat=_VAT,
        currency="HUF",
    )
