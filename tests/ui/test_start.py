"""The start: the first picture needs nothing that only a click opens."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

_SHOW = """
import sys
from shopsync_gui.app import create
from PySide6.QtWidgets import QApplication
window = create(["shopsync"])
window.open_page(sys.argv[1])
window.show()
window.grab()
print(*(name for name in sys.modules if name.startswith("shopsync_gui.ui.")))
"""


@pytest.mark.parametrize("page", ["pageConnections", "pageProducts"])
def test_no_dialog_is_imported_before_the_first_picture(tmp_path: Path, page: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _SHOW, page],
        env={**os.environ, "SHOPSYNC_HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    imported = done.stdout.split()
    assert "shopsync_gui.ui.shell.main_window" in imported
    assert [name for name in imported if "dialog" in name] == []
