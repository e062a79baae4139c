"""Every page and dialog in every state: in the small window no text is clipped, and all has names."""

from __future__ import annotations

from contextlib import suppress
from functools import partial

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QWidget

from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.sandbox.config import SandboxConfig, endpoints
from shopsync_gui.ui.shell.main_window import MainWindow
from tests.patience import patient
from tests.portions import portion
from tests.tools import window_states as shots
from tests.ui.clipped import clipped_texts
from tests.ui.conftest import OpenSandbox
from tests.ui.nameless import nameless
from tests.ui.program import program, sync_shop, wait_until, working

#: Both languages and both looks, not every pair of them; the smallest window, and a small one.
#: In an ordinary run one of them, on another day another.
LOOKS = (
    ("hu", "light", (860, 560)),
    ("en", "dark", (860, 560)),
    ("hu", "dark", (1000, 640)),
)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(patient(120))]


def _is_whole(shown: QWidget) -> bool:
    return not clipped_texts(shown)


def faults_of(shown: QWidget) -> list[str]:
    """What is clipped in a page or a dialog as it stands, and what the focus reaches without a name."""
    assert not shown.grab().isNull()
    with suppress(TimeoutError):  # what is filled late is laid out in the next turns
        wait_until(partial(_is_whole, shown), 10)
    unnamed = [] if isinstance(shown, QMenu) else nameless(shown)
    return [*clipped_texts(shown), *(f"without a name: {widget}" for widget in unnamed)]


def faults(window: MainWindow, states: tuple[shots.Shot, ...]) -> list[str]:
    """The same of each of the states, where the room is scarce."""
    found = []
    for language, theme, size in portion(LOOKS, len(LOOKS)):
        window.resize(*size)
        window.context.settings.set("ui.language", language)
        window.context.settings.set("ui.theme", theme)
        for name, shown in shots.visit(window, states):
            found += [f"{name} {language} {size}: {fault}" for fault in faults_of(shown)]
    return found


def test_the_empty_program(qapp: QApplication) -> None:
    with program() as window:
        window.show()
        assert faults(window, shots.EMPTY) == []


def test_a_shop_that_is_synced(qapp: QApplication, open_sandbox: OpenSandbox) -> None:
    with program(open_sandbox(products=60, faults=("shop-lives",)).endpoints) as window:
        sync_shop(window, 2)
        assert faults(window, shots.FILLED) == []


@pytest.mark.parametrize("state", RunState)
def test_a_card_in_each_state(qapp: QApplication, state: RunState) -> None:
    nowhere = endpoints(SandboxConfig(), "http://127.0.0.1:1")
    for language, theme, size in portion(LOOKS, len(LOOKS)):
        look = {"ui.language": language, "ui.theme": theme}
        with program(nowhere, state, settings=look) as window:
            window.resize(*size)
            window.show()
            for _name, shown in shots.visit(window, shots.ENDED[:1]):
                assert faults_of(shown) == []


def test_a_card_while_a_sync_writes(qapp: QApplication, open_sandbox: OpenSandbox) -> None:
    with (
        program(open_sandbox(products=100, orders=0).endpoints) as window,
        working(window),
    ):
        assert faults(window, shots.WORKING) == []


def test_a_clipped_text_is_noticed(qapp: QApplication) -> None:
    with program() as window:
        window.show()
        wait_until(partial(_is_whole, window))
        window.frame.tree.hide()
        title = window.findChild(QLabel, "pageTitle")
        assert title is not None
        title.setFixedWidth(20)
        wait_until(lambda: not _is_whole(window))
        assert [text.partition(":")[0] for text in clipped_texts(window)] == ["pageTitle"]


def test_what_has_no_name_is_noticed(qapp: QApplication) -> None:
    with program() as window:
        window.show()
        assert nameless(window) == []
        window.frame.tree.setAccessibleName("")
        assert [found.split()[0] for found in nameless(window)] == [
            type(window.frame.tree).__name__
        ]
