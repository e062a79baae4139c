"""What the command line says to who runs it on a server: what it means, and nothing else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from shopsync_gui.cli.exits import Exit
from shopsync_gui.core.errors import AnswersUnusable
from shopsync_gui.sandbox.config import Endpoints, SandboxConfig
from tests.cli.playing import call, connecting, environment, sandbox


@pytest.fixture
def shop(shopsync_home: Path) -> Iterator[Endpoints]:
    """A connected shop of twelve products."""
    with (
        sandbox(SandboxConfig(products=12, orders=0)) as endpoints,
        environment(shopsync_home, endpoints),
    ):
        assert call(*connecting(endpoints)).code == 0
        for key in ("push.start_rate", "push.max_rate"):
            call("settings", key, "1000")
        call("settings", "push.quiet_seconds", "0")
        yield endpoints


def test_a_refused_secret_names_where_it_came_from(
    shop: Endpoints, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPSYNC_SA_PASSWORD_BEMUTATO", "another one")
    for words in (["sync", shop.shop_name, "--yes"], ["sync", "--all", "--yes"]):
        said = call(*words)
        assert said.code == Exit.PAUSED
        assert "SHOPSYNC_SA_PASSWORD_BEMUTATO" in said.err
        assert f"shopsync connect {shop.shop_name}\n" in said.err


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
def test_a_file_with_a_secret_that_others_can_read_is_named(
    shop: Endpoints, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "secret"
    file.write_text(shop.client_secret)
    monkeypatch.setenv("SHOPSYNC_CLIENT_SECRET_FILE", str(file))
    for mode, told in ((0o644, True), (0o600, False)):
        file.chmod(mode)
        assert (str(file) in call("status").err) is told


def test_several_shops_approve_only_what_the_brake_stopped_before(shopsync_home: Path) -> None:
    small = SandboxConfig(products=3, orders=0)
    with sandbox(small) as account, environment(shopsync_home, account):
        with sandbox(replace(small, products=12)) as full:
            port = urlsplit(full.shop_url).port or 0
            of_shop = {"shop_url": full.shop_url, "token_url": full.token_url}
            assert call(*connecting(account, **of_shop)).code == 0
            for key in ("push.start_rate", "push.max_rate"):
                call("settings", key, "500")
            assert call("sync", "--all", "--yes").code == Exit.DONE
        words = ("sync", "--all", "--yes", "--approve-brake")
        with sandbox(replace(small, faults=("shop-empty",)), port):
            assert call(*words).code == Exit.STOPPED
            assert call(*words).code == Exit.DONE


def test_a_verification_says_as_json_what_was_left_out(shop: Endpoints) -> None:
    call("sync", shop.shop_name, "--yes")
    found = call("verify", shop.shop_name, "--json").json
    assert found["verified"] is True
    assert found["state"] == "done"
    assert found["shop_products"] == found["unchanged"] + found["skipped"]
    assert (found["refused"], found["refused_skus"], found["failed"]) == (0, [], 0)
    assert sum(found["skip_reasons"].values()) == found["skipped"]


def test_a_schedule_as_json_says_what_counts(shop: Endpoints) -> None:
    def told(*words: str) -> tuple[object, object, object]:
        found = call("schedule", shop.shop_name, *words, "--json").json
        return found["every"], found["at"], found["on"]

    assert told() == ("never", None, None)
    assert told("--every", "6") == (6, None, None)
    assert told("--every", "day", "--at", "02:30") == ("day", "02:30", None)
    assert told("--every", "week", "--on", "kedd") == ("week", "02:30", "tuesday")
    said = call("schedule", shop.shop_name, "--on", "t")
    assert (said.code, "Tuesday, Thursday" in said.err) == (Exit.USAGE, True)


def test_a_run_is_named_as_the_list_names_it(shop: Endpoints) -> None:
    call("sync", shop.shop_name, "--yes")
    assert call("undo", "#1").err == call("undo", "1").err
    assert call("undo", "#x").code == Exit.USAGE


def test_a_backup_without_an_ending_says_what_it_was_taken_for(
    shop: Endpoints, tmp_path: Path
) -> None:
    said = call("backup", str(tmp_path / "bak" / "x"), "--json")
    assert (said.code, said.json["error"]["code"]) == (Exit.FAILED, "FolderMissing")
    assert "such as .db" in said.err


def test_prices_are_called_net(shop: Endpoints) -> None:
    call("plan", shop.shop_name)
    assert " net | VAT " in call("products", "--limit", "1").out


def test_a_folder_without_data_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPSYNC_HOME", str(tmp_path / "typing-error"))
    monkeypatch.setenv("SHOPSYNC_LANGUAGE", "en")
    said = call("status")
    assert said.code == Exit.DONE
    assert "There are no data in that folder" in said.err
    assert not (tmp_path / "typing-error").exists()


def test_an_answer_without_use_is_no_fault_that_was_reported() -> None:
    problem = AnswersUnusable(service="SalesAutopilot", status=200).problem
    assert "fault of its own" not in problem.message
