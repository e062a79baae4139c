"""Schedules of a computer whose file loses what it held, and of services that are well formed and wrong.

Between two sessions values of products change in the local file, or an older copy of it takes its
place. In a session a service tells less than it did before; edits of the shop leave the date of its last
change alone. A run that says it is verified must have
left the account as the shop is: an empty second computer looks, and has to find nothing to write.
"""

from __future__ import annotations

import shutil
from typing import ClassVar

import apsw
import httpx

from shopsync_gui.core.account.same_account import is_same
from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.errors import SecretMissing
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunReport
from shopsync_gui.store.search.query import GridQuery
from tests.sync.another_shop import THERE, another
from tests.sync.computers import Computer
from tests.sync.odd_answers import ODD, foreign_first
from tests.sync.world import Killed
from tests.tools.simulated_edits import WITHIN, Edit
from tests.tools.simulation import Simulation

#: What may come to stand in the file, for some of the products.
_ROT = (
    "net = net * 2", "vat = 50000", "name = 'Más név ' || id", "sku = 'MAS-' || id", "currency = 'EUR'",
    "category_refs = '[]'", "state = 'disabled', shop_state = 'disabled'", "sa_id = NULL",
)  # fmt: skip

#: A host that no secret was typed for.
_ELSEWHERE = "elsewhere.example"


class OddSchedule(Simulation):
    """A schedule with no other faults than these."""

    option: ClassVar[str] = " --odd"

    def run(self) -> str:
        """As a simulation; the services tell everything in the end."""
        self.world.reshape = foreign_first
        self.world.fails = self._is_elsewhere
        self.leaks: list[str] = []
        self.died = False
        return super().run()

    def _is_elsewhere(self, request: httpx.Request) -> bool:
        """Note what a stranger's host is asked for; whoever it is, it does not answer."""
        if request.url.host == _ELSEWHERE:
            self.leaks.append(str(request.url))
        return request.url.host == _ELSEWHERE

    def _session(self) -> None:
        r, world = self.random, self.world
        odd = r.choice(sorted(ODD)) if r.random() < 0.5 else None
        if odd is not None and self.happens():
            self.note(f"odd answers: {odd}")
            world.reshape = ODD[odd]
        for _ in range(2 if self.died else r.choice([0, 0, 2])):
            self.edit()
        first = len(world.sandbox.log) + 1
        # A run that ends early is followed by edits of what it had read already.
        killed = first + r.randrange(60) if r.random() < 0.4 else None
        world.kill_at = killed if self.happens() else None
        self._run_and_doubt()
        world.reshape, world.kill_at = foreign_first, None
        self.expect(not self.leaks, f"a stranger got a secret: {self.leaks}")
        self._type_addresses()
        if r.random() < 0.4 and self.happens():
            self._rot()
        if r.random() < 0.2 and self.happens():
            self._detour()
        world.time += r.choice([1.0, 300.0, 3000.0, 25_000.0, 90_000.0])
        self._watch_ids()

    def _drawn_edit(self) -> Edit:
        r, shop = self.random, self.world.sandbox.shop
        if self.died:  # the next run goes on from what it had read
            return Edit(r, shop, quiet=True, kinds=WITHIN)
        return Edit(r, shop, quiet=self.events % 3 == 0)

    def _run_and_doubt(self) -> None:
        self.died = False
        try:
            report = self.world.job(approve_brake=True)
        except Killed:
            self.note("killed")
            self.died = True
            self.world.restart()
            return
        except SecretMissing:
            self.note("there is no secret for such an address")
            return
        self.note(f"{report.state} {report.created} {report.updated} {report.verified}")
        if report.verified:
            self._doubt(report)

    def _doubt(self, report: RunReport) -> None:
        """A second computer, which is told everything, finds nothing to write."""
        folder = self.folder / f"doubt-{report.run_id}-{len(self.trace)}"
        folder.mkdir()
        judge = Computer(folder, self.world.sandbox, self.seed, **self.config)
        judge.time, judge.reshape = self.world.time, foreign_first
        planned = judge.job(JobKind.PREVIEW).planned
        judge.store.close()
        shutil.rmtree(folder)
        assert planned is not None
        # What the first one could not understand stands among what it left out, with the reason.
        wrong = planned.update + max(0, planned.create - report.skipped)
        self.expect(not wrong, f"it was called verified, and {wrong} products differ: {planned}")

    def _detour(self) -> None:
        """The user leads the connection to another shop, looks at a preview, and leads it back.

        All that was known is known again, also where the program is killed on the way.
        """
        r, world, sandbox = self.random, self.world, self.world.sandbox
        before, own = self._known(), (sandbox.shop, sandbox.shop_api, sandbox.tokens)
        if not before or not self._would_be_known():
            return
        in_shop = self._in_shop()
        there = world.on_loop(another(sandbox.config))
        sandbox.shop, sandbox.shop_api, sandbox.tokens = there.shop, there.shop_api, there.tokens
        self._type_addresses()  # the editor shows those that are not the usual ones
        world.type_secrets(world.store.connections.update(world.connection.id, shop_url=THERE))
        world.kill_at = len(sandbox.log) + 1 + r.randrange(60) if r.random() < 0.5 else None
        try:
            told = str(world.job(JobKind.PREVIEW).state)
        except Killed:
            told = "killed"
            world.restart()
        self.note(f"a look at another shop: {told}")
        world.kill_at = None
        sandbox.shop, sandbox.shop_api, sandbox.tokens = own
        self._type_addresses()
        world.job(JobKind.PREVIEW)
        after = self._known()
        strange = {row for row in after if str(row[1]).startswith("MASIK-")}
        self.expect(not strange, f"products of another shop are taken for the shop's: {strange}")
        lost = ({row[0] for row in before} & in_shop) - {row[0] for row in after}
        self.expect(not lost or not after, f"products lost by a look at another shop: {lost}")

    def _would_be_known(self) -> bool:
        """Whether the file still says by which products its shop is told from another one."""
        world = self.world
        own = {str(product.inner_id): product.sku for product in world.sandbox.shop.products()}
        known = world.store.former_shops.skus(world.connection, world.connection.shop_number, own)
        shared = sum(own[inner_id] == sku for inner_id, sku in known.items())
        count = world.store.former_shops.count(
            world.connection, world.connection.shop_number, len(own) or 1
        )
        return is_same(shared, count) if count else not any(own.values())

    def _in_shop(self) -> set[int]:
        """The local ids of the products that the shop has now, whatever the file says of them."""
        own = {str(product.inner_id) for product in self.world.sandbox.shop.products()}
        known = self.world.store.catalogue.known_products(self.world.connection.id, 0)
        return {product.product_id for product in known if product.shop.inner_id in own}

    def _known(self) -> set[tuple[int, str]]:
        """The products that are in the shop, by their local ids."""
        hidden = (ProductState.GONE, ProductState.FROM_ORDER)
        rows = self.world.rows(GridQuery(connection_id=self.world.connection.id))
        return {(row.id, row.sku) for row in rows if row.state not in hidden}

    def _rot(self) -> None:
        """Values change in the file, or a copy of an earlier day takes its place."""
        r, world = self.random, self.world
        world.store.close()
        copy = self.folder / "copy.db"
        if r.random() < 0.2:
            column = r.choice(["sa_url", "shop_url", "token_url"])
            self.note(f"in the file: a stranger's {column}")
            self._change(f"UPDATE connection SET {column} = 'https://{_ELSEWHERE}/api'")
        elif r.random() < 0.3:
            if copy.exists():
                shutil.copy(copy, world.path)
                self.note("an older file")
            else:
                shutil.copy(world.path, copy)
        else:
            change = r.choice(_ROT)
            self.note(f"in the file: {change}")
            self._change(f"UPDATE product SET {change} WHERE id % {r.choice([1, 2, 5])} = 0")
        world.restart()

    def _change(self, statement: str) -> None:
        """Change the file behind the program's back."""
        raw = apsw.Connection(str(self.world.path))
        raw.execute(statement)
        raw.close()

    def _type_addresses(self) -> None:
        """The user sees that an address is wrong, and types the right ones."""
        world = self.world
        right = world.connection
        world.store.connections.update(
            right.id, sa_url=right.sa_url, shop_url=right.shop_url, token_url=right.token_url
        )

    def _calm(self) -> None:
        self._type_addresses()
        # What the file lost is read again by a whole reading, which is due by now.
        self.world.time += 90_000
        super()._calm()
