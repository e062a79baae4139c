"""A command line that does not fit is explained, in the user's language, with exit code 2."""

from __future__ import annotations

import io
import os
import sys
import zipfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from shopsync_gui.core.plan.plan_summary import PlanCounts
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.text import translate
from shopsync_gui.store import open_store
from shopsync_gui.system.folder_risk import RISKS, FolderRisk
from shopsync_gui.system.paths import data_folder, database_file
from tests.cli.playing import call
from tests.ui.past import connect

CONNECT = ("connect", "bemutato", "--client-id", "a", "--sa-user", "b")


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPSYNC_LANGUAGE", "en")


def give_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPSYNC_CLIENT_SECRET", "secret-one")
    monkeypatch.setenv("SHOPSYNC_SA_PASSWORD", "secret-two")


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("unknown",),
        ("sync",),
        ("sync", "bemutato", "--ye"),
        ("sync", "bemutato", "--client-secret", "x"),
        ("products", "--limit", "many"),
        ("products", "--limit", "-1"),
        ("connect", "bemutato", "--client-id", "a"),
        ("sandbox", "--fault"),
        ("settings", "a", "b", "c"),
        ("backup", "-"),
        ("export", ""),
    ],
)
def test_wrong_command_lines(arguments: tuple[str, ...], shopsync_home: Path) -> None:
    said = call(*arguments)
    assert said.code == 2
    assert said.out == ""
    lines = said.err.splitlines()
    assert lines[0] == "The command was not understood"
    assert lines[2].startswith("See shopsync")
    assert not shopsync_home.exists()


def test_with_json_the_mistake_is_the_one_object() -> None:
    said = call("plan", "--json")
    assert said.code == 2
    assert said.json == {
        "error": {
            "code": "CommandNotUnderstood",
            "title": "The command was not understood",
            "message": "the following arguments are required: SHOP",
            "action": "See shopsync plan --help.",
        }
    }


@pytest.mark.parametrize(
    ("arguments", "program"),
    [
        (("--bogus",), "shopsync"),
        (("plan", "bemutato", "--bogus"), "shopsync plan"),
        (("--bogus", "products"), "shopsync products"),
    ],
)
def test_what_is_not_known_is_named_with_the_help_of_its_command(
    arguments: tuple[str, ...], program: str
) -> None:
    assert call(*arguments).err.splitlines()[1:] == [
        "unrecognized arguments: --bogus",
        f"See {program} --help.",
    ]


@pytest.mark.parametrize(
    ("language", "title", "detail"),
    [
        ("en", "The command was not understood", "the following arguments are required: SHOP"),
        ("hu", "A parancs nem értelmezhető", "hiányzó argumentumok: SHOP"),
    ],
)
def test_mistakes_are_explained_in_both_languages(
    language: str, title: str, detail: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPSYNC_LANGUAGE", language)
    assert call("verify").err.splitlines()[:2] == [title, detail]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("usage: shopsync", "positional arguments", "Show what a sync would do")),
        ("hu", ("használat: shopsync", "argumentumok", "Megmutatja, mit tenne a szinkron")),
    ],
)
def test_help_speaks_both_languages_and_makes_no_data(
    language: str, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, shopsync_home: Path
) -> None:
    monkeypatch.setenv("SHOPSYNC_LANGUAGE", language)
    said = call("--help")
    assert said.code == 0
    assert said.err == ""
    for word in words:
        assert word in said.out
    assert not shopsync_home.exists()


@pytest.mark.parametrize("extra", [(), ("--json",)])
@pytest.mark.parametrize(
    "words", [("sync", "bemutato"), ("retry", "bemutato"), ("check", "bemutato", "--write")]
)
def test_what_writes_needs_consent(words: tuple[str, ...], extra: tuple[str, ...]) -> None:
    said = call(*words, *extra)
    assert said.code == 2
    assert "--yes" in said.err
    if extra:
        assert said.json["error"]["code"] == "ConsentMissing"
    else:
        assert said.out == ""


@pytest.mark.parametrize("command", [("plan",), ("verify",), ("sync", "--yes")])
def test_a_shop_that_is_not_connected(command: tuple[str, ...]) -> None:
    said = call(*command, "nincsilyen", "--json")
    assert said.code == 2
    assert said.json["error"]["code"] == "ShopNotConnected"
    assert "nincsilyen" in said.json["error"]["message"]


def test_secrets_come_from_the_environment_or_a_terminal_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    said = call(*CONNECT)
    assert said.code == 2
    assert "SHOPSYNC_CLIENT_SECRET_BEMUTATO, SHOPSYNC_SA_PASSWORD_BEMUTATO" in said.err
    monkeypatch.setenv("SHOPSYNC_CLIENT_SECRET", "secret-one")
    assert "SHOPSYNC_CLIENT_SECRET" not in call(*CONNECT).err


@pytest.mark.parametrize("option", ["--shop-url", "--token-url", "--sa-url"])
def test_plain_http_is_for_this_computer_only(option: str, monkeypatch: pytest.MonkeyPatch) -> None:
    give_secrets(monkeypatch)
    said = call(*CONNECT, option, "http://example.com/api")
    assert said.code == 2
    assert "http://example.com/api" in said.err
    assert "https://" in said.err


def test_an_address_without_a_shop(monkeypatch: pytest.MonkeyPatch) -> None:
    give_secrets(monkeypatch)
    said = call("connect", "https://example.com/", "--client-id", "a", "--sa-user", "b")
    assert said.code == 2
    assert "example.com" in said.err


def test_looking_at_nothing(shopsync_home: Path) -> None:
    assert call("products", "--json").json == {"count": 0, "items": []}
    assert call("runs", "--json").json == {"items": []}
    assert call("products").code == 0
    assert call("status", "--json").json == {"items": []}
    assert not shopsync_home.is_dir()


@pytest.mark.parametrize("command", ["status", "products", "runs"])
def test_where_no_shop_is_connected_the_way_to_connect_one_is_named(
    command: str, shopsync_home: Path
) -> None:
    said = call(command)
    assert (said.code, said.out) == (0, "")
    assert str(shopsync_home) in said.err
    assert "shopsync connect SHOP" in said.err


def test_a_timer_that_looks_into_a_folder_without_shops_does_not_end_well(
    shopsync_home: Path,
) -> None:
    said = call("sync", "--all", "--due", "--yes", "--json")
    assert (said.code, said.json["error"]["code"]) == (2, "NoShopConnected")


def test_a_file_where_the_data_folder_should_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("SHOPSYNC_HOME", str(tmp_path / "file"))
    said = call("products", "--json")
    assert said.code == 1
    assert said.json["error"]["code"] == "StoreFolderBlocked"
    assert said.json["error"]["action"] in said.err


def test_a_data_folder_that_onedrive_synchronises_is_warned_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPSYNC_HOME", str(tmp_path / "OneDrive" / "ShopSync"))
    said = call("runs", "--json")
    assert said.code == 0
    assert said.json == {"items": []}
    assert translate(RISKS[FolderRisk.SYNCED]) in said.err


def test_a_damaged_database_is_reported(shopsync_home: Path) -> None:
    shopsync_home.mkdir()
    (shopsync_home / "shopsync.db").write_bytes(b"no database at all" * 300)
    said = call("products", "--json")
    assert said.code == 1
    assert said.json["error"]["code"] == "StoreDamaged"
    assert (shopsync_home / "shopsync.db").read_bytes().startswith(b"no database")


def test_a_diagnostics_file_is_made_where_the_database_is_damaged(
    shopsync_home: Path, tmp_path: Path
) -> None:
    shopsync_home.mkdir()
    (shopsync_home / "shopsync.db").write_bytes(b"no database at all" * 300)
    said = call("diagnostics", str(tmp_path / "file.zip"))
    assert said.code == 0
    assert "The local database is damaged" in said.err
    with zipfile.ZipFile(tmp_path / "file.zip") as archive:
        assert "database: StoreDamaged" in archive.read("facts.txt").decode()


def test_a_fault_of_the_program_is_logged_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, shopsync_home: Path
) -> None:
    def broken(*_: object) -> None:
        raise LookupError("private detail")

    monkeypatch.setattr("shopsync_gui.cli.read_commands.opened_to_read", broken)
    said = call("products", "--json")
    assert said.code == 1
    assert said.json["error"]["code"] == "UnexpectedProblem"
    assert "private detail" not in said.out + said.err
    assert "LookupError" in (shopsync_home / "logs" / "command.log").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("sandbox", "--port", "99999"), "“99999” is not a whole number from 0 to 65535"),
        (("sandbox", "--manner", "nope"), "“nope” is not known; --manner list names them all"),
        (("connect", "bemutato", "--client-id", "", "--sa-user", "b"), "--client-id: it is empty"),
        (("connect", "bemutato", "--client-id", "a", "--sa-user", " "), "--sa-user: it is empty"),
        (("sync", "--yes"), "Name a shop, or give --all for every shop."),
        (("sync", "shop", "--all", "--yes"), "Give either a shop or --all, not both."),
        (
            ("export", "out.csv", "--search", "a", "--products", "b"),
            "--products: not allowed with argument --search",
        ),
        (("schedule", "shop", "--out", "."), "--out needs --system"),
    ],
)
def test_a_value_that_cannot_be_is_named_in_a_line(arguments: tuple[str, ...], told: str) -> None:
    said = call(*arguments)
    assert (said.code, said.out) == (2, "")
    lines = said.err.splitlines()
    assert told in lines[1]
    assert len(lines) == 3
    assert max(map(len, lines)) < 120


def test_products_that_are_not_there_make_no_file(shopsync_home: Path, tmp_path: Path) -> None:
    with closing(open_store(database_file(data_folder()))) as store:
        connect(store)
    out = tmp_path / "out.csv"
    said = call("export", str(out), "--products", "NINCS", "SINCS")
    assert said.code == 2
    assert said.err.splitlines()[:2] == [
        "No such product was found",
        "No product has this SKU: “NINCS”, “SINCS”",
    ]
    assert not out.exists()


def test_an_export_without_any_shop_makes_no_file(shopsync_home: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    said = call("export", str(out), "--json")
    assert (said.code, said.json["error"]["code"]) == (2, "NoShopConnected")
    assert not out.exists()


def test_the_line_of_a_verification_counts_products(shopsync_home: Path) -> None:
    with closing(open_store(database_file(data_folder()))) as store:
        shop = connect(store)
        now = datetime.now(UTC)
        run = store.runs.start(JobKind.VERIFY, shop.id, now)
        planned = PlanCounts(unchanged=31, update=17, keep=2)
        found = {
            "unchanged": 31, "planned": planned, "kept": 2, "difference_count": 54,
            "verified": False,
        }  # fmt: skip
        store.runs.save(replace(run, state=RunState.PARTIAL, finished_at=now, **found))
    (line,) = call("runs").out.splitlines()
    assert "equal 31, different 19, values that differ 54" in line


def test_two_dashes_are_a_value_like_any_other(shopsync_home: Path, tmp_path: Path) -> None:
    assert call("products", "--search=--", "--json").json == {"count": 0, "items": []}
    with closing(open_store(database_file(data_folder()))) as store:
        connect(store)
    said = call("export", str(tmp_path / "out.csv"), "--products=--")
    assert (said.code, "“--”" in said.err) == (2, True)
    said = call("products", "--limit=--")
    assert (said.code, "“--” is not a whole number" in said.err) == (2, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ("products", "--search", "{}"),
        ("products", "--search={}"),
        ("products", "--shop", "{}"),
        ("plan", "{}"),
        ("retry", "bolt", "--yes", "--sku", "{}"),
        ("export", "out.csv", "--products", "NC-1", "{}"),
        ("newsletter", "--view", "{}", "--out", "out.html"),
        ("newsletter", "--view", "a", "--heading", "{}", "--out", "out.html"),
        ("connect", "bolt", "--client-id", "{}", "--sa-user", "user"),
        ("settings", "sync.jobs", "{}"),
        ("team", "join", "{}"),
        ("{}",),
    ],
)
def test_an_argument_that_is_no_text_is_refused_by_its_bytes(arguments: tuple[str, ...]) -> None:
    said = call(*(argument.format("a\udcff\udcfe") for argument in arguments), "--json")
    assert (said.code, said.json["error"]["code"]) == (2, "CommandNotUnderstood")


@pytest.mark.skipif(sys.platform == "win32", reason="arguments are texts there")
def test_bytes_of_utf_8_are_a_text_in_any_locale(shopsync_home: Path) -> None:
    as_bytes = "őrlő".encode().decode("ascii", "surrogateescape")
    said = call("plan", as_bytes, "--json")
    assert (said.code, "“őrlő”" in said.json["error"]["message"]) == (2, True)


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are texts elsewhere")
def test_the_name_of_a_file_may_be_any_bytes(shopsync_home: Path, tmp_path: Path) -> None:
    with closing(open_store(database_file(data_folder()))) as store:
        connect(store)
    assert call("export", f"{tmp_path}/a\udcff.csv").code == 0
    assert [os.fsencode(path.name) for path in tmp_path.glob("*.csv")] == [b"a\xff.csv"]


def test_a_number_of_a_run_beyond_all_numbers_is_that_of_none() -> None:
    for number in (str(2**63 - 1), str(2**63), "9" * 23, "9" * 4000):
        said = call("undo", number, "--json")
        assert (said.code, said.json["error"]["code"]) == (2, "RunNotFound")
    assert call("products", "--limit", "9" * 23, "--json").json == {"count": 0, "items": []}


def test_where_no_backup_is_the_command_that_takes_one_is_named(shopsync_home: Path) -> None:
    shopsync_home.mkdir()
    (shopsync_home / "shopsync.db").write_bytes(b"no database at all" * 300)
    said = call("products")
    assert "The newest backup" not in said.err
    assert f"There is no backup in {shopsync_home / 'backups'}" in said.err.splitlines()
    assert "shopsync restore FILE --yes" in said.err
