"""The dialog for the labels of shops: the user's own words by which they are found."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from shopsync_gui.core.strings.collation import sort_key
from shopsync_gui.core.text import _, format_int, ngettext
from shopsync_gui.ui.kit.dialog import Dialog
from shopsync_gui.ui.kit.folding_tick import FoldingTick
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.widgets import button, column, label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtWidgets import QWidget

    from shopsync_gui.store.account.connections import Connection

    #: Makes the labels that a shop is to have of those that it has.
    Relabel = Callable[[tuple[str, ...]], tuple[str, ...]]


class LabelsDialog(Dialog):
    """A question for the labels of some shops: of one all in a field, of several a tick for each."""

    def __init__(self, parent: QWidget, shops: list[Connection]) -> None:
        several = len(shops) > 1
        one = _("Your own words for this webshop, such as a client's name, separated by commas.")
        many = _(
            "Your own words for these webshops, such as a client's name. A label that you leave as"
            " it is stays with the webshops that have it."
        )
        super().__init__(parent, "labelsDialog", _("Labels"), many if several else one, wide=480)
        self._ticks: list[FoldingTick] = []
        if several:
            self._add_ticks(shops)
        name = _("Add labels, separated by commas") if several else _("Labels")
        self._field = QLineEdit("" if several else ", ".join(shops[0].options.labels))
        self._field.setObjectName("labelsField")
        self._field.setMaxLength(200)
        self._field.setAccessibleName(name)
        if several:
            self.body.addWidget(label(name))
        self.body.addWidget(self._field)
        keep = button(_("Save"), self.accept, kind="primary", name="labelsSaveButton")
        self.add_buttons(button(_("Cancel"), self.reject, name="labelsCancelButton"), keep)
        keep.setDefault(True)
        self._several = several
        self._field.setFocus()

    def _add_ticks(self, shops: list[Connection]) -> None:
        """A tick for each of their labels, half ticked where only some have it."""
        tally = Counter(word for shop in shops for word in shop.options.labels)
        ticks = column(gap=4)
        for word in sorted(tally, key=sort_key):
            count, text = tally[word], word
            if count < len(shops):
                of_some = ngettext("{label} ({n} of them)", "{label} ({n} of them)", count)
                text = of_some.format(label=word, n=format_int(count))
            tick = FoldingTick(text)
            tick.setObjectName("labelTick")
            tick.setProperty("word", word)
            if count < len(shops):
                tick.setTristate(True)
                tick.setCheckState(Qt.CheckState.PartiallyChecked)
            else:
                tick.setChecked(True)
            self._ticks.append(tick)
            ticks.addWidget(tick)
        if tally:
            add_layout(self.body, ticks)

    @property
    def relabel(self) -> Relabel:
        """The change that each shop's labels are to undergo; a new one comes at the end."""
        typed = list(_words(self._field.text().split(",")))
        if not self._several:
            return lambda _before: tuple(typed)
        states = [(str(tick.property("word")), tick.checkState()) for tick in self._ticks]
        added = [word for word, state in states if state is Qt.CheckState.Checked] + typed
        removed = {word for word, state in states if state is Qt.CheckState.Unchecked}
        removed.difference_update(typed)
        return lambda before: tuple(
            _words(word for word in (*before, *added) if word not in removed)
        )


def _words(words: Iterable[str]) -> dict[str, None]:
    """The words without what is empty, each once."""
    return dict.fromkeys(word.strip() for word in words if word.strip())
