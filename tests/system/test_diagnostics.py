"""The log as it is shown and handed on: whole entries in the order of their times."""

from __future__ import annotations

import zipfile
from pathlib import Path

import apsw

from shopsync_gui.system.diagnostics import cleaned, last_lines, write_diagnostics
from shopsync_gui.system.paths import logs_folder

WINDOW = [
    "2026-03-01 10:00:00,000 INFO 1 shopsync_gui.a: first",
    "2026-03-01 10:00:02,000 ERROR 1 shopsync_gui.a: third",
    "Traceback (most recent call last):",
    '  File "x.py", line 1, in <module>',
    "ValueError: z",
    "2026-03-01 10:00:04,000 INFO 1 shopsync_gui.a: fifth",
]
COMMAND = [
    "ValueError: the end of an entry whose beginning went with an older file",
    "2026-03-01 10:00:01,000 INFO 2 shopsync_gui.b: second",
    "2026-03-01 10:00:03,000 INFO 2 shopsync_gui.b: fourth",
]


def test_the_entries_of_two_files_keep_their_lines_together(tmp_path: Path) -> None:
    folder = logs_folder(tmp_path)
    folder.mkdir(parents=True)
    (folder / "shopsync.log").write_text("\n".join(WINDOW) + "\n")
    (folder / "command.log").write_text("\n".join(COMMAND) + "\n")
    lines = last_lines(tmp_path, 100)
    assert lines == [WINDOW[0], COMMAND[1], *WINDOW[1:5], COMMAND[2], WINDOW[5]]
    assert last_lines(tmp_path, 2) == lines[-2:]


def test_where_the_program_is_installed_is_not_told() -> None:
    paths = (
        "/home/anna/programs/venv/lib/python3.11/site-packages/httpx/client.py",
        "C:\\Users\\Anna\\ShopSync\\shopsync_gui\\cli\\entry.py",
        "/home/anna/shopsync_gui/shopsync_gui/store/parts.py",
        "/home/anna/.pyenv/lib/python3.11/selectors.py",
    )
    told = cleaned("".join(f'  File "{path}", line 3, in work\n' for path in paths), ())
    assert "anna" not in told.lower()
    for end in ("site-packages/httpx/client.py", "entry.py", "store/parts.py", "selectors.py"):
        assert f'{end}", line 3, in work' in told


def test_no_log_is_no_lines(tmp_path: Path) -> None:
    assert last_lines(tmp_path, 100) == []


def test_versions_and_the_programs_own_words_stay_readable(tmp_path: Path) -> None:
    folder = logs_folder(tmp_path)
    folder.mkdir(parents=True)
    (folder / "shopsync.log").write_text("2026-03-01 10:00:00,000 INFO 1 x: shop quota, 10.1.2.3\n")
    write_diagnostics(
        tmp_path / "file.zip", tmp_path, {"run 1": "sync paused QuotaReached"}, ["quota"]
    )
    with zipfile.ZipFile(tmp_path / "file.zip") as archive:
        facts, logged = (archive.read(name).decode() for name in ("facts.txt", "log.txt"))
    assert f"apsw: {apsw.apswversion()}" in facts
    assert "QuotaReached" in facts
    assert "quota" not in logged
    assert "10.1.2.3" not in logged
