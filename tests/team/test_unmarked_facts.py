"""Facts from before keys said of which shop and account they are known: they go, and nothing is lost."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

from shopsync_gui.store import open_store
from shopsync_gui.store.database.database import MIGRATIONS
from shopsync_gui.team.address import parse_address
from shopsync_gui.team.database import TeamDatabase
from tests.team.computers import Team
from tests.team.server import PostgresServer
from tests.team.test_moved_shops import learned

#: An inner id, a category's, and an id with a field, as they were called.
UNMARKED = (("product", "10001"), ("category", "1"), ("echo", "17 name"))
_FACTS = "SELECT kind, key FROM fact WHERE body IS NOT NULL ORDER BY kind, key"


def test_the_teams_database_loses_them_and_everybody_still_learns_all(
    tmp_path: Path, server: PostgresServer, database: str
) -> None:
    team = Team(tmp_path, server, database, 2, 1, products=12, orders=0)
    first, second = team.each
    assert first.job().verified
    with closing(TeamDatabase(parse_address(server.address(database)), None)) as db:
        told = db.rows(_FACTS)
        for fact in UNMARKED:
            db.rows(
                "INSERT INTO fact (shop_id, kind, key, body, member_id)"
                " VALUES (1, %s, %s, '999', 1)",
                fact,
            )
        db.rows(
            "INSERT INTO intent (id, account_id, fence, member_id, shop_id, entry_id, op, key,"
            " inner_id, body) VALUES (gen_random_uuid(), 1, 0, 1, 1, 1, 'create_product', '', '10001', '')"
        )
        db.rows("DELETE FROM schema_migration WHERE name = %s", ("0002_unmarked_facts",))
        second.office.exchange()
        assert db.rows(_FACTS) == told
        assert db.rows("SELECT inner_id FROM intent") == [("",)]
        db.rows("DELETE FROM intent")
    second.time = first.time
    writes = team.shared.write_count()
    assert second.job(approve_brake=True).verified
    assert team.shared.write_count() == writes
    assert learned(second) == learned(first)
    team.close()


def test_they_are_forgotten_here(tmp_path: Path) -> None:
    before = tmp_path / "before"
    before.mkdir()
    for script in MIGRATIONS.glob("0*.py"):
        if script.stem < "0034":
            shutil.copy(script, before)
    path = tmp_path / "shopsync.db"
    marked = [(kind, f"0a1b2c3d/4 {key}") for kind, key in UNMARKED]
    others = [("consent", "user"), ("option", "options")]
    with closing(open_store(path, migrations=before)) as old:
        old.database.execute_sql(
            "INSERT INTO connection (id, name, title, shop_url, token_url, sa_url, client_id,"
            " sa_user, created_at) VALUES (1, 'bolt', '', '', '', '', '', '', 0)"
        )
        old.database.many(
            "INSERT INTO team_fact (connection_id, kind, key, body) VALUES (1, ?, ?, '1')",
            [*UNMARKED, *marked, *others],
        )
    with closing(open_store(path)) as store:
        kept = store.database.rows("SELECT kind, key FROM team_fact")
    assert sorted(tuple(row) for row in kept) == sorted([*marked, *others])
