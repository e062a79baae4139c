"""What the dialogs have in common: head, lists, figures, the brake's reasons, tick, question."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from shopsync_gui.core.run_labels import brake_examples, brake_label
from shopsync_gui.core.text import _, format_int
from shopsync_gui.ui.kit.dialog_scroll import pin
from shopsync_gui.ui.kit.dialog_size import fit_height
from shopsync_gui.ui.kit.widgets import button, column, label, note, row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtGui import QKeyEvent

    from shopsync_gui.core.plan import Brake
    from shopsync_gui.store.connections import Connection


class DialogHead(QVBoxLayout):
    """The title, and below it what the dialog is about."""

    def __init__(self, title: str, about: str) -> None:
        super().__init__()
        self.setSpacing(2)
        self._title = label(role="heading", wrap=True)
        self._about = label(role="muted", wrap=True)
        self.addWidget(self._title)
        self.addWidget(self._about)
        self.say(title, about)

    def say(self, title: str, about: str) -> None:
        """Set both texts."""
        self._title.setText(title)
        self._about.setText(about)


def dialog_head(title: str, about: str) -> DialogHead:
    """What a dialog begins with."""
    return DialogHead(title, about)


def route(title: str, connection: Connection) -> str:
    """From which shop to which account; `title` tells the shop from all others."""
    return f"{title} → SalesAutopilot: {connection.sa_user}"


def bullets(texts: Iterable[str]) -> str:
    """A list as rich text, lines below each other's first letter; the texts are shown as they are."""
    points = [escape(text).replace("\n", "<br>") for text in texts]
    last = len(points) - 1
    return (
        '<ul style="margin: 0; -qt-list-indent: 0">'
        + "".join(
            f'<li style="margin: 0 0 {0 if place == last else 6}px 16px">{point}</li>'
            for place, point in enumerate(points)
        )
        + "</ul>"
    )


def figure_box(caption: str, count: int) -> QFrame:
    """A number with its name above."""
    box = note("plain")
    place = column(box, margins=(12, 8, 12, 8), gap=2)
    place.addWidget(label(caption, "muted"))
    place.addWidget(label(format_int(count), "figure"))
    return box


def brake_note(title: str, brakes: Iterable[Brake]) -> QFrame:
    """Why the safety brake holds, and that the user's consent overrules it."""
    box = note("warning")
    layout = column(box, margins=(16, 12, 16, 12), gap=4)
    layout.addWidget(label(title, "strong"))
    for brake in brakes:
        point = row(gap=8)
        point.addWidget(label("•"), 0, Qt.AlignmentFlag.AlignTop)
        words = column(gap=0)
        words.addWidget(label(brake_label(brake), wrap=True))
        if brake.examples:
            words.addWidget(label(brake_examples(brake), "small", wrap=True, name="brakeNames"))
        point.addLayout(words, 1)
        layout.addLayout(point)
    layout.addWidget(
        label(_("With your consent this plan is carried out all the same."), wrap=True)
    )
    return box


class QuestionDialog(QDialog):
    """Asks before something is taken away or done; whoever presses Enter at once leaves all as it is.

    `kind` is the look of the button that says yes; without a text for it there is none.
    """

    def __init__(
        self,
        title: str,
        text: str,
        parent: QWidget,
        *,
        names: str,
        yes: str,
        no: str = "",
        kind: str = "destructive",
        then: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"{names}Dialog")
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(480)
        layout = column(self, margins=24, gap=16)
        layout.addWidget(label(title, "heading", wrap=True))
        layout.addWidget(label(text, wrap=True))
        buttons = row(gap=12)
        buttons.addStretch(1)
        stay = button(no or _("Cancel"), self.reject, name=f"{names}CancelButton")
        confirm = button(yes, self.accept, kind=kind, name=f"{names}ConfirmButton")
        if not yes:
            confirm.hide()
        buttons.addWidget(stay)
        buttons.addWidget(confirm)
        layout.addLayout(buttons)
        layout.addStretch(1)
        if then is not None:
            self.accepted.connect(then)
        stay.setDefault(True)
        stay.setFocus()
        fit_height(self)


class AgreeingDialog(QDialog):
    """A dialog whose work starts only after its tick, by mouse and by keyboard."""

    def agreement_box(self, text: str, name: str) -> QFrame:
        """The tick."""
        box = note("plain")
        pin(box)
        layout = row(box, margins=(12, 10, 12, 10))
        self.tick = QCheckBox(text)
        self.tick.setObjectName(name)
        self.tick.toggled.connect(self._ticked)
        layout.addWidget(self.tick)
        return box

    def agreement_buttons(self, start_text: str, names: tuple[str, str]) -> QHBoxLayout:
        """Cancel, and the button that waits for the tick; their object names in this order."""
        buttons = row(gap=12)
        buttons.addStretch(1)
        self.cancel_button = button(_("Cancel"), self.reject, name=names[0])
        self.start_button = button(start_text, self._agreed, kind="primary", name=names[1])
        self.start_button.setEnabled(False)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.start_button)
        return buttons

    def may_start(self) -> bool:
        """Whether there is anything to agree to."""
        return True

    def start(self) -> None:
        """Do what the user has agreed to."""
        raise NotImplementedError

    def _ticked(self, ticked: bool) -> None:
        self.start_button.setEnabled(ticked and self.may_start())
        # What destroys is done by its own button only, never by Enter elsewhere.
        self.start_button.setDefault(ticked and not self.start_button.property("destructive"))

    def _agreed(self) -> None:
        if self.tick.isChecked() and self.may_start():
            self.start()
            self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in a field or a list starts nothing without the tick."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.tick.isChecked():
            event.accept()
            return
        super().keyPressEvent(event)
