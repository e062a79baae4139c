"""What a receipt of any run has to keep to, whatever the services do."""

from __future__ import annotations

from collections import Counter

from shopsync_gui.core.errors import UnexpectedProblem
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.sandbox.account.state import Write
from shopsync_gui.sync.standing.stored_standings import read_standing
from tests.manners.endings import Holding, is_odd
from tests.manners.expected import Expected
from tests.sync.world import World


class ReceiptChecks:
    """Hold a receipt against what the account holds now and held in the beginning."""

    def __init__(self, world: World, expected: Expected) -> None:
        self._world = world
        self._expected = expected
        self._before = holding(world)

    def receipt(self, receipt: RunReport, writes: list[Write]) -> None:
        """What the receipt counts is what happened."""
        assert receipt.state is not RunState.RUNNING
        assert receipt.problem is None or not receipt.problem.is_a(UnexpectedProblem), (
            "a fault of ours"
        )
        self._strangers()
        self._doubles(receipt)
        self._sum(receipt)
        if receipt.state is not RunState.DONE or receipt.kind is not JobKind.SYNC:
            return
        made = {w.id for w in writes if w.subject == "product" and w.operation == "create"}
        assert receipt.created == len(made), f"{len(made)} created, told {receipt.created}"
        if receipt.verified:
            missing = self._expected.missing()
            told = len(missing) <= receipt.skipped or is_odd(receipt) or receipt.not_told
            assert told, f"verified, but it lacks {missing[:3]}"

    def _sum(self, receipt: RunReport) -> None:
        """Each product of the shop is told under one heading, and as many as the receipt calls failed differ."""
        kinds = (JobKind.SYNC, JobKind.VERIFY)
        if receipt.kind not in kinds or receipt.state not in (RunState.DONE, RunState.PARTIAL):
            return
        told = {
            "created": receipt.created,
            "changed": receipt.changed,
            "unchanged": receipt.unchanged,
            "left": receipt.kept,
            "skipped": receipt.skipped,
            "failed": receipt.all_failed,
            "not written": receipt.not_written,
        }
        assert sum(told.values()) == receipt.in_shop_now, f"{receipt.in_shop_now} in shop: {told}"
        differing = read_standing(self._world.store, self._world.connection).known_differing
        assert differing is None or differing >= receipt.not_taken, (
            f"{differing} told to differ: {told}"
        )

    def _strangers(self) -> None:
        """What the shop does not know stays as it is."""
        now = holding(self._world)
        known = {product.sku for product in self._world.sandbox.shop.products()}
        for own, product in self._before.products.items():
            if product.prod_sku not in known:
                assert now.products.get(own) == product, f"a stranger was touched: {product}"
        for own, category in self._before.categories.items():
            assert now.categories.get(own) == category, f"a category was touched: {category}"

    def _doubles(self, receipt: RunReport) -> None:
        """No product and no category of ours stands in the account twice."""
        account, now = self._world.sandbox.account, holding(self._world)
        wanted = Counter(self._expected.kept(p).prod_sku for p in self._expected.writable())
        held = Counter(p.prod_sku for own, p in now.products.items())
        for sku, count in wanted.items():
            assert held[sku] <= count, f"{held[sku]} products with the SKU {sku!r}"
        names = Counter(
            account.habits.kept_category(name) for name in set(self._expected.labels().values())
        )
        found = Counter(row.prodcat_name for row in now.categories.values())
        for name, count in names.items():
            assert found[name] <= count, f"{found[name]} categories {name!r}"
        assert len(now.products) <= len(self._before.products) + len(self._expected.writable())
        alike = {sku.casefold() for sku, count in wanted.items() if count > 1}
        doubled = {double.sku.casefold() for double in receipt.doubled}
        assert doubled <= alike, f"told as doubled: {receipt.doubled}"


def holding(world: World) -> Holding:
    """What the account really holds now."""
    account = world.sandbox.account
    return Holding(dict(account.products), dict(account.categories))
