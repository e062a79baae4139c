"""Random schedules: the real engine and store against a shop and an account that misbehave.

A schedule is a pure function of its seed: a small shop, a few sessions, and in each of them faults
at random requests, edits of the shop while it is read, writes that arrive late, another writer of
the account, and kills. In some of them the services have manners. Then everything works again, and
the invariants must hold.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import random
import re
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from shopsync_gui.core.catalogue import ProductState, sku_key
from shopsync_gui.core.reasons import SkipReason
from shopsync_gui.core.runs import JobKind, RunReport, RunState
from shopsync_gui.core.schedule import Repeat, Schedule
from shopsync_gui.sandbox import faults as f
from shopsync_gui.sandbox.asgi import Request
from shopsync_gui.sandbox.manners import MANNERS
from shopsync_gui.store.query import GridQuery
from shopsync_gui.sync.due import Due, due_of
from tests.manners.story import Outcome
from tests.manners.telling import expected
from tests.parallel import memory_folder
from tests.sync.computers import Computer, play_writers
from tests.sync.world import Killed, World
from tests.tools.simulated_faults import REACHABLE, READ_FAULTS, WRITE_FAULTS, Aim, named, told
from tests.virtual import EPOCH

_HIDDEN = (ProductState.GONE, ProductState.FROM_ORDER)


#: Manners with which the two sides still end equal; at most one of an aspect in a schedule.
_ASPECTS = ("lists", "one", "prodcats", "price", "ids", "rows", "create", "modify", "delete")
_LOSSY = (
    "name-entities", "name-spaces-folded", "name-cut-50", "name-latin1", "name-emoji-lost",
    "category-entities", "category-latin1",
)  # fmt: skip
_UNEVEN = re.compile(
    r"(products|categories)-(error|text|page|xml|names-only|without-ids|short)|empty-|one-(never|em|f)"
    r"|prodcats-(only-prodcat-id|always|first)|price-(kept|shown|missing|null)|.*-answers-(page|one)"
    r"|list-(numbered|rows|encoded)|numeric-check|skus-shown-padded|ids-(spaced|dotted|commas|exponent|prefixed|beyond-63-bits)"
)

#: What a manner may come to where everything is written in the end.
_WRITTEN = {Outcome.EQUAL, Outcome.KEPT_DIFFERENTLY}
#: Seconds before each undisturbed run at the end: blank lists are not believed within an hour after
#: the first write of unknown outcome.
_CALM_WAITS = (200, 200, 3600)


def _manners(r: random.Random) -> tuple[str, ...]:
    """Up to three manners that go together, none in most schedules."""
    if r.random() < 0.6:
        return ()
    chosen: dict[str, str] = {}
    even = [
        name
        for name, manner in MANNERS.items()
        if manner.aspect in _ASPECTS and not _UNEVEN.match(name) and expected(name) <= _WRITTEN
    ]
    for name in r.sample([*even, *_LOSSY], 3):
        chosen.setdefault(MANNERS[name].aspect, name)
    return tuple(chosen.values())


#: A step of a run, a state of its journal, and the fault that was met then.
Reached = tuple[str, str, str]


class InvariantBroken(AssertionError):
    """A schedule ended in a state that must never be."""


def _at_rest(report: RunReport) -> bool:
    """Whether nothing is left to do; where every product is left out, nothing was compared either."""
    all_left_out = report.skipped > 0 and not report.unchanged and not report.differences
    return report.state is RunState.DONE or (report.state is RunState.PARTIAL and all_left_out)


@dataclass
class Simulation:
    """One schedule; `trace` tells what happened, equal for equal seeds.

    A `mixed` one also has services with manners, and another writer between its sessions.
    """

    seed: int
    folder: Path
    mixed: bool = False
    #: What a fault of each session is steered at, beside those at random.
    aim: Aim | None = None
    trace: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        r = self.random
        # One schedule in five has old orders too, some of products that are deleted on the way.
        self.orders = self.seed % 5 == 1
        self._config: dict[str, Any] = {
            "products": r.choice([0, 1, 3, 8, 14, 26, 44]),
            "orders": r.choice([3, 12, 40]) if self.orders else 0,
            "seed": r.randrange(1000),
            "sa_unchanged_answer": r.choice([0, 1]),
            "sa_empty_list": r.choice(["[]", ""]),
            "sa_uncategorised_row": r.random() < 0.3,
            "sa_quoted_answers": r.random() < 0.3,
            "sa_string_numbers": r.random() < 0.5,
            "sa_unique_sku": r.random() < 0.2,
            "wrap_response": r.random() < 0.2,
            "collapse_single": r.random() < 0.8,
            "unknown_id_status": r.choice([400, 404]),
            "net_contains_special": r.random() < 0.3,
            "manners": _manners(r) if self.mixed else (),
        }
        self.world = World(self.folder, **self._config)
        self._note(f"manners {self.world.config.manners}")
        self.world.store.settings.set("pull.page_size", str(r.choice([25, 50, 200])))
        # One in ten is synced by itself, on a computer that sleeps and whose clock is set.
        self.scheduled = self.seed % 10 == 4
        if self.scheduled:
            self._schedule()
        self.deleted: set[str] = set()  # inner ids
        #: Steps, states of the journal and faults that met.
        self.reached: set[Reached] = set()
        self.ids: dict[str, int] = {}
        self.strangers: set[int] = set()

    def run(self) -> str:
        """The whole schedule; the hash of its trace. Raises InvariantBroken."""
        for _ in range(self.random.randint(0, 3)):
            self._edit()
        for _ in range(self.random.randint(1, 4)):
            self._session()
        self._calm()
        self._check()
        if not self.world.config.manners:
            self._judge()
        self.world.store.close()
        return hashlib.sha256("\n".join(self.trace).encode()).hexdigest()

    @property
    def met(self) -> set[Aim]:
        """Each fault with the steps, and with the states of writes, that it was met in."""
        return {(place, fault) for *places, fault in self.reached for place in places}

    # --- what happens ---------------------------------------------------------------------------

    def _session(self) -> None:
        r, sandbox = self.random, self.world.sandbox
        sandbox.faults.clear()
        if self.mixed and r.random() < 0.2:
            self._write_beside()
        first = len(sandbox.log) + 1
        for _ in range(r.randint(0, 4)):
            self._add_fault(first + r.randrange(40))
        if self.aim is not None:
            self._aim_at(*self.aim)
        for _ in range(r.choice([0, 0, 1, 3])):
            self._edit_at(first + r.randrange(30))
        self.world.kill_at = first + r.randrange(60) if r.random() < 0.5 else None
        self.world.kill_after = r.random() < 0.5
        by_itself = self.scheduled and r.random() < 0.7
        try:
            kind, fields = self._due_job() if by_itself else self._job()
            report = self.world.job(kind, **fields)
            self._note(f"{kind} {report.state} {report.created} {report.updated} {report.failed}")
            self._expect(report.state is not RunState.RUNNING, "a run ends with a stated reason")
        except Killed:
            self._note("killed")
        else:
            if by_itself:
                self._not_due_again()
        self.world.time += r.choice([0.0, 1.0, 40.0, 200.0, 4000.0, 90_000.0])
        self.world.restart()
        self._watch_ids()

    def _schedule(self) -> None:
        """Choose when the shop is synced by itself, with the user's consent."""
        r, world = self.random, self.world
        schedule = Schedule(
            repeat=r.choice([Repeat.HOURS, Repeat.DAILY, Repeat.WEEKLY]),
            hours=r.choice([1, 6, 48]),
            minute=r.randrange(24 * 60),
            weekday=r.randrange(7),
        )
        options = msgspec.structs.replace(world.connection.options, schedule=schedule)
        world.connection = world.store.connections.update(
            world.connection.id, options=options, consented_at=EPOCH
        )

    def _due(self) -> Due:
        found = due_of(self.world.store, self.world.connection, self.world.now())
        self._expect(found is not None, "a schedule always has a next run")
        assert found is not None
        return found

    def _due_job(self) -> tuple[JobKind, dict[str, Any]]:
        """Wait for what the schedule asks for, asleep or under a clock that was set meanwhile."""
        r, world = self.random, self.world
        if r.random() < 0.3:
            world.clock += r.choice([-90_000.0, -3600.0, 3600.0, 40_000.0])
            self._note(f"the clock is set to {world.clock:+}")
        due = self._due()
        wait = (due.at - world.now()).total_seconds()
        asleep = r.choice([0.0, 30.0, 30.0, 20_000.0, 900_000.0])
        # A clock that was set back makes a sync due at once; it is right again after a sleep, and
        # whether that sync had been due before is then known.
        world.time += wait + asleep if wait > 0 else min(asleep, 30.0)
        due = self._due()
        self._expect(due.at <= world.now(), f"what was due stays due: {due}")
        return JobKind.SYNC, {"quick": due.job.quick}

    def _not_due_again(self) -> None:
        """However a run ended, and however many moments passed before it, it was one."""
        self._expect(self._due().at > self.world.now(), "a run is due again at once")

    def _job(self) -> tuple[JobKind, dict[str, Any]]:
        """Mostly a sync; now and then something else, an undo of any earlier run among it."""
        r, store = self.random, self.world.store
        kind = r.choices(
            (JobKind.SYNC, JobKind.PREVIEW, JobKind.VERIFY, JobKind.RETRY, JobKind.UNDO),
            (80, 4, 4, 6, 6),
        )[0]
        if self.orders and kind is JobKind.SYNC and r.random() < 0.4:
            return JobKind.ORDERS, self._import()
        if kind is JobKind.UNDO:
            runs = [
                run.run_id
                for run in store.runs.newest()
                if store.past_writes.written_ids(run.run_id)
            ]
            if runs:
                return kind, {"undo_run_id": r.choice(runs), "remove_created": r.random() < 0.5}
            kind = JobKind.SYNC
        return kind, {"approve_brake": r.random() < 0.5}

    def _import(self) -> dict[str, Any]:
        since = self.random.choice([date(2023, 1, 1), date(2023, 1, 1), date(2025, 6, 1)])
        return {"orders_since": since, "approve_brake": self.random.random() < 0.5}

    def _add_fault(self, number: int) -> None:
        r = self.random
        write, read = r.choice(WRITE_FAULTS)(r), r.choice(READ_FAULTS)(r)
        times = r.choice([1, 1, 1, 2, 7, None])
        self._note(f"fault at {number} x{times}: {write} {read}")

        def due(request: Request) -> bool:
            return request.number >= number

        def action(request: Request) -> f.Action:
            chosen = write if f.is_write(request) else read
            self._reach(told(chosen))
            return chosen

        self.world.sandbox.faults.at(due, action, times)

    def _aim_at(self, where: str, fault: str) -> None:
        """A fault at a request of a step, or while a write is in a state; once or for good."""
        reading, writing = (named(faults).get(fault) for faults in (READ_FAULTS, WRITE_FAULTS))
        times = self.random.choice([1, 1, 3, None])
        self._note(f"{fault} in {where} x{times}")

        def due(request: Request) -> bool:
            known = writing if f.is_write(request) else reading
            return known is not None and any(where in each for each in self._standing())

        def action(request: Request) -> f.Action:
            chosen = writing if f.is_write(request) else reading
            assert chosen is not None
            self._reach(fault)
            return chosen

        self.world.sandbox.faults.at(due, action, times)

    def _standing(self) -> set[tuple[str, str]]:
        """The step of each run, with each state that its writes are in."""
        store, found = self.world.store, set()
        for run in store.runs.running():
            counts = store.past_writes.counts(run.run_id)
            states = {state.value for _op, state in counts} or {"none"}
            found |= {(str(store.runs.phase(run.run_id)), state) for state in states}
        return found

    def _reach(self, fault: str) -> None:
        """Note in which step, with which writes under way, a fault was met."""
        self.reached |= {(phase, state, fault) for phase, state in self._standing()}

    def _edit_at(self, number: int) -> None:
        """An edit of the shop just before a request is answered."""

        def edit(request: Request) -> f.Action:
            self._edit()
            return f.own()

        self.world.sandbox.faults.at(number, edit)

    def _edit(self) -> None:
        r, shop = self.random, self.world.sandbox.shop
        keys = list(shop.keys())
        what = r.choice(
            ["insert", "delete", "reorder", "name", "price", "sku", "swap", "category", "rename"]
        )
        if what == "insert" or not keys:
            number = r.randrange(10_000)
            shop.insert(r.randint(0, len(keys)), sku=f"UJ-{number}", name=f"Új termék {number}")
        elif what == "reorder":
            shop.reorder(r.randrange(1000))
        elif what == "rename":
            own = r.choice(list(shop.categories))
            shop.update_category(own, name=f"Új kategória {r.randrange(100)}")
        else:
            key = r.choice(keys)
            product = shop.product(key)
            if what == "delete":
                shop.delete(key)
                self.deleted.add(str(product.inner_id))
            elif what == "name":
                shop.update(key, name=f"Átnevezve {r.randrange(1000)}")
            elif what == "price":
                shop.update(key, net=Decimal(r.randrange(100, 100_000)))
            elif what == "sku":
                shop.update(
                    key, sku=r.choice([f"X-{r.randrange(50)}", "", shop.product(keys[0]).sku])
                )
            elif what == "swap":
                other = r.choice(keys)
                skus = product.sku, shop.product(other).sku
                shop.update(key, sku=skus[1])
                shop.update(other, sku=skus[0])
            else:
                shop.update(key, categories=())
        self._note(f"edit {what}")

    def _write_beside(self) -> None:
        """Another writer of the account: it adds what is its own, or changes what is ours."""
        r, account = self.random, self.world.sandbox.account
        if r.random() < 0.5 or not account.products:
            number = len(account.products)
            self.strangers.add(account.add_product(f"IDEGEN-{number}", f"Idegen {number}"))
        else:
            own = r.choice(list(account.products))
            if own not in self.strangers:
                account.put_product(account.products[own]._replace(prod_name="Átírva a fiókban"))
        self._note("another writer")

    def _calm(self) -> None:
        """Everything works again; a few undisturbed runs must be enough."""
        sandbox = self.world.sandbox
        sandbox.faults.clear()
        self.world.kill_at = None
        sandbox.account.settle(everything=True)
        for wait in _CALM_WAITS:
            self.world.time += wait
            report = self.world.job(approve_brake=True)
            self._note(f"calm {report.state}")
            if _at_rest(report):
                break
        else:
            raise InvariantBroken(self._say(f"no end in sight: {report}"))
        if self.orders:
            self._calm_import()

    def _calm_import(self) -> None:
        """Every product of an old order is in the master, or it is said why it is not."""
        world = self.world
        live = {p.prod_id: p for p in world.account_products()}
        linked = {row.sa_id or 0 for row in world.rows(GridQuery()) if row.state not in _HIDDEN}
        report = world.job(JobKind.ORDERS, orders_since=date(2023, 1, 1), approve_brake=True)
        self._note(f"calm orders {report.state} {report.created}")
        self._expect(report.state is RunState.DONE, f"the import ended so: {report}")
        after = {p.prod_id: p for p in world.account_products()}
        for sa_id in linked & set(live):
            self._expect(after[sa_id] == live[sa_id], f"an order changed #{sa_id}")
        known = world.store.catalogue.known_products(world.connection.id, 0)
        ids = {product.shop.ref: product.product_id for product in known}
        rows = {row.id: row for row in world.rows(GridQuery())}
        shop = world.sandbox.shop
        for order in shop.orders:
            for line in order.lines if order.status in ("new", "done") else ():
                if shop.find(line.product_id) is None:
                    row = rows.get(ids.get(line.product_id, 0))
                    self._expect(row is not None, f"{line.sku!r} of an order is not known")
                    assert row is not None
                    told = row.reason is not None or row.sa_id in after
                    self._expect(told, f"{line.sku!r} of an order is not in the account")

    # --- what must hold -------------------------------------------------------------------------

    def _check(self) -> None:
        world = self.world
        account = {p.prod_id: p for p in world.account_products()}
        keys = [sku_key(product.prod_sku) for product in account.values()]
        self._expect(len(keys) == len(set(keys)), "one product of the account a SKU")
        rows = {row.id: row for row in world.rows(GridQuery())}
        shop = world.sandbox.shop
        live = [row for row in rows.values() if row.state not in _HIDDEN]
        self._expect(len(live) == len(shop), f"{len(live)} live rows, {len(shop)} in the shop")
        for row in live:
            if row.reason is not None:
                continue
            self._expect(row.failure is None, f"an unexplained failure of {row.sku!r}")
            held = account.get(row.sa_id or -1)
            self._expect(held is not None, f"{row.sku!r} is not in the account")
            assert held is not None
            self._expect(held.prod_sku == row.sku, f"SKU {held.prod_sku!r} for {row.sku!r}")
            self._expect(held.prod_price == row.net, f"price of {row.sku!r}")
            kept = world.sandbox.account.habits.kept(held._replace(prod_name=row.name))
            self._expect(
                held.prod_name == kept.prod_name,
                f"name of {row.sku!r}: {held.prod_name!r}, not {kept.prod_name!r}",
            )
        self._expect(self.strangers <= set(account), "strangers stay")
        names = Counter(row.prodcat_name for row in world.sandbox.account.categories.values())
        self._expect(max(names.values(), default=1) == 1, f"one category a name: {names}")
        skus = sorted(row.sku for row in live)
        self._expect(skus == sorted(p.sku.strip() for p in shop.products()), "the SKUs of both")
        known = world.store.catalogue.known_products(world.connection.id, 0)
        gone = {p.shop.inner_id for p in known if not p.present and not p.from_order}
        self._expect(gone <= self.deleted, "only what was deleted is gone")
        writes = world.write_count()
        report = world.job(approve_brake=True)
        self._expect(_at_rest(report), f"the last run ended {report.state}")
        self._expect(world.write_count() == writes, "the next sync writes nothing")
        self._expect(world.store.integrity() == [], "the database is sound")
        self._watch_ids()
        raw = b"".join(p.read_bytes() for p in self.folder.iterdir() if p.is_file())
        self._expect(b"KANARI" not in raw, "no buyer in the data folder")
        for secret in (world.config.client_secret, world.config.sa_password):
            self._expect(secret.encode() not in raw, "no secret in the data folder")

    def _judge(self) -> None:
        """An empty second computer, which knows nothing of what happened, finds nothing to write.

        It tries what the first one gave up, since the account failed on it again and again.
        """
        rows = self.world.rows(GridQuery())
        given_up = sum(1 for row in rows if row.reason == SkipReason.SERVICE_FAULT.value)
        folder = self.folder / "judge"
        folder.mkdir()
        judge = Computer(folder, self.world.sandbox, self.seed, **self._config)
        judge.time = self.world.time + 200
        writes = judge.write_count()
        report = judge.job(approve_brake=True)
        few = judge.write_count() - writes <= given_up
        self._expect(few, f"a second computer writes: {report}")
        self._expect(_at_rest(report), f"a second computer ended {report.state}: {report.problem}")
        judge.store.close()

    def _watch_ids(self) -> None:
        """A SKU's product in the account is never replaced by another one."""
        account = self.world.sandbox.account.products
        for sa_id, product in sorted(account.items()):
            key = sku_key(product.prod_sku)
            known = self.ids.get(key)
            if known is not None and known in account:
                same = sku_key(account[known].prod_sku) == key
                self._expect(not same or known == sa_id, f"a second product for {key!r}")
            self.ids[key] = sa_id

    def _note(self, line: str) -> None:
        self.trace.append(f"{self.world.time:.3f} {line}")

    def _expect(self, holds: bool, what: str) -> None:
        if not holds:
            raise InvariantBroken(self._say(what))

    def _say(self, what: str) -> str:
        story = "\n  ".join(self.trace)
        return f"{what}\n  {story}\nrepeat: {self._command()}"

    def _command(self) -> str:
        aim = f" --aim '{':'.join(self.aim)}'" if self.aim else ""
        return f"python dev.py simulate 1 --seed {self.seed}{' --mixed' * self.mixed}{aim}"


def main(arguments: list[str]) -> int:
    """Run N schedules from a seed on; 1 if one of them broke an invariant."""
    parser = argparse.ArgumentParser(prog="python dev.py simulate", description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=200, help="how many schedules")
    parser.add_argument("--seed", type=int, default=None, help="the first seed")
    parser.add_argument("--aim", help="a fault to be met, and where: push:drop")
    parser.add_argument("--mixed", action="store_true", help="with manners and another writer")
    parser.add_argument("--team", action="store_true", help="with the computers of a team")
    parser.add_argument("--writers", action="store_true", help="with several computers at once")
    options = parser.parse_args(arguments)
    first = random.SystemRandom().randrange(10**9) if options.seed is None else options.seed
    logging.disable(logging.CRITICAL)
    if options.team:
        from tests.team.schedules import play_schedules  # needs a PostgreSQL

        return play_schedules(range(first, first + options.count))
    broken = doubled = 0
    reached: set[Reached] = set()
    met: set[Aim] = set()
    steering: list[int] = []
    for seed in range(first, first + options.count):
        with tempfile.TemporaryDirectory(dir=memory_folder()) as folder:
            try:
                if options.writers:
                    doubled += play_writers(seed, Path(folder))
                else:
                    # As long as pairs are left that none has met, each schedule is steered at one.
                    unmet = [pair for pair in REACHABLE if pair not in met]
                    aim = unmet[seed % len(unmet)] if unmet else None
                    if options.aim:
                        aim = tuple(options.aim.split(":", 1))
                    simulation = Simulation(seed, Path(folder), options.mixed, aim)
                    simulation.run()
                    if simulation.reached - reached:
                        steering.append(seed)
                    reached |= simulation.reached
                    met |= simulation.met
            except Exception as error:
                broken += 1
                print(f"seed {seed}: {type(error).__name__}: {error}", flush=True)
    print(f"{options.count - broken} passed, {broken} failed (seeds from {first})")
    if reached:
        print(f"{len(met & {*REACHABLE})} of {len(REACHABLE)} pairs of place and fault were met")
        print(f"{len(reached)} combinations of step, journal and fault, by {len(steering)} seeds:")
        print(" ".join(map(str, steering[-20:])))
    if options.writers:
        print(f"{doubled} products stand twice, each of them told")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
