"""The choices kept in the file, and one of them read from a file that nobody has opened."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import apsw
import pytest

from shopsync_gui.core.errors import StoreTooNew
from shopsync_gui.store import open_store
from shopsync_gui.store.settings import peeked_setting


def test_a_setting_is_read_whichever_version_wrote_the_file(tmp_path: Path) -> None:
    file = tmp_path / "shopsync.db"
    with closing(open_store(file)) as store:
        store.settings.set("ui.language", "hu")
        assert peeked_setting(file, "ui.language") == "hu"
        assert peeked_setting(file, "ui.theme") is None
    with closing(apsw.Connection(str(file))) as connection:
        connection.execute("INSERT INTO schema_migration (name, applied) VALUES ('9999_x', '2030')")
    with pytest.raises(StoreTooNew):
        open_store(file)
    assert peeked_setting(file, "ui.language") == "hu"


@pytest.mark.parametrize("content", [b"", b"no database", None])
def test_nothing_is_read_from_a_file_that_holds_no_settings(
    tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "shopsync.db"
    if content is not None:
        file.write_bytes(content)
    assert peeked_setting(file, "ui.language") is None
