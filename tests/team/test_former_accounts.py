"""A shop of a team that is led to another account and back: what was known of that one holds in no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopsync_gui.core.plan.plan_summary import BrakeKind
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.sandbox.account.api import AccountApi
from shopsync_gui.sandbox.account.state import Account
from shopsync_gui.sandbox.app import Sandbox
from tests.team.computers import Team
from tests.team.server import PostgresServer
from tests.team.test_moved_shops import learned, save, shop_of

THERE = "https://masik.example/sa"


def another(sandbox: Sandbox, *, empty: bool) -> Account:
    """An account where the same ids stand for other products, and for categories of other names."""
    account, here = Account(sandbox.config, sandbox.clock), sandbox.account
    if not empty:
        names = [category.prodcat_name for category in here.categories.values()]
        for category, name in zip(here.categories.values(), reversed(names), strict=True):
            account.categories[category.prodcat_id] = category._replace(prodcat_name=name)
        for number, product in enumerate(here.products.values()):
            account.put_product(product._replace(prod_sku=f"MASIK-{number}"))
    return account


def show(sandbox: Sandbox, account: Account) -> None:
    """Have this account stand at the account's address."""
    sandbox.account, sandbox.account_api = account, AccountApi(account)


@pytest.mark.parametrize("kind", [JobKind.PREVIEW, JobKind.SYNC])
@pytest.mark.parametrize("empty", [False, True], ids=["filled", "empty"])
def test_on_the_way_back_nothing_is_written(
    tmp_path: Path, server: PostgresServer, database: str, kind: JobKind, *, empty: bool
) -> None:
    team = Team(tmp_path, server, database, 2, 1, products=20, orders=0)
    first, second = team.each
    sandbox = team.shared.sandbox
    assert first.job().verified
    home, known = sandbox.account, learned(first)
    here = shop_of(first).sa_url
    show(sandbox, another(sandbox, empty=empty))
    save(first, sa_url=THERE)
    looked = first.job(kind)  # a sync is stopped by the brake
    assert (looked.created, looked.updated) == (0, 0)
    show(sandbox, home)
    save(first, sa_url=here)
    writes = team.shared.write_count()
    back = first.job(JobKind.PREVIEW)
    assert back.planned is not None
    assert (back.planned.create, back.planned.update, back.planned.categories) == (0, 0, 0)
    assert first.job(approve_brake=True).verified
    second.time = first.time
    second.office.exchange()
    assert second.job(approve_brake=True).verified
    assert team.shared.write_count() == writes
    assert learned(first) == known
    assert learned(second) == known
    team.close()


def test_each_account_keeps_what_is_known_of_it(
    tmp_path: Path, server: PostgresServer, database: str
) -> None:
    """Synced into one, then into another one, and back: each run finds what it left."""
    team = Team(tmp_path, server, database, 1, 1, products=20, orders=0)
    (first,) = team.each
    sandbox = team.shared.sandbox
    home, here = sandbox.account, shop_of(first).sa_url
    assert first.job().verified
    known = learned(first)
    there = another(sandbox, empty=True)
    show(sandbox, there)
    save(first, sa_url=THERE)
    assert first.job(approve_brake=True).created > 0
    known_there = learned(first)
    for account, address, before in ((home, here, known), (there, THERE, known_there)):
        show(sandbox, account)
        save(first, sa_url=address)
        writes = len(account.writes)
        assert first.job(approve_brake=True).verified
        assert len(account.writes) == writes
        assert learned(first) == before
    team.close()


def test_other_categories_everywhere_stop_a_colleagues_first_sync(
    tmp_path: Path, server: PostgresServer, database: str
) -> None:
    team = Team(tmp_path, server, database, 2, 1, products=40, orders=0)
    first, second = team.each
    assert first.job().verified
    shop = team.shared.sandbox.shop
    keys = list(shop.keys())
    held = [shop.product(key).categories for key in keys]
    for key, categories in zip(keys, held[1:] + held[:1], strict=True):
        shop.update(key, categories=categories)
    second.time = first.time
    second.office.exchange()
    writes = team.shared.write_count()
    stopped = second.job()
    assert [brake.kind for brake in stopped.brakes] == [BrakeKind.MOVED]
    assert team.shared.write_count() == writes
    team.close()
