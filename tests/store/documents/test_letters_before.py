"""Letters of a file from before they said what they had left out."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import msgspec

from shopsync_gui.store import open_store
from shopsync_gui.store.database.database import MIGRATIONS

#: A moment of the letter, and one each before and after it.
BEFORE, MADE, AFTER = 900, 1000, 1100
#: Products: what the shop has of them now, what changed since, and whether the letter had left them out.
PRODUCTS: tuple[tuple[dict[str, object], tuple[tuple[str, str | None, str, int], ...], bool], ...] = (
    ({"stock": 5}, (), False),
    ({"stock": 0}, (), True),
    ({"stock": 0}, (("stock", "5", "0", AFTER),), False),
    ({"stock": 5}, (("stock", "0", "5", AFTER),), True),
    ({"stock": 0}, (("stock", "5", "0", BEFORE),), True),
    ({"stock": 0}, (("stock", None, "0", AFTER),), False),
    ({"state": "disabled"}, (("state", "active", "disabled", AFTER),), False),
    ({"state": "gone"}, (), True),
    ({"page": ""}, (), True),
)  # fmt: skip


def test_what_they_had_left_out_follows_from_the_history(tmp_path: Path, path: Path) -> None:
    before = tmp_path / "before"
    before.mkdir()
    for script in MIGRATIONS.glob("0*.py"):
        if script.stem < "0028":
            shutil.copy(script, before)
    items = []
    with closing(open_store(path, migrations=before)) as old:
        database = old.database
        database.execute_sql(
            "INSERT INTO connection (id, name, title, shop_url, token_url, sa_url, client_id,"
            " sa_user, created_at) VALUES (1, 'bolt', '', '', '', '', '', '', 0)"
        )
        for number, (now, changes, _left) in enumerate(PRODUCTS, 1):
            values = {"state": "active", "stock": None, "page": "https://bolt.example/x", **now}
            database.execute_sql(
                "INSERT INTO product (id, connection_id, inner_id, sku, name, state, stock, page,"
                " digest, first_seen_at, changed_at, name_sort, first_seen_run)"
                " VALUES (?, 1, ?, '', '', ?, ?, ?, x'', 0, 0, '', 1)",
                (number, str(number), values["state"], values["stock"], values["page"]),
            )
            database.many(
                "INSERT INTO change (product_id, run_id, at, field, old, new)"
                " VALUES (?, 1, ?, ?, ?, ?)",
                [(number, at, field, was, became) for field, was, became, at in changes],
            )
            items.append(item(number, "1990"))
        items += [item(1, None), item(1, "0"), item(77, "5")]
        for kept in (msgspec.json.encode(items).decode(), "[]"):
            database.execute_sql(
                "INSERT INTO letter (connection_id, name, style, items, made_at)"
                " VALUES (1, 'Levél', '{}', ?, ?)",
                (kept, MADE),
            )
    with closing(open_store(path)) as now_open:
        letter, empty = sorted(now_open.letters.all(), key=lambda found: found.id)
    expected = [left for _now, _changes, left in PRODUCTS]
    assert [found.left_out for found in letter.items] == [*expected, True, True, False]
    assert [found.product_id for found in letter.items] == [one["product_id"] for one in items]
    assert empty.items == ()


def item(product_id: int, price: str | None) -> dict[str, object]:
    return {
        "product_id": product_id, "sku": "A", "name": "Cipő “x”", "price": price, "earlier": None, "currency": "HUF",
    }  # fmt: skip
