"""The story that every manner lives through: connect, sync, change, sync, sync, verify, undo.

It is told in process and on virtual time. What must hold whatever the services do is asserted here,
against what the account really holds; how it ended is told to the caller.
"""

from __future__ import annotations

from pathlib import Path

from shopsync_gui.core.errors import ShopSyncError
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.sandbox.account.records import SaProduct
from shopsync_gui.sandbox.faults import is_write_path
from shopsync_gui.sync.standing.next_steps import remarks_on
from shopsync_gui.sync.standing.remark import Step
from shopsync_gui.sync.standing.stored_standings import read_standing
from tests.manners.endings import Ending, Outcome, is_odd, told_by
from tests.manners.expected import Expected
from tests.manners.receipt_checks import ReceiptChecks, holding
from tests.sync.world import World

#: Fields of which another value than the shop's leaves the sides unequal.
_LOST = frozenset({"sku", "net", "vat", "currency", "categories"})
_PAUSED = (RunState.PAUSED, RunState.FAILED)
#: How often a user tries a sync again that paused, and how long the user waits before, in s.
_TRIES = 3
_WAIT = 900.0
_DAY = 86_400.0
#: Statuses after which a request is sent again.
_AGAIN = frozenset({429, 502, 503, 504})
#: So many creates are refused in a row until no other is tried.
_IN_A_ROW = 20


class Story:
    """One sandbox with some manners, and one program that meets it for the first time."""

    def __init__(self, folder: Path, *manners: str, world: type[World] = World) -> None:
        self.manners = manners
        self.world = world(folder, catalogue="awkward", orders=0, rate_limit=0, manners=manners)
        self.expected = Expected(self.world)
        self.before = holding(self.world)
        self.checks = ReceiptChecks(self.world, self.expected)
        self.receipts: list[RunReport] = []
        #: The account's products once the first sync had ended.
        self.after_first: dict[int, SaProduct] = {}
        #: How many writes the account had seen when each run began.
        self.begins: dict[int, int] = {}

    def tell(self) -> Ending:
        """Live through it. Raises AssertionError where something ends as it must not."""
        world = self.world
        if (problem := self.connect()) is not None:
            assert world.write_count() == 0, "writes before the account was connected"
            return Ending(Outcome.STOPS, (problem,))
        first = self.sync()
        if first.state not in (RunState.DONE, RunState.PARTIAL):
            assert first.problem is not None or first.brakes, "stopped without a reason"
            if world.write_count():
                self.check_paused()
                return Ending(Outcome.PAUSES, (told_by(first),))
            return Ending(Outcome.STOPS, (told_by(first),))
        self.check_sync(first)
        self.after_first = holding(self.world).products
        self.change()
        world.time += _DAY
        writes = world.write_count()
        second = self.sync()
        if first.failed and second.state in _PAUSED:  # only what was refused was left
            return Ending(Outcome.PAUSES, (told_by(second),))
        if second.state is RunState.STOPPED:
            assert second.brakes, "stopped without a reason"
            assert world.write_count() == writes, "written although it stopped"
            return Ending(Outcome.STOPS, (told_by(second),))
        self.check_sync(second)
        if second.failed:  # what was refused is sent once more
            world.time += _DAY
            self.sync()
        world.time += _DAY
        self.check_unchanged()
        world.time += _DAY
        ending = self.check_verified()
        world.time += _DAY
        self.check_undo(first)
        return ending

    # --- what happens -----------------------------------------------------------------------------

    def connect(self) -> str | None:
        """Ask both sides as the connecting does; the title of what it says against it."""

        async def ask() -> str | None:
            parts = self.world.parts()
            try:
                async with (
                    parts.open_shop(self.world.connection) as shop,
                    parts.open_account(self.world.connection) as account,
                ):
                    await shop.check()
                    await account.check()
            except ShopSyncError as error:
                return error.problem.title
            return None

        return self.world.on_loop(ask())

    def sync(self, kind: JobKind = JobKind.SYNC) -> RunReport:
        """Sync, and try again after a while where the run paused."""
        for _ in range(_TRIES):
            begin = len(self.world.sandbox.account.writes)
            receipt = self.world.job(kind)
            self.receipts.append(receipt)
            begin = self.begins.setdefault(receipt.run_id, begin)  # a run may have been paused
            self.checks.receipt(receipt, self.world.sandbox.account.writes[begin:])
            if receipt.state not in _PAUSED:
                break
            self.world.time += _WAIT
        return receipt

    def change(self) -> None:
        """Edit two products in the shop: a price, and a name."""
        shop = self.world.sandbox.shop
        by_sku = {product.sku: product.key for product in shop.products()}
        shop.update(by_sku["CIKK-010"], net=77_700)
        shop.update(by_sku["CIKK-011"], name="Átnevezett termék, piros")

    def tell_second(self) -> None:
        """Sync, then twice more from a computer that knows nothing: nothing comes to stand twice.

        What the first one could not write, or the account does not list, is the second one's as well.
        """
        world = self.world
        if self.connect() is not None:
            return
        first = self.sync()
        if first.state not in (RunState.DONE, RunState.PARTIAL) or first.problem is not None:
            return
        if first.list_is_short:
            return
        world.time += _DAY
        world.forget()
        self.begins.clear()  # its runs are numbered anew
        missing, held = len(self.expected.missing()), holding(self.world)
        second = self.sync()
        now = holding(self.world)
        made = now.products.keys() - held.products.keys()
        assert len(made) <= missing, f"{len(made)} products stand twice: {sorted(made)[:3]}"
        if second.state in _PAUSED:
            return
        assert now.categories.keys() == held.categories.keys(), "a category stands twice"
        world.time += _DAY
        writes = world.write_count()
        third = self.sync()
        allowed = second.failed + second.unsettled
        assert world.write_count() - writes <= allowed, "the second computer goes on writing"
        assert third.created <= allowed

    # --- what must hold ---------------------------------------------------------------------------

    def check_sync(self, receipt: RunReport) -> None:
        """A sync that came to its end left the account equal, or told what it could not write."""
        assert receipt.state in (RunState.DONE, RunState.PARTIAL), f"ended so: {told_by(receipt)}"
        missing = self.expected.missing()
        told = receipt.failed + receipt.skipped + len({d.sku for d in receipt.differences})
        unseen = bool(receipt.not_told)
        good = len(missing) <= told or is_odd(receipt) or unseen or receipt.problem is not None
        assert good, f"not as wanted and not told: {missing[:3]}"

    def check_paused(self) -> None:
        """A sync that pauses again tries one new product at most, and an undo gives all back.

        Where the account takes some, as one with a limit a day does, it tries until that is reached.
        """
        log = self.world.sandbox.log
        self.world.time += _DAY
        begin, held = len(log), len(holding(self.world).products)
        receipt = self.world.job()
        creates = [
            e for e in log[begin:] if e.kind == "sa/createproduct" and e.status not in _AGAIN
        ]
        taken = len(holding(self.world).products) - held
        # One that it never takes may stand among those that it takes.
        most = _IN_A_ROW + 1 if taken else 1
        assert receipt.state in (*_PAUSED, RunState.PARTIAL), f"ended so: {told_by(receipt)}"
        assert len(creates) - taken <= most, f"{len(creates)} creates, and {taken} were taken"
        self.check_undo(receipt)

    def check_unchanged(self) -> None:
        """A sync of an unchanged shop sends no write.

        What was refused is sent once more before, and what was left out comes in where the account
        has begun to show what is new.
        """
        log = self.world.sandbox.log
        begin, missing = len(log), len(self.expected.missing())
        receipt = self.sync()
        if receipt.failed or 0 < receipt.created + receipt.updated <= missing:
            self.world.time += _DAY
            begin = len(log)
            receipt = self.sync()
        writes = [entry for entry in log[begin:] if is_write_path(entry.kind)]
        assert not writes, f"{len(writes)} writes at an unchanged sync, {writes[0].path}"
        assert receipt.created == receipt.updated == 0

    def check_verified(self) -> Ending:
        """The verification says what is so."""
        receipt = self.sync(JobKind.VERIFY)
        self.check_sync(receipt)
        all_left_out = receipt.skipped > 0 and not receipt.unchanged
        if is_odd(receipt) and not receipt.failed and not receipt.differences:
            return Ending(Outcome.KEPT_DIFFERENTLY, tuple(sorted(receipt.reading_notes)))
        if receipt.failed or self.expected.missing() or all_left_out:
            return Ending(Outcome.LEFT_OUT)
        if receipt.state is not RunState.DONE:
            fields = sorted({difference.field for difference in receipt.differences})
            self.check_differences(receipt)
            return Ending(Outcome.KEPT_DIFFERENTLY, tuple(fields))
        assert receipt.verified
        return Ending(Outcome.EQUAL)

    def check_differences(self, receipt: RunReport) -> None:
        """Sides that no write makes equal differ by something that the account loses, and it is said."""
        if receipt.problem is not None:
            return
        if receipt.is_unsteady:  # another reading may show more
            return
        assert receipt.stays_apart, f"left without a reason: {told_by(receipt)}"
        for difference in receipt.differences:
            assert difference.field in _LOST, f"no loss: {difference}"
            same = difference.wanted.casefold() == difference.found.casefold()
            assert not same, f"one and the same: {difference}"
        standing = read_standing(self.world.store, self.world.connection)
        differ = len({difference.sku for difference in receipt.differences})
        assert standing.known_differing == differ, f"{standing.known_differing} told to differ"
        offered = [step for remark in remarks_on(standing) for step in remark.steps]
        assert Step.SYNC not in offered, "a sync is advised that writes nothing"

    def check_undo(self, first: RunReport) -> None:
        """What was there before is there again, or the receipt says what is not."""
        changed_before = holding(self.world)
        if not first.created + first.updated:
            after = self.after_first or changed_before.products
            changed = after.items() ^ self.before.products.items()
            of_products = {own for own, _product in changed}
            assert len(of_products) <= first.unsettled, "it wrote, and told of nothing"
            return
        begin = len(self.world.sandbox.account.writes)
        receipt = self.world.job(JobKind.UNDO, undo_run_id=first.run_id, remove_created=True)
        self.receipts.append(receipt)
        self.checks.receipt(receipt, self.world.sandbox.account.writes[begin:])
        now = holding(self.world)
        lost = [
            own
            for own, product in self.before.products.items()
            if now.products.get(own) != product and self.after_first.get(own, product) != product
        ]
        spoiled = [own for own in lost if now.products.get(own) != changed_before.products.get(own)]
        marked = self.world.sandbox.account.marked  # deleted, and kept all the same
        made = self.after_first.keys() - self.before.products.keys() - marked
        left = [own for own in now.products if own in made]
        said = receipt.kept + receipt.failed + receipt.difference_count + receipt.unsettled
        if (lost or left) and receipt.problem is None:
            assert said >= len(lost) + len(left), f"{len(lost)} lost, {len(left)} left, {said} told"
        assert not spoiled or not receipt.verified, f"spoiled, and said to be checked: {spoiled}"
