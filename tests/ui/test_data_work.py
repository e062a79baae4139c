"""What a piece of work on the data came to is told in the language of now."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from shopsync_gui.system.language import use_language
from shopsync_gui.ui.settings.data_work import DataWork, Told


def test_a_result_follows_the_language(qtbot: QtBot) -> None:
    message = "The backup is here: {path}"
    work = DataWork()
    use_language("hu")
    with qtbot.waitSignal(work.changed):
        work.end(Told(message, "/tmp/a.db"))
    hungarian = work.result
    assert "/tmp/a.db" in hungarian
    use_language("en")
    assert work.result == message.format(path="/tmp/a.db") != hungarian
