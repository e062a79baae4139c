"""Several shops in one data folder: synced in one command, told of one by one, waited for."""

from __future__ import annotations

import csv
import json
import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from shopsync_gui.cli.console import Console
from shopsync_gui.cli.data_folder import connection_of, opened
from shopsync_gui.cli.exits import Exit, worst
from shopsync_gui.sandbox.config import Endpoints, SandboxConfig
from shopsync_gui.sync.standing.shop_remarks import shared_text
from shopsync_gui.system.lock import folder_lock
from tests.cli.playing import Said, call, connecting, environment, sandbox
from tests.patience import patient
from tests.ports import closed_port
from tests.quick_reads import quick_reads


@pytest.fixture
def two_shops(shopsync_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoints]:
    """Two connected shops of twelve products each, and a first one that no longer answers."""
    quick_reads(monkeypatch)
    with (
        sandbox(SandboxConfig(products=12, orders=0)) as first,
        sandbox(SandboxConfig(products=12, orders=0, seed=2)) as second,
        environment(shopsync_home, first),
    ):
        assert call(*connecting(first, shop="alma")).code == 0
        assert call(*connecting(second, shop="korte")).code == 0
        for key in ("push.start_rate", "push.max_rate"):
            call("settings", key, "1000")
        call("settings", "push.quiet_seconds", "0")
        yield first


def lines(said: Said) -> list[dict[str, object]]:
    return [json.loads(line) for line in said.out.splitlines()]


def test_all_shops_in_one_command_with_a_line_each(two_shops: Endpoints) -> None:
    said = call("sync", "--all", "--yes", "--json")
    found = lines(said)
    assert {line["shop"] for line in found} == {"alma", "korte"}
    assert [line["state"] for line in found] == ["done", "done"]
    assert said.code == Exit.DONE


def test_one_shop_that_fails_keeps_no_other_from_its_turn(
    two_shops: Endpoints, shopsync_home: Path
) -> None:
    with opened(shopsync_home) as store:
        broken = connection_of(store, "alma")
        store.connections.update(broken.id, token_url="http://127.0.0.1:9/nothing")
    said = call("sync", "--all", "--yes", "--json")
    found = {line["shop"]: line for line in lines(said)}
    assert found["korte"]["state"] == "done"
    assert found["alma"]["state"] != "done"
    assert said.code in (Exit.FAILED, Exit.PAUSED)
    ended = {Exit.FAILED: "Failed", Exit.PAUSED: "Paused"}[Exit(said.code)]
    assert f"1 of 2 shops synced.\n{ended}: 1\n" in said.err.replace("synced. ", "synced.\n")


def test_the_shops_that_were_not_due_are_counted(two_shops: Endpoints) -> None:
    for shop in ("alma", "korte"):
        assert call("sync", shop, "--yes").code == 0
    call("schedule", "alma", "--every", "1")
    with opened() as store:
        run = store.runs.newest(10, connection_of(store, "alma").id)[0]
        hour_ago = msgspec.structs.replace(
            run,
            started_at=run.started_at - timedelta(hours=2),
            finished_at=run.started_at - timedelta(hours=2),
        )
        store.runs.save(hour_ago)
    said = call("sync", "--all", "--due", "--yes", "--json")
    assert said.code == 0
    assert "1 of 2 shops synced. Not due: 1\n" in said.err


def test_due_ones_only(two_shops: Endpoints) -> None:
    said = call("sync", "--all", "--due", "--yes", "--json")
    assert (said.code, said.json) == (Exit.DONE, {"items": []})
    assert "No shop is due." in said.err


@pytest.mark.parametrize(
    "words",
    [("sync", "--yes"), ("sync", "alma", "--all", "--yes"), ("sync", "alma", "--due", "--yes")],
)
def test_which_shop_is_meant_has_to_be_said(two_shops: Endpoints, words: tuple[str, ...]) -> None:
    assert call(*words).code == Exit.USAGE


def test_busy_folder_has_an_exit_code_of_its_own(two_shops: Endpoints, shopsync_home: Path) -> None:
    with folder_lock(shopsync_home):
        said = call("sync", "alma", "--yes", "--json")
    assert said.code == Exit.BUSY
    assert said.json["error"]["code"] == "AlreadyRunning"


def test_command_waits_for_its_turn(two_shops: Endpoints, shopsync_home: Path) -> None:
    taken, ended = threading.Event(), threading.Event()

    def other() -> None:
        with folder_lock(shopsync_home):
            taken.set()
            ended.wait(patient(20))

    thread = threading.Thread(target=other)
    thread.start()
    taken.wait(patient(20))
    release = threading.Timer(0.7, ended.set)
    release.start()
    try:
        assert call("sync", "alma", "--yes", "--wait", "30", "--json").json["state"] == "done"
    finally:
        ended.set()
        thread.join(patient(20))


def test_status_says_how_every_shop_stands(two_shops: Endpoints) -> None:
    before = {item["shop"]: item for item in call("status", "--json").json["items"]}
    assert before["alma"]["state"] == "idle"
    assert before["alma"]["equal_at"] is None
    call("sync", "alma", "--yes", "--json")
    after = {item["shop"]: item for item in call("status", "--json").json["items"]}
    assert after["alma"]["state"] == "done"
    assert after["alma"]["equal_at"] is not None
    assert after["korte"]["state"] == "idle"
    assert [i["shop"] for i in call("status", "korte", "--json").json["items"]] == ["korte"]
    assert "alma" in call("status").out


def test_what_several_shops_have_in_common_is_told_once(two_shops: Endpoints) -> None:
    for shop in ("alma", "korte"):
        call("plan", shop)
    for command in ("status", "runs"):
        told = call(command).err
        assert "alma, korte:" in told
        assert "shopsync sync SHOP --yes" in told or "shopsync plan SHOP" in told
        assert len(told.splitlines()) == len(set(told.splitlines()))
    of_one = call("runs", "--shop", "alma").err
    assert "korte" not in of_one
    assert "SHOP" not in of_one


def test_metrics_of_every_shop(two_shops: Endpoints, tmp_path: Path) -> None:
    file = tmp_path / "shopsync.prom"
    call("sync", "alma", "--yes", "--json", "--metrics", str(file))
    text = file.read_text("utf-8")
    assert 'shopsync_state{shop="alma",state="done"} 1' in text
    assert 'shopsync_state{shop="korte",state="idle"} 1' in text
    assert re.search(r'^shopsync_last_proof_seconds\{shop="alma"\} \d{10}', text, re.MULTILINE)
    assert 'shopsync_last_proof_seconds{shop="korte"}' not in text
    assert 'shopsync_products{shop="alma"} 12\n' in text
    assert 'shopsync_products{shop="korte"}' not in text
    form = re.compile(r'^(# (HELP|TYPE) \w+ .+|\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? -?[\d.]+)$')
    assert [line for line in text.splitlines() if not form.match(line)] == []


@pytest.mark.parametrize("shops", ["alma", "--all"])
def test_metrics_that_cannot_be_written_keep_nothing_from_being_synced(
    shops: str, two_shops: Endpoints, tmp_path: Path
) -> None:
    missing = str(tmp_path / "missing" / "shopsync.prom")
    said = call("sync", shops, "--yes", "--json", "--metrics", missing)
    assert said.code == Exit.DONE
    assert {line["state"] for line in lines(said)} == {"done"}
    assert said.err.count(str(tmp_path / "missing")) == 1


def test_metrics_are_written_after_each_shop_with_the_moment(
    two_shops: Endpoints, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "shopsync.prom"
    done: list[int] = []
    seen = Console.result

    def told(console: Console, shown: dict[str, object], *, shop: str = "") -> None:
        text = file.read_text("utf-8")
        done.append(text.count('state="done"} 1'))
        assert re.search(r"^shopsync_written_seconds \d{10}", text, re.MULTILINE)
        seen(console, shown, shop=shop)

    monkeypatch.setattr(Console, "result", told)
    call("sync", "--all", "--jobs", "1", "--yes", "--json", "--metrics", str(file))
    assert done == [0, 1]
    assert file.read_text("utf-8").count('state="done"} 1') == 2


def test_metrics_keep_the_products_of_a_shop_that_is_not_reached(
    two_shops: Endpoints, tmp_path: Path, shopsync_home: Path
) -> None:
    call("plan", "alma")
    with opened(shopsync_home) as store:
        gone = f"http://127.0.0.1:{closed_port()}/shop/alma/api"
        shop = connection_of(store, "alma")
        store.connections.update(shop.id, shop_url=gone, linked_shop=gone)
    file = tmp_path / "shopsync.prom"
    assert call("sync", "alma", "--yes", "--metrics", str(file)).code == Exit.PAUSED
    assert 'shopsync_products{shop="alma"} 12\n' in file.read_text("utf-8")


def test_what_is_about_one_shop_names_it(two_shops: Endpoints) -> None:
    for words in (
        ("plan", "alma"),
        ("sync", "alma", "--yes"),
        ("verify", "alma"),
        ("retry", "alma", "--yes"),
        ("orders", "alma", "--since", "2024-01-01"),
        ("undo", "2"),
        ("undo", "2", "--yes"),
    ):
        assert call(*words, "--json").json["shop"] == "alma", words


def test_receipts_tell_shops_of_one_title_apart(two_shops: Endpoints) -> None:
    heads = [
        line.partition(" – ")[0]
        for line in call("sync", "--all", "--yes").out.splitlines()
        if "#" in line
    ]
    assert len(heads) == 2
    assert {name for name in ("alma", "korte") if name in " ".join(heads)} == {"alma", "korte"}


def test_lists_of_one_shop(two_shops: Endpoints) -> None:
    call("sync", "--all", "--yes", "--json")
    everything = call("products", "--json").json["count"]
    of_shop = call("products", "--shop", "alma", "--json").json
    assert 0 < of_shop["count"] < everything
    assert {item["shop"] for item in call("runs", "--shop", "korte", "--json").json["items"]} == {
        "korte"
    }
    assert call("products", "--shop", "nobody").code == Exit.USAGE


def test_worst_end_counts() -> None:
    assert worst([]) is Exit.DONE
    assert worst([Exit.DONE, Exit.PARTIAL]) is Exit.PARTIAL
    assert worst([Exit.PARTIAL, Exit.STOPPED, Exit.DONE]) is Exit.STOPPED
    assert {worst([code]) for code in Exit} == set(Exit)


def test_each_shop_has_secrets_of_its_own(
    two_shops: Endpoints, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPSYNC_CLIENT_SECRET", "of no shop")
    monkeypatch.setenv("SHOPSYNC_CLIENT_SECRET_ALMA", two_shops.client_secret)
    file = tmp_path / "korte.txt"
    file.write_text(f"{two_shops.client_secret}\n")
    monkeypatch.setenv("SHOPSYNC_CLIENT_SECRET_KORTE_FILE", str(file))
    assert {line["state"] for line in lines(call("sync", "--all", "--yes", "--json"))} == {"done"}


def test_a_secret_that_names_no_shop_is_not_sent_to_several(
    two_shops: Endpoints, shopsync_home: Path
) -> None:
    with opened(shopsync_home) as store:
        second = connection_of(store, "korte")
        store.connections.update(second.id, client_id="another")
    said = call("sync", "alma", "--yes", "--json")
    assert said.code == Exit.PAUSED
    assert "SHOPSYNC_CLIENT_SECRET_ALMA" in said.err
    assert "shopsync connect" not in said.err  # what is typed comes after the variable
    assert said.json["requests"] == {"shop": 0, "target": 0}


def test_lists_name_the_shop_of_each_product(two_shops: Endpoints, tmp_path: Path) -> None:
    call("sync", "--all", "--yes")
    items = json.loads(call("products", "--json").out)["items"]
    assert {item["shop"] for item in items} == {"alma", "korte"}
    said = [line.rpartition(" | ")[2] for line in call("products").out.splitlines()]
    assert said == [item["shop"] for item in items]
    file = tmp_path / "products.csv"
    assert call("export", str(file)).code == Exit.DONE
    head, *rows = csv.reader(file.read_text("utf-8-sig").splitlines(), delimiter=",")
    assert [row[0] for row in rows] == [item["name"] for item in items]
    shops = {row[head.index("Webshop")] for row in rows}
    assert len(shops) == 2
    assert all(name in " ".join(shops) for name in ("alma", "korte"))


def test_a_shop_is_meant_by_its_address_and_not_by_a_title_of_two(two_shops: Endpoints) -> None:
    found = call("status", two_shops.shop_url, "--json").json["items"]
    assert [item["shop"] for item in found] == ["alma"]
    with opened() as store:
        titles = {shop.title for shop in store.connections.all()}
    said = call("plan", titles.pop(), "--json")
    assert (said.code, said.json["error"]["code"]) == (2, "ShopUnclear")
    assert "alma, korte" in said.json["error"]["message"]
    assert titles == set()


def test_a_systems_timer_says_for_which_shop_it_is(two_shops: Endpoints) -> None:
    said = call("schedule", "alma", "--system")
    assert said.code == Exit.DONE
    named, others = said.err.splitlines()[:2]
    assert "alma" in named
    assert "korte" not in named
    assert "korte" in others


def test_a_shop_whose_sandbox_does_not_run_is_left_out(
    two_shops: Endpoints, shopsync_home: Path
) -> None:
    with opened(shopsync_home) as store:
        shop = connection_of(store, "alma")
        gone = f"http://127.0.0.1:{closed_port()}/shop/alma/api"
        store.connections.update(shop.id, shop_url=gone, demo=True)
    said = call("sync", "--all", "--yes", "--json")
    assert [line["shop"] for line in lines(said)] == ["korte"]
    assert said.code == Exit.DONE
    assert "alma" in said.err
    items = json.loads(call("status", "--json").out)["items"]
    assert {item["shop"]: item["sandbox_gone"] for item in items} == {"alma": True, "korte": False}
    with opened(shopsync_home) as store:
        store.removals.remove(connection_of(store, "korte").id)
    assert call("sync", "--all", "--yes").code == Exit.USAGE  # no shop is left that could be meant


def test_connecting_says_which_shops_fill_the_same_account(
    two_shops: Endpoints, shopsync_home: Path
) -> None:
    said = call(*connecting(two_shops, shop="szilva"))
    assert said.code == Exit.DONE
    with opened(shopsync_home) as store:
        others = connection_of(store, "szilva").sharers_among(store.connections.all())
    assert shared_text(others) in said.err


def test_how_many_jobs_there_may_be_is_said_whatever_was_given(shopsync_home: Path) -> None:
    told = {call("sync", "--all", "--yes", "--jobs", given).err for given in ("999", "a", "-1")}
    assert (
        len({text.replace("999", "").replace("“a”", "“”").replace("-1", "") for text in told}) == 1
    )
