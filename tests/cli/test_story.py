"""The whole job by commands, on real sockets: connect, plan, sync, again, verify, look."""

from __future__ import annotations

import json
import os
import stat
import zipfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from shopsync_gui.cli.data_folder import connection_of, opened
from shopsync_gui.core.text import ngettext
from shopsync_gui.sandbox.config import SandboxConfig
from shopsync_gui.sync.standing.next_steps import remarks_on
from shopsync_gui.sync.standing.stored_standings import read_standing
from tests.cli.playing import call, environment, sandbox
from tests.cli.story import Story, tell
from tests.quick_reads import quick_reads

#: Keys may be added, and are never renamed.
SYNC_KEYS = {
    "run", "state", "pulled", "created", "updated", "unchanged", "skipped", "failed", "gone",
    "verified", "requests", "seconds", "kept_differently", "edited", "left_edited",
    "renamed_categories", "quick", "duplicates", "other_writer", "suspected", "shared_skus",
}  # fmt: skip


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    home = tmp_path_factory.mktemp("story") / "home"
    with (
        sandbox(SandboxConfig(products=40, orders=0)) as endpoints,
        environment(home, endpoints),
        pytest.MonkeyPatch.context() as patch,
    ):
        quick_reads(patch)
        yield Story(home, endpoints, tell(endpoints))


@pytest.fixture(autouse=True)
def same_home(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPSYNC_HOME", str(story.home))
    monkeypatch.setenv("SHOPSYNC_LANGUAGE", "en")


def test_connecting_says_what_was_found(story: Story) -> None:
    said = story.said["connect"]
    assert said.code == 0
    assert "“bemutato”" in said.out
    assert "40 products in the shop" in said.out
    assert "0 products in the account" in said.out
    *_, next_step, offer = said.out.strip().splitlines()
    assert next_step == "Next: shopsync sync bemutato --yes"
    assert offer.endswith(": shopsync check bemutato")
    assert "SHOPSYNC_CLIENT_SECRET" in said.err


def test_the_plan_lists_every_product_that_is_not_equal_yet(story: Story) -> None:
    said = story.said["plan"]
    plan = said.json
    assert said.code == 0
    assert plan["state"] == "done"
    assert plan["pulled"] == 40
    assert plan["create"] + plan["skip"] == 40
    assert plan["update"] == plan["unchanged"] == plan["gone"] == 0
    assert plan["brakes"] == []
    assert plan["categories"]
    assert len(plan["items"]) == 40
    assert {item["action"] for item in plan["items"]} <= {"create", "skip"}
    for item in plan["items"]:
        assert set(item) == {"sku", "name", "sa_id", "action", "changes", "reason"}
        assert (item["reason"] is None) == (item["action"] == "create")


def test_the_sync_does_what_was_planned(story: Story) -> None:
    said, plan = story.said["sync"], story.said["plan"].json
    receipt = said.json
    assert said.code == 0
    assert set(receipt) >= SYNC_KEYS
    assert receipt["state"] == "done"
    assert receipt["verified"] is True
    assert receipt["pulled"] == 40
    assert receipt["created"] == plan["create"] > 0
    assert receipt["skipped"] == plan["skip"]
    assert receipt["updated"] == receipt["failed"] == receipt["gone"] == 0
    assert receipt["requests"]["shop"] > 0
    assert receipt["requests"]["target"] >= receipt["created"]
    assert receipt["seconds"] > 0
    assert "Reading products" in said.err


def test_the_second_sync_writes_nothing(story: Story) -> None:
    first, second = story.said["sync"].json, story.said["again"].json
    assert story.said["again"].code == 0
    assert second["verified"] is True
    assert second["created"] == second["updated"] == 0
    assert second["unchanged"] == first["created"]
    assert second["requests"]["target"] < 10


def test_verifying_compares_every_planned_product(story: Story) -> None:
    said = story.said["verify"]
    assert said.code == 0
    told = {
        "verified": True,
        "compared": story.said["sync"].json["created"],
        "differences": [],
        "duplicates": [],
    }
    assert told.items() <= said.json.items()
    reader = story.said["verify for a reader"]
    assert reader.code == 0
    assert "Both sides are equal" in reader.out


def test_products_show_the_master(story: Story) -> None:
    everything = call("products", "--json").json
    assert everything["count"] == len(everything["items"]) == 40
    for item in everything["items"]:
        assert set(item) == {
            "sa_id", "sku", "name", "categories", "net", "gross", "vat", "currency", "state",
        }  # fmt: skip
        assert isinstance(item["categories"], list)
        if item["net"] is not None:
            assert Decimal(item["net"]).as_tuple().exponent == -2
    written = [item for item in everything["items"] if item["sa_id"] is not None]
    assert len(written) == story.said["sync"].json["created"]
    assert len({item["sa_id"] for item in written}) == len(written)


def test_products_can_be_searched_limited_and_filtered() -> None:
    everything = call("products", "--json").json["items"]
    wanted = next(item for item in everything if item["sku"])
    found = call("products", "--search", wanted["sku"].lower(), "--json").json
    assert wanted in found["items"]
    few = call("products", "--limit", "3", "--json").json
    assert few["count"] == 40
    assert few["items"] == everything[:3]
    bare = call("products", "--uncategorised", "--json").json
    assert bare["items"] == [item for item in everything if not item["categories"]]
    assert "Uncategorised" in call("products", "--uncategorised").out
    assert call("products", "--gone", "--json").json == {"count": 0, "items": []}
    reader = call("products", "--limit", "2")
    assert len(reader.out.splitlines()) == 2
    assert "40 products" in reader.err


def test_runs_are_the_history_newest_first(story: Story) -> None:
    items = call("runs", "--json").json["items"]
    kinds = [item["kind"] for item in items]
    assert kinds[:2] == ["sync", "retry"]
    assert kinds[2:5] == ["undo"] * 3  # the first and the last had nothing to write
    assert kinds[5:] == ["verify", "verify", "sync", "sync", "preview"]
    assert {item["shop"] for item in items} == {"bemutato"}
    for item in items:
        assert set(item) >= SYNC_KEYS | {
            "kind", "started", "finished", "shop", "problem", "removed", "kept",
        }  # fmt: skip
    undo = next(item for item in items if item["run"] == story.said["undo"].json["run"])
    assert undo["removed"] == story.said["undo"].json["removed"] > 0
    assert f"removed {undo['removed']}" in call("runs").out
    sync = story.said["sync"].json
    listed = next(item for item in items if item["run"] == sync["run"])
    assert {key: listed[key] for key in SYNC_KEYS} == {key: sync[key] for key in SYNC_KEYS}
    assert len(call("runs").out.splitlines()) == 10


def test_the_next_step_is_that_of_the_window(language: Callable[[str], None]) -> None:
    language("en")
    with opened() as store:
        standing = read_standing(store, connection_of(store, "bemutato"))
    remarks = list(remarks_on(standing))
    assert remarks
    lines = call("runs").err.splitlines()
    assert lines[2] == "bemutato:"
    assert [line for line in lines[3:] if "→" not in line] == [
        words for remark in remarks for words in (remark.title, *remark.texts)
    ]
    assert sum("→" in line for line in lines) == sum(len(remark.steps) for remark in remarks)


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("sync", "shopsync plan bemutato"),
        ("undo", "shopsync sync bemutato --yes"),
        ("retry", "shopsync plan bemutato"),
    ],
)
def test_a_job_ends_with_the_command_that_helps_from_there(
    story: Story, name: str, command: str
) -> None:
    assert any(
        line.startswith("→") and line.endswith(command)
        for line in story.said[name].err.splitlines()
    )


def test_no_secret_is_in_any_file_or_output(story: Story) -> None:
    secrets = [story.endpoints.client_secret, story.endpoints.sa_password]
    files = [path for path in story.home.rglob("*") if path.is_file()]
    assert {"shopsync.db", "command.log"} <= {path.name for path in files}
    for path in files:
        content = path.read_bytes()
        for secret in secrets:
            assert secret.encode() not in content, path
    for said in story.said.values():
        for secret in secrets:
            assert secret not in said.out + said.err


@pytest.mark.skipif(os.name != "posix", reason="modes are a POSIX matter")
def test_the_data_are_closed_to_others(story: Story) -> None:
    for path in [story.home, *story.home.rglob("*")]:
        expected = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == expected, path


def test_settings_are_listed_shown_and_checked() -> None:
    listed = call("settings")
    assert listed.code == 0
    assert "push.max_rate = 200 " in listed.out
    assert "pull.page_size = 200 " in listed.out
    assert call("settings", "push.max_rate").out == "200\n"
    unknown = call("settings", "no.such.key")
    assert unknown.code == 2
    assert "no.such.key" in unknown.err
    assert call("settings", "mail.recipients", "a@bolt.hu, wrong").code == 2
    assert call("settings", "mail.recipients").out == "\n"
    wrong = call("settings", "pull.page_size", "many")
    assert wrong.code == 2
    assert call("settings", "pull.page_size").out == "200\n"


def test_the_chosen_language_is_spoken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SHOPSYNC_LANGUAGE")
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    assert call("settings", "ui.language", "hu").code == 0
    try:
        said = call("products", "--limit", "0").err
        assert ngettext("{n} product", "{n} products", 40).format(n=40) in said
        assert " products" not in said
    finally:
        call("settings", "ui.language", "system")
    assert "40 products" in call("products", "--limit", "0").err


def test_json_stays_readable(story: Story) -> None:
    names = [item["name"] for item in json.loads(call("products", "--json").out)["items"]]
    foreign = next(n for n in names if not n.isascii() and '"' not in n)
    assert foreign in call("products", "--json").out


def test_an_undo_is_shown_without_consent(story: Story) -> None:
    said = story.said["undo shown"]
    created = story.said["sync"].json["created"]
    assert said.code == 2
    assert (said.json["remove"], said.json["keep"], said.json["update"]) == (0, created, 0)
    assert {item["reason"] for item in said.json["items"]} == {"created"}
    assert "--remove-created --yes" in said.err
    removing = story.said["undo with removal shown"]
    assert removing.code == 2
    # The history keeps neither, and a number that is given again would name another run.
    assert said.json["run"] is removing.json["run"] is None
    assert (removing.json["remove"], removing.json["keep"]) == (created, 0)
    assert "--yes" in removing.err
    assert "Tick" not in removing.err, "there is no box on the command line"


def test_an_undo_takes_back_what_the_run_created(story: Story) -> None:
    said = story.said["undo"]
    assert said.code == 0
    assert set(said.json) >= {
        "run", "undone", "state", "updated", "removed", "kept", "failed", "verified", "requests",
        "seconds",
    }  # fmt: skip
    assert said.json["undone"] == story.said["sync"].json["run"]
    assert said.json["removed"] == story.said["sync"].json["created"]
    assert said.json["verified"] is True
    assert story.said["undo for a reader"].code == 0
    assert "There is nothing to undo" in story.said["undo for a reader"].out


def test_what_the_run_created_stays_until_its_removal_is_asked_for(story: Story) -> None:
    shown = story.said["undo shown to a reader"]
    assert shown.code == 2
    created = story.said["sync"].json["created"]
    (sentence,) = shown.out.splitlines()
    assert str(created) in sentence
    assert "--remove-created --yes" in shown.err
    said = story.said["undo of nothing"]
    assert (said.code, said.json["updated"], said.json["removed"]) == (0, 0, 0)
    assert "--remove-created --yes" in said.err


def test_a_verification_does_not_recommend_itself(story: Story) -> None:
    assert "shopsync verify" not in story.said["verify for a reader"].err


def test_where_nothing_is_left_to_undo_no_consent_is_asked_for(story: Story) -> None:
    said = story.said["nothing to undo"]
    assert said.code == 0
    assert "There is nothing to undo" in said.out
    assert "--yes" not in said.err


def test_a_retry_asks_only_for_what_was_left_out(story: Story) -> None:
    said = story.said["retry"]
    assert said.code == 0
    assert said.json["created"] == 0
    assert 0 < said.json["pulled"] < 40
    assert said.json["skipped"] == said.json["pulled"]
    assert said.json["verified"] is None, "nothing was compared"


def test_after_an_undo_everything_can_be_synced_again(story: Story) -> None:
    said = story.said["sync after undo"]
    assert said.code == 0
    assert said.json["created"] == story.said["sync"].json["created"]
    assert said.json["verified"] is True


def test_the_products_are_exported(story: Story, tmp_path: Path) -> None:
    said = call("export", str(tmp_path / "all.csv"))
    assert said.code == 0
    assert "40 products" in said.out
    replaced = "It took the place of an earlier file of that name."
    assert replaced not in said.err
    assert replaced in call("export", str(tmp_path / "all.csv")).err
    lines = (tmp_path / "all.csv").read_text("utf-8-sig").splitlines()
    assert lines[0].startswith("Name,SalesAutopilot id,SKU,")
    said = call("export", str(tmp_path / "some.xlsx"), "--search", "zzzz", "--json")
    assert said.json == {"file": str(tmp_path / "some.xlsx"), "count": 0}
    assert "No product matches" in said.err
    sku = call("products", "--limit", "1", "--json").json["items"][0]["sku"]
    twice = ("--products", sku, sku.lower(), sku.upper(), "NINCS")
    said = call("export", str(tmp_path / "one.csv"), *twice, "--json")
    assert (said.code, said.json["count"], said.json["unknown"]) == (3, 1, ["NINCS"])
    assert (tmp_path / "some.xlsx").read_bytes().startswith(b"PK")
    assert call("export", str(tmp_path / "all.pdf")).code == 2


def test_a_diagnostics_file_holds_the_runs_and_no_name(story: Story, tmp_path: Path) -> None:
    target = tmp_path / "diagnostics.zip"
    said = call("diagnostics", str(target))
    assert said.code == 0
    assert str(target) in said.out
    assert "ZIP" not in said.err
    assert "It is a ZIP archive" in call("diagnostics", str(tmp_path / "diagnostics.txt")).err
    with zipfile.ZipFile(target) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert "run 1: " in texts["facts.txt"]
    assert story.endpoints.sa_user not in "".join(texts.values())


def test_a_diagnostics_file_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    said = call("diagnostics", str(tmp_path / "none" / "diagnostics.zip"))
    assert said.code == 1
    assert said.out == ""
