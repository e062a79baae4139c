"""The test categories of a compatibility check: which names an account keeps, and tells apart."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from shopsync_gui.core.account.account_traits import Finding
from shopsync_gui.store.account.check_items import ItemKind
from shopsync_gui.sync.compatibility import probe_findings as judge
from shopsync_gui.sync.compatibility.probe_items import PAUSES, shows_token

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shopsync_gui.core.catalogue import TargetCategory
    from shopsync_gui.remote import AccountClient, WriteAnswer
    from shopsync_gui.sync.compatibility.probe_sending import ProbeSender

#: The finding that there is only where the list showed a test category.
SHOWN_CATEGORY = "category.kept"


class CategoryProbe:
    """The test categories of one check. `ids` are up to two that a test product may be put into."""

    def __init__(self, account: AccountClient, sender: ProbeSender, token: str) -> None:
        self._account = account
        self._sender = sender
        self._token = token
        self.ids: list[int] = []

    async def run(self) -> list[Finding]:
        """Create the same name in both cases and twice, and one with another, plain name."""
        head = f"ShopSync próba {self._token}"
        name = f'{head} ű A & "B"'
        answers = [await self._send(each) for each in (name, name.upper(), name)]
        shown = await self._shown(answers)
        findings = [*_judged(name, answers, shown)]
        known = sorted(category.sa_id for category in shown)
        plain = await self._send(f"{head} C")
        named = None if isinstance(plain, str) else plain.new_id
        if named is None or named <= max(known, default=0):
            listed = await self._shown([*answers, plain], least=len(shown) + 1)
            named = max((c.sa_id for c in listed if c.sa_id not in known), default=None)
        self.ids = [*known[:1], *([] if named is None else [named])]
        return findings

    async def _send(self, name: str) -> WriteAnswer | str:
        return await self._sender.create(
            ItemKind.CATEGORY, self._token, name, lambda: self._account.create_category(name)
        )

    async def _shown(
        self, answers: list[WriteAnswer | str], least: int = 1
    ) -> list[TargetCategory]:
        """Read the account's categories that show the token; wait until there are some, if there may be."""
        shown: list[TargetCategory] = []
        created = not judge.is_refusal(answers[-1]) or (
            least == 1 and any(not judge.is_refusal(answer) for answer in answers)
        )
        for pause in PAUSES if created else PAUSES[:1]:
            await asyncio.sleep(pause)
            listed = await self._account.categories()
            shown = [category for category in listed if shows_token(category.name, self._token)]
            if len(shown) >= least:
                break
        return shown


def _judged(
    name: str, answers: list[WriteAnswer | str], shown: list[TargetCategory]
) -> Iterator[Finding]:
    first, other_case, twice = answers
    ids = [category.sa_id for category in shown]
    yield Finding("category.answer", judge.create_answer(first, ids), probed=True)
    if shown:
        own = min(shown, key=lambda category: category.sa_id)
        losses = judge.category_losses(name, own.name)
        yield Finding(SHOWN_CATEGORY, losses, probed=True)
        case = judge.other_case(first, other_case, shown)
        yield Finding("category.case", case, probed=True)
        yield Finding("category.twice", judge.twice(first, twice, shown), probed=True)
