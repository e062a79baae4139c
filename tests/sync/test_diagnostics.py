"""The diagnostics file tells how the program stands, and names nobody."""

from __future__ import annotations

import zipfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from shopsync_gui.core.errors import QuotaReached, StoreDamaged
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.store import open_store
from shopsync_gui.sync.outputs.diagnostics import save_diagnostics, save_without_store
from shopsync_gui.system.paths import logs_folder
from tests.connected import connect_shop

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
PRIVATE = ("kanari-bolt", "Kanári Bolt", "kanari-client", "kanari-user", "kanari-mail")


LOG = """\
2026-03-01 10:00:00,000 INFO 1 shopsync_gui.sync.engine: run 3 of Kanári Bolt begins
2026-03-01 10:00:01,000 WARNING 1 shopsync_gui.sync.outputs.mail: kanari-user met MailRefused
2026-03-01 10:00:02,000 ERROR 1 shopsync_gui.sync.engine: the run met an unexpected fault
Traceback (most recent call last):
  File "/home/kanari/venv/lib/site-packages/httpx/_client.py", line 7, in send
    raise ValueError("kanari-bolt")
  File "/home/kanari/shopsync_gui/sync/engine.py", line 99, in run
    await self._kanari()
ValueError: kanari-bolt
"""


def test_without_a_database_nothing_that_anybody_typed_is_told(tmp_path: Path) -> None:
    logs = logs_folder(tmp_path)
    logs.mkdir(parents=True)
    (logs / "shopsync.log").write_text(LOG, "utf-8")
    (tmp_path / "shopsync.db").write_bytes(b"no database at all " * 400)
    target = tmp_path / "file.zip"
    with pytest.raises(StoreDamaged) as damaged:
        open_store(tmp_path / "shopsync.db")
    save_without_store(damaged.value, tmp_path, target)
    with zipfile.ZipFile(target) as archive:
        facts, log = archive.read("facts.txt").decode(), archive.read("log.txt").decode()
    assert "database: StoreDamaged" in facts
    assert "size shopsync.db: 7600" in facts
    assert (
        log
        == """\
2026-03-01 10:00:00,000 INFO 1 shopsync_gui.sync.engine: […]
2026-03-01 10:00:01,000 WARNING 1 shopsync_gui.sync.outputs.mail: […] MailRefused
2026-03-01 10:00:02,000 ERROR 1 shopsync_gui.sync.engine: […]
  File "site-packages/httpx/_client.py", line 7, in send
  File "shopsync_gui/sync/engine.py", line 99, in run
ValueError: […]
"""
    )


def test_it_tells_of_runs_and_settings_and_names_nobody(tmp_path: Path) -> None:
    logs = logs_folder(tmp_path)
    logs.mkdir(parents=True)
    words = " ".join((*PRIVATE, "kanari@example.com", "https://kanari.example.com/x", "192.0.2.7"))
    (logs / "command.log").write_text(
        f"2026-03-01 10:00:00,000 INFO 1 shopsync: {words}\n", "utf-8"
    )
    target = tmp_path / "file.zip"
    with closing(open_store(tmp_path / "shopsync.db")) as store:
        shop = connect_shop(
            store,
            PRIVATE[0],
            title=PRIVATE[1],
            shop_url="https://kanari.example.com/api",
            client_id=PRIVATE[2],
            sa_user=PRIVATE[3],
            now=NOW,
        )
        run = store.runs.start(JobKind.SYNC, shop.id, NOW)
        store.runs.save(replace(run, state=RunState.PAUSED, problem=QuotaReached().problem))
        store.settings.set("mail.user", PRIVATE[4])
        store.settings.set("push.max_rate", "3")
        save_diagnostics(store, tmp_path, target, store.settings.all())
    with zipfile.ZipFile(target) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert set(texts) == {"facts.txt", "log.txt"}
    facts = texts["facts.txt"].splitlines()
    assert "connections: 1" in facts
    assert "integrity: ok" in facts
    assert "setting mail.user: (given)" in facts
    assert "setting push.max_rate: 3" in facts
    (told,) = (line for line in facts if line.startswith(f"run {run.run_id}: sync paused"))
    assert told.endswith("QuotaReached")
    everything = "".join(texts.values()).casefold()
    assert "shopsync" in texts["log.txt"]
    for word in ("kanari", "kanári", "192.0.2.7", "example.com"):
        assert word not in everything
