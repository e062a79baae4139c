"""Névjegy: the version of the program, and whether there is a newer one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from shopsync_gui import __version__
from shopsync_gui.core.settings.setting_texts import SETTINGS
from shopsync_gui.core.text import _, format_when, language, translate
from shopsync_gui.core.tone import Tone
from shopsync_gui.ui.kit.busy_line import BusyLine
from shopsync_gui.ui.kit.file_dialogs import open_page
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.note_box import ToneBox, problem_box
from shopsync_gui.ui.kit.widgets import button, clear, column, label, line, row, switch
from shopsync_gui.ui.settings.card_frame import CardFrame

if TYPE_CHECKING:
    from shopsync_gui.core.releases import Announcement
    from shopsync_gui.ui.jobs.context import AppContext

_KEY = "updates.check"
#: Pixels of the change log that are seen at once.
_CHANGES_HEIGHT = 160


class AboutCard(CardFrame):
    """The version; newer ones are asked for when told to, and their page is opened in the browser."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(_("About ShopSync"), name="aboutCard")
        self._settings = context.settings
        self._updates = context.updates
        layout = self.body
        layout.addWidget(line())
        layout.addWidget(label(f"ShopSync {__version__}", "strong", name="version"))
        about = _(
            "Free software under the MIT licence. It is not made by Shoprenter or SalesAutopilot."
        )
        layout.addWidget(label(about, "muted", wrap=True))
        if not self._updates.available:
            words = _("This build does not know where to ask for newer versions.")
            layout.addWidget(label(words, "muted", wrap=True, name="updatesUnavailable"))
            return
        layout.addWidget(line())
        self._add_question(layout)
        self._busy = BusyLine("updateBusy")
        layout.addWidget(self._busy)
        self._answer = column(gap=8)
        add_layout(layout, self._answer)
        self._updates.changed.connect(self._show)
        self._settings.changed.connect(self._show_setting)
        self._show()

    def _add_question(self, layout: QVBoxLayout) -> None:
        text = translate(SETTINGS[_KEY].help)
        question = row(gap=16)
        words = column(gap=4)
        words.addWidget(label(text, wrap=True))
        private = _(
            "A small signed file is read from the makers' page. Nothing of this computer, the shop or "
            "the account is told, and nothing is installed."
        )
        words.addWidget(label(private, "muted", wrap=True))
        add_layout(question, words, 1)
        self._tick = switch(f"setting:{_KEY}")
        self._tick.setAccessibleName(text)
        self._tick.setChecked(self._settings.values.updates.check)
        self._tick.toggled.connect(partial(self._settings.set, _KEY))
        question.addWidget(self._tick)
        add_layout(layout, question)
        now = row(gap=16)
        self._asked = label("", "muted", wrap=True, name="updateAsked")
        now.addWidget(self._asked, 1)
        self._ask = button(_("Ask now"), self._updates.ask, name="updateAskButton")
        now.addWidget(self._ask)
        add_layout(layout, now)

    def _show_setting(self, key: str) -> None:
        if key == _KEY:
            self._tick.setChecked(self._settings.values.updates.check)

    def _show(self) -> None:
        updates = self._updates
        clear(self._answer)
        self._ask.setEnabled(not updates.asking)
        if updates.asking:
            self._busy.begin(_("Asking for newer versions…"))
        else:
            self._busy.hide()
        if updates.newer is not None:
            self._asked.setText("")
            self._answer.addWidget(_newer_box(updates.newer))
        elif updates.asked is not None and updates.problem is None:
            words = _("This is the newest version (asked: {when}).")
            self._asked.setText(words.format(when=format_when(updates.asked)))
        else:
            self._asked.setText("")
        if updates.problem is not None:
            self._answer.addWidget(problem_box(updates.problem, Tone.WARNING))


def _newer_box(newer: Announcement) -> QWidget:
    """The newer version with what has changed in it, and the way to its page."""
    box = ToneBox(name="updateBox")
    layout = column(box, margins=(16, 12, 16, 16), gap=12)
    head = row(gap=12)
    title = _("ShopSync {version} is available").format(version=newer.version)
    head.addWidget(label(title, "strong", wrap=True, name="updateTitle"), 1)
    page = partial(open_page, newer.page)
    head.addWidget(button(_("Open the download page"), page, kind="primary", name="updatePage"))
    add_layout(layout, head)
    changes = newer.changes_in(language())
    if changes:
        text = QPlainTextEdit(changes)
        text.setObjectName("updateChanges")
        text.setAccessibleName(_("What has changed"))
        text.setReadOnly(True)
        text.setFixedHeight(_CHANGES_HEIGHT)
        layout.addWidget(text)
    return box
