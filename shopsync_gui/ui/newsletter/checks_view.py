"""The checks of the open letter: what is in order, and what to look at before it is sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from shopsync_gui.core.newsletter.letter_sizes import MOST_BYTES
from shopsync_gui.core.newsletter.letter_words import checks
from shopsync_gui.core.newsletter.saved_letter import changes_text, letter_changes
from shopsync_gui.core.text import _, format_int, format_when, ngettext, one_line
from shopsync_gui.core.tone import Tone
from shopsync_gui.sync.outputs.newsletter import shop_is_here
from shopsync_gui.ui.kit.widgets import column, label, row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shopsync_gui.sync.outputs.newsletter import Newsletter
    from shopsync_gui.ui.kit.theme import Theme
    from shopsync_gui.ui.newsletter.draft import Draft

_ICON = 18
#: Prices that are older are worth a warning.
_FRESH = timedelta(hours=24)


class ChecksView(QWidget):
    """A heading and a line for each check, with a tick or a warning; nothing where nothing is checked."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("letterChecks")
        self.setAccessibleName(_("Checks"))
        self._theme = theme
        self._layout = column(self, gap=6)
        self._layout.addWidget(label(_("Checks"), "small"))
        self._lines: list[_Line] = []
        self.hide()

    def show_checks(self, draft: Draft, compiled: Newsletter | None) -> None:
        """Show what is to be said of a letter; `compiled` tells its length once it is known.

        Lines are said anew where they stand: none that goes and comes again moves what is below.
        """
        said = list(_sentences(draft, compiled))
        for line in self._lines[len(said) :]:
            self._layout.removeWidget(line)
            line.hide()
            line.deleteLater()
        del self._lines[len(said) :]
        while len(self._lines) < len(said):
            self._lines.append(_Line(self._theme))
            self._layout.addWidget(self._lines[-1])
        for line, (tone, text) in zip(self._lines, said, strict=True):
            line.say(tone, text)
        self.setVisible(bool(said))
        self.setAccessibleDescription(one_line(*(text for _tone, text in said)))


class _Line(QWidget):
    """A check: its icon, none while it is not known, and its sentence."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._icon = label()
        self._icon.setFixedWidth(_ICON)
        self._words = label("", wrap=True, name="letterCheck")
        line = row(self, gap=8)
        line.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._words, 1)

    def say(self, tone: Tone, text: str) -> None:
        """Show how a check came out."""
        good, tokens = tone is Tone.GOOD, self._theme.tokens
        if tone is Tone.MUTED:
            self._icon.clear()
        else:
            color = tokens.good if good else tokens.warning
            name = "check" if good else "alert-outline"
            self._icon.setPixmap(self._theme.pixmap(name, _ICON, color))
        self._words.setText(text)
        self._words.setProperty("good", good)


def _sentences(draft: Draft, compiled: Newsletter | None) -> Iterator[tuple[Tone, str]]:
    connection = draft.connection
    if connection is None or not draft.products:
        return
    changes = None
    if draft.letter is not None and draft.letter.id:
        changes = letter_changes(draft.letter, {p.id: p for p in draft.products})
    if changes:
        yield (
            Tone.WARNING,
            _(
                "Since this newsletter was made: {changes}. What you see here is as of today."
            ).format(changes=changes_text(changes)),
        )
    if draft.prices_of is not None:
        when = format_when(draft.prices_of)
        if datetime.now(UTC) - draft.prices_of > _FRESH:
            yield (
                Tone.WARNING,
                _("The shop was last read {when}: sync before you send").format(when=when),
            )
        else:
            yield Tone.GOOD, _("All prices are current: {when}").format(when=when)
    for _flaw, sentence in checks(draft.products, connection.id, here=shop_is_here(connection)):
        yield Tone.WARNING, sentence
    if compiled is None:
        yield Tone.MUTED, _("Size: …")
        return
    kilobytes = format_int(-(-compiled.size // 1000))
    if compiled.too_long:
        text = ngettext(
            "{size} kB, more than {most}: mail programs will cut it; {n} product fits",
            "{size} kB, more than {most}: mail programs will cut it; {n} products fit",
            compiled.fits,
        )
        yield (
            Tone.WARNING,
            text.format(
                size=kilobytes, most=format_int(MOST_BYTES // 1000), n=format_int(compiled.fits)
            ),
        )
    else:
        yield Tone.GOOD, _("{size} kB: no mail program cuts it").format(size=kilobytes)
