"""A database that cannot be used is named in the user's language, and a backup takes its place."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from shopsync_gui.core.errors import BackupMissing, Problem
from shopsync_gui.store import open_store
from shopsync_gui.sync.archive import begin_anew_text
from tests.broken_files import UNUSABLE, Break
from tests.cli.playing import call


@pytest.fixture
def backup(shopsync_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder in use, with a backup, on a Hungarian system."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE", "SHOPSYNC_LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "hu_HU.UTF-8")
    with closing(open_store(shopsync_home / "shopsync.db")) as store:
        store.settings.set("pull.readers", "2")
        return store.keep_copy()


@pytest.mark.parametrize(("broken", "code"), UNUSABLE.values(), ids=UNUSABLE)
def test_named_in_the_systems_language_and_restored(
    backup: Path, shopsync_home: Path, broken: Break, code: str, language: Callable[[str], None]
) -> None:
    path = shopsync_home / "shopsync.db"
    broken(path)
    said = call("settings")
    assert said.code == 1
    lines = said.err.splitlines()
    language("hu")
    assert lines[0] == Problem(code, {}).title
    assert f"restore {backup} --yes" in lines[-1]
    asked = call("restore", str(backup))
    assert asked.code == 2
    assert call("settings").code == 1
    restored = call("restore", str(backup), "--yes")
    assert (restored.code, restored.err) == (0, "")
    with closing(open_store(path)) as store:
        assert store.settings.get("pull.readers") == "2"
        assert store.integrity() == []
    others = [file for file in shopsync_home.rglob("*.db") if file not in (path, backup)]
    assert others or code == "StoreLinkBroken"


@pytest.mark.parametrize(("broken", "code"), UNUSABLE.values(), ids=UNUSABLE)
def test_without_a_backup_the_way_to_begin_anew_is_told_and_works(
    backup: Path, shopsync_home: Path, broken: Break, code: str, tmp_path: Path
) -> None:
    path = shopsync_home / "shopsync.db"
    backup.unlink()
    broken(path)
    said = call("settings")
    assert said.code == 1
    assert begin_anew_text(path) in said.err.splitlines(), code
    (tmp_path / "aside").mkdir()
    for file in (path, *shopsync_home.glob(f"{path.name}-*")):
        file.rename(tmp_path / "aside" / file.name)
    assert call("settings").code == 0


def test_over_a_database_that_works(backup: Path, shopsync_home: Path) -> None:
    with closing(open_store(shopsync_home / "shopsync.db")) as store:
        store.settings.set("pull.readers", "3")
    assert call("restore", str(backup), "--yes").code == 0
    with closing(open_store(shopsync_home / "shopsync.db")) as store:
        assert store.settings.get("pull.readers") == "2"
    kept = max((shopsync_home / "backups").iterdir())
    with closing(open_store(kept, read_only=True)) as store:
        assert store.settings.get("pull.readers") == "3"


def test_what_is_no_backup_is_refused(backup: Path, shopsync_home: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear reader")
    assert call("restore", str(tmp_path / "letter.txt"), "--yes").code == 2
    assert call("restore", str(tmp_path / "missing.db"), "--yes").code == 2
    with closing(open_store(shopsync_home / "shopsync.db")) as store:
        assert store.settings.get("pull.readers") == "2"


def test_a_missing_backup_is_said_to_be_missing(
    backup: Path, tmp_path: Path, language: Callable[[str], None]
) -> None:
    said = call("restore", str(tmp_path / "none.db"))
    assert said.code == 2
    language("hu")
    assert said.err.splitlines()[0] == BackupMissing(path="").problem.title
