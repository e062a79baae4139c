"""Journals with entries of every kind in every state, and what a test remembers of each."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from random import Random
from typing import NamedTuple

from shopsync_gui.core.catalogue import MasterProduct, TargetProduct
from shopsync_gui.core.errors import AccountRefused, AnswerLost, Problem, ProductFault
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.store import Store
from shopsync_gui.store.runs.journal_entries import JournalOp, JournalState, NewEntry
from tests.store.conftest import NOW

S, Op = JournalState, JournalOp
CREATES = (Op.CREATE_PRODUCT, Op.CREATE_CATEGORY)
PRODUCTS = (Op.CREATE_PRODUCT, Op.UPDATE_PRODUCT)
PROBLEMS = (
    AccountRefused(name="n", status=406, detail="d").problem,
    ProductFault(service="s", name="n").problem,
    AnswerLost(service="s", name="n").problem,
)


def desired(number: int) -> MasterProduct:
    return MasterProduct(
        sku=f"S-{number}", name="Kancsó", net=Decimal(number), vat=Decimal(27), currency="HUF"
    )


class Kept(NamedTuple):
    """An entry as this test remembers it; its id is that of the journal."""

    id: int
    run_id: int
    connection_id: int
    new: NewEntry
    state: JournalState
    sa_id: int | None
    problem: Problem | None


class History:
    """Three runs of two shops whose journals hold entries of every kind in every state."""

    def __init__(self, store: Store, shops: tuple[int, int], seed: int) -> None:
        self._random = random = Random(seed)
        self.store, self.shops = store, shops
        first, second = shops
        of_run = {
            store.runs.start(JobKind.SYNC, shop, NOW).run_id: shop
            for shop in (first, second, first)
        }
        self.runs = of_run
        self.kept: list[Kept] = []
        with store.transaction():
            for _ in range(60):
                run_id = random.choice([*of_run])
                self.kept.append(self._add(run_id, of_run[run_id]))

    def _add(self, run_id: int, shop: int) -> Kept:
        random, journal = self._random, self.store.journal
        op = random.choice([*Op, *PRODUCTS])
        product = op in (*PRODUCTS, Op.DELETE_PRODUCT)
        sa_id = random.choice((None, 1, 2, 3, 4))
        new = NewEntry(
            op=op,
            name=random.choice(("Egyik", "Másik")),
            sku=random.choice(("A", "B")) if product else "",
            product_id=random.choice((None, 1, 2, 3)) if product else None,
            sa_id=sa_id,
            desired=random.choice((desired(1), desired(2), None)) if product else None,
            before=TargetProduct(sa_id=7, sku="a", name="Régi") if random.random() < 0.5 else None,
            former=random.choice(("Régi", "Ócska")),
        )
        journal.plan(run_id, shop, [new])
        entry_id = self.store.database.value("SELECT max(id) FROM journal")
        state, problem = random.choice([*S, S.DONE, S.FAILED]), None
        match state:
            case S.READY:
                journal.ready(entry_id, NOW)
            case S.SENT:
                journal.sent(entry_id, NOW)
            case S.DONE:
                journal.sent(entry_id, NOW)
                journal.done(entry_id, sa_id, NOW)
            case S.UNKNOWN:
                journal.unknown(entry_id, NOW)
            case S.FAILED:
                problem = random.choice(PROBLEMS)
                journal.failed(entry_id, problem, NOW)
            case S.DROPPED:
                journal.dropped(entry_id, NOW)
        return Kept(entry_id, run_id, shop, new, state, sa_id, problem)

    def of(
        self, run_id: int, ops: Iterable[JournalOp] = Op, states: Iterable[JournalState] = S
    ) -> list[Kept]:
        """A run's entries of these kinds and states."""
        return [
            kept
            for kept in self.kept
            if kept.run_id == run_id and kept.new.op in ops and kept.state in states
        ]

    def since(self, shop: int, run_id: int, op: JournalOp) -> list[Kept]:
        """What later runs of a shop have done of a kind, with the account's id."""
        return [
            kept
            for later, of in self.runs.items()
            if later > run_id and of == shop
            for kept in self.of(later, [op], [S.DONE])
            if kept.sa_id is not None
        ]

    def states(self) -> list[str]:
        """The states of all entries by now."""
        rows = self.store.database.rows("SELECT state FROM journal ORDER BY id")
        return [state for (state,) in rows]
