"""Mail after a command: whatever becomes of it, the command's end and its JSON stay the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopsync_gui.sandbox.config import SandboxConfig
from tests.cli.playing import call, connecting, environment, sandbox
from tests.mail_account import mail_settings
from tests.ports import closed_port


@pytest.mark.parametrize("host", ["127.0.0.1", "smtp..example.com"])
def test_a_command_ends_the_same_whatever_becomes_of_its_mail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setenv("SHOPSYNC_SMTP_PASSWORD", "jelszó-kanári")
    with (
        sandbox(SandboxConfig(products=5, orders=0)) as endpoints,
        environment(tmp_path / "home", endpoints),
    ):
        assert call(*connecting(endpoints)).code == 0
        for key, value in mail_settings(host, port=str(closed_port())).items():
            assert call("settings", key, value).code == 0
        said = call("sync", endpoints.shop_name, "--yes", "--json")
    assert said.code == 0
    assert said.json["state"] == "done"
    assert host in said.err.splitlines()[-1]
    assert "kanári" not in said.out + said.err


def test_ctrl_c_while_the_mail_leaves_ends_the_wait_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("shopsync_gui.cli.job_runner.deliver", interrupted)
    with (
        sandbox(SandboxConfig(products=5, orders=0)) as endpoints,
        environment(tmp_path / "home", endpoints),
    ):
        assert call(*connecting(endpoints)).code == 0
        said = call("sync", endpoints.shop_name, "--yes", "--json")
    assert said.code == 0
    assert said.json["state"] == "done"
    assert "message" in said.err.splitlines()[-1]


def test_a_message_that_waited_leaves_with_the_next_look_at_the_schedules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed_over: list[Path] = []
    monkeypatch.setattr(
        "shopsync_gui.cli.side_by_side.deliver",
        lambda _store, _secrets, home: handed_over.append(home),
    )
    with (
        sandbox(SandboxConfig(products=5, orders=0)) as endpoints,
        environment(tmp_path / "home", endpoints),
    ):
        assert call(*connecting(endpoints)).code == 0
        said = call("sync", "--all", "--due", "--yes", "--json")
    assert (said.code, said.json) == (0, {"items": []})
    assert handed_over == [tmp_path / "home"]
