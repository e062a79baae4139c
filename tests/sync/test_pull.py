"""Reading a whole catalogue that moves, that was begun before, or whose number is wrong."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from shopsync_gui.core.catalogue import Category
from shopsync_gui.core.errors import ShopForbidden
from shopsync_gui.core.runs.jobs import Phase
from shopsync_gui.core.runs.reading_notes import ReadingNote
from shopsync_gui.sandbox import faults as f
from shopsync_gui.sandbox.asgi import Request
from shopsync_gui.sandbox.shop.state import Shop
from shopsync_gui.sync.run.session import Session
from shopsync_gui.sync.shop.pull import Pulled, pull, pull_again, pull_changes
from tests.sync.catalogue_reading import Catalogue, Change

Note = ReadingNote
HOUR = timedelta(hours=1)


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return Catalogue(tmp_path)


def insert(shop: Shop) -> None:
    shop.insert(0, name="Új")


def delete(shop: Shop) -> None:
    shop.delete(next(iter(shop.keys())))


def replace_first(shop: Shop) -> None:
    insert(shop)
    shop.delete([*shop.keys()][5])


def still(shop: Shop) -> None:
    """Nothing happens."""


@pytest.mark.parametrize(
    ("changes", "readings", "stable", "count"),
    [
        ([], 1, True, 60),
        ([insert], 2, True, 61),
        ([delete], 2, True, 59),
        # One goes and one comes: their number stays, but the pages moved.
        ([replace_first], 2, True, 60),
        ([insert, still], 2, True, 61),
        ([insert, delete], 3, True, 60),
        ([insert, insert, insert], 3, False, 62),
        ([replace_first] * 3, 3, False, 60),
    ],
)
def test_a_catalogue_that_moves_is_read_again_twice_at_most(
    catalogue: Catalogue, changes: list[Change], readings: int, stable: bool, count: int
) -> None:
    catalogue.changes = list(changes)
    found = catalogue.whole()
    assert (catalogue.readings, found.stable, found.count) == (readings, stable, count)
    assert found.notes == (() if stable else (Note.UNSTEADY,))
    assert catalogue.store.grid.summary(catalogue.shop_id).in_shop >= count


@pytest.mark.parametrize(
    ("wrong", "readings", "stable", "count"),
    [
        ([5], 2, True, 60),
        ([-5], 2, True, 60),
        # Each time another number: the shop moves.
        ([0, 1, 1, 2, 2, 3], 3, False, 62),
        # It was told too large once, while it moved.
        ([1, 1, 0], 2, True, 60),
    ],
)
def test_a_number_that_is_wrong_twice_is_not_believed(
    catalogue: Catalogue, wrong: list[int], readings: int, stable: bool, count: int
) -> None:
    catalogue.wrong = list(wrong)
    found = catalogue.whole()
    assert (catalogue.readings, found.stable, found.count) == (readings, stable, count)
    told = count == 60 and len(wrong) == 1
    unsteady = () if stable else (Note.UNSTEADY,)
    assert found.notes == ((Note.COUNT_WRONG,) if told else unsteady)
    if told:
        # It is known from now on, and told as long as it is so.
        catalogue.run_id = catalogue.begin()
        assert (catalogue.whole().notes, catalogue.readings) == ((Note.COUNT_WRONG,), 1)
        catalogue.wrong = []
        catalogue.run_id = catalogue.begin()
        assert (catalogue.whole().notes, catalogue.readings) == ((), 1)


@pytest.mark.parametrize(
    ("completed", "age", "goes_on"),
    [
        (False, timedelta(hours=24), True),
        (False, timedelta(hours=24, seconds=1), False),
        (False, timedelta(hours=-25), False),  # a clock that was set
        (True, HOUR, True),
        (True, timedelta(hours=1, seconds=1), False),
        (True, -HOUR, True),
        (True, timedelta(hours=-1, seconds=-1), False),
    ],
)
def test_a_reading_goes_on_where_it_was_for_some_time(
    catalogue: Catalogue, completed: bool, age: timedelta, goes_on: bool
) -> None:
    """An unfinished one for a day, a finished one for an hour."""
    catalogue.whole()
    last = catalogue.store.pull.last_page(catalogue.run_id)
    readings = catalogue.store.shop_readings
    began: list[datetime] = []

    async def go_on(session: Session, categories: list[Category]) -> Pulled:
        now = session.shop.now()
        readings.started(catalogue.run_id, now - (2 * HOUR if completed else age))
        if completed:
            readings.completed(catalogue.run_id, now - age, now)
        began.append(readings.started_at(catalogue.run_id) or now)
        found = await pull(session, categories)
        began.append(readings.started_at(catalogue.run_id) or now)
        return found

    found = catalogue.read(go_on)
    assert found.stable
    # Beyond the last page of a whole number there may be another one.
    assert catalogue.readings == (0 if goes_on else 1)
    assert found.earlier == (last if goes_on else 0)
    assert (began[0] == began[1]) is goes_on


def test_pages_of_an_interrupted_part_are_read_again_and_prove_nothing_until_then(
    catalogue: Catalogue,
) -> None:
    catalogue.refused = 1
    with pytest.raises(ShopForbidden):
        catalogue.whole()
    catalogue.refused = None
    found = catalogue.whole()
    assert (catalogue.asked, found.earlier) == ([1, 2], 1)

    async def again(session: Session, categories: list[Category]) -> Pulled:
        return await pull_again(session, categories, found.earlier)

    after = catalogue.read(again)
    assert (catalogue.asked, after) == ([0], Pulled(count=60, stable=True))


def test_a_catalogue_that_moved_owes_nothing_to_what_was_read_before_an_interruption(
    catalogue: Catalogue,
) -> None:
    catalogue.whole()
    catalogue.shop.insert(0, name="Új")
    found = catalogue.whole()
    assert (found.earlier, found.stable, found.count) == (0, True, 61)
    assert catalogue.asked == [0, 1, 2]


# --- what is odd ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("products", "categories", "odd", "told"),
    [(40, 10, 3, False), (40, 10, 4, True), (100, 100, 5, False), (100, 100, 6, True)],
)
def test_more_than_a_few_categories_without_a_name_are_told(
    catalogue: Catalogue, products: int, categories: int, odd: int, told: bool
) -> None:
    names = ["" if number < odd else f"K{number}" for number in range(categories)]
    made = [Category(inner_id=f"{n}", ref=f"r{n}", name=name) for n, name in enumerate(names)]

    async def read(session: Session, _listed: list[Category]) -> Pulled:
        return await pull(session, made)

    assert (Note.CATEGORIES_UNNAMED in catalogue.read(read).notes) is told


def names(listed: list[Category]) -> set[str]:
    return {category.name for category in listed}


@pytest.mark.parametrize("quick", [False, True])
def test_a_category_that_the_shop_does_not_list_is_asked_for_and_told_where_it_is_lost(
    catalogue: Catalogue, quick: bool
) -> None:
    shop = catalogue.shop
    catalogue.whole()
    kept = shop.insert_category("Rejtett")
    catalogue.hidden = {str(kept)}
    keys = [*shop.keys()]
    shop.update(keys[3], categories=(kept,))
    catalogue.world.time += 600
    catalogue.run_id = catalogue.begin()
    found = catalogue.read(pull_changes if quick else pull)
    assert found is not None
    assert "Rejtett" in names(catalogue.listed)
    assert catalogue.store.categories.unlisted_refs(catalogue.shop_id, never_known=True) == []
    assert Note.CATEGORIES_LOST not in found.notes
    lost = shop.insert_category("Törölt")
    shop.update(keys[4], categories=(lost,))
    shop.delete_category(lost)
    catalogue.run_id = catalogue.begin()
    assert catalogue.whole().notes == (Note.CATEGORIES_LOST,)
    assert "Törölt" not in names(catalogue.listed)


def test_a_category_that_was_known_is_not_told_as_lost(catalogue: Catalogue) -> None:
    shop = catalogue.shop
    gone = shop.insert_category("Törölt")
    shop.update([*shop.keys()][4], categories=(gone,))
    catalogue.whole()
    shop.delete_category(gone)
    catalogue.run_id = catalogue.begin()
    assert catalogue.whole().notes == ()


def test_a_list_of_changes_that_lacks_a_price_is_told_by_a_whole_reading(
    catalogue: Catalogue,
) -> None:
    catalogue.whole()
    catalogue.world.time += 4 * 3600
    catalogue.shop.update([*catalogue.shop.keys()][5], touch=False, net=77_700)
    catalogue.run_id = catalogue.begin()
    assert catalogue.whole().notes == (Note.BLIND,)


# --- only what changed ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "hours", "change", "count"),
    [
        (4, 6, still, 0),
        (2, 6, still, 60),  # what changed not long before is read again
        (4, 2, lambda shop: shop.update([*shop.keys()][7], name="Más"), 1),
        (4, 6, insert, 1),
        (4, 6, delete, None),
        (4, 6, replace_first, None),
        (4, 20, still, None),  # the last whole reading was on another day
    ],
)
def test_what_changed_alone_is_read_where_that_will_do(
    catalogue: Catalogue, before: float, hours: float, change: Change, count: int | None
) -> None:
    for key in [*catalogue.shop.keys()]:
        catalogue.shop.update(key)
    catalogue.world.time += before * 3600
    catalogue.whole()
    catalogue.world.time += hours * 1800
    change(catalogue.shop)
    catalogue.world.time += hours * 1800
    catalogue.world.progress.clear()
    catalogue.run_id = catalogue.begin()
    found = catalogue.read(pull_changes)
    assert found == (None if count is None else Pulled(count=count, stable=True))
    assert catalogue.asked == []
    told = {each.phase for each in catalogue.world.progress}
    assert told == (set() if hours == 20 else {Phase.PULL})


def test_what_changed_alone_does_not_do_before_a_whole_reading_nor_where_it_is_not_told(
    catalogue: Catalogue,
) -> None:
    assert catalogue.read(pull_changes) is None
    assert catalogue.world.progress == []
    catalogue.whole()
    asked = 0

    def refuse(request: Request) -> f.Action | None:
        nonlocal asked
        if "updatedAfter" not in request.params:
            return None
        asked += 1
        return f.status(400, body=b'{"message":"40010 updatedAfter","code":40010}')

    catalogue.world.sandbox.faults.at("GET shop/productExtend", refuse, None)
    for _ in range(2):
        catalogue.run_id = catalogue.begin()
        assert catalogue.read(pull_changes) is None
    assert asked == 1
    assert catalogue.whole().notes == (Note.NO_CATCH_UP,)
