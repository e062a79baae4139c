"""Wholeness, age and order of the account's lists."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Final

from shopsync_gui.sandbox.manners.account_lists import CATEGORIES, PRODUCTS, own_id
from shopsync_gui.sandbox.manners.manner import Adopt, Manner, both, product_lists

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.sandbox.app import Sandbox
    from shopsync_gui.sandbox.edge import Row


def _capped(most: int, *, newest: bool = False) -> Adopt:
    """End the list at so many products; enough strangers are in the account to fill most of it."""

    def adopt(sandbox: Sandbox) -> None:
        for number in range(most - 40):
            sandbox.account.add_product(f"REGI-{number:04d}", f"Régi termék {number}", 900)

    def choose(rows: list[Row]) -> list[Row]:
        return rows[-most:] if newest else rows[:most]

    return both(adopt, product_lists(choose))


def _without_newest(seconds: float) -> Adopt:
    """Leave out of the lists what was created so many seconds ago or less."""

    def adopt(sandbox: Sandbox) -> None:
        def old_enough(rows: list[Row]) -> list[Row]:
            account, limit = sandbox.account, sandbox.clock.now() - seconds
            fresh = {
                str(w.id) for w in account.writes if w.operation == "create" and w.time > limit
            }
            return [row for row in rows if own_id(row) not in fresh]

        sandbox.edge.product_list.append(old_enough)
        sandbox.edge.category_list.append(old_enough)

    return adopt


def _cached(seconds: float) -> Adopt:
    """Show one reading of the list for so many seconds."""

    def adopt(sandbox: Sandbox) -> None:
        kept: dict[str, tuple[float, list[Row]]] = {}

        def earlier(kind: str) -> Callable[[list[Row]], list[Row]]:
            def choose(rows: list[Row]) -> list[Row]:
                now = sandbox.clock.now()
                if kind not in kept or now - kept[kind][0] >= seconds:
                    kept[kind] = (now, rows)
                return kept[kind][1]

            return choose

        sandbox.edge.product_list.append(earlier(PRODUCTS))
        sandbox.edge.category_list.append(earlier(CATEGORIES))

    return adopt


def _stale(seconds: float) -> Adopt:
    """Let the lists show the account as it was so many seconds ago."""

    def adopt(sandbox: Sandbox) -> None:
        sandbox.account.stale_seconds = seconds

    return adopt


def _shuffled(rows: list[Row]) -> list[Row]:
    Random(len(rows)).shuffle(rows)
    return rows


def _by_name(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: str(row.get("prod_name")))


def _with_repeat(rows: list[Row]) -> list[Row]:
    return [*rows, rows[0]] if rows else rows


def _without_uncategorised(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row["prodcats"]]


def _without_free(rows: list[Row]) -> list[Row]:
    return [row for row in rows if float(str(row["prod_price"])) > 0]


def _capped_categories(most: int) -> Adopt:
    return lambda sandbox: sandbox.edge.category_list.append(lambda rows: rows[:most])


_WHOLE: Final[dict[str, tuple[str, Adopt]]] = {
    "list-cap-50": ("the list ends at 50 products", _capped(50)),
    "list-cap-100": ("the list ends at 100 products", _capped(100)),
    "list-cap-500": ("the list ends at 500 products", _capped(500)),
    "list-cap-1000": ("the list ends at 1,000 products", _capped(1000)),
    "list-cap-100-newest": ("the list holds the newest 100", _capped(100, newest=True)),
    "list-omits-newest-2s": ("what is new is listed 2 s later", _without_newest(2)),
    "list-omits-newest-8s": ("what is new is listed 8 s later", _without_newest(8)),
    "list-omits-newest-30s": ("what is new is listed 30 s later", _without_newest(30)),
    "list-omits-newest-90s": ("what is new is listed 90 s later", _without_newest(90)),
    "list-lags-2s": ("the lists are 2 s behind", _stale(2)),
    "list-lags-8s": ("the lists are 8 s behind", _stale(8)),
    "list-lags-30s": ("the lists are 30 s behind", _stale(30)),
    "list-lags-90s": ("the lists are 90 s behind", _stale(90)),
    "list-cached-60s": ("the lists are made once a minute", _cached(60)),
    "list-cached-10m": ("the lists are made once in ten minutes", _cached(600)),
    "list-reversed": ("the newest product first", product_lists(lambda rows: rows[::-1])),
    "list-by-name": ("products in the order of their names", product_lists(_by_name)),
    "list-shuffled": ("products in no order", product_lists(_shuffled)),
    "list-repeats-one": ("the first product stands in the list twice", product_lists(_with_repeat)),
    "list-omits-uncategorised": (
        "products without a category are not listed", product_lists(_without_uncategorised),
    ),
    "list-omits-free": ("products that cost nothing are not listed", product_lists(_without_free)),
    "categories-cap-1": ("the category list ends at one", _capped_categories(1)),
    "categories-cap-5": ("the category list ends at five", _capped_categories(5)),
    "categories-cap-10": ("the category list ends at ten", _capped_categories(10)),
}  # fmt: skip

MANNERS: Final[dict[str, Manner]] = {
    name: Manner("list-length", text, adopt) for name, (text, adopt) in _WHOLE.items()
}
