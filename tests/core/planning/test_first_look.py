"""A product that is taken for equal at first sight is one that comparing its values finds equal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from random import Random

import msgspec
import pytest

from shopsync_gui.core.account.echoes import Memory
from shopsync_gui.core.catalogue import Category, ShopProduct, TargetCategory, TargetProduct
from shopsync_gui.core.plan.known_products import KnownRow
from shopsync_gui.core.plan.plan import AccountEdits, Echo, KnownProduct, Plan, Target
from shopsync_gui.core.planning.planner import PlanSteps
from shopsync_gui.core.products.mapping import MasterOptions
from shopsync_gui.core.settings.shop_choices import PriceChoice
from tests.core.planning.known_list import KnownList

CATEGORIES = [
    Category(ref="c1", inner_id="1", name="Cipők"),
    Category(ref="c2", inner_id="2", name="Táskák"),
    Category(ref="c3", inner_id="3", name="Övek"),
    Category(ref="c4", inner_id="4", name=""),
]
IN_ACCOUNT = (TargetCategory(sa_id=9, name=" cipők"), TargetCategory(sa_id=8, name="Táskák"))
IDS = (501, 502, 503, 504)
#: What is usual stands first and most often.
SKUS = ("A", "A", "B", "B", "C", "a", " B", "c\u200b", "Ő", "ő", "", " ")
NAMES = ("Cipő", "Cipő", "Cipő", "Cipő", " Cipő", "Cipo", "")
NETS = ("10", "10", "10", "10", "7.874", "7.87", "7.8740", "0", "-1", None)
RATES = ("27", "27", "27", "27.0", "5", "-1", None)
CURRENCIES = ("HUF", "HUF", "HUF", "EUR", "GBP", "")
REFS = ((), ("c1",), ("c1",), ("c1", "c2"), ("c2", "c4", "c1", "c1"), ("c3",), ("unknown",))
CATEGORY_IDS = ((), (9,), (9,), (9, 8), (8, 9, 9), (7,), None)
ECHOES = (
    ("sku", "A", "B"), ("sku", "B", "A"), ("name", "Cipő", "Cipő"), ("net", "10", "7.87"),
    ("name", "Cipő", "Cipo"),
)  # fmt: skip


class Doubted(KnownList):
    """Products that a first look can tell nothing of: all of them are compared by their values."""

    def rows(self) -> Iterator[Sequence[KnownRow]]:
        for rows in super().rows():
            yield [(*row[:5], None, None, *row[7:]) for row in rows]


class Case:
    """Some products, an account, and what is remembered of it, by chance."""

    def __init__(self, seed: int) -> None:
        self._random = random = Random(seed)
        self.options = MasterOptions(price=random.choice(list(PriceChoice)))
        self.products = [self._product(number) for number in range(3, 3 + random.randint(1, 4))]
        listed = [self._listed() for _ in range(random.randint(0, 2))]
        listed += [self._as_wanted(product) for product in self.products if random.random() < 0.7]
        random.shuffle(listed)
        self.target = Target(tuple(listed), IN_ACCOUNT, whole=random.random() < 0.9)
        echoes: dict[int, dict[str, Echo]] = {}
        for sa_id in IDS:
            if random.random() < 0.2:
                field, wanted, shown = random.choice(ECHOES)
                echoes[sa_id] = {field: Echo(wanted, shown, random.randint(-1, 2))}
        self.memory = Memory(
            echoes=echoes,
            former={p.sa_id: self._listed(p.sa_id) for p in listed if random.random() < 0.2},
            taken={p.product_id: p.shop.sku for p in self.products if random.random() < 0.1},
        )
        self.only = frozenset({3, 5}) if random.random() < 0.2 else None

    def _product(self, number: int) -> KnownProduct:
        choice, random = self._random.choice, self._random
        shop = ShopProduct(
            inner_id="", ref="", sku=choice(SKUS), name=choice(NAMES), net=_number(choice(NETS)),
            list_net=_number(choice(NETS)), vat=_number(choice(RATES)), currency=choice(CURRENCIES),
            category_refs=choice(REFS),
        )  # fmt: skip
        return KnownProduct(
            product_id=number,
            shop=shop,
            sa_id=choice((None, *IDS)),
            present=random.random() < 0.9,
            newly_gone=random.random() < 0.5,
            from_order=random.random() < 0.05,
        )

    def _listed(self, sa_id: int | None = None) -> TargetProduct:
        choice = self._random.choice
        return TargetProduct(
            sa_id=sa_id or choice(IDS), sku=choice(SKUS), name=choice(NAMES),
            net=_number(choice(NETS)), vat=_number(choice(RATES)),
            currency=choice((*CURRENCIES, None)), category_ids=choice(CATEGORY_IDS),
        )  # fmt: skip

    def _as_wanted(self, product: KnownProduct) -> TargetProduct:
        """The product as an account shows it that has it from us."""
        shop, choice = product.shop, self._random.choice
        current = self.options.price is PriceChoice.CURRENT
        known = {"c1": 9, "c2": 8}
        return TargetProduct(
            sa_id=choice((product.sa_id or 503, choice(IDS))),
            sku=shop.sku.strip(),
            name=shop.name.strip(),
            net=shop.net if current else shop.list_net or shop.net,
            vat=shop.vat,
            currency=shop.currency,
            category_ids=tuple(known[ref] for ref in shop.category_refs if ref in known),
        )

    def plan(self, known: KnownList) -> Plan:
        steps = PlanSteps(
            known, CATEGORIES, self.target, self.options, memory=self.memory,
            edits=AccountEdits.ASK, only=self.only,
        )  # fmt: skip
        for _ in steps.pieces():
            pass
        return steps.plan()


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


@pytest.mark.parametrize("part", range(4))
def test_the_plan_is_the_one_that_comparing_everything_makes(part: int) -> None:
    equal = 0
    for seed in range(part * 500, part * 500 + 500):
        case = Case(seed)
        quick, slow = (case.plan(kind(case.products)) for kind in (KnownList, Doubted))
        assert msgspec.structs.asdict(quick) == msgspec.structs.asdict(slow), seed
        known = {product.product_id: product.sa_id for product in case.products}
        linking = {own: sa_id for own, sa_id in quick.adopted.items() if known[own] != sa_id}
        assert dict(quick.linking) == linking, seed
        equal += quick.counts.unchanged
    assert equal > 100


@pytest.mark.parametrize("sa_id", [501, None, 777])
def test_equal_products_need_no_second_look(sa_id: int | None) -> None:
    """Be they known by their id, not at all, or by an id that is gone."""
    shop = ShopProduct(
        inner_id="", ref="", sku=" A ", name="Cipő ", net=Decimal("7.874"), vat=Decimal(27),
        currency="EUR", category_refs=("c2", "c1", "c4"),
    )  # fmt: skip
    shown = TargetProduct(
        sa_id=501, sku="A", name="Cipő", net=Decimal("7.8740"), vat=Decimal("27.00"),
        currency="EUR", category_ids=(9, 8),
    )  # fmt: skip

    class Brief(KnownList):
        def those(self, product_ids: Sequence[int]) -> Iterator[KnownProduct]:
            assert not product_ids
            return iter(())

    known = Brief([KnownProduct(product_id=3, shop=shop, sa_id=sa_id)])
    steps = PlanSteps(known, CATEGORIES, Target((shown,), IN_ACCOUNT), MasterOptions())
    for _ in steps.pieces():
        pass
    plan = steps.plan()
    assert (plan.counts.unchanged, dict(plan.adopted)) == (1, {3: 501})
    assert dict(plan.linking) == ({} if sa_id == 501 else {3: 501})
