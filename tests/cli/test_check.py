"""The command check: what it says, keeps and ends with."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from shopsync_gui.cli.exits import Exit
from shopsync_gui.sandbox.config import SandboxConfig
from shopsync_gui.store import open_store
from shopsync_gui.store.account.traits import TraitSource
from shopsync_gui.system.lock import folder_lock
from tests.cli.playing import call, connecting, environment, sandbox

NOW = datetime.now(UTC)
_SHOP = SandboxConfig(products=4, orders=0)


def test_reading_and_trying_out(tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    with sandbox(_SHOP) as endpoints, environment(tmp_path, endpoints):
        assert call(*connecting(endpoints)).code == 0
        with closing(open_store(tmp_path / "shopsync.db")) as store:
            connection = store.connections.all()[0]
            assert store.traits.all(connection.id, connection.account_key, NOW)
        read = call("check", endpoints.shop_name, "--json")
        assert read.code == 0
        assert read.json["readable"]
        assert not read.json["write"]
        assert {trait["source"] for trait in read.json["traits"]} == {"seen"}
        refused = call("check", endpoints.shop_name, "--write")
        assert refused.code == 2
        tried = call(
            "check", endpoints.shop_name, "--write", "--yes", "--report", str(file), "--json"
        )
        assert tried.code == 0, tried.err
        assert tried.json["left"] == []
        assert tried.json["report"] == str(file)
        told = {trait["name"]: trait["value"] for trait in tried.json["traits"]}
        assert told["name.kept"] == "exact"
        assert told["category.delete"] == "gone"
        assert all(line in tried.err for line in file.read_text("utf-8").splitlines())
    with closing(open_store(tmp_path / "shopsync.db")) as store:
        traits = store.traits.all(connection.id, connection.account_key, NOW)
    assert traits["name.kept"].source is TraitSource.PROBE
    assert traits["price.form"].source is TraitSource.SEEN


def test_a_report_that_cannot_be_saved_is_told_before_anything_is_asked(tmp_path: Path) -> None:
    missing = str(tmp_path / "missing" / "report.txt")
    with sandbox(_SHOP) as endpoints, environment(tmp_path, endpoints):
        assert call(*connecting(endpoints), "--report", missing).code == 1
        assert call(*connecting(endpoints)).code == 0
        name = endpoints.shop_name
        asked = call("check", name, "--write", "--yes", "--report", missing, "--json")
        assert (asked.code, asked.json["error"]["code"]) == (1, "FolderMissing")
        on_folder = call("check", name, "--report", str(tmp_path), "--json")
        assert (on_folder.code, on_folder.json["error"]["code"]) == (1, "FileIsFolder")
        assert call("diagnostics", str(tmp_path)).code == 1
    with closing(open_store(tmp_path / "shopsync.db")) as store:
        (connection,) = store.connections.all()
        traits = store.traits.all(connection.id, connection.account_key, NOW)
    assert not any(trait.source is TraitSource.PROBE for trait in traits.values())


def test_an_account_that_cannot_be_read_is_offered_the_report(tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    config = SandboxConfig(products=4, orders=0, manners=("products-text",))
    with sandbox(config) as endpoints, environment(tmp_path, endpoints):
        plain = call(*connecting(endpoints))
        assert plain.code == 1
        assert "--report FILE" in plain.err
        with_file = call(*connecting(endpoints), "--report", str(file))
        assert with_file.code == 1
    report = file.read_text("utf-8")
    assert "products.form = text" in report
    assert endpoints.shop_name not in report


def test_a_run_that_met_an_unreadable_list_points_to_the_check(tmp_path: Path) -> None:
    with sandbox(_SHOP) as endpoints, environment(tmp_path, endpoints):
        assert call(*connecting(endpoints)).code == 0
    config = SandboxConfig(products=4, orders=0, manners=("categories-error",))
    with sandbox(config) as other, environment(tmp_path, other):
        with closing(open_store(tmp_path / "shopsync.db")) as store:
            shop = store.connections.all()[0]
            store.connections.update(
                shop.id,
                title=shop.title,
                shop_url=other.shop_url,
                token_url=other.token_url,
                sa_url=other.sa_url,
                client_id=shop.client_id,
                sa_user=shop.sa_user,
                options=shop.options,
                consented_at=None,
            )
        synced = call("sync", endpoints.shop_name, "--yes")
        assert f"shopsync check {endpoints.shop_name} --report" in synced.err
        checked = call("check", endpoints.shop_name, "--json")
    assert checked.code == 1
    assert not checked.json["readable"]


def test_a_job_at_work_is_not_disturbed(tmp_path: Path) -> None:
    with sandbox(_SHOP) as endpoints, environment(tmp_path, endpoints):
        assert call(*connecting(endpoints)).code == 0
        with folder_lock(tmp_path):
            assert call("check", endpoints.shop_name).code == Exit.BUSY
