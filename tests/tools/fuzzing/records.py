"""What is kept as JSON and read again: receipts, choices, views, letters, approvals, announcements.

A restored backup, a colleague or another program may have written it. What its type takes is shown and
used; anything else is refused where it is read.
"""

from __future__ import annotations

import contextlib
import json
import random
from collections.abc import Callable
from datetime import UTC, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from shopsync_gui.cli import receipts
from shopsync_gui.core.catalogue import MasterProduct, TargetProduct
from shopsync_gui.core.errors import Problem, ShopSyncError
from shopsync_gui.core.kept_types import must_be_amounts
from shopsync_gui.core.newsletter.letter import LetterStyle, letter_document
from shopsync_gui.core.newsletter.letter_text import letter_text
from shopsync_gui.core.newsletter.saved_letter import (
    LetterItem,
    SavedLetter,
    changes_text,
    letter_changes,
)
from shopsync_gui.core.plan.plan_summary import Brake
from shopsync_gui.core.planning.approval import Approval
from shopsync_gui.core.releases import Announcement, check_current, read_announcement
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.mail import MailKind, letter, trouble_of
from shopsync_gui.core.runs.receipt import receipt_text
from shopsync_gui.core.runs.run_labels import brake_label
from shopsync_gui.core.runs.runs import Difference, Failure, RunReport, RunState
from shopsync_gui.core.settings.schedule import Schedule, is_stale, next_run
from shopsync_gui.letters.compiler import html_of
from shopsync_gui.remote.account.request_bodies import product_body
from shopsync_gui.store.account.connections import ConnectionOptions
from shopsync_gui.store.database.codecs import money_in
from shopsync_gui.store.documents.shared_documents import SharedLetter, SharedPreset, SharedView
from shopsync_gui.store.documents.views import SavedView
from shopsync_gui.store.search.filters import Filters, recalled
from shopsync_gui.store.search.query import GridQuery
from shopsync_gui.sync.updates import read_memory
from shopsync_gui.system.paths import UPDATE_MEMORY
from tests.letters.examples import product
from tests.parallel import memory_folder
from tests.tools.fuzzing.mutations import vary_json
from tests.tools.fuzzing.queried import queried_store
from tests.tools.fuzzing.reader import Reader
from tests.virtual import EPOCH

_NOW = EPOCH


def check(content: bytes) -> None:
    """Any content as each kind of record."""
    for kind, use in _USES.items():
        try:
            value = msgspec.json.decode(content, type=kind)
        except (ValueError, RecursionError):
            continue
        use(value)
        kept = msgspec.json.encode(value, order="deterministic")
        again = msgspec.json.decode(kept, type=kind)
        assert msgspec.json.encode(again, order="deterministic") == kept, kind


def _remembered(content: bytes) -> None:
    """What reads a text of its own, and takes anything that it does not understand for nothing."""
    _filters(recalled(content.decode("utf-8", "replace")))
    with TemporaryDirectory(dir=memory_folder()) as folder:
        (Path(folder) / UPDATE_MEMORY).write_bytes(content)
        memory = read_memory(Path(folder))
    memory.is_due(_NOW)
    assert memory.newer is None or memory.newer.page.startswith("https://")
    with contextlib.suppress(ShopSyncError):
        _announcement(read_announcement(content))


def _report(report: RunReport) -> None:
    assert receipt_text(report, "Bolt")
    for shown in (
        receipts.sync_json,
        receipts.orders_json,
        receipts.undo_json,
        receipts.verify_json,
    ):
        json.dumps(shown(report))
    json.dumps([receipts.run_json(report, "Bolt"), receipts.duplicates_json(report)])
    trouble_of(report)
    for kind in MailKind:
        with contextlib.suppress(KeyError):
            assert "\n" not in letter(report, "Bolt", kind).subject
    assert (report.last_at < _NOW) in (True, False)
    for state in (
        report.creates,
        report.updates,
        report.found_apart,
        report.left,
        report.not_written,
    ):
        assert state is None or state is not NotImplemented


def _options(options: ConnectionOptions) -> None:
    _schedule(options.schedule)


def _schedule(schedule: Schedule) -> None:
    for days in (0, 1, 400):
        now = _NOW + timedelta(days=days)
        for last in (None, _NOW - timedelta(hours=5), now + timedelta(days=1)):
            following = next_run(schedule, last, now, UTC)
            assert following is None or following.tzinfo is not None
            is_stale(schedule, last, now)


def _filters(filters: Filters) -> None:
    _query(filters.applied_to(GridQuery()))
    assert recalled(filters.remembered()) == filters.lasting()


def _view(view: SavedView) -> None:
    _query(view.query())


def _shared_view(shared: SharedView) -> None:
    _view(shared.view)


def _query(query: GridQuery) -> None:
    grid = queried_store().grid
    assert grid.count(query) == len(grid.ids(query))


def _style(style: LetterStyle) -> None:
    made = letter_document([product(1), product(2)], style, 1)
    assert html_of(made)
    assert letter_text(made)


def _saved_letter(saved: SavedLetter) -> None:
    _style(saved.style)
    now = {n: product(n) for n in (1, 2)}
    assert changes_text(letter_changes(saved, now))
    assert (saved.made_at < _NOW) in (True, False)


def _shared_letter(shared: SharedLetter) -> None:
    _style(shared.style)
    assert (shared.made_at < _NOW) in (True, False)


def _preset(preset: SharedPreset) -> None:
    _style(preset.style)


def _announcement(announcement: Announcement) -> None:
    announcement.changes_in("hu")
    with contextlib.suppress(ShopSyncError):
        check_current(announcement, _NOW, announcement)


def _problem(problem: Problem) -> None:
    assert problem.title
    assert problem.message
    assert problem.action
    assert problem.action_before_run


def _brake(brake: Brake) -> None:
    assert brake_label(brake)


def _approval(approval: Approval) -> None:
    for brake in approval.brakes:
        _brake(brake)


def _master(master: MasterProduct) -> None:
    """A product of the master: what the check of a restored file lets through can be sent."""
    with contextlib.suppress(ValueError):
        must_be_amounts(master.net, master.vat)
        json.loads(product_body(master, (1, 2)))
        assert money_in(master.net) is not None


def _target(target: TargetProduct) -> None:
    with contextlib.suppress(ValueError):
        must_be_amounts(target.net, target.vat)
        money_in(target.net)
        money_in(target.vat)


_USES: dict[Any, Callable[[Any], None]] = {
    RunReport: _report,
    ConnectionOptions: _options,
    Schedule: _schedule,
    Filters: _filters,
    SavedView: _view,
    SharedView: _shared_view,
    LetterStyle: _style,
    SavedLetter: _saved_letter,
    SharedLetter: _shared_letter,
    SharedPreset: _preset,
    Problem: _problem,
    Brake: _brake,
    Approval: _approval,
    MasterProduct: _master,
    TargetProduct: _target,
}


@cache
def samples() -> list[bytes]:
    """One of each."""
    problem = Problem("NoNetwork", {"service": "Shoprenter", "host": "a"})
    difference = Difference(sku="A", sa_id=1, field="net", wanted="1", found="2.5", currency="HUF")
    report = RunReport(
        run_id=1, kind=JobKind.SYNC, state=RunState.PARTIAL, connection_id=1, started_at=_NOW,
        finished_at=_NOW, failures=(Failure(sku="A", name="B", problem=problem),),
        differences=(difference,), difference_count=1, kept_values=(difference,), problem=problem,
        kept_differently={"net": 1}, seconds=3.5, verified=False,
    )  # fmt: skip
    item = LetterItem(
        product_id=1, sku="A", name="B", price=Decimal(5), earlier=None, currency="HUF"
    )
    style = LetterStyle(heading="Ősz", campaign="a")
    saved = SavedLetter(connection_id=1, name="x", style=style, items=(item,), made_at=_NOW)
    filters = Filters(price_from=Decimal(3), uncategorised=True)
    view = SavedView(name="Nézet", search="cipő", filters=filters)
    announcement = Announcement(
        _NOW, _NOW + timedelta(days=9), "9.1", "https://a.example", {"hu": "x"}
    )
    values: list[object] = [
        report,
        ConnectionOptions(schedule=Schedule(set_at=_NOW), labels=("a",)),
        Schedule(),
        filters,
        view,
        SharedView(view=view, category="c", categories=(("bolt", "c1"),)),
        style,
        saved,
        SharedLetter(name="a", style=style, items=(), made_at=_NOW, copied_at=None),
        SharedPreset(name="a", style=style),
        problem,
        MasterProduct(sku="A", name="B", net=Decimal("1.5"), vat=Decimal(27), currency="HUF"),
        TargetProduct(sa_id=5, sku="A", name="B", net=Decimal(2), category_ids=(1,)),
        announcement,
        {"asked": _NOW, "latest": announcement},
    ]
    return [msgspec.json.encode(value) for value in values]


_WORDS = (
    "2026-01-01T00:00:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-12:00",
    "NaN", "Infinity", "-Infinity", "1e999999", "sNaN", "-0", "undo", "preview", "orders", "weekly", "hours",
)  # fmt: skip


def vary(content: bytes, chance: random.Random) -> bytes:
    """Mutate a record."""
    return vary_json(content, chance, _WORDS)


READER = Reader(check, samples, vary)
