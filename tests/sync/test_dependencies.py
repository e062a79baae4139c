"""The clients of a connection work at the pace that was chosen for it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from shopsync_gui.core.settings.shop_choices import Pace
from shopsync_gui.store import open_store
from shopsync_gui.store.account.connections import ConnectionOptions
from shopsync_gui.sync.run import dependencies
from shopsync_gui.sync.run.secret_addresses import address_of
from shopsync_gui.system.paths import database_file
from shopsync_gui.system.secrets import CLIENT_SECRET, SA_PASSWORD, Secrets
from tests.catalogues import NOW
from tests.connected import connect_shop


@pytest.mark.parametrize(("pace", "share"), [(Pace.FULL, 1.0), (Pace.GENTLE, 0.5)])
def test_a_gentle_connection_asks_half_as_often(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pace: Pace, share: float
) -> None:
    made: list[dict[str, Any]] = []
    monkeypatch.setattr(dependencies, "ShopClient", lambda _access, **given: made.append(given))
    monkeypatch.setattr(dependencies, "AccountClient", lambda **given: made.append(given))
    secrets = Secrets(tmp_path)
    with closing(open_store(database_file(tmp_path))) as store:
        store.settings.set("pull.rate", "2")
        store.settings.set("push.start_rate", "3")
        store.settings.set("push.max_rate", "40")
        connection = connect_shop(store, options=ConnectionOptions(pace=pace), now=NOW)
        for kind in (CLIENT_SECRET, SA_PASSWORD):
            secrets.remember("bolt", kind, address_of(connection, kind), "kept-for-parts")
        parts = dependencies.make_parts(store, secrets, tmp_path)
        parts.open_shop(connection)
        parts.open_account(connection)
    shop, account = made
    assert shop["rate"] == 2 * share
    assert (account["start_rate"], account["max_rate"]) == (3 * share, 40 * share)
