"""Offer to start again, for the size of everything, which counts from the next start on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame

from shopsync_gui.core.text import _, ngettext
from shopsync_gui.ui.kit.note_box import ToneBox
from shopsync_gui.ui.kit.widgets import button, label, row

if TYPE_CHECKING:
    from shopsync_gui.ui.jobs.context import AppContext


class RestartNote(QFrame):
    """A note while the size differs from what the program began with; a running sync is waited for."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        box = ToneBox()
        layout = row(box, margins=(16, 8, 8, 8), gap=12)
        self._text = label(wrap=True)
        self._button = button(_("Restart now"), self._restart, name="restartButton")
        layout.addWidget(self._text, 1)
        layout.addWidget(self._button)
        row(self).addWidget(box)
        context.settings.changed.connect(self._changed)
        context.jobs.started.connect(self._show)
        context.jobs.ended.connect(self._show)
        self._show()

    def _restart(self) -> None:
        """Restart, once the user knows which passwords that loses, or that the demo begins anew."""
        restart = self._context.requests.restart_wanted.emit
        connections = self._context.connections
        losing = [shop for shop in connections if self._context.secrets.only_remembered(shop.name)]
        if not losing:
            restart()
            return
        from shopsync_gui.ui.kit.question_dialog import Question, QuestionDialog

        title = _("Restart and lose passwords?")
        if any(shop.demo for shop in losing):
            title = _("Restart and begin the demo anew?")
            text = _(
                "The demo begins anew, with a new demo shop and an empty account: what you have done"
                " in it is lost. Language, size and look stay as you have chosen them."
            )
        else:
            text = ngettext(
                "The passwords of this webshop are kept only until the program is closed: {shops}. After"
                " the restart they have to be typed again before anything can be synced.",
                "The passwords of these webshops are kept only until the program is closed: {shops}."
                " After the restart they have to be typed again before anything can be synced.",
                len(losing),
            ).format(shops=", ".join(map(connections.title_of, losing)))
        question = Question(name="restart", title=title, text=text, yes=_("Restart now"))
        QuestionDialog(self.window(), question, restart).open()

    def _changed(self, key: str) -> None:
        if key == "ui.scale":
            self._show()

    def _show(self, *_what: object) -> None:
        busy = self._context.jobs.busy
        settings = self._context.settings
        self.setVisible(settings.values.ui.scale != settings.at_start.ui.scale)
        self._button.setEnabled(not busy)
        self._text.setText(
            _("The new size is used from the next start on, after the running sync.")
            if busy
            else _("The new size is used from the next start on.")
        )
