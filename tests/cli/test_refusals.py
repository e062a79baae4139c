"""What is wrong is named in the user's language with the next step, and nothing is lost or saved."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

import pytest

from shopsync_gui.cli.data_folder import opened
from shopsync_gui.cli.exits import Exit
from shopsync_gui.core.errors import (
    MissingScope,
    NoNetwork,
    SecretMissing,
    ShopSyncError,
    TokenAddressUnknown,
    WebPageInstead,
    WrongAccountPassword,
    WrongClientSecret,
)
from shopsync_gui.sandbox.config import ALL_SCOPES, Endpoints, SandboxConfig
from shopsync_gui.sync.run.job_locks import lock_job
from shopsync_gui.system.language import use_language
from tests.cli.playing import call, connecting, environment, page_server, sandbox
from tests.ports import closed_port

SMALL = SandboxConfig(products=6, orders=0)


@pytest.fixture(scope="module")
def healthy() -> Iterator[Endpoints]:
    with sandbox(SMALL) as endpoints:
        yield endpoints


def nobody() -> str:
    """An address on this computer where nothing answers."""
    return f"http://127.0.0.1:{closed_port()}"


def refused(home: Path, endpoints: Endpoints, language: str, error: ShopSyncError) -> str:
    """Connect in vain and return what was said; nothing may be saved."""
    with environment(home, endpoints, language):
        said = call(*connecting(endpoints))
        assert said.code == 1
        assert said.out == ""
        lines = said.err.splitlines()
        assert lines[0] == title_of(error, language)
        is_secret = isinstance(error, WrongClientSecret | WrongAccountPassword)
        assert len(lines) == (4 if is_secret else 3)
        assert not is_secret or "SHOPSYNC_" in lines[3]  # where it came from
        assert all(lines)
        assert call("plan", endpoints.shop_name).code == 2
    return said.err


def title_of(error: ShopSyncError, language: str) -> str:
    """What kind of error it is, in the words of a language."""
    use_language(language)
    return error.problem.title


LANGUAGES = pytest.mark.parametrize("language", ["en", "hu"])


@LANGUAGES
def test_wrong_secret(healthy: Endpoints, shopsync_home: Path, language: str) -> None:
    wrong = replace(healthy, client_secret="wrong-secret-canary")
    assert "canary" not in refused(shopsync_home, wrong, language, WrongClientSecret())


@LANGUAGES
def test_wrong_password(healthy: Endpoints, shopsync_home: Path, language: str) -> None:
    wrong = replace(healthy, sa_password="wrong-password-canary")
    said = refused(shopsync_home, wrong, language, WrongAccountPassword())
    assert "canary" not in said
    assert healthy.sa_user in said


@LANGUAGES
def test_unknown_shop(healthy: Endpoints, shopsync_home: Path, language: str) -> None:
    wrong = replace(
        healthy,
        shop_name="nincsilyen",
        shop_url=healthy.shop_url.replace("bemutato", "nincsilyen"),
        token_url=healthy.token_url.replace("bemutato", "nincsilyen"),
    )
    assert "nincsilyen" in refused(shopsync_home, wrong, language, TokenAddressUnknown())


@LANGUAGES
@pytest.mark.parametrize("side", ["shop", "account"])
def test_no_network(healthy: Endpoints, shopsync_home: Path, language: str, side: str) -> None:
    nowhere = nobody()
    if side == "shop":
        wrong = replace(healthy, shop_url=f"{nowhere}/api", token_url=f"{nowhere}/token")
        error = NoNetwork(service="Shoprenter")
    else:
        wrong = replace(healthy, sa_url=nowhere)
        error = NoNetwork(service="SalesAutopilot")
    said = refused(shopsync_home, wrong, language, error)
    if language == "en":  # no run has begun that could go on
        assert said.splitlines()[2] == NoNetwork.action_before_run


@LANGUAGES
def test_missing_permission(shopsync_home: Path, language: str) -> None:
    scopes = tuple(scope for scope in ALL_SCOPES if scope != "product.category:read")
    with sandbox(replace(SMALL, scopes=scopes)) as endpoints:
        said = refused(shopsync_home, endpoints, language, MissingScope())
    assert "product.category:read" in said


@LANGUAGES
@pytest.mark.parametrize("service", ["Shoprenter", "SalesAutopilot"])
def test_a_web_page_instead_of_data(
    healthy: Endpoints, shopsync_home: Path, language: str, service: str
) -> None:
    with page_server() as origin:
        if service == "Shoprenter":
            wrong = replace(healthy, shop_url=f"{origin}/api")
        else:
            wrong = replace(healthy, sa_url=origin)
        refused(shopsync_home, wrong, language, WebPageInstead(service=service))


@LANGUAGES
def test_later_trouble_pauses_the_sync_and_loses_nothing(
    healthy: Endpoints, shopsync_home: Path, language: str
) -> None:
    nowhere = nobody()
    with environment(shopsync_home, healthy, language):
        assert call(*connecting(healthy)).code == 0
        with patch.dict(os.environ):
            del os.environ["SHOPSYNC_SA_PASSWORD"]
            said = call("sync", "bemutato", "--yes", "--json")
        assert said.code == 6
        assert said.json["state"] == "paused"
        assert said.json["error"]["title"] == title_of(SecretMissing(), language)
        lost = {"shop_url": f"{nowhere}/api", "token_url": f"{nowhere}/token"}
        with opened() as store:
            found = store.connections.named("bemutato")
            assert found is not None
            store.connections.update(found.id, **lost)
        said = call("sync", "bemutato", "--yes", "--json")
        assert said.code == 6
        assert said.json["error"]["title"] == title_of(NoNetwork(service="Shoprenter"), language)
        assert call(*connecting(healthy)).code == 0
        again = call("sync", "bemutato", "--yes", "--json")
        assert again.code == 0
        assert again.json["verified"] is True


def test_a_preview_of_an_undo_that_does_not_come_about_has_no_receipt(
    shopsync_home: Path,
) -> None:
    with sandbox(SMALL) as empty, environment(shopsync_home, empty):
        assert call(*connecting(empty)).code == 0
        run = call("sync", "bemutato", "--yes", "--json").json["run"]
        with patch.dict(os.environ):
            del os.environ["SHOPSYNC_SA_PASSWORD"]
            said = call("undo", str(run))
        assert (said.code, said.out) == (6, "")
        assert said.err.splitlines()[-4] == title_of(SecretMissing(), "en")
        assert call("plan", "bemutato").code == 0
        (line, *_older) = call("runs").out.splitlines()
        assert line.split(" | ")[2:4] == ["Preview", "Only planned"]


def test_a_failed_test_keeps_the_earlier_connection(
    healthy: Endpoints, shopsync_home: Path
) -> None:
    with environment(shopsync_home, healthy):
        assert call(*connecting(healthy)).code == 0
        assert call(*connecting(healthy, sa_user="somebody-else")).code == 1
        with opened() as store:
            assert [c.sa_user for c in store.connections.all()] == [healthy.sa_user]
        assert call("plan", "bemutato", "--json").code == 0


def test_a_shop_at_work_is_not_connected_anew(healthy: Endpoints, shopsync_home: Path) -> None:
    with environment(shopsync_home, healthy):
        assert call(*connecting(healthy)).code == Exit.DONE
        with opened() as store:
            (known,) = store.connections.all()
            with lock_job(store, shopsync_home, known):
                assert call(*connecting(healthy)).code == Exit.BUSY
                assert call(*connecting(healthy, shop="anotherbolt")).code == Exit.DONE
            assert store.connections.get(known.id) == known
        assert call(*connecting(healthy)).code == Exit.DONE


def test_the_brake_stops_a_shop_that_has_become_empty(shopsync_home: Path) -> None:
    with sandbox(SMALL) as account, environment(shopsync_home, account):
        with sandbox(replace(SMALL, products=12)) as full:
            port = urlsplit(full.shop_url).port or 0
            of_shop = {"shop_url": full.shop_url, "token_url": full.token_url}
            assert call(*connecting(account, **of_shop)).code == 0
            for key in ("push.start_rate", "push.max_rate"):
                call("settings", key, "500")
            created = call("sync", "bemutato", "--yes", "--json").json["created"]
        with sandbox(replace(SMALL, faults=("shop-empty",)), port):
            said = call("sync", "bemutato", "--yes", "--json")
            assert said.code == 4
            assert said.json["state"] == "stopped"
            assert "empty_shop" in [brake["kind"] for brake in said.json["brakes"]]
            assert said.json["created"] == said.json["updated"] == 0
            review, approve = said.err.splitlines()[-2:]
            assert review.endswith("shopsync plan bemutato")
            assert approve.endswith("shopsync sync bemutato --yes --approve-brake")
            approved = call("sync", "bemutato", "--yes", "--approve-brake", "--json")
            assert approved.code == 0
            assert approved.json["gone"] == created > 0


def test_an_address_whose_shop_shows_no_products_is_not_taken_for_the_same_shop(
    shopsync_home: Path,
) -> None:
    with sandbox(replace(SMALL, products=12)) as full, environment(shopsync_home, full):
        assert call(*connecting(full)).code == 0
        for key in ("push.start_rate", "push.max_rate"):
            call("settings", key, "500")
        assert call("sync", "bemutato", "--yes").code == 0
        with sandbox(replace(SMALL, faults=("shop-empty",))) as empty:
            lost = connecting(full, shop_url=empty.shop_url, token_url=empty.token_url)
            moved = call(*lost)
            assert moved.code == 0
            assert full.shop_url in moved.err  # what the name stood for before is told
            assert full.shop_url not in call(*lost).err
            said = call("sync", "bemutato", "--yes", "--approve-brake", "--json")
            assert said.code == 6
            assert said.json["error"]["code"] == "ShopNotRecognised"
            assert said.json["gone"] == 0


@pytest.mark.parametrize("words", [("status",), ("runs",), ("plan", "alma")])
def test_a_data_folder_that_may_not_be_entered_is_explained(
    words: tuple[str, ...], shopsync_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The rights of a folder do not keep root out.
    stat, mkdir = Path.stat, Path.mkdir
    shopsync_home.mkdir(exist_ok=True)

    def barred(path: Path) -> None:
        if shopsync_home in path.parents:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))

    def no_stat(path: Path, **options: Any) -> os.stat_result:
        barred(path)
        return stat(path, **options)

    def no_mkdir(path: Path, *arguments: Any, **options: Any) -> None:
        barred(path)
        mkdir(path, *arguments, **options)

    monkeypatch.setattr(Path, "stat", no_stat)
    monkeypatch.setattr(Path, "mkdir", no_mkdir)
    said = call(*words, "--json")
    assert said.json["error"]["code"] == "StoreFolderForbidden"
    assert said.code == Exit.FAILED
