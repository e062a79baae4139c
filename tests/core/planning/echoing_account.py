"""A shop, an account that shows what it is told in its own way, and the memory between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from msgspec.structs import replace

from shopsync_gui.core.account.echo_learning import Update, learned
from shopsync_gui.core.account.echoes import Echoes, Memory
from shopsync_gui.core.catalogue import (
    Category,
    ShopProduct,
    TargetCategory,
    TargetProduct,
)
from shopsync_gui.core.catalogue import category_key as key
from shopsync_gui.core.plan.category_changes import CategoryPair
from shopsync_gui.core.plan.plan import (
    AccountEdits,
    Action,
    Cause,
    Echo,
    KnownProduct,
    Plan,
    Target,
)
from shopsync_gui.core.products.mapping import MasterOptions
from shopsync_gui.core.structures.pieces import at_once
from tests.core.planning.planned_products import make_plan

Shows = Callable[[TargetProduct], TargetProduct]
CATEGORIES = (
    Category(ref="c1", inner_id="1", name="Cipők & Csizmák"),
    Category(ref="c2", inner_id="2", name="Táskák"),
    Category(ref="c3", inner_id="3", name="Egy igen hosszú nevű kategória"),
)


def product(number: int, **fields: object) -> KnownProduct:
    values: dict[str, object] = {
        "inner_id": str(number),
        "ref": f"r{number}",
        "sku": f"sku-{number}",
        "name": f"Termék & {number}  🎁",
        "net": Decimal("1234.56"),
        "vat": Decimal("5.5"),
        "currency": "HUF",
        "category_refs": ("c1", "c3"),
    }
    return KnownProduct(product_id=number, shop=ShopProduct(**(values | fields)))  # type: ignore[arg-type]


def learned_at_once(
    updates: Iterable[Update],
    shown: Mapping[int, TargetProduct],
    category_ids: Mapping[str, int],
    echoes: Echoes,
) -> dict[int, dict[str, Echo]]:
    """How the account shows what was written."""
    return at_once(learned(updates, shown, category_ids, echoes))


class World:
    """A shop, an account that shows what it is told in its own way, and the memory between them."""

    def __init__(
        self,
        products: list[KnownProduct],
        shows: Shows = lambda shown: shown,
        name_shown: Callable[[str], str] = lambda name: name,
        categories: tuple[Category, ...] = CATEGORIES,
    ) -> None:
        self.known = products
        self.categories = categories
        self.shows = shows
        self.name_shown = name_shown
        self.held: dict[int, TargetProduct] = {}
        self.names: dict[int, str] = {}
        self.echoes: Echoes = {}
        self.pairs: dict[str, CategoryPair] = {}
        self.former: dict[int, TargetProduct] = {}
        self.again = False
        self.edits = AccountEdits.OVERWRITE

    def target(self) -> Target:
        categories = tuple(TargetCategory(sa_id=i, name=name) for i, name in self.names.items())
        return Target(tuple(self.held.values()), categories)

    def plan(self) -> Plan:
        memory = Memory(echoes=self.echoes, former=self.former, again=self.again)
        plan = make_plan(
            self.known,
            self.categories,
            self.target(),
            MasterOptions(),
            memory=memory,
            pairs=self.pairs,
            edits=self.edits,
        )
        echoes = {sa_id: dict(fields) for sa_id, fields in self.echoes.items()}
        for sa_id, news in plan.echo_news.items():
            for field, echo in news.items():
                if echo is None:
                    echoes.get(sa_id, {}).pop(field, None)
                else:
                    echoes.setdefault(sa_id, {})[field] = echo
        self.echoes = echoes
        self.pairs |= {pair.inner_id: pair for pair in plan.categories.pairs}
        return plan

    def write(self, plan: Plan) -> None:
        """Carry out a plan, and learn from a reading."""
        ids = dict(plan.categories.ids)
        for rename in plan.categories.renames:
            self.names[rename.sa_id] = self.name_shown(rename.new)
            self.pairs[rename.inner_id] = CategoryPair(
                rename.inner_id, rename.sa_id, rename.new, self.names[rename.sa_id]
            )
        for name in plan.new_categories:
            sa_id = 100 + len(self.names)
            self.names[sa_id] = self.name_shown(name)
            ids[key(name)] = sa_id
            for inner in plan.categories.owners.get(key(name), ()):
                self.pairs[inner] = CategoryPair(inner, sa_id, name, self.names[sa_id])
        updates, adopted = [], dict(plan.adopted)
        for item in plan.items:
            if item.action not in (Action.CREATE, Action.UPDATE) or item.desired is None:
                continue
            sa_id = item.sa_id or 1000 + item.product_id
            adopted[item.product_id] = sa_id
            desired = item.desired
            told = TargetProduct(
                sa_id=sa_id,
                sku=desired.sku,
                name=desired.name,
                net=desired.net,
                vat=desired.vat,
                currency=desired.currency,
                category_ids=tuple(ids[key(name)] for name in desired.categories),
            )
            self.held[sa_id] = self.shows(told)
            updates.append(Update(sa_id, item.before, desired))
        news = learned_at_once(updates, self.held, ids, self.echoes)
        written = {update.sa_id for update in updates}
        self.echoes = {i: e for i, e in self.echoes.items() if i not in written} | news
        self.former = {i: p for i, p in self.former.items() if i not in written}
        self.known = [
            replace(entry, sa_id=adopted.get(entry.product_id, entry.sa_id)) for entry in self.known
        ]

    def sync(self) -> Plan:
        """Write until nothing is to be written once more; the plan that is left."""
        self.write(self.plan())
        left = self.plan()
        causes = {change.cause for item in left.items for change in item.changes}
        if Cause.ONCE_MORE in causes:
            self.write(left)
            left = self.plan()
        return left

    def edit(self, sa_id: int, **fields: object) -> None:
        """Change a product in the account, and have the change read."""
        self.former[sa_id] = self.held[sa_id]
        self.held[sa_id] = replace(self.held[sa_id], **fields)
